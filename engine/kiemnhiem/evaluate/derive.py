"""Derived facts: computed before any condition, from partly known inputs to the span of all possible results."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, TypeAlias

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.answers import Answers
from kiemnhiem.evaluate.meaning import NO_RECORD, compiled
from kiemnhiem.policy.conditions import Constant, FieldRef, Scope
from kiemnhiem.policy.derived import (
    AddMonths,
    Aggregate,
    Aggregation,
    Combination,
    Combine,
    Derived,
    Elapsed,
    Lookup,
    Term,
    Unit,
    When,
)
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.typecheck import AS_OF
from kiemnhiem.policy.types import ORDERED, FieldType, Kind
from kiemnhiem.policy.values import (
    LIMIT,
    NUMBER_PLACES,
    NUMBER_SCALE,
    Facts,
    Record,
    Records,
    Scalar,
    Span,
    Value,
    number_of_ordinal,
    number_ordinal,
    span,
)
from kiemnhiem.policy.vocabulary import derivation_order, record_order

#: A known range, ends included.
Range: TypeAlias = tuple[Any, Any]
Numbers: TypeAlias = Callable[[Sequence[Any]], Any]
Derive: TypeAlias = Callable[[Facts, Record], Value]


class Deriver:
    """Completes the facts of cases for one program."""

    def __init__(self, program: Program) -> None:
        fields = program.vocabulary.fields
        self._as_of = program.as_of
        self._posts = program.library.posts
        self._steps: list[tuple[str, Derive]] = []
        for name in derivation_order(fields):
            of = fields[name]
            self._steps.append((name, _derive(of.derived, of.type) if of.derived else self._records(name, of.type)))

    def completed(self, case: Case, as_of: date | None = None) -> Facts:
        """All facts of a case on the program's day, or on ``as_of``: its own, the day, recorded judgements, lists'
        records with their defaults, derived facts. Unknown ones are absent or ``None``.
        """
        facts: dict[str, Value] = {**case.facts, AS_OF: as_of or self._as_of}
        facts.update((name, recorded.answer) for name, recorded in case.judgements.items())
        for name, derive in self._steps:
            facts[name] = derive(facts, NO_RECORD)
        return facts

    def _records(self, name: str, type: FieldType) -> Derive:
        """A list's records with their defaults and derived facts."""
        defaults = [(n, of.defaults_to) for n, of in type.fields.items() if of.defaults_to]
        by_level = [(n, of.defaults_by_level) for n, of in type.fields.items() if of.defaults_by_level]
        ordered = [(n, type.fields[n]) for n in record_order(type.fields)]
        steps = [(n, _derive(of.derived, of.type)) for n, of in ordered if of.derived]

        def complete(record: Record, facts: Facts) -> Record:
            full: dict[str, Any] = dict(record)
            sources = [*defaults, *((field, levels.get(self._level(full))) for field, levels in by_level)]
            for field, source in sources:
                if full.get(field) is None and source is not None:
                    full[field] = facts.get(source)
            for field, derive in steps:
                full[field] = derive(facts, full)
            return full

        def records(facts: Facts, _record: Record) -> Value:
            found = facts.get(name)
            return tuple(complete(r, facts) for r in found) if isinstance(found, tuple) else None

        return records

    def _level(self, record: Record) -> str:
        """The level of a record's post; nothing is known of an unknown post's."""
        post = self._posts.get(str(record.get("post")))
        return (post.level if post else None) or ""


