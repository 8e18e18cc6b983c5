"""Expressions over columns: what the columnar engines have in common, written by none of them.

Every expression may be null, which stands for *unknown*. ``And``, ``Or`` and ``Not`` are strong Kleene logic, as in SQL
and in Polars; every other one is null when a part of it is, except where it says otherwise. Integers are whole numbers:
ordinals of :mod:`kiemnhiem.policy.values`. What engines differ in (division of negatives, dates out of range, ``IN``
with null, least of nulls) is either not here or said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias


class Type(Enum):
    """The types of columns. ``WIDE`` holds the products of two ``INTEGER``."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    WIDE = "wide"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by name."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant; ``None`` is unknown."""

    value: bool | int | str | date | None
    type: Type


@dataclass(frozen=True, slots=True)
class Ordered:
    """``left < right``, or with ``equal`` ``left <= right``."""

    left: Expression
    right: Expression
    equal: bool


@dataclass(frozen=True, slots=True)
class Same:
    """``left = right``."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class OneOf:
    """``item`` is one of ``values`` (not null, at least one)."""

    item: Expression
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class And:
    """All hold; two or more."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some hold; two or more."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The other truth."""

    item: Expression


@dataclass(frozen=True, slots=True)
class Known:
    """Whether ``item`` is not null. Never null itself."""

    item: Expression


@dataclass(frozen=True, slots=True)
class Sure:
    """Whether ``item`` is true: false where it is false or null. Never null itself."""

    item: Expression


@dataclass(frozen=True, slots=True)
class If:
    """``then`` where ``test`` is true, else (also where it is null) ``otherwise``."""

    test: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least, or greatest, of the items that are not null; null when all are."""

    items: tuple[Expression, ...]
    greatest: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """``left + right``, or with ``minus`` ``left - right``."""

    left: Expression
    right: Expression
    minus: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """``left * right``."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Quotient:
    """The whole part of ``left / right``; only for ``left`` not negative and ``right`` positive, else unspecified.
    With ``rest`` what remains.
    """

    left: Expression
    right: Expression
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Widened:
    """A whole number as ``WIDE``; a boolean as 0 or 1."""

    item: Expression


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A ``WIDE`` number that fits, or a boolean as 0 or 1, as ``INTEGER``."""

    item: Expression


class Part(Enum):
    """A part of a date."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    #: The day's number, 1 for 0001-01-01.
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part of a date, as ``INTEGER``."""

    part: Part
    item: Expression


@dataclass(frozen=True, slots=True)
class DateOf:
    """The date of a year (1…9999), month and day that exist."""

    year: Expression
    month: Expression
    day: Expression


Expression: TypeAlias = (
    Column | Literal | Ordered | Same | OneOf | And | Or | Not | Known | Sure | If | Extreme | Sum | Product
    | Quotient | Widened | Narrowed | PartOf | DateOf
)  # fmt: skip

TRUE, FALSE = Literal(True, Type.BOOLEAN), Literal(False, Type.BOOLEAN)
UNKNOWN = Literal(None, Type.BOOLEAN)


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside one."""
    match expression:
        case Column() | Literal():
            return ()
        case And(items) | Or(items) | Extreme(items):
            return items
        case Not(item) | Known(item) | Sure(item) | OneOf(item) | Widened(item) | Narrowed(item) | PartOf(_, item):
            return (item,)
        case If(test, then, otherwise):
            return test, then, otherwise
        case DateOf(year, month, day):
            return year, month, day
        case Ordered(left, right) | Same(left, right) | Sum(left, right) | Product(left, right) | Quotient(left, right):
            return left, right


def columns_of(expression: Expression) -> Iterator[str]:
    """The names of the columns an expression reads, with repetitions."""
    if isinstance(expression, Column):
        yield expression.name
    for part in parts(expression):
        yield from columns_of(part)


def type_of(expression: Expression) -> Type:
    """The type of an expression's value."""
    match expression:
        case Column(type=type) | Literal(type=type):
            return type
        case If(_, then, otherwise):
            return _wider(then, otherwise)
        case Extreme(items):
            return _wider(*items)
        case Sum(left, right) | Product(left, right) | Quotient(left, right):
            return _wider(left, right)
        case Widened():
            return Type.WIDE
        case Narrowed() | PartOf():
            return Type.INTEGER
        case DateOf():
            return Type.DATE
        case _:
            return Type.BOOLEAN


def _wider(*items: Expression) -> Type:
    found = [type_of(i) for i in items]
    return Type.WIDE if Type.WIDE in found else found[0]


# --- simplifying constructors


def all_of(items: Iterable[Expression]) -> Expression:
    """``And``, flattened and without constants."""
    flat = tuple(dict.fromkeys(j for i in items for j in (i.items if isinstance(i, And) else (i,)) if j != TRUE))
    if FALSE in flat:
        return FALSE
    return And(flat) if len(flat) > 1 else flat[0] if flat else TRUE


def any_of(items: Iterable[Expression]) -> Expression:
    """``Or``, flattened and without constants."""
    flat = tuple(dict.fromkeys(j for i in items for j in (i.items if isinstance(i, Or) else (i,)) if j != FALSE))
    if TRUE in flat:
        return TRUE
    return Or(flat) if len(flat) > 1 else flat[0] if flat else FALSE


def negated(item: Expression) -> Expression:
    """``Not``, of a constant or of another ``Not`` done at once."""
    match item:
        case Literal(value):
            return item if value is None else FALSE if value else TRUE
        case Not(inner):
            return inner
        case _:
            return Not(item)


def known(*items: Expression) -> Expression:
    """Whether none of ``items`` is null."""
    open_ = dict.fromkeys(i for i in items if not isinstance(i, Literal))
    if any(isinstance(i, Literal) and i.value is None for i in items):
        return FALSE
    return all_of(Known(i) for i in open_)


def sure(item: Expression) -> Expression:
    """``Sure``, left out where nothing can be null."""
    return item if _never_null(item) else FALSE if item == UNKNOWN else Sure(item)


def _never_null(item: Expression) -> bool:
    match item:
        case Literal(value):
            return value is not None
        case Known() | Sure():
            return True
        case And() | Or() | Not():
            return all(map(_never_null, parts(item)))
        case _:
            return False


def choose(test: Expression, then: Expression, otherwise: Expression) -> Expression:
    """``If``, decided at once where the test is a constant."""
    if isinstance(test, Literal):
        return then if test.value else otherwise
    return then if then == otherwise else If(test, then, otherwise)


def decided(true: Expression, false: Expression) -> Expression:
    """True where ``true`` holds, false where ``false`` does, else unknown."""
    if true == negated(false):
        return true
    return choose(true, TRUE, choose(false, FALSE, UNKNOWN))


def whole(value: int, type: Type = Type.INTEGER) -> Literal:
    """A whole number."""
    return Literal(value, type)


def least(*items: Expression) -> Expression:
    """The least of the items that are not null."""
    once = tuple(dict.fromkeys(items))
    return Extreme(once, greatest=False) if len(once) > 1 else once[0]


def greatest(*items: Expression) -> Expression:
    """The greatest of the items that are not null."""
    once = tuple(dict.fromkeys(items))
    return Extreme(once, greatest=True) if len(once) > 1 else once[0]
