"""Derived facts: known values, and for every partly known input a span that holds each result it allows."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS, Compare, Constant, FieldRef, Scope
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
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.types import Field, FieldType, Kind, Vocabulary
from kiemnhiem.policy.values import LIMIT, Span, Value, span

WORDS = Text("x", "x")
INTEGER, NUMBER, DATE = FieldType(Kind.INTEGER), FieldType(Kind.NUMBER), FieldType(Kind.DATE)
BOOLEAN = FieldType(Kind.BOOLEAN)
ROW = {"n": Field("n", INTEGER, WORDS), "ok": Field("ok", BOOLEAN, WORDS)}
ROWS = FieldType(Kind.LIST, fields=ROW)
FIELDS = {"a": INTEGER, "b": INTEGER, "x": NUMBER, "y": NUMBER, "from": DATE, "to": DATE, "ok": BOOLEAN, "rows": ROWS}
AS_OF = date(2018, 12, 30)


def ref(name: str, scope: Scope = Scope.CASE) -> FieldRef:
    return FieldRef(name, FIELDS[name] if scope is Scope.CASE else ROW[name].type, scope)


def derived(form: Derived, type: FieldType, **facts: Any) -> Value:
    fields = {name: Field(name, t, WORDS) for name, t in FIELDS.items()}
    fields["result"] = Field("result", type, WORDS, derived=form)
    vocabulary = Vocabulary("candidate", WORDS, fields)
    program = Program(Library("", {"candidate": vocabulary}, {}, {}, {}), vocabulary, AS_OF, ())
    return Deriver(program).completed(Case("1", facts))["result"]


def elapsed(unit: Unit, start: Any, end: Any) -> Value:
    return derived(Elapsed(unit, ref("from"), ref("to")), INTEGER, **{"from": start, "to": end})


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2000, 2, 29), date(2018, 2, 27), 17),
        (date(2000, 2, 29), date(2018, 2, 28), 18),  # completes a year on 28 February in common years
        (date(2000, 2, 29), date(2020, 2, 28), 19),  # but on the 29th where there is one
        (date(2000, 2, 29), date(2020, 2, 29), 20),
        (date(1975, 12, 30), AS_OF, 43),
        (date(1975, 12, 31), AS_OF, 42),
        (date(2018, 12, 31), AS_OF, -1),
    ],
)
def test_whole_years_follow_the_calendar(start: date, end: date, years: int) -> None:
    assert elapsed(Unit.YEARS, start, end) == years


def test_a_year_of_birth_gives_two_ages() -> None:
    assert elapsed(Unit.YEARS, Span(date(1975, 1, 1), date(1975, 12, 31)), AS_OF) == Span(42, 43)


def test_months_are_clamped_to_the_last_day() -> None:
    form = AddMonths(ref("from"), ref("a"))
    assert derived(form, DATE, **{"from": date(2019, 1, 31), "a": 1}) == date(2019, 2, 28)
    assert derived(form, DATE, **{"from": date(9999, 1, 31), "a": 12}) == date.max
    assert derived(form, DATE, **{"from": date(1, 1, 31), "a": -1}) == date.min


def test_ratio_is_rounded_half_even_and_unknown_by_zero() -> None:
    form = Combine(Combination.RATIO, (ref("a"), ref("b")))
    assert derived(form, NUMBER, a=2, b=3) == Decimal("0.666667")
    assert derived(form, NUMBER, a=1, b=2_000_000) == 0
    assert derived(form, NUMBER, a=3, b=2_000_000) == Decimal("0.000002")
    assert derived(form, NUMBER, a=1, b=0) is None
    assert derived(form, NUMBER, a=1, b=Span(-1, 1)) is None


def test_results_beyond_the_limit_saturate() -> None:
    assert derived(Combine(Combination.PRODUCT, (ref("a"), ref("b"))), INTEGER, a=10**9, b=-(10**9)) == -LIMIT


def test_over_no_records() -> None:
    def over(operation: Aggregation) -> Value:
        field = None if operation is Aggregation.COUNT else ref("n", Scope.ITEM)
        return derived(Aggregate(operation, ref("rows"), field, ALWAYS), INTEGER, rows=())

    assert [over(o) for o in Aggregation] == [0, 0, None, None, 0]


def test_lookup_takes_the_first_row_that_holds_and_the_span_of_those_that_may() -> None:
    rows = (LookupRow(Compare(ref("ok"), "is", (Constant(True),)), 62), LookupRow(ALWAYS, 60))
    assert derived(Lookup(rows), INTEGER, ok=True) == 62
    assert derived(Lookup(rows), INTEGER, ok=False) == 60
    assert derived(Lookup(rows), INTEGER) == Span(60, 62)
    assert derived(Lookup(rows[:1]), INTEGER) is None


# --- every completion lies inside the span

small = st.integers(-4, 4)
days = st.integers(0, 800).map(lambda d: date(1999, 12, 1) + timedelta(d))


def spans(values: st.SearchStrategy[Any], step: Any) -> st.SearchStrategy[Any]:
    return st.one_of(values, st.tuples(values, st.integers(0, 3)).map(lambda p: span(p[0], p[0] + p[1] * step)))


def completions(value: Any, step: Any) -> list[Any]:
    if not isinstance(value, Span):
        return [value]
    found: list[Any] = []
    at: Any = value.low
    while at <= value.high:
        found.append(at)
        at += step
    return found


def inside(value: Value, result: Value) -> bool:
    if result is None:
        return True
    if isinstance(result, Span):
        return value is not None and result.low <= value <= result.high  # type: ignore[operator]
    return value == result


@given(st.sampled_from(Unit), spans(days, timedelta(97)), spans(days, timedelta(97)))
def test_elapsed_holds_every_completion(unit: Unit, start: Any, end: Any) -> None:
    result = elapsed(unit, start, end)
    for s, e in product(completions(start, timedelta(1)), completions(end, timedelta(97))):
        assert inside(elapsed(unit, s, e), result)


@given(spans(days, timedelta(97)), spans(st.integers(-30, 30), 1))
def test_added_months_hold_every_completion(start: Any, months: Any) -> None:
    form = AddMonths(ref("from"), ref("a"))
    result = derived(form, DATE, **{"from": start, "a": months})
    for s, m in product(completions(start, timedelta(1)), completions(months, 1)):
        assert inside(derived(form, DATE, **{"from": s, "a": m}), result)


@given(st.sampled_from(Combination), spans(small, 1), spans(small, 1))
def test_arithmetic_holds_every_completion(operation: Combination, a: Any, b: Any) -> None:
    type_ = NUMBER if operation is Combination.RATIO else INTEGER
    form = Combine(operation, (ref("a"), ref("b")))
    result = derived(form, type_, a=a, b=b)
    for one, other in product(completions(a, 1), completions(b, 1)):
        assert inside(derived(form, type_, a=one, b=other), result)


def rows() -> st.SearchStrategy[Any]:
    n, ok = st.one_of(st.none(), spans(small, 1)), st.sampled_from([True, False, None])
    row = st.fixed_dictionaries({"n": n, "ok": ok})
    return st.lists(row, max_size=3).map(tuple)


@given(st.sampled_from(Aggregation), rows())
def test_aggregates_hold_every_completion(operation: Aggregation, records: Any) -> None:
    field = None if operation is Aggregation.COUNT else ref("n", Scope.ITEM)
    where = Compare(FieldRef("ok", BOOLEAN, Scope.ITEM), "is", (Constant(True),))
    form = Aggregate(operation, ref("rows"), field, where)
    result = derived(form, INTEGER, rows=records)
    choices = [
        [{"n": n, "ok": ok} for n in (completions(r["n"], 1) if r["n"] is not None else [-5, 0, 5])
         for ok in ([r["ok"]] if r["ok"] is not None else [True, False])]
        for r in records
    ]  # fmt: skip
    for complete in product(*choices):
        assert inside(derived(form, INTEGER, rows=complete), result)


@given(st.sampled_from([True, False, None]), st.sampled_from([True, False, None]))
def test_a_condition_as_a_fact_is_its_truth(ok: bool | None, other: bool | None) -> None:
    form = When(Compare(ref("ok"), "is", (Constant(True),)))
    assert derived(form, BOOLEAN, ok=ok) is ok
    assert derived(form, BOOLEAN, ok=ok, a=other) is ok
