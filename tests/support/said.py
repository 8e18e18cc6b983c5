"""Conditions in short, for tests to compare: ``all(age at_least 18; some posts where post is head)``."""

from __future__ import annotations

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
    Scope,
)


def said(condition: Condition) -> str:
    """A condition in one line."""
    match condition:
        case Always(value):
            return "always" if value else "never"
        case Compare(field, operator, operands):
            return f"{_operand(field)} {operator} {_operands(operands)}"
        case AllOf(items):
            return f"all({'; '.join(map(said, items))})"
        case AnyOf(items):
            return f"any({'; '.join(map(said, items))})"
        case NoneOf(items):
            return f"none({'; '.join(map(said, items))})"
        case Quantified(quantifier, list_, where):
            return f"{quantifier} {_operand(list_)} where {said(where)}"
        case CountOf(list_, where, operator, operands):
            return f"count {_operand(list_)} where {said(where)} {operator} {_operands(operands)}"
        case Holds(list_, posts):
            return f"{_operand(list_)} hold {', '.join(posts)}"
        case Excepted(base, exceptions):
            return f"{said(base)} except({'; '.join(f'{said(c)} -> {said(r)}' for c, r in exceptions)})"
        case PolicyVerdict(policy, eligible):
            return f"{policy} says {'eligible' if eligible else 'not eligible'}"


def _operands(operands: tuple[Operand, ...]) -> str:
    return ", ".join(map(_operand, operands))


def _operand(operand: Operand) -> str:
    match operand:
        case Constant(value):
            return str(value)
        case Parameter(name, many):
            return f"${name}{'[]' if many else ''}"
        case FieldRef(name, type_, scope):
            return f"{'its ' if scope is Scope.ITEM else ''}{name}:{type_.kind}"
