"""Rows of a columnar file as cases, for those that are written with reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import polars as pl

from kiemnhiem.cases.case import Case, Origin, Recorded
from kiemnhiem.evaluate.columnar.names import ROW, last, listed
from kiemnhiem.evaluate.columnar.plan import Input
from kiemnhiem.evaluate.columnar.scan import Batch, Scan
from kiemnhiem.policy.types import FieldType, Kind
from kiemnhiem.policy.values import Scalar, number_of_ordinal, span


def cases_of(scan: Scan, batch: Batch) -> Iterator[Case]:
    """The rows of a batch as cases, with all that the file tells; ``batch.raw`` has all of its columns."""
    reads, file = scan.every, str(scan.path)
    frames = scan.frames(batch.raw, reads, batch.start, written=True)
    columns = {n: _values(frames.cases, n, of) for n, of in reads.inputs.items()}
    for name, of in reads.records.items():
        columns[name] = _lists(frames.cases[listed(name)], frames.records[name], of)
    key = scan.matched.key
    ids = batch.raw[key.column].to_list() if key else [None] * batch.raw.height
    for row, id_ in enumerate(ids):
        facts = {name: values[row] for name, values in columns.items() if values[row] is not None}
        answers = {name: Recorded(facts.pop(name)) for name in list(facts) if "#" in name}
        number = batch.start + row + 1
        yield Case(str(number if id_ is None else id_), facts, answers, Origin(file, None, number))


def _lists(known: pl.Series, records: pl.DataFrame, inputs: Mapping[str, Input]) -> list[Any]:
    lists: list[list[dict[str, Any]] | None] = [[] if there else None for there in known]
    columns = {name: _values(records, name, of) for name, of in inputs.items()}
    for number, row in enumerate(records[ROW].to_list()):
        found = lists[row]
        if found is not None:
            found.append({name: values[number] for name, values in columns.items()})
    return [None if found is None else tuple(found) for found in lists]


def _values(frame: pl.DataFrame, name: str, of: Input) -> Sequence[Any]:
    if of.partial:
        ends = zip(frame[name].to_list(), frame[last(name)].to_list(), strict=True)
        return [None if low is None else span(low, high) for low, high in ends]
    return [None if v is None else _value(of.field.type, v) for v in frame[name].to_list()]


def _value(type: FieldType, ordinal: Any) -> Scalar:
    """The value of a type that has an ordinal."""
    match type.kind:
        case Kind.CHOICE | Kind.SCALE:
            return type.choices[int(ordinal)].code
        case Kind.NUMBER:
            return number_of_ordinal(int(ordinal))
        case _:
            return cast("Scalar", ordinal)
