"""On which days, and for which places, a policy has to be looked at: wherever something in it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kiemnhiem.policy.dates import changes
from kiemnhiem.policy.model import Library, Policy

_DAY = timedelta(days=1)


class Calendar:
    """The days and places of a library's policies."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._changes: dict[str, set[date]] = {}
        self._all = {change.day for change in changes(library)}
        for change in changes(library):
            self._changes.setdefault(change.name.partition("#")[0], set()).add(change.day)

    def places(self, policy: str) -> tuple[str | None, ...]:
        """Everywhere, and each place that amends the policy."""
        amending = {a.place for a in self.library.amendments.values() if a.amends == policy}
        return (None, *sorted(amending))

    def days(self, policy: Policy, *more: date) -> tuple[date, ...]:
        """The first day of each version of the policy and its amendments, while the policy is in force."""
        found = set(more)
        for id_ in (policy.id, *(a.id for a in self.library.amendments.values() if a.amends == policy.id)):
            found |= self._changes.get(id_, set())
        if policy.period.start is None:  # what holds before anything is dated is a version too
            first = min(found, default=policy.period.until or max(self._all, default=date.max))
            found.add(first - _DAY)
        return tuple(sorted(day for day in found if day in policy.period))

    def edges(self, policy: Policy, *more: date) -> tuple[date, ...]:
        """These days, the day before and the day after each."""
        around = {day + step for day in self.days(policy, *more) for step in (-_DAY, 0 * _DAY, _DAY)}
        last = policy.period.until
        return tuple(sorted(day for day in around | ({last} if last else set()) if day in policy.period))

    def keys(self, policy: Policy, *more: date) -> Iterator[tuple[str, date, str | None]]:
        """Every day of every place."""
        for day in self.days(policy, *more):
            for place in self.places(policy.id):
                yield policy.id, day, place
