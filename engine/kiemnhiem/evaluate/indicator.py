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
    #: Of the cases it may be about: those it would surely count, and those it would surely not.
    open_counted: int = 0
    open_uncounted: int = 0

    def add(self, concerned: Truth, counted: Truth) -> None:
        """Count one case."""
        if concerned is False:
            return
        both = all_of((concerned, counted))
        self.of_possible += 1
        self.of_certain += concerned is True
        self.certain += both is True
        self.possible += both is not False
        if concerned is None:
            self.open_counted += counted is True
            self.open_uncounted += counted is False

    @property
    def share(self) -> tuple[Decimal, Decimal] | None:
        """The least and the greatest share in percent, not rounded; ``None`` of no cases.

        The least: all that is open counts against it, or is not among its cases. The greatest: for it.
        """
        if not self.of_possible:
            return None
        low_of, high_of = self.of_possible - self.open_counted, self.of_possible - self.open_uncounted
        low = Decimal(100 * self.certain) / low_of if low_of else Decimal(100)
        high = Decimal(100 * self.possible) / high_of if high_of else Decimal(0)
        return low, high

    @property
    def shown(self) -> tuple[Decimal, Decimal] | None:
        """The share rounded to a tenth."""
        return None if self.share is None else (self.share[0].quantize(_PLACES), self.share[1].quantize(_PLACES))


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


def targets_of(library: Library, indicator: Indicator, as_of: date, place: str | None) -> tuple[Target, ...]:
    """The targets of a day: those of all places, and those of a place and of what it lies in."""
    places = library.within(library.on(place, as_of))
    return tuple(t for t in indicator.targets if as_of in t.period and (t.place is None or t.place in places))


def count(
    library: Library, indicator: Indicator, cases: Iterable[Facts], as_of: date, place: str | None = None
) -> IndicatorResult:
    """Count an indicator over the completed facts of cases. ``place``: whose targets apply, besides those of all."""
    concerned, counted = compiled(indicator.of), compiled(indicator.count)
    result = IndicatorResult(indicator, targets=targets_of(library, indicator, as_of, place))
    for facts in cases:
        truths = concerned(facts, NO_RECORD), counted(facts, NO_RECORD)
        result.total.add(*truths)
        if indicator.by and truths[0] is not False:
            value = facts.get(indicator.by)
            key = None if isinstance(value, Span | tuple) else value
            result.groups.setdefault(key, Count()).add(*truths)
    return result
