"""What is known of a fact.

A fact is unknown (``None``), known exactly, or known to lie between two bounds (:class:`Span`): a birth
date of which only the year is written, or the age computed from it.

Every scalar has *ordinals*: a pair of integers (low, high) on one axis per type, on which all tests are
made. Days for dates, ranks for scales, positions for choices, millionths for numbers. So every engine
compares integers, and exactness does not depend on floating point.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

#: Decimal places kept of a ``number``; results of derived facts are rounded half-even to them.
NUMBER_PLACES = 6
NUMBER_SCALE = 10**NUMBER_PLACES
#: Integers and numbers lie strictly inside ±LIMIT; a derived fact beyond it saturates at ±LIMIT.
LIMIT = 10**12


@dataclass(frozen=True, slots=True)
class Span:
    """Every value from ``low`` to ``high``, both ends included; ``low < high``. Of a scale: two of its codes."""

    low: int | Decimal | date | str
    high: int | Decimal | date | str

    def __str__(self) -> str:
        return f"{self.low}…{self.high}"


Scalar: TypeAlias = str | bool | int | Decimal | date | Span
Record: TypeAlias = Mapping[str, Scalar | None]
Records: TypeAlias = tuple[Record, ...]
Value: TypeAlias = Scalar | Records | None
Facts: TypeAlias = Mapping[str, Value]

#: (low, high) on the axis of a type. Text has its :func:`comparable` form as "ordinals": equal or not.
Bounds: TypeAlias = tuple[int, int] | tuple[str, str]


@lru_cache(maxsize=65_536)
def comparable(text: str) -> str:
    """A text as it is compared: without regard to capitals, spacing, and how accents are composed."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def span(low: int | Decimal | date, high: int | Decimal | date) -> int | Decimal | date | Span:
    """The exact value when both bounds agree, else the span between them."""
    return low if low == high else Span(low, high)


def number_ordinal(value: Decimal | int) -> int:
    """Millionths of ``value``, rounded half-even."""
    return int((Decimal(value) * NUMBER_SCALE).to_integral_value())


def number_of_ordinal(ordinal: int) -> Decimal:
    """The number ``ordinal`` millionths stand for."""
    return Decimal(ordinal).scaleb(-NUMBER_PLACES).normalize()
