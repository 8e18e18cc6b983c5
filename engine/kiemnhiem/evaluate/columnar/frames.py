"""Cases as frames: what :func:`kiemnhiem.cases.read` gives, for the columnar engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import polars as pl

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.columnar.names import ROW, last
from kiemnhiem.evaluate.columnar.plan import Input, Reads
from kiemnhiem.evaluate.columnar.polars import DTYPES, Frames
from kiemnhiem.policy.types import Kind
from kiemnhiem.policy.values import Record, Records, Span, Value, comparable, number_ordinal

_EPOCH = date(1970, 1, 1).toordinal()
_Convert: TypeAlias = Callable[[Any], Any]


def frames_of(cases: Sequence[Case], reads: Reads) -> Frames:
    """The frames for a plan in which every date may be partly known (:func:`partial_dates` tells which are)."""
    lists = set(reads.records)
    rows = [case.facts for case in cases]
    judged = [case.judgements for case in cases]
    told = set[str]().union(*rows, *judged)  # of what is asked, much is told of nobody
    columns = {ROW: pl.Series(ROW, range(len(cases)), dtype=pl.UInt32)}
    for name, of in reads.inputs.items():
        if of.field.type.kind is Kind.LIST:
            found = [isinstance(row.get(of.field.name), tuple) for row in rows]
            columns[name] = pl.Series(name, found, dtype=pl.Boolean)
        else:
            if name not in told:
                values: Sequence[Any] = [None] * len(rows)
            elif "#" in name:
                values = [recorded.answer if (recorded := given.get(name)) else None for given in judged]
            else:
                values = [row.get(name) for row in rows]
            columns.update(_columns(name, of, values))
    records = {name: _records([row.get(name) for row in rows], reads.records[name]) for name in lists}
    return Frames(pl.DataFrame(columns), records)


def _records(lists: Iterable[Value], inputs: Mapping[str, Input]) -> pl.DataFrame:
    rows: list[int] = []
    records: list[Record] = []
    for row, found in enumerate(lists):
        if isinstance(found, tuple):
            rows += [row] * len(found)
            records += found
    columns = {ROW: pl.Series(ROW, rows, dtype=pl.UInt32)}
    for name, of in inputs.items():
        columns.update(_columns(name, of, [record.get(name) for record in records]))
    return pl.DataFrame(columns)


def _columns(name: str, of: Input, values: Sequence[Any]) -> dict[str, pl.Series]:
    """The column, or the two columns, of one field. What stands in many cases is converted once."""
    index = {value: number for number, value in enumerate(dict.fromkeys(values))}
    rows = pl.Series(list(map(index.__getitem__, values)), dtype=pl.UInt32)
    return {n: column.gather(rows) for n, column in _distinct(name, of, [*index]).items()}


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
