"""What is known of a fact, in columns: its least and its greatest possible value."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from kiemnhiem.evaluate.columnar import expression as ex
from kiemnhiem.evaluate.columnar.expression import FALSE, TRUE, UNKNOWN, Expression, Literal, Part, Type
from kiemnhiem.evaluate.derive import elapsed
from kiemnhiem.policy.derived import Unit

_MONTHS, _FEBRUARY = 12, 2


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Whole units from a date in a column to a constant one. It falls as the date rises: to compare it with a constant
    is to compare the date with another one.
    """

    unit: Unit
    start: Expression
    end: date

    def at_least(self, number: int) -> Expression:
        """Whether ``number`` units or more have passed."""
        latest = latest_start(self.unit, number, self.end)
        if latest is None or latest == date.max:
            return ex.choose(ex.known(self.start), TRUE if latest else FALSE, UNKNOWN)
        return ex.Ordered(self.start, Literal(latest, Type.DATE), equal=True)


#: A side of a comparison.
Side: TypeAlias = Expression | Elapsed


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest possible value, both null when nothing is known; one and the same if it is exact."""

    low: Side
    high: Side

    @property
    def exact(self) -> bool:
        """Whether the value is known exactly wherever it is known."""
        return self.low == self.high

    @property
    def anchor(self) -> Expression:
        """An expression that is null exactly where nothing is known."""
        return self.low.start if isinstance(self.low, Elapsed) else self.low


def one(value: Side) -> Bounds:
    """An exact value."""
    return Bounds(value, value)


def plain(side: Side) -> Expression:
    """A side as an expression."""
    if isinstance(side, Elapsed):
        return units_between(side.unit, side.start, Literal(side.end, Type.DATE))
    return side


def ordered(left: Side, right: Side, *, equal: bool = False) -> Expression:
    """``left < right``, or with ``equal`` ``left <= right``."""
    match left, right:
        case Literal(int() as number), Elapsed():
            return right.at_least(number + (not equal))
        case Elapsed(), Literal(int() as number):
            return ex.negated(left.at_least(number + equal))
        case Literal(a), Literal(b) if a is not None and b is not None:
            return TRUE if a < b or (equal and a == b) else FALSE  # type: ignore[operator]  # of one type
        case _:
            return ex.Ordered(plain(left), plain(right), equal)


@lru_cache(maxsize=4096)
def latest_start(unit: Unit, number: int, end: date) -> date | None:
    """The last day from which ``number`` units or more have passed at ``end``; ``None``: there is no such day."""
    low, high = date.min.toordinal() - 1, date.max.toordinal()
    while low < high:
        middle = (low + high + 1) // 2
        if elapsed(unit, date.fromordinal(middle), end) >= number:
            low = middle
        else:
            high = middle - 1
    return date.fromordinal(low) if low else None


# --- the calendar


def units_between(unit: Unit, start: Expression, end: Expression) -> Expression:
    """As :func:`kiemnhiem.evaluate.derive.elapsed`."""
    if unit is Unit.DAYS:
        return ex.Sum(_part(Part.ORDINAL, end), _part(Part.ORDINAL, start), minus=True)
    years = ex.Sum(_part(Part.YEAR, end), _part(Part.YEAR, start), minus=True)
    months = ex.Sum(_part(Part.MONTH, end), _part(Part.MONTH, start), minus=True)
    last = _days_in(_part(Part.YEAR, end), _part(Part.MONTH, end))
    short = ex.all_of(
        (ordered(_part(Part.DAY, end), _part(Part.DAY, start)), ordered(_part(Part.DAY, end), last))
    )  # fmt: skip
    full = _less(months, _whole(short))
    if unit is Unit.MONTHS:
        return ex.Sum(ex.Product(years, ex.whole(_MONTHS)), full)
    return _less(years, _whole(ordered(full, ex.whole(0))))


def add_months(start: Expression, months: Expression) -> Expression:
    """As :func:`kiemnhiem.evaluate.derive.add_months`."""
    first, end = ex.whole(_MONTHS * date.min.year), ex.whole(_MONTHS * (date.max.year + 1))
    begun = ex.Sum(ex.Product(_part(Part.YEAR, start), ex.whole(_MONTHS)), _part(Part.MONTH, start))
    index = ex.Sum(ex.Sum(begun, ex.whole(1), minus=True), months)
    inside = ex.choose(
        ex.known(index), ex.least(ex.greatest(index, first), ex.Sum(end, ex.whole(1), minus=True)), first
    )
    year = ex.Quotient(inside, ex.whole(_MONTHS))
    month = ex.Sum(ex.Quotient(inside, ex.whole(_MONTHS), rest=True), ex.whole(1))
    day = ex.choose(ex.known(index), ex.least(_part(Part.DAY, start), _days_in(year, month)), ex.whole(1))
    too_early, too_late = ordered(index, first), ordered(end, index, equal=True)
    found = ex.choose(too_late, Literal(date.max, Type.DATE), ex.DateOf(year, month, day))
    found = ex.choose(too_early, Literal(date.min, Type.DATE), found)
    return ex.choose(ex.known(index), found, Literal(None, Type.DATE))


def _part(part: Part, of: Expression) -> Expression:
    if isinstance(of, Literal) and isinstance(of.value, date):
        day = of.value
        return ex.whole({Part.YEAR: day.year, Part.MONTH: day.month, Part.DAY: day.day}.get(part, day.toordinal()))
    return ex.PartOf(part, of)


def _days_in(year: Expression, month: Expression) -> Expression:
    """The number of days of a month."""
    if isinstance(year, Literal) and isinstance(month, Literal):
        return ex.whole(calendar.monthrange(year.value, month.value)[1])  # type: ignore[arg-type]  # whole numbers
    leap = ex.any_of(
        (
            ex.all_of((_divides(4, year), ex.negated(_divides(100, year)))),
            _divides(400, year),
        )
    )
    february = ex.Sum(ex.whole(28), _whole(leap))
    others = ex.choose(ex.OneOf(month, (4, 6, 9, 11)), ex.whole(30), ex.whole(31))
    return ex.choose(ex.Same(month, ex.whole(_FEBRUARY)), february, others)


def _divides(number: int, of: Expression) -> Expression:
    return ex.Same(ex.Quotient(of, ex.whole(number), rest=True), ex.whole(0))


def _whole(truth: Expression) -> Expression:
    """A truth as 0 or 1."""
    return ex.whole(int(bool(truth.value))) if isinstance(truth, Literal) else ex.Narrowed(truth)


def _less(left: Expression, right: Expression) -> Expression:
    return left if right == ex.whole(0) else ex.Sum(left, right, minus=True)
