"""Derived facts as terms: the ranges that :mod:`kiemnhiem.evaluate.derive` computes, over unknowns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import z3

from kiemnhiem.author.smt import days
from kiemnhiem.author.smt.days import Day
from kiemnhiem.author.smt.facts import Bound, Range, RecordTerms, exactly
from kiemnhiem.author.smt.terms import Formula, Number, Truth, choose, counted, every, greatest, least, no, some, total
from kiemnhiem.policy.conditions import Condition, Constant, FieldRef, fields_of
from kiemnhiem.policy.derived import (
    AddMonths,
    Aggregate,
    Aggregation,
    Combination,
    Combine,
    Elapsed,
    Lookup,
    Term,
    Unit,
    When,
)
from kiemnhiem.policy.types import ORDERED, Field, FieldType, Kind
from kiemnhiem.policy.values import LIMIT, NUMBER_SCALE

if TYPE_CHECKING:
    from kiemnhiem.author.smt.conditions import Conditions

_ELAPSED: Mapping[Unit, Callable[[Day, Day], Number]] = {
    Unit.DAYS: lambda start, end: end.number - start.number,
    Unit.MONTHS: days.months_between,
    Unit.YEARS: days.years_between,
}


@dataclass(frozen=True)
class _Quotient:
    """A ratio's value: any number to z3, except where it is compared with a constant; there it is exact."""

    value: Number
    over: Number
    under: Number


