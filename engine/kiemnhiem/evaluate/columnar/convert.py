"""Columns of files as columns of a plan: every value read as a cell is, each different one once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from kiemnhiem.cases import codes as cell_codes
from kiemnhiem.cases.readers import Readers
from kiemnhiem.evaluate.columnar import codes
from kiemnhiem.evaluate.columnar.conditions import column_type
from kiemnhiem.evaluate.columnar.names import last
from kiemnhiem.evaluate.columnar.polars import DTYPES
from kiemnhiem.policy.types import Choice, Field, FieldType, Kind, Statement, Unknown
from kiemnhiem.policy.values import LIMIT, NUMBER_SCALE, Scalar
from kiemnhiem.problem import Place, Problem

_EPOCH = 719163
#: With fewer words than this, to compare with each is faster than to look up.
_FEW = 24
#: Different unreadable values of one column that are told one by one, and the characters shown of each.
_TOLD, _SHOWN = 20, 80


@dataclass
class Unreadable:
    """Values of one column that could not be read: how many of each, and the first row of each."""

    found: dict[str, tuple[int, int]] = field(default_factory=dict)
    more: int = 0

    def add(self, value: str, count: int, row: int) -> None:
        """Count some more cells of one value."""
        if value in self.found:
            before, first = self.found[value]
            self.found[value] = (before + count, min(first, row))
        elif len(self.found) < _TOLD:
            self.found[value] = (count, row)
        else:
            self.more += count


class Converter:
    """Converts the columns of the batches of one table; collects what it cannot read."""

    def __init__(self, readers: Readers, file: str) -> None:
        self.readers = readers
        self.file = file
        self.unreadable: dict[str, tuple[Field, Unreadable]] = {}

    def converted(
        self, frame: pl.DataFrame, wanted: Iterable[tuple[str, str, Field]], start: int
    ) -> tuple[dict[str, pl.Series], dict[str, list[pl.Series]]]:
        """Columns of a plan, two for a date, from (name, column of the file, field). ``start``: rows that came before.

        The second are what cells say of other fields, by name, in rows where they do.
        """
        found: dict[str, pl.Series] = {}
        said: dict[str, list[pl.Series]] = {}
        asked = list(wanted)
        quick = {n: e for n, c, of in asked if (e := _quick(pl.col(c), frame.schema[c], of)) is not None}
        done = frame.select(e.alias(n) for n, e in quick.items())
        for name, column, of in asked:
            raw = frame[column]
            if name in quick and done[name].null_count() == raw.null_count() and isinstance(of.blank, Unknown):
                ends = {name: done[name]}
                if of.type.kind is Kind.DATE:
                    ends[last(name)] = done[name]
            else:
                ends = self._read(name, raw, of, start, said)
            found.update({n: s.alias(n) for n, s in ends.items()})
        return found, said

    def _read(
        self, name: str, raw: pl.Series, of: Field, start: int, said: dict[str, list[pl.Series]]
    ) -> dict[str, pl.Series]:
        """Each different value read as a cell is."""
        reader = self.readers.of(of, strict=raw.dtype != pl.String)
        different = raw.unique()
        parsed = [reader.read(_plain(v)) for v in different.to_list()]
        numbers = pl.DataFrame({"raw": different, "at": range(len(parsed))}, schema_overrides={"at": pl.UInt32})
        at = raw.to_frame("raw").join(numbers, on="raw", how="left", maintain_order="left", nulls_equal=True)["at"]
        lost = [n for n, read in enumerate(parsed) if read.expected is not None]
        if lost:
            self._lose(name, of, different, at, lost, start)
        meanings = [p.meaning for p in parsed]
        for other in dict.fromkeys(o for m in meanings if isinstance(m, Statement) for o in m.facts):
            stated = self.readers.vocabulary.fields[other].type
            values = [m.facts.get(other) if isinstance(m, Statement) else None for m in meanings]
            said.setdefault(other, []).append(_series(stated, [_bounds(stated, v)[0] for v in values], at))
        ends = [_bounds(of.type, m) for m in meanings]
        low = {name: _series(of.type, [e[0] for e in ends], at)}
        if of.type.kind is not Kind.DATE:
            return low
        return {**low, last(name): _series(of.type, [e[1] for e in ends], at)}

    def _lose(self, name: str, of: Field, different: pl.Series, at: pl.Series, lost: list[int], start: int) -> None:
        rows = at.to_frame("at").with_row_index("row").filter(pl.col("at").is_in(lost))
        counted = rows.group_by("at", maintain_order=True).agg(pl.len().alias("cells"), pl.col("row").first())
        _, unreadable = self.unreadable.setdefault(name, (of, Unreadable()))
        for number, cells, row in counted.iter_rows():
            shown = cell_codes.MASKED if of.personal else str(different[number])[:_SHOWN]
            unreadable.add(str(shown), cells, start + row)

    def problems(self) -> Iterable[Problem]:
        """What could not be read, a problem for each different value."""
        for of, lost in self.unreadable.values():
            values: dict[str, object] = {"field": of.label, "expected": self.readers.of(of).expected}
            for value, (count, row) in lost.found.items():
                found = {**values, "count": count, "found": value, "row": row + 1}
                yield Problem(codes.UNREADABLE_VALUES, Place(self.file, row + 1), found)
            if lost.more:
                found = {**values, "count": lost.more, "found": "…", "row": "—"}
                yield Problem(codes.UNREADABLE_VALUES, Place(self.file), found)


def _plain(value: Any) -> Any:
    """A value of a column as a cell of a spreadsheet would hold it."""
    return str(value) if isinstance(value, Decimal) else value


def _series(type: FieldType, values: Sequence[Any], at: pl.Series) -> pl.Series:
    """The values that stand ``at`` each row."""
    if type.kind is not Kind.DATE:
        return pl.Series(values, dtype=DTYPES[column_type(type)]).gather(at)
    return pl.Series([None if v is None else v - _EPOCH for v in values], dtype=pl.Int32).gather(at).cast(pl.Date)


def _bounds(type: FieldType, meaning: object) -> tuple[Any, Any]:
    """The ordinals of what a cell says of its own field."""
    if meaning is None or isinstance(meaning, Unknown | Statement | tuple):
        return None, None
    bounds = type.bounds(cast("Scalar", meaning))
    if bounds is None:
        return None, None
    return (bool(bounds[0]), bool(bounds[1])) if type.kind is Kind.BOOLEAN else bounds


# --- what whole columns can be read by


def _quick(column: pl.Expr, dtype: DataType | DataTypeClass, of: Field) -> pl.Expr | None:
    """The column read at once; a value that cannot be becomes null."""
    kind = of.type.kind
    if dtype == pl.Boolean:
        return column if kind is Kind.BOOLEAN else None
    if dtype.is_integer() and kind in (Kind.INTEGER, Kind.NUMBER):
        inside = pl.when(_inside(column, of)).then(column.cast(pl.Int64))
        return inside * NUMBER_SCALE if kind is Kind.NUMBER else inside
    if dtype.is_float() and kind is Kind.NUMBER:
        scaled = (column * NUMBER_SCALE).round(mode="half_to_even")
        return pl.when(_inside(column, of)).then(scaled.cast(pl.Int64, strict=False))
    if dtype.is_float() and kind is Kind.INTEGER:
        whole = _inside(column, of) & (column == column.round())
        return pl.when(whole).then(column.cast(pl.Int64, strict=False))
    if kind is Kind.DATE and exact_dates(dtype):
        return column.cast(pl.Date)
    if kind in (Kind.CHOICE, Kind.SCALE) and isinstance(dtype, pl.String | pl.Categorical | pl.Enum):
        return _coded(column.cast(pl.String), of.type.choices)
    return None


def exact_dates(dtype: DataType | DataTypeClass) -> bool:
    """Whether a column of this type holds whole dates only."""
    return isinstance(dtype, pl.Date | pl.Datetime)


def _inside(column: pl.Expr, of: Field) -> pl.Expr:
    """Whether a number is one that the field can be."""
    least = 1 - LIMIT if of.least is None else of.least
    return column.is_between(float(least), float(LIMIT - 1 if of.most is None else of.most))


def _coded(column: pl.Expr, choices: Sequence[Choice]) -> pl.Expr:
    """Positions of choices by their codes; other words for them are left for the reader of cells."""
    codes_ = [c.code for c in choices]
    if len(codes_) >= _FEW:
        return column.replace_strict(codes_, range(len(codes_)), default=None, return_dtype=pl.Int32)
    return pl.coalesce(pl.when(column == code).then(pl.lit(n, dtype=pl.Int8)) for n, code in enumerate(codes_))
