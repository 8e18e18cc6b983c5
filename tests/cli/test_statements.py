"""What a cell says about other fields: "Chưa" under a date of admission means no member."""

import json
from pathlib import Path

import pytest
from support.command import POLICIES, kiemnhiem, people

ASKED = ("--policies", POLICIES, "--as-of", "2018-12-30", "--policy", "plain", "--format", "json")


@pytest.mark.parametrize(
    ("since", "member", "outcome", "code"),
    [
        ("01/02/2003", "", "unknown", 0),  # a member when the list was made; on another day it may not be so
        ("Chưa", "", "not_met", 0),
        ("", "", "unknown", 0),
        ("", "Có", "met", 0),
        ("01/02/2003", "Có", "met", 0),
        ("Chưa", "Có", "unknown", 3),  # two cells that disagree: neither is believed
    ],
)
def test_a_cell_speaks_for_other_fields(tmp_path: Path, since: str, member: str, outcome: str, code: int) -> None:
    path = people(tmp_path, f"Họ tên,Ngày sinh,Ngày vào Đảng,Đảng viên\nNguyễn Văn A,1975,{since},{member}\n")
    result = kiemnhiem("check", path, *ASKED)
    findings = json.loads(result.stdout)["policies"][0]["findings"]
    assert {f["requirement"]: f["outcome"] for f in findings}["known"] == outcome
    assert result.exit_code == code


@pytest.mark.parametrize(("children", "code"), [("0", 0), ("30", 0), ("-1", 3), ("31", 3)])
def test_a_number_the_field_cannot_be_is_unreadable(tmp_path: Path, children: str, code: int) -> None:
    path = people(tmp_path, f"Họ tên,Ngày sinh,Số con\nNguyễn Văn A,1975,{children}\n")
    result = kiemnhiem("screen", path, *ASKED, "--lang", "en")
    assert result.exit_code == code
    if code:
        [cell] = json.loads(result.stdout)["rejected"]
        assert cell["column"] == "C"
        assert "from 0 to 30" in cell["message"]
