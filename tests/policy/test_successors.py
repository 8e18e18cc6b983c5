"""A place that has become another follows the rules of the one it has become."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from support.command import POLICIES

from kiemnhiem.policy import load_library, resolve
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library

PLACES = """places: reform
schema: 1
units:
  hills: {vi: Tỉnh Đồi, en: Hills, layer: province, inside: country, until: 2020-12-31, becomes: [north]}
  coast: {vi: Tỉnh Biển, en: Coast, layer: province, inside: country, until: 2020-12-31, becomes: [north, south]}
  lost: {vi: Tỉnh Mất, en: Lost, layer: province, inside: country, until: 2020-12-31}
"""
AMENDMENT = """amendment: north
schema: 1
amends: plain
place: north
adds:
  - id: member
    title: {vi: Là đảng viên, en: Is a member}
    require: {member: true}
    source: {document: made-up}
"""
LAST, FIRST = date(2020, 12, 31), date(2021, 1, 1)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    root = Path(shutil.copytree(POLICIES, tmp_path / "library"))
    (root / "reform.yaml").write_text(PLACES)
    (root / "north.yaml").write_text(AMENDMENT)
    return load_library(root)[0]


def asks_for_membership(library: Library, day: date, place: str) -> bool:
    return "member" in [r.id for r in resolve(library, day, ["plain"], place=place).screened[0].rules]


def test_until_its_last_day_a_place_has_rules_of_its_own(library: Library) -> None:
    assert not asks_for_membership(library, LAST, "hills")
    assert asks_for_membership(library, FIRST, "hills")


def test_a_case_of_an_old_place_is_asked_by_the_rules_of_the_new_one(library: Library) -> None:
    for day, rules in ((LAST, False), (FIRST, True)):
        program = Programs(library, day, ["plain"]).of({"province": "hills"})
        assert ("member" in [r.id for r in program.screened[0].rules]) is rules


def test_of_a_place_that_became_several_the_rules_are_not_known(library: Library) -> None:
    programs = Programs(library, FIRST, ["plain"])
    assert library.on("coast", FIRST) is None
    assert len(programs.possible({"province": "coast"})) == 2
    assert len(programs.possible({"province": "hills"})) == 1


def test_a_place_that_became_nothing_stays_what_it_was(library: Library) -> None:
    assert library.on("lost", FIRST) == "lost"
