"""The typed condition tree.

What a policy author writes as maps becomes this tree; every name in it exists and every type fits. Before
resolving it may hold parameters (``$name``); after resolving for a date it holds only constants and fields.
Its meaning is strong Kleene logic, defined by :mod:`kiemnhiem.evaluate.reference`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from kiemnhiem.policy.types import FieldType
from kiemnhiem.policy.values import Scalar


class Scope(StrEnum):
    """Whose field: the case's, or that of the list record at hand."""

    CASE = "case"
    ITEM = "item"


class Quantifier(StrEnum):
    """How many records of a list must fit."""

    SOME = "some"
    EVERY = "every"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field, with its type. ``of`` names the list whose record is meant when the scope is ``item``."""

    name: str
    type: FieldType
    scope: Scope = Scope.CASE


@dataclass(frozen=True, slots=True)
class Constant:
    """A value of the compared field's type."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated parameter of the policy, ``$name``; gone after resolving. ``many``: it stands for a list."""

    name: str
    many: bool = False


Operand: TypeAlias = Constant | FieldRef | Parameter


@dataclass(frozen=True, slots=True)
class Always:
    """True or false whatever the case."""

    value: bool


@dataclass(frozen=True, slots=True)
class Compare:
    """One test of one field: the atom. ``operator`` is a name in :data:`kiemnhiem.policy.operators.OPERATORS`."""

    field: FieldRef
    operator: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """True if all are, false if any is false."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True if any is, false if all are false."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """True if all are false, false if any is true."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Quantified:
    """``some``, ``every`` or ``none`` of a list's records fit ``where``. An unknown list gives unknown."""

    quantifier: Quantifier
    list: FieldRef
    where: Condition


@dataclass(frozen=True, slots=True)
class CountOf:
    """The number of a list's records that fit ``where``, tested as an integer. With unknown records it is the span
    from the certain to the possible ones.
    """

    list: FieldRef
    where: Condition
    operator: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Holds:
    """The case's posts include all of ``posts``, in one and the same unit (where there are two or more)."""

    list: FieldRef
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excepted:
    """``base``, replaced by an exception's requirement where the exception applies.

    True if every requirement that may apply is true, false if every one is false, where the base may apply unless
    some exception certainly does. For one exception (c, r): ``(c and r) or (not c and base) or (r and base)``.
    Two that apply and disagree give unknown, never one of the two by their order.
    """

    base: Condition
    exceptions: tuple[tuple[Condition, Condition], ...]


@dataclass(frozen=True, slots=True)
class PolicyVerdict:
    """Another policy, asked of the same case, gives *eligible* (or, not ``eligible``, *not eligible*). Resolving puts
    that policy's own conditions in its place.
    """

    policy: str
    eligible: bool


Condition: TypeAlias = (
    Always | Compare | AllOf | AnyOf | NoneOf | Quantified | CountOf | Holds | Excepted | PolicyVerdict
)

#: The condition of "no condition".
ALWAYS = Always(True)


def parts(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside one."""
    match condition:
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            return items
        case Quantified(where=where) | CountOf(where=where):
            return (where,)
        case Excepted(base, exceptions):
            return (base, *(part for pair in exceptions for part in pair))
        case _:
            return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and every one inside it, outermost first."""
    yield condition
    for part in parts(condition):
        yield from walk(part)


def fields_of(condition: Condition) -> Iterator[FieldRef]:
    """Every field a condition reads, with repetitions."""
    for part in walk(condition):
        match part:
            case Compare(field, _, operands):
                yield field
                yield from (o for o in operands if isinstance(o, FieldRef))
            case Quantified(list=field) | Holds(list=field):
                yield field
            case CountOf(list=field, operands=operands):
                yield field
                yield from (o for o in operands if isinstance(o, FieldRef))
            case _:
                pass


def parameters_of(condition: Condition) -> Iterator[str]:
    """The names of the parameters a condition uses, with repetitions."""
    for part in walk(condition):
        if isinstance(part, Compare | CountOf):
            yield from (o.name for o in part.operands if isinstance(o, Parameter))