@dataclass
class Derivations:
    """The derived facts of one case, each made once."""

    conditions: Conditions
    _made: dict[str, Range] = field(default_factory=dict)
    _quotients: list[_Quotient] = field(default_factory=list)
    _cuts: set[int] = field(default_factory=set)

    def range(self, of: Field, record: RecordTerms | None) -> Range:
        """What is known of a derived field."""
        key = (record.prefix if record else "") + of.name
        if key not in self._made:
            self._made[key] = self._derive(of, record)
        return self._made[key]

    def compared(self, ordinal: int) -> None:
        """A constant that something is compared with: every ratio is made exact there."""
        if ordinal not in self._cuts:
            self._cuts.add(ordinal)
            for quotient in self._quotients:
                self._cut(quotient, ordinal)

    def _derive(self, of: Field, record: RecordTerms | None) -> Range:
        match of.derived:
            case Elapsed(unit, start, end):
                return _monotone(_ELAPSED[unit], self._term(start, record), self._term(end, record))
            case AddMonths(start, months):
                s, m = self._term(start, record), self._term(months, record)
                low = days.add_months(_day(s.low), m.low)
                exact = s.exact and m.exact
                return Range(every((s.known, m.known)), low, low if exact else days.add_months(_day(s.high), m.high))
            case Combine(operation, terms):
                return self._combined(of.type, operation, terms, record)
            case When(condition):
                truth = self.conditions.truth(condition, record)
                value = choose(truth.true, 1, 0)
                return Range(some((truth.true, truth.false)), value, value)
            case Lookup() as lookup:
                return self._lookup(lookup, of.type, record)
            case Aggregate() as aggregate:
                return self._aggregate(aggregate, of.type)
            case None:
                raise ValueError(f"{of.name} is not derived")

    def _term(self, term: Term, record: RecordTerms | None) -> Range:
        if isinstance(term, FieldRef):
            return self.conditions.range(term, record)
        return exactly(self.conditions.constant(_type_of(term), term.value))

    # --- arithmetic

    def _combined(
        self, type: FieldType, operation: Combination, terms: Sequence[Term], record: RecordTerms | None
    ) -> Range:
        ranges = [self._term(t, record) for t in terms]
        known = every(r.known for r in ranges)
        if type.kind is Kind.DATE:
            return _extreme_day(ranges, operation is Combination.MIN)
        if operation is Combination.RATIO:
            return self._ratio(ranges[0], ranges[1], known)
        if type.kind is Kind.NUMBER:
            ranges = [_scaled(r) if _is_integer(t) else r for r, t in zip(ranges, terms, strict=True)]
        scale = NUMBER_SCALE if type.kind is Kind.NUMBER else 1
        low, high = self._bounds(operation, ranges, scale)
        inside = _clamped(low, scale)
        return Range(known, inside, inside if low is high else _clamped(high, scale))

    def _bounds(self, operation: Combination, ranges: Sequence[Range], scale: int) -> tuple[Number, Number]:
        exact = all(r.exact for r in ranges)
        lows, highs = [r.low for r in ranges], [r.high for r in ranges]
        match operation:
            case Combination.SUM:
                return _ends(total, lows, highs, exact=exact)
            case Combination.MIN:
                return _ends(least, lows, highs, exact=exact)
            case Combination.MAX:
                return _ends(greatest, lows, highs, exact=exact)
            case Combination.DIFFERENCE:
                low = lows[0] - highs[1]
                return low, low if exact else highs[0] - lows[1]
            case _:
                low, high = lows[0], highs[0]
                for other in ranges[1:]:
                    corners = [self._product(a, b, scale) for a, b in _corners((low, high), other)]
                    low, high = (corners[0],) * 2 if len(corners) == 1 else (least(corners), greatest(corners))
                return low, high

    def _product(self, a: Number, b: Number, scale: int) -> Number:
        """Rounded to millionths where there are any; which way a tie goes is left open."""
        if scale == 1:
            return _clamped(a * b, 1)
        rounded = z3.FreshInt("product")
        self.conditions.facts.axioms += [
            2 * rounded * scale - scale <= 2 * a * b,
            2 * a * b <= 2 * rounded * scale + scale,
        ]
        return rounded

    def _ratio(self, over: Range, under: Range, known: Formula) -> Range:
        apart = some((under.low > 0, under.high < 0))
        quotients = [self._quotient(a, b) for a, b in _corners((over.low, over.high), under)]
        low = least(quotients)
        return Range(every((known, apart)), low, low if len(quotients) == 1 else greatest(quotients))

    def _quotient(self, over: Number, under: Number) -> Number:
        quotient = _Quotient(z3.FreshInt("ratio"), over, under)
        self._quotients.append(quotient)
        for ordinal in self._cuts:
            self._cut(quotient, ordinal)
        return quotient.value

    def _cut(self, quotient: _Quotient, ordinal: int) -> None:
        """Whether the ratio, rounded half to even, reaches ``ordinal`` millionths, and whether it passes it."""
        positive = quotient.under > 0
        over = 2 * NUMBER_SCALE * choose(positive, quotient.over, -quotient.over)
        under = choose(positive, quotient.under, -quotient.under)
        for cut in (ordinal, ordinal + 1):
            half = (2 * cut - 1) * under
            reached = over >= half if cut % 2 == 0 else over > half
            self.conditions.facts.axioms.append((quotient.value >= cut) == reached)

    # --- tables and lists

    def _lookup(self, lookup: Lookup, type: FieldType, record: RecordTerms | None) -> Range:
        reached: Formula = True
        rows: list[tuple[Formula, Bound]] = []
        for row in lookup.rows:
            truth = self.conditions.truth(row.when, record)
            rows.append((every((reached, no(truth.false))), self.conditions.constant(type, row.value)))
            reached = every((reached, no(truth.true)))
        if not rows:
            nothing: Bound = days.constant(date.min) if type.kind is Kind.DATE else 0
            return Range(False, nothing, nothing)
        sure = self.conditions.facts.complete and not any(self._rests_on_derived(row.when) for row in lookup.rows)
        low = _picked(rows, lambda a, b: a <= b, first=sure)
        high = low if sure else _picked(rows, lambda a, b: a >= b, first=False)
        known = no(reached)
        if not sure and type.kind not in ORDERED:
            known = every((known, _ordinal(low) == _ordinal(high)))
        return Range(known, low, high)

    def _rests_on_derived(self, condition: Condition) -> bool:
        """Whether a condition may be unknown although every fact of the case is known."""
        fields = self.conditions.facts.vocabulary.fields
        inner = {f.name: f for of in fields.values() for f in of.type.fields.values()}
        named = [of for ref in fields_of(condition) for of in (fields.get(ref.name), inner.get(ref.name))]
        return any(of and of.derived for of in named)

    def _aggregate(self, aggregate: Aggregate, type: FieldType) -> Range:
        if aggregate.field is None:
            return self.conditions.count(aggregate.list.name, aggregate.where)
        known, records, fits = self.conditions.fitting(aggregate.list.name, aggregate.where)
        values = [self.conditions.range(aggregate.field, r) for r in records]
        if aggregate.operation is Aggregation.DISTINCT:
            low, high = _distinct(values, fits)
            return Range(known, low, high)
        told = every(some((t.false, v.known)) for t, v in zip(fits, values, strict=True))
        if aggregate.operation is Aggregation.SUM:
            scale = NUMBER_SCALE if type.kind is Kind.NUMBER else 1
            low, high = _summed(values, fits)
            return Range(every((known, told)), _clamped(low, scale), _clamped(high, scale))
        found = some(t.true for t in fits)
        low, high = _extreme(values, fits, lowest=aggregate.operation is Aggregation.MIN)
        return Range(every((known, told, found)), low, high)


def _type_of(term: Constant) -> FieldType:
    match term.value:
        case bool():
            return FieldType(Kind.BOOLEAN)
        case int():
            return FieldType(Kind.INTEGER)
        case str():
            return FieldType(Kind.TEXT)
        case date():
            return FieldType(Kind.DATE)
        case _:
            return FieldType(Kind.NUMBER)


def _is_integer(term: Term) -> bool:
    type_ = term.type if isinstance(term, FieldRef) else _type_of(term)
    return type_.kind is Kind.INTEGER


