"""What conditions rest on: the fields and lists that a case itself tells, behind all that is derived from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kiemnhiem.policy.conditions import (
    Always,
    Compare,
    Condition,
    Constant,
    CountOf,
    FieldRef,
    Operand,
    Quantified,
    Scope,
    fields_of,
    parts,
    walk,
)
from kiemnhiem.policy.derived import Aggregate, Aggregation, references
from kiemnhiem.policy.typecheck import AS_OF
from kiemnhiem.policy.types import Field, Kind, Vocabulary


@dataclass(frozen=True)
class OnRecords:
    """A condition that rests on one list. ``tests``: what it asks of each record, with the one field of the record, as
    the case tells it, that the test rests on.
    """

    list: str
    tests: tuple[tuple[str, Compare], ...]


class Rests:
    """Of the conditions over one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._fields = vocabulary.fields
        self._of_field = cache(self._find)

    def told(self, condition: Condition) -> bool:
        """Whether it looks at nothing but what the case tells as it is."""
        return not any(self._is_made(ref) for ref in fields_of(condition))

    def on_field(self, condition: Compare) -> str | None:
        """The one field, no list, that a comparison rests on."""
        found = self._of(condition)
        if len(found) != 1:
            return None
        [name] = found
        return name if self._kind(name) is not Kind.LIST else None

    def on_records(self, condition: Condition) -> OnRecords | None:
        """The one list that a condition rests on, where each record is only compared with constants, field by field."""
        found = self._of(condition)
        asked = self._asked_of_records(condition)
        if len(found) != 1 or asked is None:
            return None
        [name] = found
        tests: list[tuple[str, Compare]] = []
        for part in (p for p in walk(asked) if not parts(p) and not isinstance(p, Always)):
            inner = self._inner(name, part)
            if inner is None:
                return None
            tests.append(inner)
        return OnRecords(name, tuple(tests))

    def _of(self, condition: Condition) -> frozenset[str]:
        """The fields and lists that the case tells."""
        return frozenset[str]().union(*(self._of_field(r.name) for r in fields_of(condition) if r.scope is Scope.CASE))

    def _find(self, name: str) -> frozenset[str]:
        """What a field of the case rests on; a list on its defaults too."""
        of = self._fields.get(name)
        if of is None:  # the day, a recorded answer, another policy's verdict
            return frozenset({name})
        if of.derived:
            return frozenset[str]().union(*map(self._of_field, _case_names(of)))
        inner = set[str]()
        for field in of.type.fields.values():
            inner.update(_case_names(field))
            inner.update(n for n in (field.defaults_to, *field.defaults_by_level.values()) if n)
        return frozenset({name}).union(*map(self._of_field, inner))

    def _asked_of_records(self, condition: Condition) -> Condition | None:
        """What is asked of each record, by a condition over a list or one of the number of records that fit."""
        match condition:
            case Quantified(where=where):
                return where
            case CountOf(where=where, operands=operands) if _constant(operands):
                return where
            case Compare(field, _, operands) if _constant(operands):
                of = self._fields.get(field.name)
                made = of.derived if of else None
                if isinstance(made, Aggregate) and made.operation is Aggregation.COUNT and made.field is None:
                    return made.where
        return None

    def _inner(self, list_: str, test: Condition) -> tuple[str, Compare] | None:
        """A test of a record, with the one field of it that the case tells and the test rests on."""
        if not isinstance(test, Compare) or test.field.scope is not Scope.ITEM or not _constant(test.operands):
            return None
        fields = self._fields[list_].type.fields
        found = _record_roots(test.field.name, fields)
        return (next(iter(found)), test) if len(found) == 1 else None

    def _is_made(self, ref: FieldRef) -> bool:
        """Whether a field is derived, or filled in where the case does not tell it."""
        of = self._fields.get(ref.name) if ref.scope is Scope.CASE else None  # of a record: as its list is
        if of is None:
            return False
        inner = of.type.fields.values()
        return bool(of.derived) or any(f.derived or f.defaults_to or f.defaults_by_level for f in inner)

    def _kind(self, name: str) -> Kind | None:
        of = self._fields.get(name)
        return of.type.kind if of else None


def _constant(operands: Sequence[Operand]) -> bool:
    return all(isinstance(o, Constant) for o in operands)


def _case_names(field: Field) -> Iterator[str]:
    """The case's fields that a derived one is computed from, the day aside."""
    if field.derived:
        yield from (r.name for r in references(field.derived) if r.scope is Scope.CASE and r.name != AS_OF)


def _record_roots(name: str, fields: Mapping[str, Field]) -> frozenset[str]:
    """The fields of a record, as the case tells it, that one rests on; a default makes it rest on more."""
    of = fields[name]
    if of.derived:
        refs = [r.name for r in references(of.derived) if r.scope is Scope.ITEM]
        return frozenset[str]().union(*(_record_roots(n, fields) for n in refs))
    return frozenset({name, "~default"}) if of.defaults_to or of.defaults_by_level else frozenset({name})
