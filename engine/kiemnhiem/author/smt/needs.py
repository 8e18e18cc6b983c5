"""How many records a list must be able to have, so that a case that needs more is not overlooked.

Every test of a list that comes out one way does so because of a few records (one that fits ``some``, one too many for
``at_most``); the others can be left out without changing any test. So as many records as the tests can need together
are enough, exactly. Where a test counts up to something that is not written down (another field, a sum), they are not,
and the list is said to be bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kiemnhiem.policy.conditions import (
    Compare,
    Condition,
    Constant,
    CountOf,
    FieldRef,
    Holds,
    Operand,
    Quantified,
    Scope,
    parts,
)
from kiemnhiem.policy.derived import Aggregate, Aggregation, Lookup, When, references
from kiemnhiem.policy.types import Field, Kind, Vocabulary

#: More records than this are not tried.
MOST = 8
_OPEN = 2


@dataclass
class Needs:
    """Records needed by list, and the lists for which that may not be enough."""

    records: dict[str, int] = field(default_factory=dict)
    bounded: set[str] = field(default_factory=set)

    def add(self, list: str, number: int) -> None:
        """Note that a test may need so many more."""
        self.records[list] = self.records.get(list, 0) + number

    def merged(self, other: Needs) -> Needs:
        """What both need together."""
        records = {n: self.records.get(n, 0) + other.records.get(n, 0) for n in {**self.records, **other.records}}
        return Needs(records, self.bounded | other.bounded)

    def capped(self) -> Needs:
        """At least one record of each list, and no more than :data:`MOST`."""
        over = {n for n, number in self.records.items() if number > MOST}
        return Needs({n: max(1, min(MOST, number)) for n, number in self.records.items()}, self.bounded | over)


def needs(conditions: Iterable[Condition], vocabulary: Vocabulary, *, complete: bool) -> Needs:
    """What tests on a case's lists need. With unknown facts a count has two ends, each with records of its own."""
    found, seen = Needs(), list[Condition]()
    ends = 1 if complete else 2
    for part in _tests(conditions, vocabulary):
        if part in seen:
            continue
        seen.append(part)
        match part:
            case Quantified(list=list_):
                found.add(list_.name, 1)
            case CountOf(list=list_, operands=operands):
                _counted(found, list_.name, operands, ends)
            case Holds(list=list_, posts=posts):
                found.add(list_.name, len(posts))
            case Compare(ref, _, operands):
                for one in (ref, *(o for o in operands if isinstance(o, FieldRef))):
                    _aggregated(found, vocabulary, one, operands, ends)
            case _:
                pass
    return found


def _tests(conditions: Iterable[Condition], vocabulary: Vocabulary) -> Iterator[Condition]:
    """Every condition, and those that the derived facts in them rest on."""
    seen, waiting = set[tuple[str, str]](), [(c, "") for c in conditions]
    while waiting:
        for part, list_ in _inside(*waiting.pop()):
            yield part
            if isinstance(part, Compare | CountOf):
                tested = [part.field] if isinstance(part, Compare) else []
                for ref in (*tested, *(o for o in part.operands if isinstance(o, FieldRef))):
                    waiting += _behind(vocabulary, ref, list_, seen)


def _inside(condition: Condition, list_: str) -> Iterator[tuple[Condition, str]]:
    """A condition and those inside it, each with the list whose records it is about."""
    yield condition, list_
    inner = condition.list.name if isinstance(condition, Quantified | CountOf) else list_
    for part in parts(condition):
        yield from _inside(part, inner)


def _behind(
    vocabulary: Vocabulary, ref: FieldRef, list_: str, seen: set[tuple[str, str]]
) -> Iterator[tuple[Condition, str]]:
    """The conditions that a derived field rests on."""
    inside = list_ if ref.scope is Scope.ITEM else ""
    of = _declared(vocabulary, ref, inside)
    if of is None or of.derived is None or (inside, of.name) in seen:
        return
    seen.add((inside, of.name))
    match of.derived:
        case When(condition):
            yield condition, inside
        case Lookup(rows):
            yield from ((row.when, inside) for row in rows)
        case Aggregate(list=inner, where=where):
            yield where, inner.name
        case _:
            pass
    for other in references(of.derived):
        if other.type.kind is not Kind.LIST:
            inner_list = of.derived.list.name if isinstance(of.derived, Aggregate) else inside
            yield from _behind(vocabulary, other, inner_list, seen)


def _declared(vocabulary: Vocabulary, ref: FieldRef, list_: str) -> Field | None:
    fields: Mapping[str, Field] = vocabulary.fields[list_].type.fields if list_ else vocabulary.fields
    return fields.get(ref.name)


def _counted(found: Needs, list_: str, operands: tuple[Operand, ...], ends: int) -> None:
    numbers = [o.value for o in operands if isinstance(o, Constant) and isinstance(o.value, int)]
    if len(numbers) < len(operands):
        found.bounded.add(list_)
    found.add(list_, ends * (max([0, *numbers]) + 1 if numbers else _OPEN))


def _aggregated(found: Needs, vocabulary: Vocabulary, ref: FieldRef, operands: tuple[Operand, ...], ends: int) -> None:
    """The records that a fact derived from a list needs: as many as it is compared with, where it is a count."""
    of = _declared(vocabulary, ref, "") if ref.scope is Scope.CASE else None
    if of is None or of.derived is None:
        return
    if isinstance(of.derived, Aggregate):
        match of.derived.operation:
            case Aggregation.COUNT | Aggregation.DISTINCT:
                _counted(found, of.derived.list.name, operands, ends)
            case Aggregation.SUM:
                found.add(of.derived.list.name, ends * _OPEN)
                found.bounded.add(of.derived.list.name)
            case _:
                found.add(of.derived.list.name, ends)
        return
    for list_ in _lists_behind(vocabulary, of, set()):
        found.add(list_, ends * _OPEN)
        found.bounded.add(list_)


def _lists_behind(vocabulary: Vocabulary, of: Field, seen: set[str]) -> set[str]:
    """The lists whose aggregates a derived field computes with."""
    if of.derived is None or of.name in seen:
        return set()
    seen.add(of.name)
    if isinstance(of.derived, Aggregate):
        return {of.derived.list.name}
    if isinstance(of.derived, When | Lookup):  # conditions: their tests are counted where they stand
        return set()
    inner = (vocabulary.fields.get(r.name) for r in references(of.derived) if r.scope is Scope.CASE)
    return {name for field_ in inner if field_ for name in _lists_behind(vocabulary, field_, seen)}
