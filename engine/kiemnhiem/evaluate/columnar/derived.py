"""Derived facts as expressions over columns; the definition is :mod:`kiemnhiem.evaluate.derive`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from kiemnhiem.evaluate.columnar import expression as ex
from kiemnhiem.evaluate.columnar.bounds import Bounds, Elapsed, Side, add_months, one, ordered, plain, units_between
from kiemnhiem.evaluate.columnar.conditions import Facts, column_type, compile_condition, literal
from kiemnhiem.evaluate.columnar.expression import TRUE, Expression, Literal, Type
from kiemnhiem.evaluate.columnar.plan import Fold
from kiemnhiem.evaluate.derive import elapsed
from kiemnhiem.policy import derived as de
from kiemnhiem.policy.conditions import Condition, Constant, FieldRef
from kiemnhiem.policy.derived import (
    AddMonths,
    Aggregate,
    Aggregation,
    Combination,
    Combine,
    Derived,
    Lookup,
    Term,
    When,
)
from kiemnhiem.policy.types import ORDERED, FieldType, Kind
from kiemnhiem.policy.values import LIMIT, NUMBER_SCALE


class Shelf(Facts, Protocol):
    """Facts, and a place for columns of our own."""

    def shared(self, expression: Expression, type: Type) -> Expression:
        """The expression as a column, computed once however often it is read."""
        ...

    def fitting(self, ref: FieldRef, where: Condition, field: FieldRef) -> Fitting:
        """The records of a list that fit ``where``, for folding."""
        ...


class Folding(Protocol):
    """Makes an expression over records a column of the case."""

    def __call__(self, fold: Fold, of: Expression, type: Type = Type.INTEGER) -> Expression:
        """The column."""
        ...


@dataclass(frozen=True)
class Fitting:
    """The records of a list: whether each ``fits`` (true, false or unknown), and what is known of a ``field``."""

    fits: Expression
    field: Bounds
    folded: Folding


def derive(derived: Derived, type: FieldType, facts: Shelf) -> Bounds:
    """What is known of a derived fact of ``type``."""
    match derived:
        case de.Elapsed(unit, start, end):
            first, last = _term(start, facts), _term(end, facts)
            if first.exact and last.exact:
                return one(_units(unit, first.low, last.low))
            return Bounds(_units(unit, first.high, last.low), _units(unit, first.low, last.high))
        case AddMonths(start, months):
            day, number = _term(start, facts), _term(months, facts)
            if day.exact and number.exact:
                return one(add_months(plain(day.low), plain(number.low)))
            return Bounds(*(add_months(plain(d), plain(n)) for d, n in zip(_ends(day), _ends(number), strict=True)))
        case Combine(operation, terms):
            return _Arithmetic(type, facts).combined(operation, terms)
        case When(condition):
            return one(compile_condition(condition, facts))
        case Lookup():
            return _lookup(derived, type, facts)
        case Aggregate():
            return _aggregate(derived, type, facts)


def _ends(of: Bounds) -> tuple[Side, Side]:
    return of.low, of.high


def _term(term: Term, facts: Facts) -> Bounds:
    return facts.bounds(term) if isinstance(term, FieldRef) else one(literal(_constant_type(term), term.value))


def _constant_type(term: Constant) -> FieldType:
    match term.value:
        case date():
            return FieldType(Kind.DATE)
        case Decimal():
            return FieldType(Kind.NUMBER)
        case _:
            return FieldType(Kind.INTEGER)


def _units(unit: de.Unit, start: Side, end: Side) -> Side:
    if isinstance(end, Literal) and isinstance(end.value, date):
        if isinstance(start, Literal) and isinstance(start.value, date):
            return ex.whole(elapsed(unit, start.value, end.value))
        return Elapsed(unit, plain(start), end.value)
    return units_between(unit, plain(start), plain(end))


# --- arithmetic


@dataclass(frozen=True)
class _Arithmetic:
    """Whole-number arithmetic on ordinals, saturating at the limit. Numbers are in millionths."""

    type: FieldType
    facts: Shelf

    @property
    def number(self) -> bool:
        """Whether the result is in millionths."""
        return self.type.kind is Kind.NUMBER

    def combined(self, operation: Combination, terms: Sequence[Term]) -> Bounds:
        """An operation over terms."""
        if self.type.kind is Kind.DATE:
            return self._extreme(operation, [_term(t, self.facts) for t in terms])
        ranges = [self._operand(t) for t in terms]
        match operation:
            case Combination.MIN | Combination.MAX:
                return self._ended([self._extreme(operation, ranges)])
            case Combination.SUM:
                return self._ended(ranges)
            case Combination.DIFFERENCE:
                a, b = ranges
                if a.exact and b.exact:
                    return one(self.fitted(_minus(plain(a.low), plain(b.low))))
                low, high = _minus(plain(a.low), plain(b.high)), _minus(plain(a.high), plain(b.low))
                return Bounds(self.fitted(low), self.fitted(high))
            case Combination.PRODUCT:
                result = ranges[0]
                for other in ranges[1:]:
                    result = self._corners(self.product, result, other)
                return self._ended([result]) if len(ranges) == 1 else result
            case Combination.RATIO:
                return self._ratio(*ranges)

    def _operand(self, term: Term) -> Bounds:
        """A term as wide whole numbers on the axis of the result."""
        found = _term(term, self.facts)
        kind = term.type.kind if isinstance(term, FieldRef) else _constant_type(term).kind
        number = self.number or kind is Kind.NUMBER

        def side(of: Side) -> Expression:
            wide = ex.Widened(plain(of))
            return ex.Product(wide, _wide(NUMBER_SCALE)) if number and kind is Kind.INTEGER else wide

        return one(side(found.low)) if found.exact else Bounds(side(found.low), side(found.high))

    def _extreme(self, operation: Combination, ranges: Sequence[Bounds]) -> Bounds:
        """The least or greatest; unknown as soon as one is."""
        known = ex.known(*(r.anchor for r in ranges))
        none = Literal(None, Type.DATE if self.type.kind is Kind.DATE else Type.WIDE)
        pick = ex.least if operation is Combination.MIN else ex.greatest
        low, high = (ex.choose(known, pick(*map(plain, side)), none) for side in zip(*map(_ends, ranges), strict=True))
        return Bounds(low, high)

    def _ended(self, ranges: Sequence[Bounds]) -> Bounds:
        """The sum of ranges, end by end."""
        sums: list[Expression] = []
        for side in zip(*map(_ends, ranges), strict=True):
            total = plain(side[0])
            for other in side[1:]:
                total = ex.Sum(total, plain(other))
            sums.append(total)
        exact = all(r.exact for r in ranges)
        low = self.fitted(sums[0])
        return one(low) if exact else Bounds(low, self.fitted(sums[1]))

    def fitted(self, wide: Expression) -> Expression:
        """A wide number as a value of the type: saturated, narrow."""
        limit = LIMIT * NUMBER_SCALE if self.number else LIMIT
        value = self.facts.shared(wide, Type.WIDE)
        inside = ex.choose(ordered(value, _wide(-limit)), _wide(-limit), value)
        inside = ex.choose(ordered(_wide(limit), value), _wide(limit), inside)
        return self.facts.shared(ex.Narrowed(inside), Type.INTEGER)

    def _corners(self, operation: object, a: Bounds, b: Bounds) -> Bounds:
        """The range of a monotone operation of two ranges."""
        if a.exact and b.exact:
            return one(operation(plain(a.low), plain(b.low)))  # type: ignore[operator]  # one of the methods here
        results = [operation(plain(x), plain(y)) for x in _ends(a) for y in _ends(b)]  # type: ignore[operator]
        known = ex.known(*results)
        none = Literal(None, Type.INTEGER)
        low, high = ex.least(*results), ex.greatest(*results)
        return Bounds(ex.choose(known, low, none), ex.choose(known, high, none))

    def product(self, a: Expression, b: Expression) -> Expression:
        """``a * b``; of numbers rounded half-even to millionths."""
        product = self.facts.shared(ex.Product(ex.Widened(a), ex.Widened(b)), Type.WIDE)
        return self.fitted(self._rounded(product, _wide(NUMBER_SCALE)) if self.number else product)

    def _rounded(self, over: Expression, under: Expression) -> Expression:
        """``over / under`` rounded half-even; ``under`` not zero."""
        negative = ex.Same(ordered(over, _wide(0)), ex.negated(ordered(under, _wide(0))))
        over, under = (self.facts.shared(_absolute(x), Type.WIDE) for x in (over, under))
        whole = self.facts.shared(ex.Quotient(over, under), Type.WIDE)
        twice = self.facts.shared(ex.Product(ex.Quotient(over, under, rest=True), _wide(2)), Type.WIDE)
        odd = ex.Same(ex.Quotient(whole, _wide(2), rest=True), _wide(1))
        up = ex.any_of((ordered(under, twice), ex.all_of((ex.Same(twice, under), odd))))
        size = self.facts.shared(ex.Sum(whole, ex.Widened(up)), Type.WIDE)
        return ex.choose(negative, _minus(_wide(0), size), size)

    def _ratio(self, over: Bounds, under: Bounds) -> Bounds:
        zero = ex.all_of((ordered(plain(under.low), _wide(0), equal=True),
                          ordered(_wide(0), plain(under.high), equal=True)))  # fmt: skip
        none = Literal(None, Type.INTEGER)
        result = self._corners(self._divided, over, under)
        if result.exact:
            return one(ex.choose(zero, none, plain(result.low)))
        return Bounds(*(ex.choose(zero, none, plain(side)) for side in _ends(result)))

    def _divided(self, over: Expression, under: Expression) -> Expression:
        """``over / under``, saturated before it can grow beyond a wide number."""
        over = self.facts.shared(over, Type.WIDE)
        under = self.facts.shared(ex.choose(ex.Same(under, _wide(0)), _wide(1), under), Type.WIDE)
        limit = self.facts.shared(ex.Product(_absolute(under), _wide(LIMIT)), Type.WIDE)
        beyond = ordered(limit, _absolute(over), equal=True)
        high = ex.choose(ordered(over, _wide(0)), _minus(_wide(0), limit), limit)
        numerator = self.facts.shared(ex.Product(ex.choose(beyond, high, over), _wide(NUMBER_SCALE)), Type.WIDE)
        return self.fitted(self._rounded(numerator, under))


def _wide(value: int) -> Literal:
    return ex.whole(value, Type.WIDE)


def _minus(left: Expression, right: Expression) -> Expression:
    return ex.Sum(left, right, minus=True)


def _absolute(of: Expression) -> Expression:
    if isinstance(of, Literal) and isinstance(of.value, int):
        return Literal(abs(of.value), of.type)
    return ex.choose(ordered(of, _wide(0)), _minus(_wide(0), of), of)


# --- tables


def _lookup(derived: Lookup, type: FieldType, facts: Shelf) -> Bounds:
    """The first row that holds, where no earlier one may; else what all rows agree on that may be the first."""
    if not derived.rows:
        return one(Literal(None, column_type(type)))
    tests = [facts.shared(compile_condition(row.when, facts), Type.BOOLEAN) for row in derived.rows]
    values = [literal(type, row.value) for row in derived.rows]
    different = list(dict.fromkeys(values))
    ranked = values if type.kind in ORDERED else [ex.whole(different.index(v)) for v in values]
    nothing = Literal(None, ranked[0].type)
    candidates: list[Expression] = []
    for i, test in enumerate(tests):
        first = (ex.negated(ex.sure(t)) for t in tests[:i])
        candidates.append(ex.choose(ex.all_of((*first, possible(test))), ranked[i], nothing))
    found = ex.any_of(map(ex.sure, tests))
    low, high = (
        facts.shared(ex.choose(found, pick(*candidates), nothing), nothing.type) for pick in (ex.least, ex.greatest)
    )
    if type.kind in ORDERED:
        return Bounds(low, high)
    value: Expression = Literal(None, column_type(type))
    for rank, each in enumerate(different):
        value = ex.choose(ex.all_of((ex.Same(low, ex.whole(rank)), ex.Same(high, ex.whole(rank)))), each, value)
    return one(value)


# --- lists


def _aggregate(derived: Aggregate, type: FieldType, facts: Shelf) -> Bounds:
    if derived.field is None:
        true, _, open_ = facts.counted(derived.list, derived.where)
        return one(true) if open_ == ex.whole(0) else Bounds(true, ex.Sum(true, open_))
    records = facts.fitting(derived.list, derived.where, derived.field)
    if derived.operation is Aggregation.DISTINCT:
        return _distinct(records)
    may = possible(records.fits)
    low, high = plain(records.field.low), plain(records.field.high)
    lost = records.folded(Fold.COUNT, ex.all_of((may, ex.negated(ex.known(low)))))
    all_known = ex.Same(lost, ex.whole(0))
    if derived.operation is Aggregation.SUM:
        return _total(records, all_known, _Arithmetic(type, facts))
    fold = Fold.LEAST if derived.operation is Aggregation.MIN else Fold.GREATEST
    certain = records.fits if records.fits == TRUE else ex.sure(records.fits)
    least_of = certain if fold is Fold.GREATEST else may
    greatest_of = may if fold is Fold.GREATEST else certain
    none = Literal(None, column_type(type))
    ends = [
        records.folded(fold, ex.choose(least_of, low, none), none.type),
        records.folded(fold, ex.choose(greatest_of, high, none), none.type),
    ]
    decisive = ends[0] if fold is Fold.GREATEST else ends[1]
    known = ex.all_of((all_known, ex.known(decisive)))
    return Bounds(*(ex.choose(known, end, none) for end in ends))


def possible(fits: Expression) -> Expression:
    """Whether a condition is true or unknown."""
    return ex.negated(ex.sure(ex.negated(fits)))


def _total(records: Fitting, all_known: Expression, arithmetic: _Arithmetic) -> Bounds:
    fits, zero = records.fits, ex.whole(0)
    open_ = ex.negated(ex.known(fits))
    none = Literal(None, Type.INTEGER)
    ends: list[Expression] = []
    for side, extra in ((plain(records.field.low), ex.least), (plain(records.field.high), ex.greatest)):
        total = records.folded(Fold.SUM, ex.choose(ex.sure(fits), side, none))
        if open_ != ex.FALSE:
            more = records.folded(Fold.SUM, ex.choose(open_, extra(zero, side), none))
            total = ex.Sum(total, more)
        ends.append(ex.choose(all_known, arithmetic.fitted(total), none))
    return Bounds(*ends)


def _distinct(records: Fitting) -> Bounds:
    fits, field = records.fits, records.field
    low, high = plain(field.low), plain(field.high)
    none = Literal(None, ex.type_of(low))
    exact = low if field.exact else ex.choose(ex.Same(low, high), low, none)
    may = possible(fits)
    sure_values = records.folded(Fold.DISTINCT, ex.choose(ex.sure(fits), exact, none))
    values = records.folded(Fold.DISTINCT, ex.choose(may, exact, none))
    certain = records.folded(Fold.COUNT, fits)
    open_ = records.folded(Fold.COUNT, ex.all_of((may, ex.negated(ex.known(exact)))))
    zero, unknown = ex.whole(0), Literal(None, Type.INTEGER)
    at_least = ex.choose(ordered(zero, sure_values), sure_values, _one_if(ordered(zero, certain)))
    listed = ex.known(sure_values)
    return Bounds(
        ex.choose(listed, at_least, unknown),
        ex.choose(listed, ex.greatest(at_least, ex.Sum(values, open_)), unknown),
    )


def _one_if(truth: Expression) -> Expression:
    return ex.choose(truth, ex.whole(1), ex.whole(0))
