"""The smallest change that would make a case eligible, as it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiemnhiem.language import Text
from kiemnhiem.policy.program import Rule
from kiemnhiem.policy.types import How

#: How far ahead waiting is considered, in years.
HORIZON = 10


@dataclass(frozen=True)
class Change:
    """One fact with another value, ``before`` and ``after`` in words. ``field``: its name, ``list.field`` for a
    record's, or a judgement's fact. ``how`` it comes about; ``None``: it is not known, and supplied. ``cures``: the
    requirements that it helps to meet. ``remedies``: what those name as a way, a policy's answer included.
    ``personal``: mask the values unless the reader may see them. ``asked``: ``after`` says what rules ask of it.
    """

    field: str
    label: Text
    before: Text | None
    after: Text
    how: How | None
    weight: int
    cures: tuple[Rule, ...]
    remedies: tuple[Text, ...] = ()
    personal: bool = False
    asked: bool = False


@dataclass(frozen=True)
class Wait:
    """Until ``day``, the first on which everything holds; one of weight for each year begun. ``reasons``: what has come
    about by then, and for which requirement.
    """

    day: date
    weight: int
    reasons: tuple[Text, ...]
    cures: tuple[Rule, ...]


@dataclass(frozen=True)
class SmallestChange:
    """The least-weight set of changes with which a case is eligible: ``changes`` of facts that can change,
    ``supplied``: facts not known, and values they would have to have, ``wait``. Nothing ``found``: ``bars`` are the
    requirements that no change to facts that can change meets; ``uncovered``: no policy speaks of posts that are held,
    and silence is no permission. Not ``complete``: the search was cut at its limit, so
    that there may be one. ``horizon``: the years of waiting that were looked at.
    """

    found: bool
    complete: bool = True
    changes: tuple[Change, ...] = ()
    supplied: tuple[Change, ...] = ()
    wait: Wait | None = None
    bars: tuple[Rule, ...] = ()
    uncovered: bool = False
    horizon: int = HORIZON

    @property
    def weight(self) -> int:
        """Of all changes and of waiting; what is supplied weighs nothing."""
        return sum(c.weight for c in self.changes) + (self.wait.weight if self.wait else 0)