def _day(bound: Bound) -> Day:
    if not isinstance(bound, Day):
        raise TypeError("a date was expected")
    return bound


def _ordinal(bound: Bound) -> Number:
    return bound.number if isinstance(bound, Day) else bound


def _monotone(elapsed: Callable[[Day, Day], Number], start: Range, end: Range) -> Range:
    low = elapsed(_day(start.high), _day(end.low))
    exact = start.exact and end.exact
    return Range(every((start.known, end.known)), low, low if exact else elapsed(_day(start.low), _day(end.high)))


def _scaled(range_: Range) -> Range:
    low = range_.low * NUMBER_SCALE
    return Range(range_.known, low, low if range_.exact else range_.high * NUMBER_SCALE)


def _clamped(value: Number, scale: int) -> Number:
    """Saturating at the limit of numbers."""
    limit = LIMIT * scale
    return choose(value > limit, limit, choose(value < -limit, -limit, value))


def _ends(
    operation: Callable[[Sequence[Number]], Number], lows: list[Number], highs: list[Number], *, exact: bool
) -> tuple[Number, Number]:
    low = operation(lows)
    return low, low if exact else operation(highs)


def _corners(first: tuple[Number, Number], other: Range) -> list[tuple[Number, Number]]:
    own = first[:1] if first[0] is first[1] else first
    return list(product(own, (other.low,) if other.exact else (other.low, other.high)))


def _extreme_day(ranges: Sequence[Range], lowest: bool) -> Range:
    def pick(bounds: Sequence[Bound]) -> Day:
        best = _day(bounds[0])
        for bound in map(_day, bounds[1:]):
            best = days.either(bound.number < best.number if lowest else bound.number > best.number, bound, best)
        return best

    low = pick([r.low for r in ranges])
    exact = all(r.exact for r in ranges)
    return Range(every(r.known for r in ranges), low, low if exact else pick([r.high for r in ranges]))


def _pick(condition: Formula, yes: Bound, other: Bound) -> Bound:
    if isinstance(yes, Day) or isinstance(other, Day):
        return days.either(condition, _day(yes), _day(other))
    return choose(condition, yes, other)


def _picked(
    rows: Sequence[tuple[Formula, Bound]], better: Callable[[Number, Number], Formula], *, first: bool
) -> Bound:
    """The best value among the rows that may be reached; with ``first``, that of the first of them."""
    best, found = rows[-1][1], rows[-1][0]
    for possible, value in reversed(rows[:-1]):
        wins = possible if first else every((possible, some((no(found), better(_ordinal(value), _ordinal(best))))))
        best, found = _pick(wins, value, best), some((possible, found))
    return best


def _distinct(values: Sequence[Range], fits: Sequence[Truth]) -> tuple[Number, Number]:
    exact = [every((v.known, True if v.exact else _ordinal(v.low) == _ordinal(v.high))) for v in values]
    certain = [every((t.true, e)) for t, e in zip(fits, exact, strict=True)]
    possible = [every((no(t.false), e)) for t, e in zip(fits, exact, strict=True)]

    def different(among: Sequence[Formula]) -> Number:
        return counted(
            every(
                (here, *(no(every((among[j], _ordinal(values[j].low) == _ordinal(values[i].low)))) for j in range(i)))
            )
            for i, here in enumerate(among)
        )

    known, maybe = different(certain), different(possible)
    open_ = counted(every((no(t.false), no(e))) for t, e in zip(fits, exact, strict=True))
    low = choose(known > 0, known, choose(some(t.true for t in fits), 1, 0))
    return low, greatest([low, maybe + open_])


def _summed(values: Sequence[Range], fits: Sequence[Truth]) -> tuple[Number, Number]:
    low: Number = 0
    high: Number = 0
    for v, t in zip(values, fits, strict=True):
        low += choose(t.true, v.low, choose(t.false, 0, least([v.low, 0])))
        high += choose(t.true, v.high, choose(t.false, 0, greatest([v.high, 0])))
    return low, high


def _extreme(values: Sequence[Range], fits: Sequence[Truth], *, lowest: bool) -> tuple[Bound, Bound]:
    """The bound towards it may be set by any possible record, the other one only by those that are certain."""
    possible = [no(t.false) for t in fits]
    certain = [t.true for t in fits]

    def best(among: Sequence[Formula], bounds: Sequence[Bound]) -> Bound:
        found, picked = among[0], bounds[0]
        for here, bound in zip(among[1:], bounds[1:], strict=True):
            a, b = _ordinal(bound), _ordinal(picked)
            wins = every((here, some((no(found), a < b if lowest else a > b))))
            picked, found = _pick(wins, bound, picked), some((found, here))
        return picked

    lows, highs = [v.low for v in values], [v.high for v in values]
    low = best(possible if lowest else certain, lows)
    high = best(certain if lowest else possible, highs)
    return low, high
