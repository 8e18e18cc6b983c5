"""Days at the edges: both ends of a period belong to it; what holds on a day is the latest that has begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.libraries import library_with

from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS, AllOf, NoneOf, PolicyVerdict
from kiemnhiem.policy.model import (
    Evidence,
    Layer,
    Library,
    Locality,
    ParameterHistory,
    ParameterValue,
    Period,
    PolicyException,
    Requirement,
    asked_by,
)
from kiemnhiem.policy.types import FieldType, Kind

FIRST, LAST = date(2018, 6, 1), date(2018, 6, 30)
BEFORE, AFTER = date(2018, 5, 31), date(2018, 7, 1)
SAME = Text("như nhau", "the same")


@pytest.mark.parametrize(
    ("period", "inside", "outside"),
    [
        (Period(FIRST, LAST), [FIRST, LAST], [BEFORE, AFTER]),
        (Period(FIRST), [FIRST, AFTER], [BEFORE]),
        (Period(until=LAST), [BEFORE, LAST], [AFTER]),
        (Period(), [BEFORE, AFTER], []),
    ],
)
def test_both_ends_of_a_period_are_in_it(period: Period, inside: list[date], outside: list[date]) -> None:
    assert all(day in period for day in inside)
    assert not any(day in period for day in outside)


def test_the_value_of_a_day_is_the_latest_that_has_begun_and_not_ended() -> None:
    values = (
        ParameterValue(date(2010, 1, 1), 18, date(2010, 12, 31)),
        ParameterValue(FIRST, 20),
        ParameterValue(date(2020, 1, 1), 21, date(2020, 12, 31)),
    )
    history = ParameterHistory("least", FieldType(Kind.INTEGER), False, values)
    found = {
        date(2009, 12, 31): None, date(2010, 1, 1): 18, date(2010, 12, 31): 18, date(2011, 1, 1): None, BEFORE: None,
        FIRST: 20, date(2019, 12, 31): 20, date(2020, 1, 1): 21, date(2020, 12, 31): 21, date(2021, 1, 1): None,
    }  # fmt: skip
    assert {day: value.value if (value := history.at(day)) else None for day in found} == found


def test_evidence_is_ranked_from_the_weakest() -> None:
    assert [e.rank for e in (Evidence.MEMORY, Evidence.SECONDARY, Evidence.SIGNED_TEXT)] == [0, 1, 2]


def with_units(folder: Path, *units: Locality) -> Library:
    library = library_with(folder, NOTHING)
    return replace(library, layers={"l": Layer("l", SAME)}, localities={u.id: u for u in units})


NOTHING = """places: more
schema: 1
layers: {hamlet: {vi: thôn, en: hamlet}}
"""


def unit(id_: str, until: date | None = None, becomes: tuple[str, ...] = (), inside: str | None = None) -> Locality:
    return Locality(id_, SAME, "l", inside, period=Period(None, until), becomes=becomes)


def test_a_unit_is_what_it_has_become_on_the_day_after_its_last(tmp_path: Path) -> None:
    library = with_units(
        tmp_path, unit("old", LAST, ("middle",)), unit("middle", date(2019, 6, 30), ("new",)), unit("new"),
        unit("split", LAST, ("old", "new")), unit("gone", LAST), unit("a", LAST, ("b",)), unit("b", LAST, ("a",)),
    )  # fmt: skip
    assert [library.on("old", d) for d in (BEFORE, LAST, AFTER, date(2020, 1, 1))] == ["old", "old", "middle", "new"]
    assert [library.on("split", d) for d in (LAST, AFTER)] == ["split", None]
    assert [library.on("gone", d) for d in (LAST, AFTER)] == ["gone", "gone"]
    assert library.on("a", AFTER) in ("a", "b")
    assert library.on(None, AFTER) is None


def test_a_unit_lies_in_those_around_it_widest_first(tmp_path: Path) -> None:
    library = with_units(
        tmp_path, unit("c", inside="p"), unit("p", inside="n"), unit("n"), unit("x", inside="y"), unit("y", inside="x")
    )
    assert library.within("c") == ("n", "p", "c")
    assert library.within(None) == ()
    assert library.within("x") == ("y", "x")


def test_a_policy_asks_for_verdicts_wherever_it_has_conditions(tmp_path: Path) -> None:
    def verdict(policy: str) -> PolicyVerdict:
        return PolicyVerdict(policy, eligible=True)

    def exception(when: str, require: str | None) -> PolicyException:
        return PolicyException("e", NoneOf((verdict(when),)), verdict(require) if require else None)

    plain = library_with(tmp_path, NOTHING).policies["plain"]
    requirements = (
        Requirement("one", SAME, AllOf((ALWAYS, verdict("b"))), when=verdict("a"), exceptions=(exception("c", "d"),)),
        Requirement("two", SAME, None, when=verdict("e"), exceptions=(exception("f", None),)),
    )
    policy = replace(plain, when=verdict("0"), requirements=requirements, exceptions=(exception("g", None),))
    assert list(asked_by(policy)) == ["0", "a", "b", "c", "d", "e", "f", "g"]
    assert list(asked_by(plain)) == []