def _derive(derived: Derived, type: FieldType) -> Derive:
    """How to compute one derived fact of ``type``: exact, a span, or ``None`` when nothing is known of it."""
    match derived:
        case Elapsed(unit, start, end):

            def between(s: Range, e: Range) -> Range:
                least = elapsed(unit, s[1], e[0])
                exact = s[0] is s[1] and e[0] is e[1]
                return least, least if exact else elapsed(unit, s[0], e[1])

            return _ranged(type, (start, end), between)
        case AddMonths(start, months):
            return _ranged(type, (start, months), lambda s, m: (add_months(s[0], m[0]), add_months(s[1], m[1])))
        case Combine(Combination.PRODUCT, terms):
            return _ranged(type, terms, _corners(lambda a, b: _fitted(type, a * b)))
        case Combine(operation, terms):
            return _ranged(type, terms, _COMBINED[operation])
        case When(condition):
            return compiled(condition)
        case Lookup():
            return _lookup(derived, type)
        case Aggregate():
            return _aggregate(derived, type)


# --- ranges of terms


def _value(term: Term) -> Derive:
    if isinstance(term, Constant):
        value = term.value
        return lambda _facts, _record: value
    name = term.name
    if term.scope is Scope.ITEM:
        return lambda _facts, record: record.get(name)
    return lambda facts, _record: facts.get(name)


def _bounds(value: Value) -> Range | None:
    if value is None:
        return None
    return (value.low, value.high) if isinstance(value, Span) else (value, value)


def _ranged(type: FieldType, terms: Sequence[Term], combine: Callable[..., Range | None]) -> Derive:
    def worked_out(values: tuple[Value, ...]) -> Scalar | None:
        ranges = [_bounds(value) for value in values]
        return None if None in ranges else _spanned(type, combine(*ranges))

    answers = Answers[tuple[Value, ...], Scalar | None](worked_out)
    asked = [_value(t) for t in terms]
    return lambda facts, record: answers[tuple([value(facts, record) for value in asked])]


def _spanned(type: FieldType, range_: Range | None) -> Scalar | None:
    if range_ is None:
        return None
    low, high = range_
    fitted = _fitted(type, low)
    return fitted if low is high else span(fitted, _fitted(type, high))


def _fitted(type: FieldType, value: Any) -> Any:
    """A computed bound as a value of its type: numbers rounded half-even, saturating at the limit."""
    if type.kind is Kind.DATE:
        return value
    inside = value if -LIMIT < value < LIMIT else LIMIT if value > 0 else -LIMIT
    return number_of_ordinal(number_ordinal(Decimal(inside))) if type.kind is Kind.NUMBER else int(inside)


# --- dates


