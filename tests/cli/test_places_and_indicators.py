"""One question asked of cases of several places, and shares counted over them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.command import POLICIES, kiemnhiem, people

AMENDMENT = """amendment: north
schema: 1
amends: plain
place: north
in_force: {from: 2018-01-01}
adds:
  - id: member
    title: {vi: Là đảng viên, en: Is a member}
    require: {member: true}
    source: {document: made-up}
sets: {least: [{from: 2018-01-01, value: 21, source: {document: made-up}}]}
"""
INDICATOR = """indicator: members
schema: 1
title: {vi: Tỷ lệ đảng viên, en: Share of members}
subject: candidate
count: {member: true}
by: province
targets:
  - {at_least: 50, source: {document: made-up}}
  - {at_least: 90, place: north, source: {document: made-up}}
"""
# Made-up people.
PEOPLE = """Họ tên,Ngày sinh,Chức danh,Đơn vị,Tỉnh,Đảng viên
Nguyễn Văn A,05/06/1999,Trưởng thôn,Bản Một,Bắc,Có
Nguyễn Văn B,05/06/1999,Trưởng thôn,Bản Một,Nam,Có
Lò Văn C,05/06/1980,Trưởng thôn,Bản Hai,Bắc,Không
Lò Văn D,05/06/1980,Trưởng thôn,Bản Hai,,
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    root = Path(shutil.copytree(POLICIES, tmp_path / "library"))
    (root / "north.yaml").write_text(AMENDMENT)
    (root / "members.yaml").write_text(INDICATOR)
    return root


def run(command: str, library: Path, *args: str | Path) -> Any:
    path = people(library.parent, PEOPLE)
    result = kiemnhiem(command, path, "--policies", library, "--as-of", "2018-12-30", "--format", "json", *args)
    assert result.exit_code == 0, result.output
    return (
        [json.loads(line) for line in result.stdout.splitlines()] if command != "screen" else json.loads(result.stdout)
    )


def test_each_case_is_asked_by_the_rules_of_its_place(library: Path) -> None:
    found = {case["case"]: case for case in run("check", library, "--policy", "plain")}
    assert {id_: case["verdict"] for id_, case in found.items()} == {
        "2": "not_eligible",  # 19 years old, and the north asks for 21
        "3": "eligible",  # 19 years old in the south
        "4": "not_eligible",  # the north asks for membership too
        "5": "undetermined",  # of no known place: the north would ask for membership, the south would not
    }
    assert "North province" in json.dumps(found["4"], ensure_ascii=False)
    assert "place is not known" in json.dumps(found["5"], ensure_ascii=False)
    assert found["5"]["missing"] == ["province"]


def test_a_place_that_is_named_goes_for_all_cases(library: Path) -> None:
    assert run("screen", library, "--policy", "plain", "--place", "south")["verdicts"]["eligible"] == 4
    assert run("screen", library, "--policy", "plain", "--place", "north")["verdicts"]["eligible"] == 0


def test_the_summary_counts_what_single_places_add(library: Path) -> None:
    rows = {r["requirement"]: r for r in run("screen", library, "--policy", "plain")["requirements"]}
    assert rows["member"]["met"] + rows["member"]["not_met"] + rows["member"]["unknown"] == 2


def test_before_its_date_an_amendment_changes_nothing(library: Path) -> None:
    path = people(library.parent, PEOPLE)
    result = kiemnhiem(
        "screen", path, "--policies", library, "--as-of", "2017-12-31", "--policy", "plain", "--format", "json"
    )
    assert json.loads(result.stdout)["verdicts"]["eligible"] == 4


def test_an_unknown_place_is_wrong_use(library: Path) -> None:
    path = people(library.parent, PEOPLE)
    result = kiemnhiem("screen", path, "--policies", library, "--place", "nort", "--lang", "en")
    assert result.exit_code == 2
    assert 'did you mean "north"' in result.stderr


def test_an_indicator_tells_what_is_sure_and_what_is_possible(library: Path) -> None:
    [found] = run("indicators", library)
    assert (found["of"], found["counted"], found["share"]) == ([4, 4], [2, 3], [50.0, 75.0])
    assert {g["value"]: g["counted"] for g in found["groups"]} == {"north": [1, 1], "south": [1, 1], None: [0, 1]}
    assert found["targets"] == [{"at_least": 50.0, "place": None, "reached": True}]


def test_a_place_has_its_own_target_besides_the_common_one(library: Path) -> None:
    [found] = run("indicators", library, "--place", "north")
    assert [t["reached"] for t in found["targets"]] == [True, False]


def test_indicators_are_shown_as_a_table(library: Path) -> None:
    path = people(library.parent, PEOPLE)
    result = kiemnhiem("indicators", path, "--policies", library, "--as-of", "2018-12-30", "--lang", "en")
    assert "As of 2018-12-30" in result.stdout
    assert "50.0%…75.0%" in result.stdout
    assert "Target: at least 50%: reached" in result.stdout


def test_a_misspelt_indicator_is_wrong_use(library: Path) -> None:
    path = people(library.parent, PEOPLE)
    result = kiemnhiem("indicators", path, "--policies", library, "--indicator", "member", "--lang", "en")
    assert result.exit_code == 2
    assert 'did you mean "members"' in result.stderr
