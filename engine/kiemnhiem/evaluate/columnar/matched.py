"""Which columns of a columnar file or a database feed which fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from kiemnhiem.cases import codes as cell_codes
from kiemnhiem.cases.headings import Target, names_list
from kiemnhiem.cases.listsheets import columns_of
from kiemnhiem.cases.readers import Readers
from kiemnhiem.evaluate.columnar import codes
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Place, Problem, did_you_mean


@dataclass(frozen=True)
class Source:
    """A column as the file names it, and the field it feeds."""

    column: str
    field: Field


@dataclass(frozen=True)
class Nested:
    """A column of lists, and what feeds each field of their records. ``plain``: its elements are values of the records'
    first field and not records.
    """

    column: str
    field: Field
    inner: Mapping[str, Source]
    plain: bool = False


@dataclass(frozen=True)
class Matched:
    """The columns of one table of cases: by name of field, by name of judgement, by name of list."""

    fields: Mapping[str, Source] = field(default_factory=dict)
    lists: Mapping[str, Nested] = field(default_factory=dict)

    @property
    def key(self) -> Source | None:
        """The column that names a case."""
        return next((s for s in self.fields.values() if s.field.key), None)


@dataclass(frozen=True)
class Child:
    """A table of the records of one list, each with the key of its case."""

    field: Field
    key: str
    inner: Mapping[str, Source]


def match_cases(schema: pl.Schema, readers: Readers, file: str, problems: list[Problem]) -> Matched:
    """What feeds the fields of cases. Columns that feed nothing, or a field that another one feeds, are told."""
    fields: dict[str, Source] = {}
    lists: dict[str, Nested] = {}
    place = Place(file)
    for column, dtype in schema.items():
        target = readers.headings.target(column)
        if target is None and readers.headings.is_left_out(column):
            continue
        if target is None:
            _unknown(column, readers.headings.known, place, problems)
        elif target.field.derived:
            problems.append(Problem(cell_codes.DERIVED_HEADING, place, {"found": column, "field": target.field.label}))
        elif target.list:
            _match_list(column, dtype, target, lists, readers, place, problems)
        elif dtype.is_nested() or dtype in _NO_CELLS:
            expected = readers.of(target.field).expected
            values = {"found": column, "type": dtype, "field": target.field.label, "expected": expected}
            problems.append(Problem(codes.UNREADABLE_COLUMN, place, values))
        else:
            for name in target.facts or (target.field.name,):
                if name in fields:
                    problems.append(_two(column, fields[name].column, target.field, place))
                else:
                    fields[name] = Source(column, target.field)
    return Matched(fields, lists)


#: Types of columns whose values are none that a cell can hold.
_NO_CELLS = (pl.Binary, pl.Time, pl.Duration, pl.Object)


def _match_list(
    column: str, dtype: Any, target: Target, lists: dict[str, Nested], readers: Readers, place: Place,
    problems: list[Problem],
) -> None:  # fmt: skip
    of = target.list or target.field
    if target.field is not of or not isinstance(dtype, pl.List | pl.Array):
        problems.append(Problem(codes.NOT_A_LIST, place, {"found": column, "field": of.label}))
    elif of.name in lists:
        problems.append(_two(column, lists[of.name].column, of, place))
    else:
        lists[of.name] = _nested(column, of, dtype.inner, readers, place, problems)


def _nested(column: str, of: Field, inner: Any, readers: Readers, place: Place, problems: list[Problem]) -> Nested:
    if not isinstance(inner, pl.Struct):
        first = next(f for f in of.type.fields.values() if not f.derived)
        return Nested(column, of, {first.name: Source(column, first)}, plain=True)
    known = readers.headings.of_list(of)
    named = columns_of(of.type.fields, of)
    found: dict[str, Source] = {}
    for part in inner.fields:
        target, name = named(part.name), f"{column}.{part.name}"
        if target is None or target is of or target.derived:
            _unknown(name, (f"{column}.{word}" for word in known), place, problems)
        elif target.name in found:
            problems.append(_two(name, f"{column}.{found[target.name].column}", target, place))
        else:
            found[target.name] = Source(part.name, target)
    return Nested(column, of, found)


def match_child(names: Sequence[str], readers: Readers, file: Path, problems: list[Problem]) -> Child | None:
    """The table as one of a list's records, if it is named like a list and has the key of the cases."""
    key = readers.vocabulary.key
    lists = (f for f in readers.vocabulary.fields.values() if f.type.kind is Kind.LIST)
    of = next((f for f in lists if names_list(f, file.stem)), None)
    if of is None or key is None:
        return None
    named = columns_of(of.type.fields, key)
    found: dict[str, Source] = {}
    told: list[Problem] = []
    place = Place(str(file))
    for column in names:
        target = named(column)
        if target is None or target.derived:
            words = (word for f in (*of.type.fields.values(), key) for word in (f.name, f.label.vi, f.label.en))
            _unknown(column, words, place, told)
        elif target.name in found:
            told.append(_two(column, found[target.name].column, target, place))
        else:
            found[target.name] = Source(column, target)
    if key.name not in found or len(found) == 1:
        return None
    problems += told
    return Child(of, found.pop(key.name).column, found)


def _unknown(column: str, known: Iterable[str], place: Place, problems: list[Problem]) -> None:
    near = did_you_mean(column, known)
    code = cell_codes.MISSPELT_HEADING if near else cell_codes.UNKNOWN_HEADING
    problems.append(Problem(code, place, {"found": column}, near))


def _two(column: str, other: str, field: Field, place: Place) -> Problem:
    return Problem(codes.TWO_COLUMNS, place, {"found": column, "other": other, "field": field.label})
