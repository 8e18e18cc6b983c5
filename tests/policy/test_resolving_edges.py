"""Resolving for a place: what its amendments change and leave, who is named for it, what is told of errors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.libraries import library_with

from kiemnhiem.errors import PolicyError, UsageError
from kiemnhiem.language import Lang
from kiemnhiem.policy import codes, resolve
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import Rule
from kiemnhiem.policy.resolve import amended, resolve_policy

DAY = date(2018, 12, 30)
AMENDMENT = """amendment: case
schema: 1
amends: plain
place: north
in_force: {from: 2018-01-01}
sources: [made-up]
adds:
  - {id: asked, title: {vi: Hỏi, en: Asked}, judgement: {vi: Được?, en: Well?}, source: {document: made-up}}
  - {id: member, title: {vi: Đảng viên, en: Member}, require: {member: true}, source: {document: made-up}}
sets: {least: [{from: 2018-06-01, value: 21, source: {document: made-up}}]}
exceptions:
  - {to: known, id: northern, when: {region: highland}, waive: true, source: {document: made-up}}
"""
DATED = """policy: case
schema: 1
title: {vi: Giả định, en: Made up}
stance: permitted
subject: candidate
posts: [secretary]
in_force: {from: 2018-01-01, until: 2019-12-31}
parameters: {least: [{from: 2018-06-01, value: 21}]}
requirements:
  - {id: age, title: {vi: Tuổi, en: Age}, require: {age: {at_least: $least}}, source: {document: made-up}}
  - {id: old, title: {vi: Tuổi, en: Age}, until: 2018-06-30, require: {member: true}, source: {document: made-up}}
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return library_with(tmp_path, AMENDMENT)


def rules(library: Library, place: str | None, day: date = DAY) -> dict[str, Rule]:
    return {r.id: r for r in resolve(library, day, ["plain"], place=place).screened[0].rules}


def test_a_place_adds_sets_and_excepts_and_is_named_for_it(library: Library) -> None:
    found = rules(library, "north")
    assert {name: r.amended_by for name, r in found.items()} == dict.fromkeys(
        ("grown-up", "known", "asked", "member"), "case"
    )
    assert [e.id for e in found["known"].exceptions] == ["northern"]
    assert found["grown-up"].exceptions == ()
    assert "21" in str(found["grown-up"].base)


@pytest.mark.parametrize("place", [None, "country", "south"])
def test_elsewhere_nothing_is_changed(library: Library, place: str | None) -> None:
    found = rules(library, place)
    assert {name: r.amended_by for name, r in found.items()} == {"grown-up": None, "known": None}
    assert "18" in str(found["grown-up"].base)
    assert found["known"].exceptions == ()


def test_only_what_an_amendment_touches_on_the_day_names_it(library: Library) -> None:
    before = rules(library, "north", date(2018, 5, 31))
    assert {name: r.amended_by for name, r in before.items()} == {
        "grown-up": None, "known": "case", "asked": "case", "member": "case",
    }  # fmt: skip
    assert rules(library, "north", date(2017, 12, 31)).keys() == {"grown-up", "known"}


def test_the_amended_policy_keeps_its_dates_and_its_documents(library: Library) -> None:
    plain = library.policies["plain"]
    there = amended(library, plain, DAY, "north")
    assert there.sources == ("made-up",)
    assert [r.id for r in there.requirements] == ["grown-up", "known", "asked", "member"]
    assert there.parameters["least"].values[0].value == 21
    assert amended(library, plain, DAY, "south") == amended(library, plain, DAY) == plain
    assert amended(library, there, DAY, "south").sources == ("made-up",)


def test_a_policy_is_resolved_by_itself_whatever_its_own_dates(tmp_path: Path) -> None:
    library = library_with(tmp_path, DATED)
    late = resolve_policy(library, library.policies["case"], date(2020, 6, 1))
    assert (late.id, [r.id for r in late.rules]) == ("case", ["age"])
    with pytest.raises(PolicyError) as caught:
        resolve_policy(library, library.policies["case"], date(2018, 3, 1))
    [problem] = caught.value.problems
    assert (problem.code, problem.values) == (
        codes.NO_PARAMETER_VALUE, {"found": "least", "as_of": date(2018, 3, 1)},
    )  # fmt: skip


