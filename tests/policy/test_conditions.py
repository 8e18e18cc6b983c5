"""What is inside conditions and derived facts is found, however deep, in the order in which it is written."""

from __future__ import annotations

import pytest
from support.said import said

from kiemnhiem.policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    Excepted,
    FieldRef,
    Holds,
    NoneOf,
    Parameter,
    PolicyVerdict,
    Quantified,
    Quantifier,
    fields_of,
    parameters_of,
    walk,
)
from kiemnhiem.policy.derived import (
    AddMonths,
    Aggregate,
    Aggregation,
    Combination,
    Combine,
    Derived,
    Elapsed,
    Lookup,
    LookupRow,
    Unit,
    When,
    references,
)
from kiemnhiem.policy.types import FieldType, Kind

INTEGER = FieldType(Kind.INTEGER)
ITEMS = FieldRef("items", FieldType(Kind.LIST))


def field(name: str) -> FieldRef:
    return FieldRef(name, INTEGER)


def atom(name: str, parameter: str | None = None) -> Compare:
    return Compare(field(name), "at_least", (Parameter(parameter) if parameter else Constant(1),))


COMPARED = Compare(field("a"), "between", (field("b"), Parameter("p")))
COUNTED = CountOf(ITEMS, atom("c", "q"), "between", (Parameter("r"), field("d")))
HOLDS = Holds(FieldRef("posts", FieldType(Kind.LIST)), ("head",))
SOME = Quantified(Quantifier.SOME, FieldRef("others", FieldType(Kind.LIST)), atom("e", "s"))
EXCEPTED = Excepted(atom("f"), ((atom("g", "t"), atom("h", "u")), (atom("i"), atom("j"))))
WHOLE = AllOf(
    (COMPARED, AnyOf((COUNTED, NoneOf((HOLDS, SOME)))), EXCEPTED, PolicyVerdict("other", eligible=True), ALWAYS)
)


def test_every_condition_inside_one_is_walked_outermost_first() -> None:
    assert [said(part) for part in walk(WHOLE)] == [
        said(part)
        for part in (
            WHOLE, COMPARED, AnyOf((COUNTED, NoneOf((HOLDS, SOME)))), COUNTED, atom("c", "q"), NoneOf((HOLDS, SOME)),
            HOLDS, SOME, atom("e", "s"), EXCEPTED, atom("f"), atom("g", "t"), atom("h", "u"), atom("i"), atom("j"),
            PolicyVerdict("other", eligible=True), ALWAYS,
        )
    ]  # fmt: skip


def test_every_field_that_a_condition_reads_is_found() -> None:
    found = ["a", "b", "items", "d", "c", "posts", "others", "e", "f", "g", "h", "i", "j"]
    assert [f.name for f in fields_of(WHOLE)] == found


def test_every_parameter_that_a_condition_uses_is_found() -> None:
    assert list(parameters_of(WHOLE)) == ["p", "r", "q", "s", "t", "u"]


@pytest.mark.parametrize("condition", [ALWAYS, PolicyVerdict("other", eligible=False)])
def test_what_reads_no_field_has_none(condition: Condition) -> None:
    assert list(fields_of(condition)) == []
    assert list(walk(condition)) == [condition]


@pytest.mark.parametrize(
    ("derived", "found"),
    [
        (Elapsed(Unit.YEARS, field("a"), field("b")), ["a", "b"]),
        (AddMonths(field("a"), Constant(3)), ["a"]),
        (Combine(Combination.SUM, (field("a"), Constant(1), field("b"))), ["a", "b"]),
        (Aggregate(Aggregation.SUM, ITEMS, field("a"), atom("b")), ["b", "items", "a"]),
        (Aggregate(Aggregation.COUNT, ITEMS, None, ALWAYS), ["items"]),
        (When(AllOf((atom("a"), atom("b")))), ["a", "b"]),
        (Lookup((LookupRow(atom("a"), 1), LookupRow(atom("b"), 2))), ["a", "b"]),
    ],
)
def test_every_field_that_a_derived_fact_rests_on_is_found(derived: Derived, found: list[str]) -> None:
    assert [f.name for f in references(derived)] == found
