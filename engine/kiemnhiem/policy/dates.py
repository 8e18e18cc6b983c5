"""When something in a library changes: the days on which any part of it begins or has ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kiemnhiem.policy.derived import Lookup
from kiemnhiem.policy.model import Library, ParameterHistory, Period, PolicyException, Requirement
from kiemnhiem.policy.types import Field


class Part(StrEnum):
    """What kind of thing changes."""

    POLICY = "policy"
    AMENDMENT = "amendment"
    REQUIREMENT = "requirement"
    EXCEPTION = "exception"
    PARAMETER = "parameter"
    LOOKUP = "lookup"
    POST = "post"
    SOURCE = "source"
    LAYER = "layer"
    PLACE = "place"


class Event(StrEnum):
    """What happens to it: its first day in force, its first day out of force, the first day it is in doubt."""

    BEGINS = "begins"
    ENDED = "ended"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One change of one part on ``day``. ``name``: its id, after the ids of what holds it, with ``#`` between."""

    day: date
    part: Part
    name: str
    event: Event


def changes(library: Library) -> tuple[Change, ...]:
    """Every change of a library, oldest first."""
    return tuple(sorted(set(_all(library))))


def _all(library: Library) -> Iterator[Change]:
    for policy in library.policies.values():
        yield from _period(Part.POLICY, policy.id, policy.period)
        yield from _requirements(policy.id, policy.requirements)
        yield from _exceptions(policy.id, policy.exceptions)
        yield from _parameters(policy.id, policy.parameters)
    for amendment in library.amendments.values():
        yield from _period(Part.AMENDMENT, amendment.id, amendment.period)
        yield from _requirements(amendment.id, amendment.adds)
        yield from _exceptions(amendment.id, (e for _, e in amendment.exceptions))
        yield from _parameters(amendment.id, amendment.sets)
    for vocabulary in library.vocabularies.values():
        yield from _lookups(vocabulary.subject, vocabulary.fields)
    for post in library.posts.values():
        yield from _period(Part.POST, post.code, post.period)
    for source in library.sources.values():
        yield from _period(Part.SOURCE, source.id, source.period)
        if source.check_after:
            yield Change(_next(source.check_after), Part.SOURCE, source.id, Event.IN_DOUBT)
    for layer in library.layers.values():
        yield from _period(Part.LAYER, layer.id, layer.period)
    for place in library.localities.values():
        yield from _period(Part.PLACE, place.id, place.period)


def _period(part: Part, name: str, period: Period) -> Iterator[Change]:
    if period.start:
        yield Change(period.start, part, name, Event.BEGINS)
    if period.until and period.until < date.max:
        yield Change(_next(period.until), part, name, Event.ENDED)


def _requirements(of: str, requirements: Iterable[Requirement]) -> Iterator[Change]:
    for requirement in requirements:
        name = f"{of}#{requirement.id}"
        yield from _period(Part.REQUIREMENT, name, requirement.period)
        yield from _exceptions(name, requirement.exceptions)


def _exceptions(of: str, exceptions: Iterable[PolicyException]) -> Iterator[Change]:
    for exception in exceptions:
        yield from _period(Part.EXCEPTION, f"{of}#{exception.id}", exception.period)


def _parameters(of: str, parameters: Mapping[str, ParameterHistory]) -> Iterator[Change]:
    for history in parameters.values():
        for value in history.values:
            yield from _period(Part.PARAMETER, f"{of}#{history.name}", Period(value.start, value.until))


def _lookups(of: str, fields: Mapping[str, Field]) -> Iterator[Change]:
    for field in fields.values():
        name = f"{of}#{field.name}"
        if isinstance(field.derived, Lookup):
            for row in field.derived.rows:
                yield from _period(Part.LOOKUP, name, Period(row.start, row.until))
        yield from _lookups(name, field.type.fields)


def _next(day: date) -> date:
    return day + timedelta(days=1)
