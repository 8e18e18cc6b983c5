"""Derived facts: how the vocabulary computes a fact from others. Computed by :mod:`kiemnhiem.evaluate.derive`.

Each form is monotone: from a partly known input comes a span that holds every result the missing part allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from kiemnhiem.policy.conditions import Condition, Constant, FieldRef, fields_of
from kiemnhiem.policy.values import Scalar

Term: TypeAlias = FieldRef | Constant


class Unit(StrEnum):
    """What passes between two dates. Whole months and years follow the calendar: one born on 29 February completes a
    year on 28 February in common years.
    """

    YEARS = "years_between"
    MONTHS = "months_between"
    DAYS = "days_between"


class Combination(StrEnum):
    """Arithmetic over terms of one record or case."""

    SUM = "sum"
    DIFFERENCE = "difference"
    PRODUCT = "product"
    RATIO = "ratio"
    MIN = "min"
    MAX = "max"


class Aggregation(StrEnum):
    """Arithmetic over a list's records. ``distinct`` counts the different values of a field."""

    COUNT = "count"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Whole units from ``start`` to ``end``; negative when ``end`` comes first."""

    unit: Unit
    start: Term
    end: Term


@dataclass(frozen=True, slots=True)
class AddMonths:
    """``start`` plus calendar months; the day is clamped to the month's last."""

    start: Term
    months: Term


@dataclass(frozen=True, slots=True)
class Combine:
    """``operation`` over ``terms``. Division by zero gives unknown."""

    operation: Combination
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``operation`` over the records of ``list`` that fit ``where``. Over no records: count, sum and distinct are 0,
    min and max unknown.
    """

    operation: Aggregation
    list: FieldRef
    field: FieldRef | None
    where: Condition


@dataclass(frozen=True, slots=True)
class When:
    """Whether a condition holds."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class LookupRow:
    """``value`` where ``when`` holds; ``start``/``until`` date the row, both ends inclusive."""

    when: Condition
    value: Scalar
    start: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """The value of the first row whose condition holds; unknown when none does."""

    rows: tuple[LookupRow, ...]


Derived: TypeAlias = Elapsed | AddMonths | Combine | Aggregate | When | Lookup


def references(derived: Derived) -> Iterator[FieldRef]:
    """Every field a derived fact is computed from, with repetitions."""
    match derived:
        case Elapsed(_, start, end):
            terms: tuple[Term, ...] = (start, end)
        case AddMonths(start, months):
            terms = (start, months)
        case Combine(_, terms):
            pass
        case Aggregate(list=list_, field=field, where=where):
            terms = (list_, field) if field else (list_,)
            yield from fields_of(where)
        case When(condition):
            terms = ()
            yield from fields_of(condition)
        case Lookup(rows):
            terms = ()
            for row in rows:
                yield from fields_of(row.when)
    yield from (t for t in terms if isinstance(t, FieldRef))
