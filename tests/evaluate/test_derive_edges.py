"""Derived facts at their edges: what single records, signs, halves and orders come to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.evaluate.derive import Deriver, add_months, elapsed
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS, Compare, Condition, Constant, FieldRef, Scope
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
)
from kiemnhiem.policy.model import Library, Post
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.types import Choice, Field, FieldType, Kind, Vocabulary
from kiemnhiem.policy.values import LIMIT, Span, Value

WORDS = Text("x", "x")
INTEGER, NUMBER, DATE = FieldType(Kind.INTEGER), FieldType(Kind.NUMBER), FieldType(Kind.DATE)
TEXT, BOOLEAN = FieldType(Kind.TEXT), FieldType(Kind.BOOLEAN)
RANK = FieldType(Kind.SCALE, tuple(Choice(c, WORDS) for c in ("low", "middle", "high")))
COLOUR = FieldType(Kind.CHOICE, tuple(Choice(c, WORDS) for c in ("red", "green")))
ROW = {"n": INTEGER, "day": DATE, "name": TEXT, "ok": BOOLEAN, "rank": RANK}
PLAIN = {
    "a": INTEGER,
    "b": INTEGER,
    "x": NUMBER,
    "day": DATE,
    "ok": BOOLEAN,
    "name": TEXT,
    "hamlet": TEXT,
    "town": TEXT,
}
AS_OF = date(2018, 12, 30)
LEVELS = {"hamlet": "hamlet", "commune": "town"}
POSTS = {
    "head": Post("head", WORDS, level="hamlet"),
    "chair": Post("chair", WORDS, level="commune"),
    "adviser": Post("adviser", WORDS),
}


def completed(facts: dict[str, Any], *more: Field, of_rows: tuple[Field, ...] = ()) -> dict[str, Any]:
    post = FieldType(Kind.CHOICE, tuple(Choice(c, WORDS) for c in POSTS))
    held = {
        "post": Field("post", post, WORDS),
        "unit": Field("unit", TEXT, WORDS, defaults_by_level=LEVELS),
        "town": Field("town", TEXT, WORDS, defaults_to="town"),
    }
    rows = {name: Field(name, type_, WORDS) for name, type_ in ROW.items()}
    rows.update({of.name: of for of in of_rows})
    fields = {name: Field(name, type_, WORDS) for name, type_ in PLAIN.items()}
    fields["posts"] = Field("posts", FieldType(Kind.LIST, fields=held), WORDS)
    fields["rows"] = Field("rows", FieldType(Kind.LIST, fields=rows), WORDS)
    vocabulary = Vocabulary("candidate", WORDS, {**fields, **{of.name: of for of in more}})
    program = Program(Library("", {"candidate": vocabulary}, POSTS, {}, {}), vocabulary, AS_OF, ())
    return dict(Deriver(program).completed(Case("1", facts, {"p#r": Recorded(True)})))


def derived(form: Derived, type: FieldType, **facts: Any) -> Value:
    found: Value = completed(facts, Field("result", type, WORDS, derived=form))["result"]
    return found


def item(name: str) -> FieldRef:
    return FieldRef(name, ROW[name], Scope.ITEM)


def of_case(name: str) -> FieldRef:
    return FieldRef(name, PLAIN[name])


def is_true(ref: FieldRef) -> Condition:
    return Compare(ref, "is", (Constant(True),))


# --- what is completed before anything is derived


def test_a_case_has_its_day_and_its_recorded_answers() -> None:
    facts = completed({"a": 1})
    assert (facts["as_of"], facts["p#r"], facts["a"]) == (AS_OF, True, 1)


@pytest.mark.parametrize(
    ("record", "unit"),
    [
        ({"post": "head"}, "Thôn Một"),
        ({"post": "chair"}, "Xã Hai"),
        ({"post": "adviser"}, None),
        ({"post": None}, None),
        ({}, None),
        ({"post": "head", "unit": "Thôn Ba"}, "Thôn Ba"),
    ],
)
def test_a_missing_unit_is_that_of_the_level_of_the_post(record: dict[str, Any], unit: str | None) -> None:
    [found] = completed({"posts": (record,), "hamlet": "Thôn Một", "town": "Xã Hai"})["posts"]
    assert found.get("unit") == unit
    assert found["town"] == "Xã Hai"


def test_a_missing_list_stays_missing_and_an_empty_one_empty() -> None:
    assert completed({})["posts"] is None
    assert completed({"posts": ()})["posts"] == ()


def test_a_fact_of_a_record_is_derived_from_the_record_and_from_its_case() -> None:
    later = Compare(item("day"), "after", (of_case("day"),))
    lookup = Lookup((LookupRow(later, True), LookupRow(ALWAYS, False)))
    before = Field("before", BOOLEAN, WORDS, derived=lookup)
    rows: Any = ({"day": date(2020, 1, 1)}, {"day": date(2000, 1, 1)}, {})
    found = completed({"day": date(2010, 1, 1), "rows": rows}, of_rows=(before,))["rows"]
    assert [r["before"] for r in found] == [True, False, None]


# --- time


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2018, 1, 31), 1, date(2018, 2, 28)),
        (date(2018, 1, 31), 13, date(2019, 2, 28)),
        (date(2018, 1, 31), -1, date(2017, 12, 31)),
        (date(2018, 3, 31), -13, date(2017, 2, 28)),
        (date(2018, 12, 5), 0, date(2018, 12, 5)),
        (date(1, 3, 5), 1, date(1, 4, 5)),
        (date(9999, 3, 5), 1, date(9999, 4, 5)),
        (date(1, 1, 15), -1, date.min),
        (date(9999, 12, 31), 0, date(9999, 12, 31)),
        (date(9999, 12, 15), 1, date.max),
    ],
)
def test_months_are_added_by_the_calendar(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@pytest.mark.parametrize(
    ("start", "end", "months", "years"),
    [
        (date(2018, 1, 31), date(2018, 2, 28), 1, 0),
        (date(2018, 1, 31), date(2018, 2, 27), 0, 0),
        (date(2018, 1, 15), date(2018, 3, 14), 1, 0),
        (date(2018, 1, 15), date(2018, 3, 15), 2, 0),
        (date(2017, 3, 1), date(2018, 2, 28), 11, 0),
        (date(2017, 3, 1), date(2018, 3, 1), 12, 1),
        (date(2018, 3, 1), date(2017, 3, 1), -12, -1),
        (date(2018, 3, 1), date(2017, 3, 2), -12, -1),
        (date(2018, 3, 2), date(2017, 3, 1), -13, -2),
    ],
)
def test_whole_months_and_years_between_two_days(start: date, end: date, months: int, years: int) -> None:
    assert elapsed(Unit.MONTHS, start, end) == months
    assert elapsed(Unit.YEARS, start, end) == years
    assert elapsed(Unit.DAYS, start, end) == (end - start).days


def test_time_between_partly_known_days_is_the_whole_range() -> None:
    form = Elapsed(Unit.DAYS, of_case("day"), FieldRef("as_of", DATE))
    assert derived(form, INTEGER, day=Span(date(2018, 12, 1), date(2018, 12, 31))) == Span(-1, 29)
    assert derived(form, INTEGER, day=date(2018, 12, 1)) == 29
    assert derived(form, INTEGER) is None
    backwards = Elapsed(Unit.DAYS, FieldRef("as_of", DATE), of_case("day"))
    assert derived(backwards, INTEGER, day=Span(date(2018, 12, 1), date(2018, 12, 31))) == Span(-29, 1)


def test_months_added_to_a_partly_known_day_are_the_whole_range() -> None:
    form = AddMonths(of_case("day"), of_case("a"))
    day = Span(date(2018, 1, 31), date(2018, 2, 10))
    assert derived(form, DATE, day=day, a=Span(1, 2)) == Span(date(2018, 2, 28), date(2018, 4, 10))
    assert derived(form, DATE, day=date(2018, 1, 31), a=1) == date(2018, 2, 28)
    assert derived(form, DATE, day=day) is None


def test_time_since_the_day_of_a_record() -> None:
    since = Field("since", INTEGER, WORDS, derived=Elapsed(Unit.MONTHS, item("day"), FieldRef("as_of", DATE)))
    rows: Any = ({"day": date(2018, 10, 30)}, {"day": Span(date(2018, 1, 1), date(2018, 12, 31))}, {})
    assert [r["since"] for r in completed({"rows": rows}, of_rows=(since,))["rows"]] == [2, Span(-1, 11), None]


@pytest.mark.parametrize("ok", [True, False, None])
def test_a_condition_is_a_fact(ok: bool | None) -> None:
    assert derived(When(is_true(of_case("ok"))), BOOLEAN, ok=ok) is ok


# --- arithmetic


def test_whole_numbers_stay_whole() -> None:
    assert type(derived(Combine(Combination.SUM, (of_case("a"), Constant(1))), INTEGER, a=1)) is int


@pytest.mark.parametrize(
    ("operation", "a", "b", "result"),
    [
        (Combination.SUM, Span(1, 2), Span(10, 20), Span(11, 22)),
        (Combination.DIFFERENCE, Span(1, 2), Span(10, 20), Span(-19, -8)),
        (Combination.PRODUCT, Span(-2, 3), Span(-5, 7), Span(-15, 21)),
        (Combination.PRODUCT, 0, Span(-5, 7), 0),
        (Combination.MIN, Span(1, 9), Span(3, 5), Span(1, 5)),
        (Combination.MAX, Span(1, 9), Span(3, 5), Span(3, 9)),
        (Combination.SUM, LIMIT - 1, LIMIT - 1, LIMIT),
        (Combination.SUM, 1 - LIMIT, 1 - LIMIT, -LIMIT),
        (Combination.SUM, LIMIT - 1, 0, LIMIT - 1),
        (Combination.SUM, 1 - LIMIT, 0, 1 - LIMIT),
        (Combination.SUM, None, 1, None),
    ],
)
def test_arithmetic_on_ranges(operation: Combination, a: Value, b: Value, result: Value) -> None:
    assert derived(Combine(operation, (of_case("a"), of_case("b"))), INTEGER, a=a, b=b) == result


def test_three_terms_are_all_taken() -> None:
    terms = (of_case("a"), of_case("b"), Constant(3))
    assert derived(Combine(Combination.PRODUCT, terms), INTEGER, a=2, b=Span(4, 5)) == Span(24, 30)
    assert derived(Combine(Combination.SUM, terms), INTEGER, a=2, b=4) == 9


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [
        (1, -2, "-0.5"),
        (-1, -2, "0.5"),
        (5, 2_000_000, "0.000002"),
        (7, 2_000_000, "0.000004"),
        (-1, 2_000_000, "0"),
        (-3, 2_000_000, "-0.000002"),
        (-2, 3, "-0.666667"),
        (1, 3, "0.333333"),
    ],
)
def test_a_ratio_is_rounded_half_to_even_whatever_its_sign(a: int, b: int, ratio: str) -> None:
    assert derived(Combine(Combination.RATIO, (of_case("a"), of_case("b"))), NUMBER, a=a, b=b) == Decimal(ratio)


@pytest.mark.parametrize("under", [Span(0, 2), Span(-2, 0), Span(-1, 1), 0])
def test_a_ratio_by_what_may_be_zero_is_unknown(under: Value) -> None:
    assert derived(Combine(Combination.RATIO, (of_case("a"), of_case("b"))), NUMBER, a=1, b=under) is None


def test_a_ratio_of_ranges_is_the_whole_range() -> None:
    form = Combine(Combination.RATIO, (of_case("a"), of_case("b")))
    assert derived(form, NUMBER, a=Span(1, 8), b=Span(2, 4)) == Span(Decimal("0.25"), 4)
    assert derived(form, NUMBER, a=Span(-8, 8), b=Span(-4, -2)) == Span(-4, 4)


def test_numbers_keep_six_places_and_whole_numbers_none() -> None:
    product = Combine(Combination.PRODUCT, (of_case("x"), Constant(Decimal("0.5"))))
    assert derived(product, NUMBER, x=Decimal("0.000003")) == Decimal("0.000002")
    assert derived(product, NUMBER, x=Decimal("0.000005")) == Decimal("0.000002")
    assert derived(Combine(Combination.SUM, (of_case("x"),)), NUMBER, x=Decimal("1.500000")) == Decimal("1.5")


# --- over records


def over(
    operation: Aggregation, field: str | None, *rows: dict[str, Any], where: Condition = ALWAYS, **facts: Any
) -> Value:
    list_ = FieldRef("rows", FieldType(Kind.LIST, fields={n: Field(n, t, WORDS) for n, t in ROW.items()}))
    type_ = ROW[field] if field and operation in {Aggregation.MIN, Aggregation.MAX} else INTEGER
    return derived(Aggregate(operation, list_, item(field) if field else None, where), type_, rows=rows, **facts)


OPEN = is_true(item("ok"))
YES: dict[str, Any] = {"ok": True}
MAYBE: dict[str, Any] = {}
NO: dict[str, Any] = {"ok": False}


@pytest.mark.parametrize(
    ("operation", "rows", "result"),
    [
        (Aggregation.SUM, ({**YES, "n": 2}, {**YES, "n": 3}, {**NO, "n": 50}), 5),
        (Aggregation.SUM, ({**YES, "n": 2}, {**MAYBE, "n": Span(-2, 3)}), Span(0, 5)),
        (Aggregation.SUM, ({**YES, "n": 2}, {**MAYBE, "n": 0}), 2),
        (Aggregation.SUM, ({**YES, "n": 2}, {**MAYBE, "n": -7}), Span(-5, 2)),
        (Aggregation.SUM, ({**YES, "n": Span(1, 2)}, {**YES, "n": 3}), Span(4, 5)),
        (Aggregation.SUM, ({**YES, "n": 2}, {**MAYBE, "n": 2}), Span(2, 4)),
        (Aggregation.SUM, ({**YES, "n": 2}, {**MAYBE}), None),
        (Aggregation.MIN, ({**YES, "n": 4}, {**YES, "n": 2}, {**NO, "n": 0}), 2),
        (Aggregation.MIN, ({**YES, "n": Span(3, 6)}, {**MAYBE, "n": Span(1, 9)}), Span(1, 6)),
        (Aggregation.MIN, ({**YES, "n": 4}, {**YES}), None),
        (Aggregation.MIN, ({**MAYBE, "n": 4},), None),
        (Aggregation.MAX, ({**YES, "n": 4}, {**YES, "n": 2}, {**NO, "n": 9}), 4),
        (Aggregation.MAX, ({**YES, "n": Span(3, 6)}, {**MAYBE, "n": Span(1, 9)}), Span(3, 9)),
        (Aggregation.MAX, ({**YES, "n": 4}, {**MAYBE}), None),
        (Aggregation.MAX, ({**MAYBE, "n": 4},), None),
        (Aggregation.DISTINCT, ({**YES, "n": 1}, {**YES, "n": 1}, {**YES, "n": 2}, {**NO, "n": 3}), 2),
        (Aggregation.DISTINCT, ({**YES, "n": 1}, {**YES, "n": Span(2, 3)}), Span(1, 2)),
        (Aggregation.DISTINCT, ({**YES, "n": Span(2, 3)},), 1),
        (Aggregation.DISTINCT, ({**YES},), 1),
        (Aggregation.DISTINCT, ({**MAYBE},), Span(0, 1)),
        (Aggregation.DISTINCT, ({**YES, "n": 1}, {**MAYBE, "n": 2}), Span(1, 2)),
        (Aggregation.DISTINCT, ({**YES}, {**YES}), Span(1, 2)),
        (Aggregation.COUNT, ({**YES}, {**MAYBE}, {**NO}), Span(1, 2)),
        (Aggregation.COUNT, ({**YES}, {**YES}, {**NO}), 2),
    ],
)
def test_records_that_surely_or_possibly_fit(
    operation: Aggregation, rows: tuple[dict[str, Any], ...], result: Value
) -> None:
    assert over(operation, None if operation is Aggregation.COUNT else "n", *rows, where=OPEN) == result


def test_names_are_different_as_texts_are_compared() -> None:
    assert over(Aggregation.DISTINCT, "name", {"name": "Thôn  MỘT"}, {"name": "thôn một"}, {"name": "Thôn Hai"}) == 2


def test_the_first_day_and_the_highest_rank_of_records() -> None:
    days = ({"day": date(2020, 1, 1)}, {"day": Span(date(2019, 1, 1), date(2019, 12, 31))})
    assert over(Aggregation.MIN, "day", *days) == Span(date(2019, 1, 1), date(2019, 12, 31))
    assert over(Aggregation.MAX, "day", *days) == date(2020, 1, 1)


def test_records_are_chosen_by_what_is_known_of_their_case() -> None:
    same = Compare(item("name"), "is", (of_case("name"),))
    rows = ({"name": "a", "n": 1}, {"name": "b", "n": 2})
    assert over(Aggregation.SUM, "n", *rows, where=same, name="a") == 1
    assert over(Aggregation.SUM, "n", *rows, where=same) == Span(0, 3)


def test_over_a_missing_list_nothing_is_known() -> None:
    rows = FieldRef("rows", FieldType(Kind.LIST))
    assert derived(Aggregate(Aggregation.COUNT, rows, None, ALWAYS), INTEGER) is None


# --- tables


@pytest.mark.parametrize(
    ("type_", "values", "result"),
    [
        (RANK, ("high", "low", "middle"), Span("low", "high")),
        (RANK, ("low", "high"), Span("low", "high")),
        (INTEGER, (62, 60, 55), Span(55, 62)),
        (DATE, (date(2020, 1, 1), date(2019, 1, 1)), Span(date(2019, 1, 1), date(2020, 1, 1))),
        (COLOUR, ("red", "green"), None),
        (COLOUR, ("red", "red"), "red"),
        (TEXT, ("a", "b"), None),
        (BOOLEAN, (True, False), None),
    ],
)
def test_several_rows_that_may_hold(type_: FieldType, values: tuple[Any, ...], result: Value) -> None:
    open_ = [LookupRow(is_true(of_case("ok")), value) for value in values[:-1]]
    assert derived(Lookup((*open_, LookupRow(ALWAYS, values[-1]))), type_) == result


def test_a_row_that_does_not_hold_is_passed_over_and_none_that_holds_is_unknown() -> None:
    ok = is_true(of_case("ok"))
    assert derived(Lookup((LookupRow(ok, 1), LookupRow(ALWAYS, 2))), INTEGER, ok=False) == 2
    assert derived(Lookup((LookupRow(ok, 1),)), INTEGER, ok=False) is None
    assert derived(Lookup((LookupRow(ok, 1), LookupRow(ok, 2))), INTEGER, ok=True) == 1
