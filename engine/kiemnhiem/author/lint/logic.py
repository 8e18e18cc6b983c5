"""Whether a condition on one field says the same whatever the field's value: tried on every value that matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from kiemnhiem.policy.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    FieldRef,
    NoneOf,
)
from kiemnhiem.policy.operators import OPERATORS
from kiemnhiem.policy.typecheck import INTEGER
from kiemnhiem.policy.types import Field, FieldType, Kind
from kiemnhiem.policy.values import NUMBER_SCALE

#: An ordinal that no text has.
_OTHER_TEXT = "\x00"


def conjuncts(condition: Condition) -> Iterable[Condition]:
    """What must hold together."""
    return [c for item in condition.items for c in conjuncts(item)] if isinstance(condition, AllOf) else [condition]


def about(condition: Condition) -> FieldRef | None:
    """The field, if the condition only compares one with constants."""
    refs = _refs(condition)
    return refs[0] if refs and all(r is not None and _same(r, refs[0]) for r in refs) else None


def _same(one: FieldRef, other: FieldRef | None) -> bool:
    return other is not None and (one.name, one.scope) == (other.name, other.scope)


def _refs(condition: Condition) -> Sequence[FieldRef | None]:
    match condition:
        case Compare(field, _, operands) if all(isinstance(o, Constant) for o in operands):
            return [field]
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            return [r for i in items for r in _refs(i)]
        case _:
            return [None]


def settled(condition: Condition, field: Field | None = None) -> bool | None:
    """``True`` or ``False`` where the condition is that for every value of its one field; ``field`` says which numbers
    it can be.
    """
    if isinstance(condition, CountOf):
        if not all(isinstance(o, Constant) for o in condition.operands):
            return None
        number = FieldRef(condition.list.name, INTEGER)
        return _settled(Compare(number, condition.operator, condition.operands), number, 0, None)
    ref = about(condition)
    if ref is None:
        return None
    ends = (field.least, field.most) if field else (None, None)
    scale = NUMBER_SCALE if ref.type.kind is Kind.NUMBER else 1
    least, most = (None if e is None else int(e * scale) for e in ends)
    return _settled(condition, ref, least, most)


def _settled(condition: Condition, ref: FieldRef, least: int | None, most: int | None) -> bool | None:
    values = [v for v in _domain(condition, ref.type) if not isinstance(v, int) or _within(v, least, most)]
    said = {_holds(condition, v) for v in values}
    return said.pop() if len(said) == 1 else None


def _within(value: int, least: int | None, most: int | None) -> bool:
    return (least is None or least <= value) and (most is None or value <= most)


def _domain(condition: Condition, type: FieldType) -> Iterable[int | str]:
    """Every value of a choice; of numbers and dates, each constant and its neighbours; of text, one more."""
    if type.choices:
        return range(len(type.choices))
    if type.kind is Kind.BOOLEAN:
        return (0, 1)
    constants = _constants(condition)
    if type.kind is Kind.TEXT:
        return [*constants, _OTHER_TEXT]
    return sorted({int(c) + d for c in constants for d in (-1, 0, 1)})


def _constants(condition: Condition) -> list[int | str]:
    match condition:
        case Compare(field, _, operands):
            bounds = [field.type.bounds(o.value) for o in operands if isinstance(o, Constant)]
            return [b[0] for b in bounds if b]
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            return reduce(lambda a, b: a + b, (_constants(i) for i in items), [])
        case _:
            return []


def _holds(condition: Condition, value: int | str) -> bool:
    match condition:
        case Compare(field, operator, operands):
            bounds = [field.type.bounds(o.value) for o in operands if isinstance(o, Constant)]
            return OPERATORS[operator].meaning((value, value), [b for b in bounds if b]) is True
        case AllOf(items):
            return all(_holds(i, value) for i in items)
        case AnyOf(items):
            return any(_holds(i, value) for i in items)
        case NoneOf(items):
            return not any(_holds(i, value) for i in items)
        case _:
            raise ValueError(f"{type(condition).__name__} is about more than one field")