def test_a_policy_is_resolved_by_itself_for_a_place(library: Library) -> None:
    there = resolve_policy(library, library.policies["plain"], DAY, "north")
    assert [r.id for r in there.rules] == ["grown-up", "known", "asked", "member"]
    assert [r.id for r in resolve_policy(library, library.policies["plain"], DAY).rules] == ["grown-up", "known"]


@pytest.mark.parametrize(
    ("until", "vi", "en"),
    [
        ("", "từ 01/01/2018", "since 2018-01-01"),
        (", until: 2019-12-31", "từ 01/01/2018 đến hết 31/12/2019", "from 2018-01-01 until 2019-12-31"),
    ],
)
def test_what_is_not_in_force_is_told_with_when_it_is(tmp_path: Path, until: str, vi: str, en: str) -> None:
    library = library_with(tmp_path, DATED.replace(", until: 2019-12-31", until, 1))
    with pytest.raises(UsageError) as caught:
        resolve(library, date(2017, 1, 1), ["case"])
    [problem] = caught.value.problems
    assert problem.code is codes.NOT_IN_FORCE
    assert vi in problem.message(Lang.VI)
    assert en in problem.message(Lang.EN)


def test_what_has_ended_is_told_with_its_last_day(tmp_path: Path) -> None:
    library = library_with(tmp_path, DATED.replace("from: 2018-01-01, until", "until", 1))
    with pytest.raises(UsageError) as caught:
        resolve(library, date(2020, 1, 1), ["case"])
    assert "đến hết 31/12/2019" in caught.value.problems[0].message(Lang.VI)
    assert "until 2019-12-31" in caught.value.problems[0].message(Lang.EN)


# --- a question asked of several places


def test_a_misspelt_place_is_told_with_what_was_meant(library: Library) -> None:
    with pytest.raises(UsageError) as caught:
        Programs(library, DAY, place="nort")
    [problem] = caught.value.problems
    assert (problem.code, problem.values, problem.suggestion) == (codes.UNKNOWN_PLACE, {"found": "nort"}, "north")


def test_each_case_is_asked_by_the_rules_of_its_place(library: Library) -> None:
    programs = Programs(library, DAY, ["plain"], cases=[{"province": "north"}, {"province": "south"}])
    assert [programs.of({"province": p}).place for p in ("north", "south")] == ["north", None]
    assert programs.of({}).place is None
    assert [p.place for p in programs.possible({})] == [None, "north"]
    assert [p.place for p in programs.possible({"province": "south"})] == [None]
    assert (programs.by_case, programs.as_of, programs.library) == (True, DAY, library)
    assert programs.place_field == "province"
    assert [r.id for r in programs.whole.screened[0].rules] == ["grown-up", "known", "asked", "member"]


def test_a_place_that_is_named_holds_for_all_cases(library: Library) -> None:
    programs = Programs(library, DAY, ["plain"], place="north")
    assert programs.of({"province": "south"}).place == "north"
    assert [p.place for p in programs.every] == ["north"]
    assert [p.place for p in programs.possible({})] == ["north"]
    assert not programs.by_case


def test_the_same_question_on_another_day(library: Library) -> None:
    asked = Programs(library, DAY, ["plain"], place="north").on(date(2017, 6, 1))
    assert (asked.as_of, asked.library, asked.by_case) == (date(2017, 6, 1), library, False)
    assert [r.id for r in asked.of({}).screened[0].rules] == ["grown-up", "known"]
    assert asked.of({}).asked
    every = Programs(library, DAY).on(date(2018, 6, 1))
    assert [p.place for p in every.every] == [None, "north"]
    assert not every.of({}).asked
