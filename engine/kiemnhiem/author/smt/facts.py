"""The facts of one case as unknowns of z3: a term for each field that a condition reads, and a case from a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeAlias

import z3

from kiemnhiem.author.smt import days
from kiemnhiem.author.smt.days import Day
from kiemnhiem.author.smt.terms import Formula, Number, choose, every, no
from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.cases.dates import FIRST_YEAR, LAST_YEAR
from kiemnhiem.policy.types import Field, FieldType, Kind, Vocabulary
from kiemnhiem.policy.values import (
    LIMIT,
    NUMBER_SCALE,
    Scalar,
    Span,
    Value,
    comparable,
    number_of_ordinal,
    number_ordinal,
    span,
)

#: Bounds as terms; of dates as :class:`Day`.
Bound: TypeAlias = Any
_FIRST, _LAST = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
_DAY, _MONTH, _YEAR = range(3)
_DECEMBER = 12
#: Numbers and years a reader takes for plausible are tried before others.
_SMALL, _YEARS_BACK, _DAYS_A_YEAR = 100, 70, 366


@dataclass(frozen=True)
class Range:
    """What is known of one scalar: where it is known, and its bounds on the axis of its type."""

    known: Formula
    low: Bound
    high: Bound

    @property
    def exact(self) -> bool:
        """Whether it can only be known exactly."""
        return self.low is self.high


def exactly(value: Bound) -> Range:
    """A value that is known."""
    return Range(True, value, value)


@dataclass
class Texts:
    """Texts as numbers: those that policies name, in order of appearance; every greater number is some other text."""

    numbers: dict[str, int] = field(default_factory=dict)
    spellings: list[str] = field(default_factory=list)

    def number(self, text: str) -> int:
        """The number of a text, compared as the language compares."""
        key = comparable(text)
        if key not in self.numbers:
            self.numbers[key] = len(self.spellings)
            self.spellings.append(text)
        return self.numbers[key]

    def text(self, number: int, others: dict[int, str]) -> str:
        """The text of a number; a made-up one where no policy names it, the same for the same number."""
        if number < len(self.spellings):
            return self.spellings[number]
        if number not in others:
            letters = (
                chr(ord("A") + i % 26) + str(i // 26 or "") for i in range(len(self.spellings) + len(others) + 1)
            )
            others[number] = next(t for t in letters if comparable(t) not in self.numbers and t not in others.values())
        return others[number]


@dataclass(frozen=True)
class Raw:
    """One unknown of the model: a field of the case (or of a record) that a file may give."""

    type: FieldType
    known: Formula
    number: Number
    #: Of a date that need not be exact: how much of it is written, and its parts.
    written: Number = None
    parts: tuple[Number, Number, Number] | None = None


@dataclass(frozen=True)
class RecordTerms:
    """One possible record of a list. ``there``: whether the list has it."""

    list: str
    index: int
    there: Formula

    @property
    def prefix(self) -> str:
        """What the names of its unknowns begin with."""
        return f"{self.list}[{self.index}]."


@dataclass
class FactTerms:
    """The unknowns of one case.

    :param records: how many records each list may have at most.
    :param complete: every fact is known, dates exactly; else what is not known is part of the model.
    :param renamed: fields whose unknowns do not have their plain names, because another library with the same facts
        gives them another type.
    """

    vocabulary: Vocabulary
    as_of: date
    records: Mapping[str, int]
    complete: bool = True
    texts: Texts = field(default_factory=Texts)
    renamed: frozenset[str] = frozenset()
    axioms: list[Formula] = field(default_factory=list)
    plausible: list[Formula] = field(default_factory=list)
    _raw: dict[str, dict[str, Raw]] = field(default_factory=dict)
    _ranges: dict[str, Range] = field(default_factory=dict)
    _lists: dict[str, tuple[Formula, tuple[RecordTerms, ...]]] = field(default_factory=dict)
    _judgements: dict[str, Raw] = field(default_factory=dict)

    # --- unknowns

    def given(self, name: str, type: FieldType, record: RecordTerms | None = None) -> Range:
        """A field that files give."""
        key = (record.prefix if record else "") + name
        if key not in self._ranges:
            declared = self._declared(name, record)
            path = f"{record.list}.{name}" if record else name
            raw, range_ = self._new(key + ("'" if path in self.renamed else ""), type, declared)
            self._ranges[key] = range_
            if declared is None:
                self._judgements[name] = raw
            else:
                self._raw.setdefault(record.prefix if record else "", {})[name] = raw
        return self._ranges[key]

    def _declared(self, name: str, record: RecordTerms | None) -> Field | None:
        fields = self.vocabulary.fields[record.list].type.fields if record else self.vocabulary.fields
        return fields.get(name)

    def list(self, name: str) -> tuple[Formula, tuple[RecordTerms, ...]]:
        """Where a list is known, and its possible records."""
        if name not in self._lists:
            there = [z3.Bool(f"{name}[{i}]") for i in range(self.records.get(name, 1))]
            self.axioms += [z3.Implies(later, earlier) for earlier, later in pairwise(there)]
            known = True if self.complete else z3.Bool(f"{name}?")
            self._lists[name] = known, tuple(RecordTerms(name, i, t) for i, t in enumerate(there))
        return self._lists[name]

    def _new(self, key: str, type: FieldType, declared: Field | None) -> tuple[Raw, Range]:
        known = True if self.complete else z3.Bool(f"{key}?")
        if type.kind is Kind.DATE:
            return self._new_date(key, type, known)
        number = z3.Int(key)
        low, high = _limits(type, declared)
        self.axioms.append(number >= low)
        if high is not None:
            self.axioms.append(number <= high)
        if type.kind in (Kind.INTEGER, Kind.NUMBER):
            scale = NUMBER_SCALE if type.kind is Kind.NUMBER else 1
            self.plausible.append(every((number >= 0, number <= _SMALL * scale)))
        return Raw(type, known, number), Range(known, number, number)

    def _new_date(self, key: str, type: FieldType, known: Formula) -> tuple[Raw, Range]:
        number = z3.Int(key)
        self.axioms += [number >= _FIRST, number <= _LAST]
        today = self.as_of.toordinal()
        self.plausible.append(every((number >= today - _YEARS_BACK * _DAYS_A_YEAR, number <= today)))
        split = self._splitter(key, number)
        if self.complete:
            day = Day(number, split)
            return Raw(type, known, number), Range(known, day, day)
        written, parts = z3.Int(f"{key}.written"), split()
        self.axioms += [written >= _DAY, written <= _YEAR]
        of_year, of_day = written == _YEAR, written == _DAY
        low = days.of_parts(parts.year, choose(of_year, 1, parts.month), choose(of_day, parts.day, 1))
        month = choose(of_year, _DECEMBER, parts.month)
        high = days.of_parts(parts.year, month, choose(of_day, parts.day, days.last_day(parts.year, month)))
        return Raw(type, known, number, written, (parts.year, parts.month, parts.day)), Range(known, low, high)

    def _splitter(self, key: str, number: Number) -> Any:
        def split() -> days.Parts:
            year, month, day = (z3.Int(f"{key}.{part}") for part in ("year", "month", "day"))
            parts = days.Parts(year, month, day, days.last_day(year, month))
            self.axioms += [
                year >= FIRST_YEAR, year <= LAST_YEAR, month >= 1, month <= _DECEMBER, day >= 1, day <= parts.last,
                number == days.number(parts),
            ]  # fmt: skip
            return parts

        return split

    # --- constants

    def ordinal(self, type: FieldType, value: Scalar) -> int:
        """A constant on the axis of its type."""
        if type.kind is Kind.TEXT:
            return self.texts.number(str(value))
        if type.kind is Kind.NUMBER and isinstance(value, int | Decimal):
            return number_ordinal(value)
        bounds = type.bounds(value)
        return int(bounds[0]) if bounds else 0

    # --- back

    def case(self, model: Any, id: str) -> Case:
        """The case that a model is."""
        others: dict[int, str] = {}
        facts: dict[str, Value] = self._values(model, "", others)
        for name, (known, records) in self._lists.items():
            if _holds(model, known):
                facts[name] = tuple(self._values(model, r.prefix, others) for r in records if _holds(model, r.there))
        answers = {
            name: Recorded(answer)
            for name, raw in self._judgements.items()
            if isinstance(answer := self._value(model, raw, others), bool)
        }
        return Case(id, facts, answers)

    def _values(self, model: Any, prefix: str, others: dict[int, str]) -> dict[str, Any]:
        found = {name: self._value(model, raw, others) for name, raw in self._raw.get(prefix, {}).items()}
        return {name: value for name, value in found.items() if value is not None}

    def _value(self, model: Any, raw: Raw, others: dict[int, str]) -> Scalar | None:
        if not _holds(model, raw.known):
            return None
        number = _number(model, raw.number)
        match raw.type.kind:
            case Kind.TEXT:
                return self.texts.text(number, others)
            case Kind.CHOICE | Kind.SCALE:
                return raw.type.choices[number].code
            case Kind.BOOLEAN:
                return number == 1
            case Kind.NUMBER:
                return number_of_ordinal(number)
            case Kind.DATE:
                return self._date(model, raw, number)
            case _:
                return number

    @staticmethod
    def _date(model: Any, raw: Raw, number: int) -> Scalar:
        day = date.fromordinal(number)
        written = _DAY if raw.written is None else _number(model, raw.written)
        if written == _DAY:
            return day
        if written == _YEAR:
            return Span(date(day.year, 1, 1), date(day.year, _DECEMBER, 31))
        return span(day.replace(day=1), day.replace(day=days.last_day(day.year, day.month)))

    def named(self) -> Iterator[tuple[RecordTerms | None, str]]:
        """The fields that have been asked for, with the record they are of."""
        yield from ((None, name) for name in self._raw.get("", {}))
        for _, records in self._lists.values():
            yield from ((r, name) for r in records for name in self._raw.get(r.prefix, {}))

    def given_names(self) -> Iterator[str]:
        """The fields of the case, and the lists, that have been asked for."""
        yield from self._raw.get("", {})
        yield from self._lists


def _limits(type: FieldType, declared: Field | None) -> tuple[int, int | None]:
    match type.kind:
        case Kind.TEXT:
            return 0, None
        case Kind.BOOLEAN:
            return 0, 1
        case Kind.CHOICE | Kind.SCALE:
            return 0, len(type.choices) - 1
        case _:
            scale = NUMBER_SCALE if type.kind is Kind.NUMBER else 1
            low, high = 1 - LIMIT * scale, LIMIT * scale - 1
            if declared and declared.least is not None:
                low = int(declared.least * scale)
            if declared and declared.most is not None:
                high = int(declared.most * scale)
            return low, high


def _holds(model: Any, formula: Formula) -> bool:
    return formula if isinstance(formula, bool) else z3.is_true(model.eval(formula, model_completion=True))


def _number(model: Any, number: Number) -> int:
    return number if isinstance(number, int) else model.eval(number, model_completion=True).as_long()


def unknown_or(range_: Range, default: Range) -> Range:
    """``range_`` where it is known, else ``default``; neither is a date."""
    known, low, high = range_.known, range_.low, range_.high
    if known is True:
        return range_
    return Range(
        no(every((no(known), no(default.known)))),
        choose(known, low, default.low),
        choose(known, high, default.high),
    )
