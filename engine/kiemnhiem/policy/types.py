"""Fields of a subject and their types, as the vocabulary declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, cast

from kiemnhiem.language import Text
from kiemnhiem.policy.values import Bounds, Facts, Scalar, Span, comparable, number_ordinal

if TYPE_CHECKING:
    from kiemnhiem.policy.derived import Derived


class Kind(StrEnum):
    """The types of the policy language, docs/language.md section 2."""

    TEXT = "text"
    CHOICE = "choice"
    SCALE = "scale"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    LIST = "list"


#: Kinds whose values have an order that means something to a reader.
ORDERED = frozenset({Kind.SCALE, Kind.INTEGER, Kind.NUMBER, Kind.DATE})
SCALAR = frozenset(Kind) - {Kind.LIST}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice or scale: its code, its words, and the other words cells use for it."""

    code: str
    label: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldType:
    """A type. ``choices`` in order for choice and scale (a scale's order is its meaning); ``fields`` for a list of
    records. A list of choices is a list of records with the one field ``value``.
    """

    kind: Kind
    choices: tuple[Choice, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Code to position, from 0."""
        return {choice.code: i for i, choice in enumerate(self.choices)}

    def bounds(self, value: Scalar | None) -> Bounds | None:
        """The ordinals of a value of this type; ``None`` for an unknown one."""
        if value is None:
            return None
        if isinstance(value, Span):
            return self._ordinal(value.low), self._ordinal(value.high)
        if self.kind is Kind.TEXT:
            text = comparable(cast("str", value))
            return text, text
        ordinal = self._ordinal(value)
        return ordinal, ordinal

    def _ordinal(self, value: str | bool | int | Decimal | date) -> int:
        if isinstance(value, date):
            return value.toordinal()
        if isinstance(value, str):
            return self.positions[value]
        if self.kind is Kind.NUMBER:
            return number_ordinal(value)
        return int(value)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a cell's words say about other fields: "Chưa" in a date of admission says "not a member"."""

    facts: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a cell's words say when they say nothing: "-", "không rõ"."""


class How(StrEnum):
    """How a fact can change: time passes, the person completes something, somebody grants it."""

    PASSES = "passes"
    COMPLETED = "completed"
    GRANTED = "granted"


class Toward(StrEnum):
    """The only way a value on an order can go."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Mutable:
    """That a fact can change, and how hard that is against others: ``weight``, from 1. ``only``: in which direction."""

    how: How
    weight: int = 1
    only: Toward | None = None


#: A value of the field, ``()`` for a list known to be empty, a statement about other fields, or nothing.
CellMeaning = Scalar | tuple[()] | Statement | Unknown


@dataclass(frozen=True)
class Field:
    """One field of a subject, or of a list's records.

    ``headings``: spreadsheet headings that mean this field. ``cells``: words in a cell with a meaning of their own.
    ``blank``: what an empty cell means, where its author says so. ``least``, ``most``: the numbers it can be at all.
    ``key``: names the case. ``section``: filled by the unit-name rows between people. ``place``: a choice among the
    library's places. ``defaults_to``: in a list's record, the case's field that fills a missing one;
    ``defaults_by_level``: that field by the level of the record's ``post``. ``mutable``: how it can change, if at all.
    """

    name: str
    type: FieldType
    label: Text
    note: Text | None = None
    headings: tuple[str, ...] = ()
    cells: Mapping[str, CellMeaning] = field(default_factory=dict)
    blank: CellMeaning = Unknown()
    least: int | Decimal | None = None
    most: int | Decimal | None = None
    personal: bool = False
    key: bool = False
    section: bool = False
    place: bool = False
    defaults_to: str | None = None
    defaults_by_level: Mapping[str, str] = field(default_factory=dict)
    derived: Derived | None = None
    mutable: Mutable | None = None


@dataclass(frozen=True)
class CellWords:
    """Words of cells that mean the same in every field of a vocabulary, and what separates several values in one."""

    unknown: tuple[str, ...] = ()
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """The fields of one subject (``candidate``)."""

    subject: str
    label: Text
    fields: Mapping[str, Field]
    words: CellWords = CellWords()

    @cached_property
    def key(self) -> Field | None:
        """The field that names a case, if one does."""
        return next((f for f in self.fields.values() if f.key), None)

    def place_of(self, facts: Facts) -> str | None:
        """The place a case belongs to: the last known of its place fields, which are declared widest first."""
        known = [facts.get(name) for name, of in self.fields.items() if of.place]
        return next((str(p) for p in reversed(known) if p is not None), None)
