"""Cases that differ in nothing that a smallest change depends on: so that one search serves all of them.

A date that rules only count time from, or to, matters by what is counted on the as-of date, and by the order, the years
and the rules of the days on which the count turns; not by itself.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from functools import cached_property

from kiemnhiem.explain.bench import Bench
from kiemnhiem.explain.inputs import Inputs
from kiemnhiem.explain.search import years_begun
from kiemnhiem.explain.turning import Timer, Turn, Turning
from kiemnhiem.policy.typecheck import AS_OF
from kiemnhiem.policy.types import Kind
from kiemnhiem.policy.values import Facts, Record, Value


class Likeness:
    """What a smallest change depends on, for one bench."""

    def __init__(self, bench: Bench, turning: Turning) -> None:
        self._bench, self._inputs, self._turning = bench, bench.inputs, turning

    def of(self, facts: Facts) -> tuple[Hashable, tuple[date, ...]]:
        """What is equal for like cases, and the days on which the case's counts turn, in order: like cases turn alike,
        each on days of its own.
        """
        turns: dict[date, set[Turn]] = {}
        for day, turn in self._turning.turns(facts, self._bench.programs.as_of, self._bench.until):
            turns.setdefault(day, set()).add(turn)
        days = tuple(sorted(turns))
        counts = tuple(
            self._reached(timer, count) for timer in self._turning.timers for _, count in timer.values(facts)
        )
        own = tuple(self._plain(name, facts.get(name)) for name in self._read)
        return (own, counts, tuple((self._when(day), frozenset(turns[day])) for day in days)), days

    def _when(self, day: date) -> Hashable:
        """The year of a day, and the rules: as they are, or as they have become."""
        return years_begun(self._bench.programs.as_of, day), self._bench.era(day).start

    @cached_property
    def _read(self) -> tuple[str, ...]:
        """The facts of a case that rules read and that are not derived."""
        heads = {name.partition(".")[0] for name in self._bench.names} - {AS_OF}
        fields = self._inputs.fields
        return tuple(sorted(n for n in heads if n not in fields or not fields[n].derived))

    @cached_property
    def _only_counted(self) -> frozenset[str]:
        """The dates that rules only count from or to."""
        timers = {t.name for t in self._turning.timers}
        uses = {t.other: self._inputs.uses.get(t.other) for t in self._turning.timers}
        return frozenset(
            name
            for name, use in uses.items()
            if use and not use.constants and not use.beside and use.feeds <= timers and _is_plain(self._inputs, name)
        )

    def _plain(self, name: str, value: Value) -> Hashable:
        if isinstance(value, tuple):
            return tuple(self._record(name, record) for record in value)
        use = self._inputs.uses.get(name)
        if isinstance(value, int) and use and not use.beside and not use.feeds and not self._mutable(name):
            return tuple((value > c) - (value < c) for c in use.constants if isinstance(c, int))
        return date if isinstance(value, date) and not self._turning.daily and name in self._only_counted else value

    def _record(self, list_: str, record: Record) -> Hashable:
        read = (n for n in record if f"{list_}.{n}" in self._bench.names)
        fields = self._inputs.fields[list_].type.fields
        return tuple((n, self._plain(f"{list_}.{n}", record[n])) for n in sorted(read) if not fields[n].derived)

    def _mutable(self, name: str) -> bool:
        of = self._inputs.field(name)
        return of is None or of.mutable is not None

    def _reached(self, timer: Timer, count: Value) -> Hashable:
        """Which of the counts that rules ask for are reached, or the count where it is used otherwise."""
        use = self._inputs.uses[timer.name]
        if use.beside or use.feeds or not isinstance(count, int):
            return count
        return tuple(count >= asked + past for asked in self._asked(timer) for past in (0, 1))

    def _asked(self, timer: Timer) -> list[int]:
        return sorted(c for c in self._inputs.uses[timer.name].constants if isinstance(c, int))


def _is_plain(inputs: Inputs, name: str) -> bool:
    """Whether a date is neither derived nor can change."""
    of = inputs.field(name)
    return of is not None and of.type.kind is Kind.DATE and not of.derived and not of.mutable
