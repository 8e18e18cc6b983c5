"""The rules of all places that are asked, together: for counting and naming."""

from __future__ import annotations

from datetime import date

import pytest
from support.libraries import HERE
from support.said import said

from kiemnhiem.policy import load_library
from kiemnhiem.policy.byplace import Programs, together
from kiemnhiem.policy.program import ResolvedPolicy
from kiemnhiem.policy.resolve import amended, resolve_policy

LIBRARY, _ = load_library(HERE / "whole")
DAY = date(2019, 3, 1)
CASES = [{"province": place} for place in ("west", "east", "country")]


OTHER = ["verdict", "lists", "asked"]


def ids(policy: ResolvedPolicy) -> list[str]:
    return [rule.id for rule in policy.rules]


def test_rules_that_only_some_places_have_are_counted_once() -> None:
    programs = Programs(LIBRARY, DAY, ["group/other", "group/case"], cases=CASES)
    whole = programs.whole
    assert [(p.id, ids(p)) for p in whole.screened] == [
        ("group/other", [*OTHER, "added"]), ("group/case", ["stance", "age", "asked"]),
    ]  # fmt: skip
    assert {name: ids(p) for name, p in whole.remedies.items()} == {"group/other": [*OTHER, "added"]}
    assert whole.remedies["group/other"].id == "group/other"
    assert (whole.place, whole.as_of, whole.asked) == (None, DAY, True)


def test_what_holds_everywhere_comes_before_what_a_place_has_changed() -> None:
    whole = Programs(LIBRARY, DAY, ["group/other"], cases=CASES).whole
    verdict, _, _, added = whole.screened[0].rules
    assert (verdict.amended_by, verdict.exceptions) == (None, ())
    assert (added.amended_by, said(added.base)) == ("group/amendment", "member:boolean is True")


def test_a_cure_that_only_some_places_name_is_among_those_of_all() -> None:
    everywhere = Programs(LIBRARY, DAY, ["group/case"]).whole
    elsewhere = Programs(LIBRARY, DAY, ["group/other"]).whole
    assert together([everywhere]) is everywhere
    assert list(together([everywhere, everywhere]).remedies) == ["group/other"]
    assert elsewhere.remedies == {}
    screened_by_case = together([elsewhere, Programs(LIBRARY, DAY, ["group/case"], place="west").whole])
    assert list(screened_by_case.remedies) == ["group/other"]
    assert screened_by_case.screened[0].id == "group/other"


@pytest.mark.parametrize(("place", "rules"), [("west", [*OTHER, "added"]), ("east", OTHER)])
def test_a_place_has_its_own_rules_and_those_of_what_it_lies_in(place: str, rules: list[str]) -> None:
    programs = Programs(LIBRARY, DAY, ["group/other", "group/case"])
    other, case = programs.of({"province": place}).screened
    assert ids(other) == rules
    assert said(case.rules[1].base).startswith("all(age:integer at_least 25; "), "the country has set it"
    assert case.rules[1].amended_by == "group/tightened"


def test_places_that_are_amended_alike_share_a_program() -> None:
    programs = Programs(LIBRARY, DAY, ["group/other"])
    assert programs.of({"province": "east"}) is programs.of({"province": "country"})
    assert programs.of({"province": "east"}) is not programs.of({"province": "west"})
    assert [p.place for p in programs.every] == [None, "country", "west"]
    before = Programs(LIBRARY, date(2018, 12, 31), ["group/other"])
    assert [p.place for p in before.every] == [None, "country"]
    assert Programs(LIBRARY, date(2021, 1, 1), ["group/other"]).of({"province": "east"}).place == "country"


@pytest.mark.parametrize(("place", "added"), [("west", ["added"]), ("east", []), (None, [])])
def test_one_policy_is_amended_and_resolved_for_a_place_by_itself(place: str | None, added: list[str]) -> None:
    policy = LIBRARY.policies["group/other"]
    assert [r.id for r in amended(LIBRARY, policy, DAY, place).requirements] == [*OTHER, *added]
    assert ids(resolve_policy(LIBRARY, policy, DAY, place)) == [*OTHER, *added]
