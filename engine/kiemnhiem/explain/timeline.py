"""One case over time: its verdicts on each day when they may change, and why they changed.

Looked at are the days on which something in the library changes, and between two of them the first and the last day.
Where those differ a fact that grows with time has decided, and the exact day is found by halving. A change that comes
and goes between two such days is not searched for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from kiemnhiem.cases.case import Case
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.change import Reason, View, reasons
from kiemnhiem.explain.question import Question
from kiemnhiem.policy import codes
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.dates import Change, changes
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem, did_you_mean

_DAY = timedelta(days=1)
#: Days whose rules are remembered, for the next case.
_REMEMBERED = 128


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
        self._question = lru_cache(maxsize=_REMEMBERED)(self._asked_on)
        self._last: Question | None = None

    def of(self, case: Case) -> Timeline:
        """The history of one case."""
        found = list(_Follower(self, case).moments())
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

    def seen(self, case: Case, day: date) -> View:
        """A case on a day."""
        question = self._question(day)
        if question is None:
            return View(self.library, day, None, None)
        return View(self.library, day, question.program(case), question.explain(case))

    def _asked_on(self, day: date) -> Question | None:
        """What is asked on a day; nothing where no policy that was named is in force."""
        in_force = [p for p in self._asked if day in self.library.policies[p].period]
        if self._asked and not in_force:
            return None
        programs = Programs(self.library, day, in_force, self._subject, self._place)
        self._last = Question(programs, self._last)
        return self._last

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
        self._views: dict[date, View] = {}

    def moments(self) -> Iterator[Moment]:
        """Every day to tell of, oldest first."""
        for first, last in self._history.spans():
            for day in (first, *self._turning(first, last)):
                yield self._moment(day)

    def _turning(self, first: date, last: date) -> Iterator[date]:
        """The days between two on which the finding turns, as far as the ends of each half show it."""
        if self._view(first).outcomes == self._view(last).outcomes:
            return
        if last - first == _DAY:
            yield last
            return
        middle = first + (last - first) // 2
        yield from self._turning(first, middle)
        yield from self._turning(middle, last)

    def _moment(self, day: date) -> Moment:
        view = self._view(day)
        why = reasons(self._views[day - _DAY], view) if day - _DAY in self._views else ()
        return Moment(
            day,
            view.finding.verdict if view.finding else None,
            view.verdicts,
            self._history.changes_on(day),
            tuple(why),
        )

    def _view(self, day: date) -> View:
        if day not in self._views:
            self._views[day] = self._history.seen(self._case, day)
        return self._views[day]
