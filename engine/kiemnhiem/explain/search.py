"""The least-cost set of edits with which a case is eligible: best first, each node branching on one thing in its way.

Something stands against a set of edits that is no solution (:class:`kiemnhiem.explain.bench.Blocker`); every solution
that holds the set also edits a fact that this reads, or waits where it may change with time. So branching on one such
thing reaches every smallest solution, and the first one taken from the queue is smallest.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush
from itertools import count
from typing import TypeAlias

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.derive import add_months
from kiemnhiem.explain.bench import Bench, Blocker
from kiemnhiem.explain.edits import ADDED, REMOVED, Edit, Editor, Path
from kiemnhiem.explain.turning import Turn, Turning
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.program import Rule
from kiemnhiem.policy.values import Facts

#: Weight, facts supplied, steps: compared in this order.
Cost: TypeAlias = tuple[int, int, int]
Edits: TypeAlias = frozenset[Edit]

#: How many cases with edits are judged before the search is cut.
LIMIT = LIMITS.change_sets
_NOTHING: Cost = (0, 0, 0)
_ENDLESS: Cost = (sys.maxsize, 0, 0)


@dataclass(frozen=True)
class Solution:
    """Edits with which a case is eligible on ``day``; the as-of date where it need not wait."""

    edits: Edits
    day: date


@dataclass(frozen=True)
class Result:
    """What a search found. ``bars``: what no edit meets; ``uncovered``: that no policy speaks of posts that are held is
    in the way. Not ``complete``: it was cut.
    """

    solution: Solution | None
    bars: tuple[Rule, ...]
    complete: bool
    uncovered: bool = False


class Search:
    """Searches for one case; ``facts``: its own, completed. ``turning``: ``None`` where waiting is no way."""

    def __init__(
        self, bench: Bench, case: Case, facts: Facts, editor: Editor, turning: Turning | None, limit: int = LIMIT
    ) -> None:
        self._bench, self._case, self._facts, self._editor, self._turning = bench, case, facts, editor, turning
        self._edits: dict[str, tuple[Edit, ...]] = {}
        self._start, self._limit, self._judged = bench.programs.as_of, limit, 0
        self._queue: list[tuple[Cost, int, int, Edits, bool, Solution | None]] = []
        self._order = count()
        self._pushed: dict[tuple[Edits, bool], Cost] = {}
        self._choices: dict[Edits, list[tuple[Blocker, list[Edit]]]] = {}
        self._later: dict[Edits, list[tuple[date, list[list[Edit]]]]] = {}
        self._bars: dict[int, tuple[Rule, bool]] = {}
        #: Before these days something stands against edits that only time meets; the days left to what adds to them.
        self._since: dict[Edits, date] = {}
        self._hopeful: dict[Edits, list[date]] = {}
        self._turns_of: list[tuple[date, Turn]] | None = None

    def run(self) -> Result:
        """The smallest solution."""
        self._push(_NOTHING, frozenset(), waiting=False)
        while self._queue:
            key, _, _, edits, waiting, solution = heappop(self._queue)
            if solution:
                return Result(solution, (), complete=True)
            if self._judged >= self._limit:
                return Result(None, (), complete=False)
            if waiting:
                self._wait(edits, key)
            else:
                self._now(edits, key)
        return self._barred_by()

    def _push(self, key: Cost, edits: Edits, *, waiting: bool, again: bool = False) -> None:
        """Put a node in the queue by what a solution through it costs at least."""
        if again or key < self._pushed.get((edits, waiting), _ENDLESS):
            self._pushed[edits, waiting] = key
            heappush(self._queue, (key, -len(edits), next(self._order), edits, waiting, None))

    def _solved(self, cost: Cost, edits: Edits, day: date) -> None:
        heappush(self._queue, (cost, -len(edits), next(self._order), edits, day > self._start, Solution(edits, day)))

    # --- on the as-of date

    def _now(self, edits: Edits, key: Cost) -> None:
        cost = _total(edits)
        if edits not in self._choices:
            blockers = self._blockers(edits, self._start) or ()
            if not blockers:
                self._solved(cost, edits, self._start)
                return
            self._choices[edits] = [(b, self._left(edits, b)) for b in blockers]
            self._note_bars(edits)
        choices = self._choices[edits]
        stuck = [day for b, left in choices if not left and (day := self._first(b))]
        if len(stuck) < sum(not left for _, left in choices):
            return
        bound = _sum(cost, _bound(left for b, left in choices if not self._waits(b)))
        if bound > key:
            self._push(bound, edits, waiting=False, again=True)
            return
        forced = {left[0] for b, left in choices if len(left) == 1 and not self._waits(b)}
        if forced:  # every solution has them, so that no other way is looked at
            if len({_cell(e.path) for e in forced}) == len(forced):
                added = edits | forced
                self._push(max(key, _total(added)), added, waiting=False)
            return
        blocker, left = min(choices, key=lambda c: (self._waits(c[0]), len(c[1])))
        for edit in left:
            added = edits | {edit}
            self._push(max(key, _total(added)), added, waiting=False)
        gone = self._first(blocker)
        if gone:
            self._since[edits] = max(stuck, default=gone)
            self._push(max(key, _sum(cost, self._waited(max((gone, *stuck))))), edits, waiting=True)

    def _waits(self, blocker: Blocker) -> bool:
        return self._first(blocker) is not None

    def _first(self, blocker: Blocker) -> date | None:
        """The first day on which a blocker may be gone by itself."""
        if self._turning is None:
            return None
        if self._turns_of is None:
            self._turns_of = sorted(self._turning.turns(self._facts, self._start, self._bench.until))
        found = (day for day, (name, _, _) in self._turns_of if name in blocker.reads)
        days = [day for day in (blocker.moves, next(found, None)) if day]
        return min(days, default=None)

    def _note_bars(self, edits: Edits) -> None:
        for blocker, left in self._choices[edits]:
            if blocker.rule and not left and not any(e.name in blocker.reads for e in edits):
                self._bars.setdefault(id(blocker.rule), (blocker.rule, self._waits(blocker)))

    def _barred_by(self) -> Result:
        """What nothing meets; where there is no such single thing, what stood in the way at first."""
        bars = [rule for rule, timed in self._bars.values() if not timed] or [rule for rule, _ in self._bars.values()]
        first = self._choices.get(frozenset(), [])
        uncovered = any(b.uncovered and not (left and bars) for b, left in first)
        bars = bars if bars or uncovered else [b.rule for b, _ in first if b.rule]
        return Result(None, tuple(bars), complete=True, uncovered=uncovered)

    # --- later

    def _wait(self, edits: Edits, key: Cost) -> None:
        """All later days at once, soonest first."""
        cost = _total(edits)
        if edits not in self._later:
            self._later[edits] = []
            for day in self._days(edits):
                blockers = self._blockers(edits, day)
                if not blockers:
                    if blockers is not None:
                        self._solved(_sum(cost, self._waited(day)), edits, day)
                        break
                    continue
                lefts = [self._left(edits, b) for b in blockers]
                if all(lefts):
                    self._later[edits].append((day, lefts))
        bounds = [(_sum(_sum(cost, self._waited(day)), _bound(lefts)), day, lefts) for day, lefts in self._later[edits]]
        if bounds and min(b for b, _, _ in bounds) > key:
            self._push(min(b for b, _, _ in bounds), edits, waiting=True, again=True)
            return
        hopeful = [day for day, _ in self._later[edits]]
        for bound, _, lefts in bounds:
            for edit in min(lefts, key=len):
                added = edits | {edit}
                self._hopeful.setdefault(added, hopeful)
                self._push(max(key, bound), added, waiting=True)

    def _days(self, edits: Edits) -> list[date]:
        """The days on which something turns for a case with edits; not those on which something that no further edit
        meets is known to stand against it.
        """
        moved = self._turning is not None and any(e.name in self._turning.moved_by for e in edits)
        days = self._turns(edits) if moved or edits not in self._hopeful else self._hopeful[edits]
        return [day for day in days if day >= self._since.get(edits, day)]

    def _turns(self, edits: Edits) -> list[date]:
        facts = self._bench.facts(self._case, edits)
        own = self._turning.days(facts, self._start, self._bench.until) if self._turning else set()
        return sorted(own.union(era.start for era in self._bench.eras[1:]))

    def _waited(self, day: date) -> Cost:
        """One of weight for each year begun; a day is a step."""
        return years_begun(self._start, day), 0, (day - self._start).days

    # --- judging

    def _blockers(self, edits: Edits, day: date) -> tuple[Blocker, ...] | None:
        self._judged += 1
        return self._bench.blockers(self._case, edits, day)

    def _left(self, edits: Edits, blocker: Blocker) -> list[Edit]:
        """The edits that may meet a blocker, of facts not edited yet."""
        taken = {_cell(e.path) for e in edits}
        return [
            e
            for name in sorted(blocker.reads)
            for e in self._edits_of(name)
            if (e.how is not None or name in blocker.open or _adds(e, edits)) and _cell(e.path) not in taken
        ]

    def _edits_of(self, name: str) -> tuple[Edit, ...]:
        if name not in self._edits:
            self._edits[name] = tuple(self._editor.edits(self._case, self._facts, name))
        return self._edits[name]


def years_begun(start: date, day: date) -> int:
    """The years begun from one day to a later one."""
    return next(n for n in count(1) if day <= add_months(start, 12 * n))


def _bound(lefts: Iterable[Sequence[Edit]]) -> Cost:
    """What it costs at least to meet several blockers, by edits that may meet each: of those that share none."""
    bound, taken = _NOTHING, set[str]()
    for left in sorted(lefts, key=lambda edits: min((e.cost for e in edits), default=_NOTHING), reverse=True):
        names = {e.name for e in left}
        if names and not names & taken:
            taken |= names
            bound = _sum(bound, min(e.cost for e in left))
    return bound


def _adds(edit: Edit, edits: Edits) -> bool:
    """Whether an edit goes on with supplying a list: what is decided by its first choices may turn with the next."""
    return edit.path[1:2] == (ADDED,) and any(e.name == edit.name for e in edits)


def _cell(path: Path) -> Path:
    """What two edits cannot both be of: a record that is removed has no other fields."""
    return (path[0], path[-1]) if path[1:2] == (REMOVED,) else path


def _total(edits: Iterable[Edit]) -> Cost:
    weight, supplied, steps = 0, 0, 0
    for edit in edits:
        w, s, n = edit.cost
        weight, supplied, steps = weight + w, supplied + s, steps + n
    return weight, supplied, steps


def _sum(one: Cost, other: Cost) -> Cost:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]
