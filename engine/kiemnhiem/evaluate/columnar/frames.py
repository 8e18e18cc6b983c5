"""Cases as frames: what :func:`kiemnhiem.cases.read` gives, for the columnar engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import polars as pl

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.cases.closed import Cases
from kiemnhiem.cases.grid import Column
from kiemnhiem.evaluate.columnar.names import ROW, last
from kiemnhiem.evaluate.columnar.plan import Input, Reads
from kiemnhiem.evaluate.columnar.polars import DTYPES, Frames
from kiemnhiem.policy.types import Kind
from kiemnhiem.policy.values import Record, Records, Span, comparable, number_ordinal

_EPOCH = date(1970, 1, 1).toordinal()
_Convert: TypeAlias = Callable[[Any], Any]


def frames_of(cases: Sequence[Case], reads: Reads) -> Frames:
    """The frames for a plan in which every date may be partly known (:func:`partial_dates` tells which are)."""
    told, height = Cases.of(cases), len(cases)
    columns = {ROW: pl.Series(ROW, range(height), dtype=pl.UInt32)}
    for name, of in reads.inputs.items():
        if of.field.type.kind is Kind.LIST:
            column = told.column(of.field.name)
            known = [isinstance(value, tuple) for value in column.cells]
            columns[name] = pl.Series(name, known, dtype=pl.Boolean).gather(_numbers(column))
        elif name in told.names:
            columns.update(_columns(name, of, told.column(name)))
        else:  # of what is asked, much is told of nobody
            columns |= {n: one.new_from_index(0, height) for n, one in _distinct(name, of, [None]).items()}
    records = {name: _records(told.column(name), inputs) for name, inputs in reads.records.items()}
    return Frames(pl.DataFrame(columns), records)


def _records(lists: Column, inputs: Mapping[str, Input]) -> pl.DataFrame:
    records: list[Record] = []
    numbers: list[list[int]] = []  # of the records of each distinct list
    for found in lists.cells:
        own = found if isinstance(found, tuple) else ()
        numbers.append([*range(len(records), len(records) + len(own))])
        records += own
    each = pl.Series(numbers, dtype=pl.List(pl.UInt32)).gather(_numbers(lists))
    rows = pl.DataFrame({ROW: pl.Series(range(len(each)), dtype=pl.UInt32), "": each}).explode("").drop_nulls()
    columns = {ROW: rows[ROW]}
    for name, of in inputs.items():
        told = _columns(name, of, Column.of([record.get(name) for record in records]))
        columns |= {n: column.gather(rows[""]) for n, column in told.items()}
    return pl.DataFrame(columns)


def _numbers(column: Column) -> pl.Series:
    return pl.Series(column.codes, dtype=pl.UInt32)


def _columns(name: str, of: Input, told: Column) -> dict[str, pl.Series]:
    """The column, or the two columns, of one field. What stands in many cases is converted once."""
    rows = _numbers(told)
    values = [value.answer if isinstance(value, Recorded) else value for value in told.cells]
    return {n: column.gather(rows) for n, column in _distinct(name, of, values).items()}


def _distinct(name: str, of: Input, values: Sequence[Any]) -> dict[str, pl.Series]:
    kind = of.field.type.kind
    if kind is Kind.DATE:
        return _dates(name, values)
    convert: _Convert | None = None
    if kind in (Kind.CHOICE, Kind.SCALE):
        convert = of.field.type.positions.__getitem__
    elif kind is Kind.NUMBER:
        convert = number_ordinal
    elif kind is Kind.TEXT:
        convert = comparable
    if convert:
        values = [None if v is None else convert(v) for v in values]
    return {name: pl.Series(name, values, dtype=DTYPES[of.type])}


def _dates(name: str, values: Sequence[date | Span | None]) -> dict[str, pl.Series]:
    low = [_day(v.low) if isinstance(v, Span) else _day(v) for v in values]
    high = [_day(v.high) if isinstance(v, Span) else d for v, d in zip(values, low, strict=True)]
    ends = {name: low, last(name): high}
    return {n: pl.Series(n, days, dtype=pl.Int32).cast(pl.Date) for n, days in ends.items()}


def _day(value: Any) -> int | None:
    return None if value is None else value.toordinal() - _EPOCH


def partial_dates(frames: Frames, reads: Reads) -> frozenset[str]:
    """The dates that are only partly known somewhere, those of records as ``list.field``."""

    def differ(frame: pl.DataFrame, name: str) -> bool:
        return bool((frame[name] != frame[last(name)]).any())

    found = {n for n, of in reads.inputs.items() if of.partial and differ(frames.cases, n)}
    for list_, inputs in reads.records.items():
        frame = frames.records[list_]
        found |= {f"{list_}.{n}" for n, of in inputs.items() if of.partial and differ(frame, n)}
    return frozenset(found)


__all__ = ["Records", "frames_of", "partial_dates"]
