"""The days on which what is counted to or from the as-of date turns: between two of them nothing does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from kiemnhiem.evaluate.derive import add_months, elapsed
from kiemnhiem.explain.inputs import Inputs
from kiemnhiem.policy.conditions import FieldRef
from kiemnhiem.policy.derived import AddMonths, Combine, Elapsed, Term, Unit
from kiemnhiem.policy.typecheck import AS_OF
from kiemnhiem.policy.values import Facts, Span, Value

#: What turns: a timer's name, which of its records, the count.
Turn: TypeAlias = tuple[str, int, int]

_DAY = timedelta(days=1)
#: Months end on different days: a day counted back from one may be this far from the day that counts up to it.
_SLACK = 3


@dataclass(frozen=True)
class Timer:
    """A fact counted to the as-of date, or from it (``left``: what is left). ``name`` and ``other``, the date it is
    counted from or to, as :mod:`kiemnhiem.explain.inputs` has them.
    """

    name: str
    unit: Unit
    other: str
    left: bool

    def values(self, facts: Facts) -> list[tuple[Value, Value]]:
        """The other date and the count: of the case, or of each record."""
        head, _, tail = self.name.partition(".")
        if not tail:
            return [(facts.get(self.other), facts.get(head))]
        records = facts.get(head)
        inside = self.other.partition(".")[2]
        return [
            (r.get(inside) if inside else facts.get(self.other), r.get(tail))
            for r in (records if isinstance(records, tuple) else ())
        ]


class Turning:
    """Finds turning days for the conditions that ``names`` are read by."""

    def __init__(self, inputs: Inputs, names: Iterable[str]) -> None:
        self._inputs = inputs
        self.timers = tuple(timer for name in sorted(names) for timer in _timer(inputs, name))
        known = {t.name for t in self.timers}
        use = inputs.uses.get(AS_OF)
        others = {d for d in (use.feeds if use else ()) if d not in known}
        #: Something is counted in a way that says nothing of single days: each day may be one.
        self.daily = any(isinstance(_derived(inputs, d), AddMonths | Combine | Elapsed) for d in others)
        self._beside = tuple(sorted(use.beside)) if use else ()
        self._bounds = tuple(c for c in (use.constants if use else ()) if isinstance(c, date))

    @property
    def moved_by(self) -> frozenset[str]:
        """The names of the facts that decide which days these are."""
        return frozenset({t.other for t in self.timers}).union(*map(self._inputs.behind, self._beside))

    def days(self, facts: Facts, after: date, until: date) -> set[date]:
        """The turning days of a case after a day, up to another."""
        if self.daily:
            return {after + _DAY * n for n in range(1, (until - after).days + 1)}
        return {day for day, _ in self.turns(facts, after, until)}

    def turns(self, facts: Facts, after: date, until: date) -> Iterator[tuple[date, Turn]]:
        """The turning days with what turns on each."""
        for timer in self.timers:
            for i, (other, _) in enumerate(timer.values(facts)):
                for bound in _ends(other):
                    for count in self._counts(timer, facts, bound, after, until):
                        found = _crossings(timer, bound, count)
                        yield from ((day, (timer.name, i, count)) for day in found if after < day <= until)
        for i, bound in enumerate((*self._bounds, *self._compared(facts))):
            yield from ((day, (AS_OF, i, 0)) for day in (bound, _next(bound)) if after < day <= until)

    def _counts(self, timer: Timer, facts: Facts, bound: date, after: date, until: date) -> Iterator[int]:
        """The counts at which something may turn."""
        use = self._inputs.uses[timer.name]
        beside = [facts.get(name) for name in use.beside]
        moving = any(t.name in use.beside for t in self.timers)
        if use.feeds or moving or any(not isinstance(value, int) for value in beside):
            ends = (elapsed(timer.unit, *_ordered(timer, bound, day)) for day in (after, until))
            low, high = sorted(ends)
            yield from range(low, high + 2)
            return
        for asked in (*use.constants, *beside):
            if isinstance(asked, int):
                yield from (asked, asked + 1)

    def _compared(self, facts: Facts) -> Iterator[date]:
        for name in self._beside:
            head, _, tail = name.partition(".")
            records = facts.get(head)
            values = [r.get(tail) for r in records if tail] if isinstance(records, tuple) else [records]
            for value in values:
                yield from _ends(value)


def _timer(inputs: Inputs, name: str) -> Iterator[Timer]:
    derived = _derived(inputs, name)
    if isinstance(derived, Elapsed):
        list_ = name.rpartition(".")[0]
        start, end = (_name(t, list_) for t in (derived.start, derived.end))
        if start and end and (start == AS_OF) != (end == AS_OF):
            yield Timer(name, derived.unit, end if start == AS_OF else start, left=start == AS_OF)


def _derived(inputs: Inputs, name: str) -> object:
    of = inputs.field(name)
    return of.derived if of else None


def _name(term: Term, list_: str) -> str | None:
    if not isinstance(term, FieldRef):
        return None
    return f"{list_}.{term.name}" if list_ and term.scope == "item" and term.name != AS_OF else term.name


def _ordered(timer: Timer, other: date, day: date) -> tuple[date, date]:
    return (day, other) if timer.left else (other, day)


def _ends(value: object) -> tuple[date, ...]:
    ends = (value.low, value.high) if isinstance(value, Span) else (value,)
    return tuple(e for e in ends if isinstance(e, date))


def _crossings(timer: Timer, other: date, count: int) -> Iterator[date]:
    """The first day with a count that is this much, or no more this much."""
    try:
        if timer.unit is Unit.DAYS:
            yield other - _DAY * (count - 1) if timer.left else other + _DAY * count
            return
        months = count * (12 if timer.unit is Unit.YEARS else 1)
        if timer.left:
            about = add_months(other, -months)
            yield from (about + _DAY * n for n in range(-_SLACK, _SLACK + 2))
        else:
            yield add_months(other, months)
    except OverflowError:
        return


def _next(day: date) -> date:
    return day + _DAY if day < date.max else day


def passed(timer: Timer, was: Facts, now: Facts) -> Iterator[int]:
    """The counts that are reached now and were not before."""
    for (_, before), (_, after) in zip(timer.values(was), timer.values(now), strict=False):
        if isinstance(before, int) and isinstance(after, int) and before != after:
            yield after