def add_months(start: date, months: int) -> date:
    """``start`` plus calendar months, the day clamped to the month's last; saturates at the first and last date."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    month += 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def elapsed(unit: Unit, start: date, end: date) -> int:
    """Whole units from ``start`` to ``end`` by the calendar; negative when ``end`` comes first."""
    if unit is Unit.DAYS:
        return (end - start).days
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day > end.day and end.day < calendar.monthrange(end.year, end.month)[1]:  # add_months(start, months) > end
        months -= 1
    return months // 12 if unit is Unit.YEARS else months


# --- arithmetic on ranges


def _corners(operation: Callable[[Any, Any], Any]) -> Callable[..., Range]:
    def combine(*ranges: Range) -> Range:
        low, high = ranges[0]
        for other in ranges[1:]:
            results = [operation(a, b) for a, b in product((low, high), other)]
            low, high = min(results), max(results)
        return low, high

    return combine


def _ratio(over: Range, under: Range) -> Range | None:
    if under[0] <= 0 <= under[1]:
        return None
    results = [_divided(a, b) for a, b in product(over, under)]
    return min(results), max(results)


def _divided(over: int | Decimal, under: int | Decimal) -> Decimal:
    """``over / under`` rounded half-even to the places of a number, exactly."""
    numerator, denominator = number_ordinal(over) * NUMBER_SCALE, number_ordinal(under)
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    quotient, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and quotient % 2):
        quotient += 1
    return Decimal(quotient).scaleb(-NUMBER_PLACES)


def _ends(operation: Numbers) -> Callable[..., Range]:
    return lambda *ranges: (operation([r[0] for r in ranges]), operation([r[1] for r in ranges]))


_COMBINED: Mapping[Combination, Callable[..., Range | None]] = {
    Combination.SUM: _ends(sum),
    Combination.DIFFERENCE: lambda a, b: (a[0] - b[1], a[1] - b[0]),
    Combination.RATIO: _ratio,
    Combination.MIN: _ends(min),
    Combination.MAX: _ends(max),
}


# --- lists and tables


def _aggregate(derived: Aggregate, type: FieldType) -> Derive:
    where, name = compiled(derived.where), derived.list.name

    def aggregate(facts: Facts, _record: Record) -> Scalar | None:
        records = facts.get(name)
        if not isinstance(records, tuple):
            return None
        fits = [(r, where(facts, r)) for r in records]
        certain, possible = [r for r, t in fits if t], [r for r, t in fits if t is not False]
        if derived.field is None:
            return span(len(certain), len(possible))
        if derived.operation is Aggregation.DISTINCT:
            return _distinct(derived.field, certain, possible)
        values = (_values(derived.field.name, rows) for rows in (certain, possible))
        return _spanned(type, _AGGREGATED[derived.operation](*values))

    return aggregate


def _values(name: str, records: Records | list[Record]) -> list[Range | None]:
    return [_bounds(r.get(name)) for r in records]


def _distinct(of: FieldRef, certain: list[Record], possible: list[Record]) -> Scalar:
    """At least the different values surely there; at most one more for every record whose value is open."""

    def exact(records: list[Record]) -> set[object]:
        bounds = (of.type.bounds(r.get(of.name)) for r in records)
        return {b[0] for b in bounds if b and b[0] == b[1]}

    known, maybe = exact(certain), exact(possible)
    open_ = sum(1 for r in possible if r.get(of.name) is None or isinstance(r[of.name], Span))
    low = len(known) or int(bool(certain))
    return span(low, max(low, len(maybe) + open_))


def _total(certain: list[Range | None], possible: list[Range | None]) -> Range | None:
    if None in possible:
        return None
    extra = [r for r in _without(possible, certain) if r]
    low, high = sum(r[0] for r in certain if r), sum(r[1] for r in certain if r)
    return low + sum(min(0, r[0]) for r in extra), high + sum(max(0, r[1]) for r in extra)


def _without(possible: list[Range | None], certain: list[Range | None]) -> list[Range | None]:
    rest = list(possible)
    for r in certain:
        rest.remove(r)
    return rest


def _extreme(pick: Numbers, *, lowest: bool) -> Callable[..., Range | None]:
    """The least (or greatest) value. The bound towards it may be set by any possible record, the other one only by
    those that are certain.
    """

    def combine(certain: list[Range | None], possible: list[Range | None]) -> Range | None:
        if not certain or None in possible:
            return None
        sure, maybe = [r for r in certain if r], [r for r in possible if r]
        if lowest:
            return pick([r[0] for r in maybe]), pick([r[1] for r in sure])
        return pick([r[0] for r in sure]), pick([r[1] for r in maybe])

    return combine


_AGGREGATED: Mapping[Aggregation, Callable[..., Range | None]] = {
    Aggregation.SUM: _total,
    Aggregation.MIN: _extreme(min, lowest=True),
    Aggregation.MAX: _extreme(max, lowest=False),
}


def _lookup(derived: Lookup, type: FieldType) -> Derive:
    rows = [(compiled(row.when), row.value) for row in derived.rows]

    def lookup(facts: Facts, record: Record) -> Scalar | None:
        values: list[Scalar] = []
        for when, value in rows:
            holds = when(facts, record)
            if holds is not False:
                values.append(value)
            if holds:
                return _agreed(type, values)
        return None

    return lookup


def _agreed(type: FieldType, values: list[Scalar]) -> Scalar | None:
    """The one value, or the span between several of an ordered type; nothing is known of several others."""
    if len(set(values)) == 1:
        return values[0]
    if type.kind not in ORDERED:
        return None
    ranked: list[Any] = sorted(values, key=lambda v: type.bounds(v) or (0, 0))
    return Span(ranked[0], ranked[-1])
