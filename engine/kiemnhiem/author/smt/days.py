"""Dates as terms: a day number, and its year, month and day where months are counted."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import z3

from kiemnhiem.author.smt.terms import Number, choose, every, some

_BEFORE_MONTH = tuple(date(2001, m, 1).toordinal() - date(2001, 1, 1).toordinal() for m in range(1, 13))
_FEBRUARY, _SHORT_MONTHS = 2, (4, 6, 9, 11)


@dataclass(frozen=True)
class Parts:
    """Year, month (from 1), day, and the last day of that month."""

    year: Number
    month: Number
    day: Number
    last: Number


@dataclass(frozen=True)
class Day:
    """A date. ``number`` is its ordinal; ``split`` gives its parts when they are first asked for."""

    number: Number
    split: Callable[[], Parts]

    @cached_property
    def parts(self) -> Parts:
        """Year, month and day."""
        return self.split()


def constant(day: date) -> Day:
    """A date that is known."""
    last = calendar.monthrange(day.year, day.month)[1]
    return Day(day.toordinal(), lambda: Parts(day.year, day.month, day.day, last))


def of_parts(year: Number, month: Number, day: Number) -> Day:
    """The date with these parts."""
    parts = Parts(year, month, day, last_day(year, month))
    return Day(number(parts), lambda: parts)


def either(condition: Any, yes: Day, other: Day) -> Day:
    """``yes`` where ``condition`` holds, else ``other``."""
    if yes is other:
        return yes

    def split() -> Parts:
        a, b = yes.parts, other.parts
        return Parts(
            choose(condition, a.year, b.year),
            choose(condition, a.month, b.month),
            choose(condition, a.day, b.day),
            choose(condition, a.last, b.last),
        )

    return Day(choose(condition, yes.number, other.number), split)


def leap(year: Number) -> Any:
    """Whether a year is a leap year."""
    if isinstance(year, int):
        return calendar.isleap(year)
    return z3.And(year % 4 == 0, z3.Or(year % 100 != 0, year % 400 == 0))


def last_day(year: Number, month: Number) -> Number:
    """The last day of a month."""
    if isinstance(month, int) and month != _FEBRUARY:
        return 30 if month in _SHORT_MONTHS else 31
    february = choose(leap(year), 29, 28)
    short = some(month == m for m in _SHORT_MONTHS)
    return choose(month == _FEBRUARY, february, choose(short, 30, 31))


def number(parts: Parts) -> Number:
    """The day's ordinal, as :meth:`datetime.date.toordinal` counts."""
    before = parts.year - 1
    leaps = _divided(before, 4) - _divided(before, 100) + _divided(before, 400)
    month: Number = 0
    for m, days in enumerate(_BEFORE_MONTH, start=1):
        month = choose(parts.month == m, days, month)
    past = every((leap(parts.year), parts.month > _FEBRUARY))
    return 365 * before + leaps + month + choose(past, 1, 0) + parts.day


def _divided(number: Number, by: int) -> Number:
    return number // by if isinstance(number, int) else number / by


def months_between(start: Day, end: Day) -> Number:
    """Whole months by the calendar: one born on the 31st completes a month on the last day of a shorter one."""
    s, e = start.parts, end.parts
    unfinished = every((s.day > e.day, e.day < e.last))
    return 12 * (e.year - s.year) + e.month - s.month - choose(unfinished, 1, 0)


def years_between(start: Day, end: Day) -> Number:
    """Whole years by the calendar."""
    return _divided(months_between(start, end), 12)


def add_months(start: Day, months: Number) -> Day:
    """``start`` plus calendar months, the day clamped to the month's last; saturates at the first and last date."""
    s = start.parts
    index = 12 * s.year + s.month - 1 + months
    year = _divided(index, 12)
    month = index - 12 * year + 1
    last = last_day(year, month)
    moved = of_parts(year, month, choose(s.day <= last, s.day, last))
    early = either(year < date.min.year, constant(date.min), moved)
    return either(year > date.max.year, constant(date.max), early)
