"""Cases as frames of typed columns, as an office's database would export them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from click.testing import Result
from support.command import kiemnhiem

from kiemnhiem.cases.case import Case
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.policy.values import Span

#: Column types by kind of field; of a date that may be partly known, text.
TYPES: Mapping[Kind, Any] = {
    Kind.TEXT: pl.String,
    Kind.CHOICE: pl.String,
    Kind.SCALE: pl.Categorical,
    Kind.INTEGER: pl.Int64,
    Kind.NUMBER: pl.Decimal(38, 6),
    Kind.BOOLEAN: pl.Boolean,
    Kind.DATE: pl.String,
}


def frame_of(library: Library, cases: Sequence[Case], subject: str = "candidate") -> pl.DataFrame:
    """A column for each field that is not derived, lists as lists of structs, and for each judgement."""
    rows = [{**c.facts, **{n: r.answer for n, r in c.judgements.items()}} for c in cases]
    fields = {n: f for n, f in library.vocabularies[subject].fields.items() if not f.derived}
    columns = [_column(n, f, [row.get(n) for row in rows]) for n, f in fields.items()]
    columns += [pl.Series(n, [row.get(n) for row in rows], dtype=pl.Boolean) for n in library.judgements]
    return pl.DataFrame(columns)


def records_of(library: Library, cases: Sequence[Case], list_: str, subject: str = "candidate") -> pl.DataFrame:
    """The records of a list as a table of their own, each with the id of its case."""
    fields = library.vocabularies[subject].fields
    key = next(n for n, f in fields.items() if f.key)
    lists = ((c.id, c.facts.get(list_)) for c in cases)
    found = [(id_, record) for id_, records in lists if isinstance(records, tuple) for record in records]
    inner = {n: f for n, f in fields[list_].type.fields.items() if not f.derived}
    columns = [_column(n, f, [r.get(n) for _, r in found]) for n, f in inner.items()]
    return pl.DataFrame([pl.Series(key, [id_ for id_, _ in found], dtype=pl.String), *columns])


def _column(name: str, of: Field, values: Sequence[Any]) -> pl.Series:
    if of.type.kind is not Kind.LIST:
        return pl.Series(name, [_plain(v) for v in values], dtype=TYPES[of.type.kind], strict=True)
    inner = {n: f for n, f in of.type.fields.items() if not f.derived}
    types = pl.List(pl.Struct({n: TYPES[f.type.kind] for n, f in inner.items()}))
    lists = [None if v is None else [{n: _plain(r.get(n)) for n in inner} for r in v] for v in values]
    return pl.Series(name, lists, dtype=types)


def _plain(value: Any) -> Any:
    match value:
        case Span(date() as low, date() as high):
            return f"{low:%Y}" if high.month > low.month else f"{low:%m/%Y}"
        case date():
            return f"{value:%d/%m/%Y}"
        case Decimal():
            return value.quantize(Decimal("0.000001"))
        case _:
            return value


def write(path: Path, columns: Mapping[str, Any] | Any) -> Path:
    """A columnar file."""
    frame = columns if isinstance(columns, pl.DataFrame) else pl.DataFrame(columns)
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_ipc(path)
    return path


def summary(result: Result) -> dict[str, Any]:
    """The summary that was printed as JSON."""
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def screened(*args: str | Path) -> dict[str, Any]:
    """The summary of a screening."""
    return summary(kiemnhiem("screen", *args, "--format", "json"))
