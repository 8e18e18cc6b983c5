"""The library's indicators over the cases of a screening, counted apart for each place: visitors see those of the
places they may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple
from datetime import date

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.evaluate.indicator import Count, IndicatorResult, targets_of
from kiemnhiem.evaluate.meaning import NO_RECORD, compiled
from kiemnhiem.policy.model import Indicator, Library
from kiemnhiem.policy.program import Program

#: Numbers of a :class:`Count` by the place of cases (``""``: not known), by indicator.
Kept = Mapping[str, Mapping[str, tuple[int, ...]]]


def in_force(library: Library, subject: str, day: date) -> list[Indicator]:
    """The indicators of a subject that there are on a day."""
    return [i for i in library.indicators.values() if i.subject == subject and day in i.period]


def counted(cases: Iterable[Case], program: Program, place: str | None) -> Kept:
    """Count every indicator. ``place``: that of all cases; ``None``: each has its own."""
    indicators = in_force(program.library, program.vocabulary.subject, program.as_of)
    tests = [(i.id, compiled(i.of), compiled(i.count)) for i in indicators]
    found: dict[str, dict[str, Count]] = {i.id: {} for i in indicators}
    completed = Deriver(program).completed
    for case in cases if tests else ():
        facts, at = completed(case), place or program.vocabulary.place_of(case.facts) or ""
        for id_, of, counts in tests:
            found[id_].setdefault(at, Count()).add(of(facts, NO_RECORD), counts(facts, NO_RECORD))
    return {id_: {at: astuple(count) for at, count in by_place.items()} for id_, by_place in found.items()}


def results(
    kept: Kept, library: Library, day: date, place: str | None, places: frozenset[str] | None
) -> Iterator[IndicatorResult]:
    """The indicators that are about some case. ``place``: that of all cases; ``places``: those that may be seen."""
    for id_, by_place in kept.items():
        indicator = library.indicators.get(id_)
        seen = [numbers for at, numbers in by_place.items() if places is None or at in places]
        if indicator and seen:
            total = Count(*map(sum, zip(*seen, strict=True)))
            if total.of_possible:
                yield IndicatorResult(indicator, total, targets=targets_of(library, indicator, day, place))
