"""Whether new values of a parameter only tighten the requirements that use it.

A test is followed through the condition: within ``none_of``, a list's ``none`` or the ``when`` of a requirement, harder
becomes easier. Where a parameter is used both ways, or by an operator that has no direction, only equal values are sure
not to relax.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.policy.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    CountOf,
    NoneOf,
    Parameter,
    Quantified,
    Quantifier,
)
from kiemnhiem.policy.model import ParameterHistory, ParameterValue, Policy, Requirement
from kiemnhiem.policy.operators import OPERATORS
from kiemnhiem.policy.types import FieldType


def users(policy: Policy, parameter: str) -> list[Requirement]:
    """The requirements that use a parameter."""
    return [r for r in policy.requirements if [*_requirement_directions(r, parameter)]]


def only_tightens(policy: Policy, new: ParameterHistory) -> bool:
    """Whether every new value is at least as strict as each value it takes the place of, in every requirement."""
    old = policy.parameters[new.name]
    directions = {d for r in policy.requirements for d in _requirement_directions(r, new.name)}
    direction = directions.pop() if len(directions) == 1 else 0
    return all(
        _stricter(old.type, before, after, direction)
        for i, after in enumerate(new.values)
        for before in _replaced(old, after, new.values[i + 1] if i + 1 < len(new.values) else None)
    )


def _replaced(old: ParameterHistory, new: ParameterValue, following: ParameterValue | None) -> Iterator[ParameterValue]:
    """The old values in force at some time while the new one is."""
    for i, value in enumerate(old.values):
        next_start = old.values[i + 1].start if i + 1 < len(old.values) else None
        ends_before = (next_start is not None and next_start <= new.start) or (
            value.until is not None and value.until < new.start
        )
        begins_after = (following is not None and following.start <= value.start) or (
            new.until is not None and new.until < value.start
        )
        if not ends_before and not begins_after:
            yield value


def _stricter(type: FieldType, old: ParameterValue, new: ParameterValue, direction: int) -> bool:
    if old.value == new.value:
        return True
    if isinstance(old.value, tuple) and isinstance(new.value, tuple):
        before, after = set(old.value), set(new.value)
        return (direction < 0 and after <= before) or (direction > 0 and after >= before)
    if isinstance(old.value, tuple) or isinstance(new.value, tuple):
        return False
    low, high = type.bounds(old.value), type.bounds(new.value)
    return bool(low and high and ((direction > 0 and high >= low) or (direction < 0 and high <= low)))  # type: ignore[operator]  # on one type's axis


def _requirement_directions(requirement: Requirement, parameter: str) -> Iterator[int]:
    if requirement.require:
        yield from _directions(requirement.require, parameter, 1)
    yield from _directions(requirement.when, parameter, -1)
    for exception in requirement.exceptions:
        if exception.require:
            yield from _directions(exception.require, parameter, 1)
        yield from (0 for _ in _directions(exception.when, parameter, 1))


def _directions(condition: Condition, parameter: str, sign: int) -> Iterator[int]:
    """What a greater value of the parameter does to the condition, at each use: +1 harder, -1 easier, 0 unclear."""
    match condition:
        case Compare(_, operator, operands):
            if Parameter(parameter) in operands or Parameter(parameter, many=True) in operands:
                yield sign * OPERATORS[operator].harder
        case CountOf(_, where, operator, operands):
            if Parameter(parameter) in operands:
                yield sign * OPERATORS[operator].harder
            yield from (0 for _ in _directions(where, parameter, 1))
        case AllOf(items) | AnyOf(items):
            for item in items:
                yield from _directions(item, parameter, sign)
        case NoneOf(items):
            for item in items:
                yield from _directions(item, parameter, -sign)
        case Quantified(quantifier, _, where):
            yield from _directions(where, parameter, -sign if quantifier is Quantifier.NONE else sign)
        case _:
            pass
