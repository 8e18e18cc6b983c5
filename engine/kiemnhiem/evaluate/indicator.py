"""Indicators counted over cases: a share with what is certain of it and what is possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from kiemnhiem.evaluate.kleene import Truth, all_of
from kiemnhiem.evaluate.meaning import NO_RECORD, compiled
from kiemnhiem.policy.model import Indicator, Library, Target
from kiemnhiem.policy.values import Facts, Span

#: Decimal places of a share in percent.
_PLACES = Decimal("0.1")


@dataclass
class Count:
    """How many cases an indicator is about and how many it counts: surely, and at most. ``of_possible`` includes the
    cases of which it is not known whether the indicator is about them.
    """

    of_certain: int = 0
    of_possible: int = 0
    certain: int = 0
    possible: int = 0

    def add(self, concerned: Truth, counted: Truth) -> None:
        """Count one case."""
        if concerned is False:
            return
        both = all_of((concerned, counted))
        self.of_possible += 1
        self.of_certain += concerned is True
        self.certain += both is True
        self.possible += both is not False

    @property
    def share(self) -> tuple[Decimal, Decimal] | None:
        """The least and the greatest share in percent, rounded to a tenth; ``None`` of no cases.

        The least: all that is open counts against it. The greatest: all that is open counts for it.
        """
        if not self.of_possible:
            return None
        open_ = self.of_possible - self.of_certain
        against = self.of_certain - self.certain  # surely concerned and not surely counted
        low_of = self.certain + against + open_
        low = Decimal(self.certain) / low_of if low_of else Decimal(0)
        high_of = self.of_certain + open_
        high = Decimal(self.possible) / high_of if high_of else Decimal(0)
        return (low * 100).quantize(_PLACES), (high * 100).quantize(_PLACES)


@dataclass
class IndicatorResult:
    """An indicator over some cases. ``groups``: by the value of the field it is broken down by (``None``: unknown)."""

    indicator: Indicator
    total: Count = field(default_factory=Count)
    groups: dict[object, Count] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()

    def reached(self, target: Target) -> Truth:
        """Whether a target is reached; unknown while the open cases decide it."""
        share = self.total.share
        if share is None:
            return None
        low, high = share
        surely, surely_not = (
            (low >= target.share, high < target.share) if target.floor else (high <= target.share, low > target.share)
        )
        return True if surely else False if surely_not else None


def count(
    library: Library, indicator: Indicator, cases: Iterable[Facts], as_of: date, place: str | None = None
) -> IndicatorResult:
    """Count an indicator over the completed facts of cases. ``place``: whose targets apply, besides those of all."""
    concerned, counted = compiled(indicator.of), compiled(indicator.count)
    places = library.within(place)
    targets = tuple(t for t in indicator.targets if as_of in t.period and (t.place is None or t.place in places))
    result = IndicatorResult(indicator, targets=targets)
    for facts in cases:
        truths = concerned(facts, NO_RECORD), counted(facts, NO_RECORD)
        result.total.add(*truths)
        if indicator.by and truths[0] is not False:
            value = facts.get(indicator.by)
            key = None if isinstance(value, Span | tuple) else value
            result.groups.setdefault(key, Count()).add(*truths)
    return result
