"""One case over time: its verdicts on each day when they may change, and why they changed.

Looked at are the days on which something in the library changes, and between two of them the first and the last day.
Where those differ a fact that grows with time has decided, and the exact day is found by halving. A change that comes
and goes between two such days is not searched for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from kiemnhiem.cases.case import Case
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.decision import Decision, Verdict
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.explain.change import Reason, View, reasons
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.policy import codes, resolve
from kiemnhiem.policy.dates import Change, changes
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import Program
from kiemnhiem.problem import Problem, did_you_mean

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """A day that was looked at. ``verdict``: of the case, ``None`` where no policy that was asked is in force.
    ``policies``: the verdicts of those in force. ``changes``: what changes in the library on that day; nothing where a
    fact decided. ``reasons``: why verdicts or requirements came out otherwise than the day before, or rest on other
    law.
    """

    day: date
    verdict: Verdict | None
    policies: Mapping[str, Verdict]
    changes: tuple[Change, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """A case from ``moments[0].day`` to ``until``. ``policies``: those that concern it on some day."""

    case: Case
    until: date
    moments: tuple[Moment, ...]
    policies: tuple[str, ...]

    @property
    def turns(self) -> tuple[Moment, ...]:
        """The first day, and those on which something changed for the case."""
        changed = [m for before, m in pairwise(self.moments) if m.reasons or self.verdicts(m) != self.verdicts(before)]
        return (self.moments[0], *changed)

    def verdicts(self, moment: Moment) -> tuple[Verdict | None, ...]:
        """The verdict of the case on a day, then of each of its policies: ``None`` where it is not in force."""
        return (moment.verdict, *(moment.policies.get(p) for p in self.policies))


class History:
    """Follows cases through a library.

    :param asked: the policies to follow; none: every policy that speaks of posts.
    :param place: the place of all cases; ``None``: each case's own.
    :raises UsageError: for an unknown policy or place, also by :func:`kiemnhiem.policy.resolve.resolve`.
    """

    def __init__(
        self,
        library: Library,
        start: date,
        until: date,
        asked: Sequence[str] = (),
        subject: str = "candidate",
        place: str | None = None,
    ) -> None:
        self.library, self._start, self._until = library, start, until
        self._asked, self._subject, self._place = tuple(dict.fromkeys(asked)), subject, place
        self._check_names()
        self._by_day: dict[date, list[Change]] = {start: []}
        for change in changes(library):
            if start < change.day <= until:
                self._by_day.setdefault(change.day, []).append(change)
        self._days = sorted(self._by_day)
        self._programs: dict[tuple[date, str | None], Program | None] = {}

    def of(self, case: Case) -> Timeline:
        """The history of one case."""
        follower = _Follower(self, case)
        found = [follower.moment(day) for day in follower.days()]
        concerned = {p for m in found for p, verdict in m.policies.items() if verdict is not Verdict.NOT_APPLICABLE}
        policies = tuple(p for p in self._asked or self.library.policies if p in concerned or p in self._asked)
        return Timeline(case, self._until, tuple(found), policies)

    def spans(self) -> Iterator[tuple[date, date]]:
        """The first and last day of each stretch without a change in the library."""
        ends = [day - _DAY for day in self._days[1:]]
        yield from zip(self._days, (*ends, self._until), strict=True)

    def changes_on(self, day: date) -> tuple[Change, ...]:
        """What changes in the library on a day."""
        return tuple(self._by_day.get(day, ()))

    def program(self, day: date, case: Case) -> Program | None:
        """What is asked of a case on a day; ``None`` where no policy that was asked is in force."""
        mark = self._days[bisect_right(self._days, day) - 1]
        place = self._place or self.library.vocabularies[self._subject].place_of(case.facts)
        key = (mark, place)
        if key not in self._programs:
            self._programs[key] = self._resolved(mark, place)
        program = self._programs[key]
        return replace(program, as_of=day) if program else None

    def _resolved(self, day: date, place: str | None) -> Program | None:
        in_force = [p for p in self._asked if day in self.library.policies[p].period]
        if self._asked and not in_force:
            return None
        return resolve(self.library, day, in_force, self._subject, place)

    def _check_names(self) -> None:
        problems = [
            Problem(codes.UNKNOWN_POLICY, None, {"found": name}, did_you_mean(name, self.library.policies))
            for name in self._asked
            if name not in self.library.policies
        ]
        if self._place is not None and self._place not in self.library.localities:
            near = did_you_mean(self._place, self.library.localities)
            problems.append(Problem(codes.UNKNOWN_PLACE, None, {"found": self._place}, near))
        if self._subject not in self.library.vocabularies:
            near = did_you_mean(self._subject, self.library.vocabularies)
            problems.append(Problem(codes.UNKNOWN_SUBJECT, None, {"found": self._subject}, near))
        if problems:
            raise UsageError(problems)


class _Follower:
    """Follows one case."""

    def __init__(self, history: History, case: Case) -> None:
        self._history, self._case = history, case
        self._decisions: dict[date, Decision | None] = {}
        self._views: dict[date, View] = {}

    def days(self) -> Iterator[date]:
        """Every day to tell of, oldest first."""
        for first, last in self._history.spans():
            yield first
            yield from self._turning(first, last)

    def moment(self, day: date) -> Moment:
        decided = self._decided(day)
        verdicts = {name: p.verdict for name, p in decided.policies.items()} if decided else {}
        why = reasons(self._view(day - _DAY), self._view(day)) if day > self._start else ()
        return Moment(day, decided.verdict if decided else None, verdicts, self._history.changes_on(day), tuple(why))

    @cached_property
    def _start(self) -> date:
        return next(self._history.spans())[0]

    def _turning(self, first: date, last: date) -> Iterator[date]:
        """The days between two on which the decision turns, as far as the ends of each half show it."""
        if self._decided(first) == self._decided(last):
            return
        if last - first == _DAY:
            yield last
            return
        middle = first + (last - first) // 2
        yield from self._turning(first, middle)
        yield from self._turning(middle, last)

    def _decided(self, day: date) -> Decision | None:
        if day not in self._decisions:
            program = self._history.program(day, self._case)
            self._decisions[day] = ReferenceEngine(program).decide_one(self._case) if program else None
        return self._decisions[day]

    def _view(self, day: date) -> View:
        if day not in self._views:
            program = self._history.program(day, self._case)
            finding = Explainer(program).explain(self._case) if program else None
            self._views[day] = View(self._history.library, day, program, finding)
        return self._views[day]
