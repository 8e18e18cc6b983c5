import json
from pathlib import Path

import pytest
from support.command import POLICIES, kiemnhiem, people

# Made-up people.
PEOPLE = """Họ tên,Ngày sinh,Chức danh,Đơn vị
Nguyễn Văn A,05/06/1995,Trưởng thôn,Bản Một
"""
OPTIONS = ("--policies", POLICIES, "--case", "2")


def test_json_tells_each_day_with_verdicts_and_reasons(tmp_path: Path) -> None:
    result = kiemnhiem("timeline", people(tmp_path, PEOPLE), *OPTIONS, "--policy", "plain", "--format", "json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["case"], told["from"], told["until"]) == ("2", "2009-01-01", "2026-12-31")
    assert [(d["date"], d["verdict"], d["policies"]) for d in told["dates"]] == [
        ("2009-01-01", "not_eligible", {"plain": "not_eligible"}),
        ("2013-06-05", "eligible", {"plain": "eligible"}),
    ]
    [reason] = told["dates"][1]["reasons"]
    assert (reason["cause"], reason["requirements"], reason["after"]) == ("fact", ["grown-up"], "met")


@pytest.mark.parametrize(
    ("lang", "day", "reason"), [("vi", "05/06/2013", "Tuổi: 17 → 18"), ("en", "2013-06-05", "Age: 17 → 18")]
)
def test_the_console_shows_a_table_and_the_reasons_in_80_columns(
    tmp_path: Path, lang: str, day: str, reason: str
) -> None:
    result = kiemnhiem("timeline", people(tmp_path, PEOPLE), *OPTIONS, "--lang", lang)
    assert result.exit_code == 0
    assert result.stdout.count(day) == 2
    assert reason in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_a_period_may_be_chosen(tmp_path: Path) -> None:
    path = people(tmp_path, PEOPLE)
    result = kiemnhiem("timeline", path, *OPTIONS, "--from", "2015-01-01", "--until", "2015-12-31", "--format", "json")
    assert [d["date"] for d in json.loads(result.stdout)["dates"]] == ["2015-01-01"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (("--case", "9"), "U502"),
        (("--case", "2", "--from", "2020-01-01", "--until", "2019-01-01"), "U511"),
        (("--case", "2", "--policy", "plane"), "plain"),
    ],
)
def test_wrong_use_is_told(tmp_path: Path, wrong: tuple[str, ...], code: str) -> None:
    result = kiemnhiem("timeline", people(tmp_path, PEOPLE), "--policies", POLICIES, *wrong)
    assert result.exit_code == 2
    assert code in result.stderr


def test_an_unreadable_cell_is_told_and_the_rest_done(tmp_path: Path) -> None:
    path = people(tmp_path, PEOPLE.replace("05/06/1995", "ngày xửa ngày xưa"))
    result = kiemnhiem("timeline", path, *OPTIONS, "--format", "json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["dates"][0]["verdict"] == "undetermined"
