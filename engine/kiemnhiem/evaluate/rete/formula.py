"""Conditions as positive formulas over flat integer fields.

For each condition there are two, *certainly true* and *certainly false*; where neither holds it is unknown. Negation
is pushed into the tests, so nothing here ever asks whether something is absent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.rete.fields import Bounded, Names
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import (
    AllOf,
    Always,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    Excepted,
    FieldRef,
    Holds,
    NoneOf,
    Operand,
    Parameter,
    PolicyVerdict,
    Quantified,
    Quantifier,
)
from kiemnhiem.policy.operators import OPERATORS, Below, Both, Either, Formula, High, Low, Side, UpTo
from kiemnhiem.policy.types import FieldType, Kind


class Relation(StrEnum):
    """What an atom asks, in the words of durable_rules."""

    KNOWN = "$ex"
    BELOW = "$lt"
    UP_TO = "$lte"
    ABOVE = "$gt"
    FROM = "$gte"
    RAISED = "raised"


@dataclass(frozen=True, slots=True)
class Atom:
    """One test of one field of a fact. ``other`` is a constant, or the name of another field of the same fact."""

    relation: Relation
    field: str
    other: int | str = 1


@dataclass(frozen=True, slots=True)
class All:
    """Every item holds; two or more."""

    items: tuple[Positive, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some item holds; two or more."""

    items: tuple[Positive, ...]


Positive: TypeAlias = bool | Atom | All | Any


def every(items: Iterable[Positive]) -> Positive:
    """All of ``items``, flattened and without constants."""
    flat = _flat(items, All)
    if False in flat:
        return False
    left = tuple(i for i in flat if i is not True)
    return All(left) if len(left) > 1 else left[0] if left else True


def some(items: Iterable[Positive]) -> Positive:
    """Any of ``items``, flattened and without constants."""
    flat = _flat(items, Any)
    if True in flat:
        return True
    left = tuple(i for i in flat if i is not False)
    return Any(left) if len(left) > 1 else left[0] if left else False


def _flat(items: Iterable[Positive], kind: type[All | Any]) -> tuple[Positive, ...]:
    nested = (i.items if isinstance(i, kind) else (i,) for i in items)
    return tuple(dict.fromkeys(i for group in nested for i in group))


INTEGER = FieldType(Kind.INTEGER)
_UNRESOLVED = Text(
    "Mạng Rete: «{what}» chưa được thay bằng nội dung của nó",
    'Rete network: "{what}" has not been replaced by what it stands for',
)


@dataclass(frozen=True)
class Conditions:
    """Turns conditions into positive formulas; ``names`` gives their fields and collects what the facts must hold."""

    names: Names

    def certain(self, condition: Condition, truth: bool) -> Positive:
        """The formula that holds where ``condition`` certainly has the value ``truth``."""
        match condition:
            case Always(value):
                return value is truth
            case Compare(field, operator, operands):
                return self._compare(self.names.field(field), field.type, operator, operands, truth)
            case AllOf(items):
                return (every if truth else some)(self.certain(i, truth) for i in items)
            case AnyOf(items):
                return (some if truth else every)(self.certain(i, truth) for i in items)
            case NoneOf(items):
                return (every if truth else some)(self.certain(i, not truth) for i in items)
            case Quantified(quantifier, list, where):
                return self._quantified(quantifier, list, where, truth)
            case CountOf(list, where, operator, operands):
                return self._compare(self._counted(list, where, True), INTEGER, operator, operands, truth)
            case Holds(list, posts):
                low, high = self.names.held(list.name, posts)
                return Atom(Relation.FROM, low, 1) if truth else Atom(Relation.UP_TO, high, 0)
            case Excepted(base, exceptions):
                return self._excepted(base, exceptions, truth)
            case PolicyVerdict(policy):
                raise EngineError(_UNRESOLVED.format(what=policy))

    def _excepted(self, base: Condition, exceptions: tuple[tuple[Condition, Condition], ...], truth: bool) -> Positive:
        agree = (some((self.certain(c, False), self.certain(r, truth))) for c, r in exceptions)
        applies = some((*(self.certain(c, True) for c, _ in exceptions), self.certain(base, truth)))
        return every((*agree, applies))

    def _quantified(self, quantifier: Quantifier, list: FieldRef, where: Condition, truth: bool) -> Positive:
        counted = Quantifier.EVERY is not quantifier
        low, high = self._counted(list, where, counted)
        found, absent = Atom(Relation.FROM, low, 1), Atom(Relation.UP_TO, high, 0)
        return found if truth is (quantifier is Quantifier.SOME) else absent

    def _counted(self, list: FieldRef, where: Condition, truth: bool) -> Bounded:
        """The bounds of the number of records whose ``where`` has the value ``truth``."""
        inner = Conditions(self.names.inside(list))
        return self.names.counted(list.name, inner.certain(where, truth), inner.certain(where, not truth))

    def _compare(
        self, field: Bounded, type: FieldType, operator: str, operands: tuple[Operand, ...], truth: bool
    ) -> Positive:
        bounds, ordinals = [field], list[int | None]()
        for operand in operands:
            match operand:
                case Constant(value):
                    ordinals.append(self.names.constant(type, value))
                    bounds.append(("", ""))
                case FieldRef():
                    ordinals.append(None)
                    bounds.append(self.names.field(operand))
                case Parameter(name):
                    raise EngineError(_UNRESOLVED.format(what=f"${name}"))
        yes, no = OPERATORS[operator].certain(ordinals)
        formula = _positive(yes if truth else no, bounds)
        if None not in ordinals and formula is not True:
            return formula
        # A test with an unknown side is unknown even where the known sides decide it; and durable_rules, asked to
        # compare with a field that is missing, reads memory it never wrote.
        return every((*(Atom(Relation.KNOWN, name) for pair in bounds for name in pair if name), formula))


def _positive(formula: Formula, bounds: list[Bounded]) -> Positive:
    match formula:
        case Both(parts):
            return every(_positive(p, bounds) for p in parts)
        case Either(parts):
            return some(_positive(p, bounds) for p in parts)
        case Below(left, right):
            return _ordered(Relation.BELOW, Relation.ABOVE, _side(left, bounds), _side(right, bounds))
        case UpTo(left, right):
            return _ordered(Relation.UP_TO, Relation.FROM, _side(left, bounds), _side(right, bounds))


def _side(side: Side, bounds: list[Bounded]) -> int | str:
    match side:
        case Low(of):
            return bounds[of][0]
        case High(of):
            return bounds[of][1]
        case _:
            return side


def _ordered(relation: Relation, mirrored: Relation, left: int | str, right: int | str) -> Positive:
    if isinstance(left, str):
        return Atom(relation, left, right)
    if isinstance(right, str):
        return Atom(mirrored, right, left)
    return left < right if relation is Relation.BELOW else left <= right
