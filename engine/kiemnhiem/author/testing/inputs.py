"""What the conditions of a requirement read of a case, and which values of it may matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from kiemnhiem.evaluate.derive import add_months
from kiemnhiem.policy.conditions import (
    Compare,
    Condition,
    Constant,
    CountOf,
    FieldRef,
    Holds,
    Quantified,
    Scope,
    parts,
)
from kiemnhiem.policy.derived import Aggregate, Derived, Lookup, When, references
from kiemnhiem.policy.typecheck import AS_OF
from kiemnhiem.policy.types import Field, FieldType, Kind, Vocabulary
from kiemnhiem.policy.values import Scalar

_DAY = timedelta(days=1)
#: Months from the day of the question at which a date is tried, before the days where something turns are looked for.
_GRID = (*range(0, 120, 6), *range(120, 972, 12))
_RECORD_GRID = (*range(0, 48, 6), *range(48, 132, 12))
#: A list of choices that is longer is not tried whole.
_MANY = 12


@dataclass
class Inputs:
    """The fields, list records' fields and judgements that conditions read, each with the constants it is tested
    against. Derived facts are followed to what they are computed from.
    """

    vocabulary: Vocabulary
    fields: dict[str, set[Scalar]] = field(default_factory=dict)
    records: dict[str, dict[str, set[Scalar]]] = field(default_factory=dict)
    judgements: set[str] = field(default_factory=set)
    _followed: set[tuple[str | None, str]] = field(default_factory=set)

    def read(self, conditions: Iterable[Condition]) -> Inputs:
        """Add what these conditions read."""
        for condition in conditions:
            self._condition(condition, None)
        return self

    def _condition(self, condition: Condition, list_: str | None) -> None:
        match condition:
            case Compare(of, _, operands):
                self._field(of, list_)
                for operand in operands:
                    if isinstance(operand, FieldRef):
                        self._field(operand, list_)
                    elif isinstance(operand, Constant):
                        self._constants(of, list_).add(operand.value)
            case Quantified(list=of, where=where) | CountOf(list=of, where=where):
                self.records.setdefault(of.name, {})
                self._condition(where, of.name)
            case Holds(list=of, posts=posts):
                self.records.setdefault(of.name, {}).setdefault("post", set()).update(posts)
                self.records[of.name].setdefault("unit", set())
            case _:
                for part in parts(condition):
                    self._condition(part, list_)

    def _constants(self, of: FieldRef, list_: str | None) -> set[Scalar]:
        if of.scope is Scope.ITEM and list_ is not None:
            return self.records.setdefault(list_, {}).setdefault(of.name, set())
        return self.fields.setdefault(of.name, set()) if "#" not in of.name else set()

    def _field(self, of: FieldRef, list_: str | None) -> None:
        if "#" in of.name:
            self.judgements.add(of.name)
            return
        if of.name == AS_OF:
            return
        inside = list_ if of.scope is Scope.ITEM else None
        if of.type.kind is Kind.LIST:
            self.records.setdefault(of.name, {})
            return
        self._constants(of, list_)
        declared = self.vocabulary.fields[inside].type.fields if inside else self.vocabulary.fields
        derived = declared[of.name].derived
        if derived is not None and (inside, of.name) not in self._followed:
            self._followed.add((inside, of.name))
            self._derived(derived, inside)

    def _derived(self, derived: Derived, list_: str | None) -> None:
        for ref in references(derived) if not isinstance(derived, Aggregate) else ():
            self._field(ref, list_)
        match derived:
            case When(condition):
                self._condition(condition, list_)
            case Lookup(rows):
                for row in rows:
                    self._condition(row.when, list_)
            case Aggregate(_, of, field, where):
                self.records.setdefault(of.name, {})
                self._condition(where, of.name)
                if field is not None:
                    self._field(field, of.name)

    def given(self) -> Iterator[Field]:
        """The fields of the case that are not derived, lists too."""
        for name in (*self.fields, *self.records):
            of = self.vocabulary.fields[name]
            if of.derived is None:
                yield of

    def given_of(self, list_: str) -> Iterator[Field]:
        """The fields of a list's records that matter and are not derived; the first one at least."""
        fields = self.vocabulary.fields[list_].type.fields
        named = [fields[n] for n in self.records[list_] if fields[n].derived is None]
        yield from named or [next(f for f in fields.values() if f.derived is None)]


def values(type: FieldType, constants: Iterable[Scalar]) -> Sequence[Scalar]:
    """Values of a type worth trying: every choice of a few; of numbers and dates the constants and those beside."""
    known = list(constants)
    if type.kind is Kind.BOOLEAN:
        return [True, False]
    if type.kind in (Kind.CHOICE, Kind.SCALE):
        codes = list(type.positions)
        if len(codes) <= _MANY:
            return list(codes)
        return [*sorted(map(str, known)), *[c for c in codes if c not in known][:2]]
    if type.kind is Kind.INTEGER:
        whole = {c + step for c in known if isinstance(c, int) for step in (-1, 0, 1)} | {0, 1, 2}
        return sorted(whole)
    if type.kind is Kind.NUMBER:
        exact = {Decimal(c) + step for c in known if isinstance(c, int | Decimal) for step in (-1, 0, 1)}
        return sorted(exact | {Decimal(0), Decimal(1)})
    if type.kind is Kind.DATE:
        return sorted({c + step for c in known if isinstance(c, date) for step in (-_DAY, 0 * _DAY, _DAY)})
    return [*sorted(map(str, known)), "…"]


def days_around(as_of: date, *, record: bool = False) -> list[date]:
    """Days on a grid around the question's, latest first; of a list's records mostly before it."""
    if record:
        return [as_of + _DAY, *(add_months(as_of, -months) for months in _RECORD_GRID)]
    return [*(add_months(as_of, months) for months in reversed(_GRID[1:])), as_of + _DAY,
            *(add_months(as_of, -months) for months in _GRID)]  # fmt: skip
