"""Columnar files — Parquet, Arrow IPC; one, a folder, a glob — as batches of frames for a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl
from polars.exceptions import PanicException, PolarsError

from kiemnhiem.cases import codes as cell_codes
from kiemnhiem.cases.readers import Readers
from kiemnhiem.errors import InputError
from kiemnhiem.evaluate.columnar import codes
from kiemnhiem.evaluate.columnar.conditions import column_type
from kiemnhiem.evaluate.columnar.convert import TOLD, Converter, Unreadable, Wanted, exact_dates
from kiemnhiem.evaluate.columnar.forms import PARQUET
from kiemnhiem.evaluate.columnar.matched import Matched, Nested, Source, match_cases, match_child
from kiemnhiem.evaluate.columnar.names import ROW, last, listed
from kiemnhiem.evaluate.columnar.plan import Input, Reads
from kiemnhiem.evaluate.columnar.polars import DTYPES, Frames
from kiemnhiem.evaluate.columnar.records import RecordTable, keys
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Field, Kind, Statement
from kiemnhiem.problem import Place, Problem

#: Rows of a batch: enough that starting one costs nothing, few enough for memory.
BATCH = 250_000
#: What could not be read, by list (``""``: the file's own columns): values that mean nothing, facts told differently.
Lost: TypeAlias = Mapping[str, tuple[Mapping[str, Unreadable], Mapping[str, Unreadable]]]


@dataclass(frozen=True)
class Batch:
    """Some rows: those of the file, and as frames. ``start``: how many came before them."""

    raw: pl.DataFrame
    frames: Frames
    start: int


@dataclass
class Scan:
    """The cases of one columnar file. ``tables``: of lists' records, by list; ``problems``: of its columns."""

    path: Path
    readers: Readers
    frame: pl.LazyFrame
    matched: Matched
    tables: Mapping[str, RecordTable]
    problems: Sequence[Problem]

    def __post_init__(self) -> None:
        self.schema = self.frame.collect_schema()
        self.converters = self._converters()

    def _converters(self, *, written: bool = False) -> dict[str, Converter]:
        """Those of each list's column, by list, and as ``""`` that of the file's own columns."""
        file = str(self.path)
        own = Converter(self.readers, file, tuple(self.schema), written=written)
        lists = {
            name: Converter(self.readers, file, (of.column,), of_case=False, written=written)
            for name, of in self.matched.lists.items()
        }
        return {"": own, **lists}

    @property
    def partial(self) -> frozenset[str]:
        """The dates that may be partly known, those of records as ``list.field``: columns that are no dates."""
        found = set(self._not_exact(self.matched.fields, dict(self.schema)))
        for name, nested in self.matched.lists.items():
            inner = getattr(self.schema[nested.column], "inner", None)
            types = {f.name: f.dtype for f in inner.fields} if isinstance(inner, pl.Struct) else {}
            found |= {f"{name}.{n}" for n in self._not_exact(nested.inner, types)}
        for name, table in self.tables.items():
            found |= {f"{name}.{n}" for n in table.partial}
        fields = self.readers.vocabulary.fields
        stated = {n for s in self.matched.fields.values() for n in _stated(s.field)}
        return frozenset(found | {n for n in stated if fields[n].type.kind is Kind.DATE})

    @staticmethod
    def _not_exact(sources: Mapping[str, Source], types: Mapping[str, Any]) -> Iterator[str]:
        for name, source in sources.items():
            if source.field.type.kind is Kind.DATE and not exact_dates(types.get(source.column, pl.String())):
                yield name

    @property
    def rows(self) -> int:
        """How many cases there are."""
        with told(self.path):
            return int(self.frame.select(pl.len()).collect().item())

    @property
    def every(self) -> Reads:
        """All that the file tells."""
        fields = self.readers.vocabulary.fields
        partial = self.partial
        records = {
            name: {n: _input(of, f"{name}.{n}" in partial) for n, of in fields[name].type.fields.items()
                   if not of.derived}
            for name in dict.fromkeys((*self.matched.lists, *self.tables))
        }  # fmt: skip
        return Reads({n: _input(s.field, n in partial) for n, s in self.matched.fields.items()}, records)

    def batches(self, reads: Reads, keep: Sequence[str] = (), size: int = BATCH) -> Iterator[Batch]:
        """The cases in batches, with the columns that are read and, in ``raw``, those to ``keep``.

        :raises InputError: where the file is damaged further on.
        """
        self.begin()
        start = 0
        with told(self.path):
            frame = self.frame.select(*self._columns(reads, keep))
            found = iter(frame.collect_batches(maintain_order=True, chunk_size=size))
        while True:
            with told(self.path):
                raw = next(found, None)
            if raw is None:
                return
            if raw.height:
                yield Batch(raw, self.frames(raw, reads, start), start)
                start += raw.height

    def part(self, reads: Reads, start: int, rows: int) -> Batch:
        """Some cases by themselves. Every value that cannot be read is told: which are the first ones of the file
        is not known here.

        :raises InputError: where the file is damaged there.
        """
        self.begin(most=rows)
        with told(self.path):
            raw = self.frame.select(*self._columns(reads)).slice(start, rows).collect()
        return Batch(raw, self.frames(raw, reads, start), start)

    def begin(self, most: int = TOLD) -> None:
        """Forget what an earlier pass could not read, so that it is not told again. ``most``: of one column."""
        self.converters = self._converters()
        for converter in self.converters.values():
            converter.most = most

    def _columns(self, reads: Reads, keep: Sequence[str] = ()) -> Sequence[str]:
        """The columns of the file that are read, and those to ``keep``."""
        lists = [self.matched.lists[n].column for n in reads.records if n in self.matched.lists]
        wanted = [s.column for n, s in self.matched.fields.items()
                  if n in reads.inputs or s.field.place or _stated(s.field)]  # fmt: skip
        key = [self.matched.key.column] if self.matched.key else []
        names = dict.fromkeys([*keep, *key, *wanted, *lists])
        return list(names) or [next(iter(self.schema))]  # rows count in any case

    def frames(self, raw: pl.DataFrame, reads: Reads, start: int = 0, *, written: bool = False) -> Frames:
        """Rows of the file as frames; ``written``: with texts as they are written, for showing."""
        converters = self._converters(written=True) if written else self.converters
        needed = {n: of for n, of in reads.inputs.items() if of.field.type.kind is not Kind.LIST}
        asked = [Wanted(n, s.column, s.field) for n, s in self.matched.fields.items()
                 if n in needed or needed.keys() & _stated(s.field)]  # fmt: skip
        rows = pl.int_range(start, start + raw.height, dtype=pl.UInt32, eager=True)
        with ThreadPoolExecutor() as pool:  # every list in a thread of its own
            lists = {
                name: pool.submit(self._records, name, inputs, raw, start, converters, written=written)
                for name, inputs in reads.records.items()
            }
            found = converters[""].converted(raw, asked, rows)
        series = [pl.int_range(raw.height, dtype=pl.UInt32, eager=True).alias(ROW)]
        for name, of in needed.items():
            series += _ends(name, of, found, raw.height)
        records: dict[str, pl.DataFrame] = {}
        for name, of_list in lists.items():
            there, records[name] = of_list.result()
            series.append(there.alias(listed(name)))
        return Frames(pl.DataFrame(series), records)

    def _records(
        self, name: str, inputs: Mapping[str, Input], raw: pl.DataFrame, start: int,
        converters: Mapping[str, Converter], *, written: bool,
    ) -> tuple[pl.Series, pl.DataFrame]:  # fmt: skip
        """Whether each case's list is known, and its records."""
        nested, table, key = self.matched.lists.get(name), self.tables.get(name), self.matched.key
        if table and key:
            there, own = table.of_cases(raw[key.column], table.written() if written else table.frame)
            return there, _frame(own[ROW], inputs, {s.name: s for s in own.get_columns()})
        if nested is None:
            there = pl.repeat(value=False, n=raw.height, dtype=pl.Boolean, eager=True)
            return there, _frame(pl.Series(ROW, [], dtype=pl.UInt32), inputs, {})
        column = _as_list(raw[nested.column])
        there = column.is_not_null() | (self.readers.vocabulary.fields[name].blank == ())
        exploded = _exploded(column, nested)
        asked = [Wanted(n, nested.inner[n].column, i.field) for n, i in inputs.items() if n in nested.inner]
        found = converters[name].converted(exploded, asked, exploded[ROW] + start)
        return there, _frame(exploded[ROW], inputs, found)

    @property
    def lost(self) -> Lost:
        """What could not be read so far."""
        return {name: (c.unreadable, c.disagreeing) for name, c in self.converters.items()}

    def remember(self, lost: Lost) -> None:
        """Take over what another run could not read."""
        for list_, (unreadable, disagreeing) in lost.items():
            sources = self.matched.lists[list_].inner if list_ else self.matched.fields
            wanted = (Wanted(n, s.column, s.field) for n, s in sources.items())
            self.converters[list_].remember(wanted, unreadable, disagreeing)

    def told(self) -> tuple[Problem, ...]:
        """Every problem so far."""
        return (*self.problems, *(p for c in self.converters.values() for p in c.problems()))


def _stated(of: Field) -> frozenset[str]:
    """The fields of which cells of this one may say something."""
    meanings = (of.blank, *of.cells.values())
    return frozenset(name for m in meanings if isinstance(m, Statement) for name in m.facts)


def _input(of: Field, partial: bool) -> Input:
    return Input(of, column_type(of.type), partial)


def _ends(name: str, of: Input, found: Mapping[str, pl.Series], height: int) -> list[pl.Series]:
    """The columns of one input; all null where no column feeds it."""
    names = [name, last(name)] if of.partial else [name]
    return [found[n] if n in found else pl.Series(n, [None], dtype=DTYPES[of.type]).new_from_index(0, height)
            for n in names]  # fmt: skip


def _frame(rows: pl.Series, inputs: Mapping[str, Input], found: Mapping[str, pl.Series]) -> pl.DataFrame:
    series = [s for n, of in inputs.items() for s in _ends(n, of, found, len(rows))]
    return pl.DataFrame([rows.alias(ROW), *series])


def _as_list(column: pl.Series) -> pl.Series:
    return column.arr.to_list() if isinstance(column.dtype, pl.Array) else column


def _exploded(column: pl.Series, nested: Nested) -> pl.DataFrame:
    """The records, with the row of their case; empty lists and unknown ones have none."""
    frame = column.to_frame(nested.column).with_row_index(ROW).filter(column.is_not_null())
    exploded = frame.explode(nested.column, empty_as_null=False)
    return exploded if nested.plain else exploded.unnest(nested.column)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What Polars cannot read is told of the file. Raises :class:`InputError`."""
    try:
        yield
    except FileNotFoundError as error:
        raise InputError([Problem(cell_codes.NO_FILE, Place(str(path)))]) from error
    except (PolarsError, PanicException, OSError) as error:
        values = {"reason": next(iter(str(error).splitlines()), type(error).__name__)}
        raise InputError([Problem(codes.NOT_COLUMNAR, Place(str(path)), values)]) from error


def opened(path: Path) -> pl.LazyFrame:
    """A columnar file, not read yet.

    :raises InputError: where it is no such file.
    """
    with told(path):
        if path.suffix.lower() in PARQUET:
            frame = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        else:
            frame = pl.scan_ipc(path, glob=False, hive_partitioning=False)
        frame.collect_schema()
    return frame


def open_all(
    paths: Sequence[Path], library: Library, subject: str = "candidate", mapped: Mapping[str, str] | None = None
) -> tuple[list[Scan], list[Problem]]:
    """The files that hold cases, each with the tables of records that stand beside them; and what is to be told.

    A table named like a list, with the key of the cases, holds that list's records. ``mapped``: as
    :func:`kiemnhiem.cases.read` has it.

    :raises InputError: where no file holds cases.
    """
    readers = Readers(library.vocabularies[subject], library, mapped)
    problems: list[Problem] = []
    scans: list[Scan] = []
    tables: dict[str, RecordTable] = {}
    for path in paths:
        try:
            frame = opened(path)
            table = _record_table(path, frame, readers, problems)
            if table is None:
                scans.append(_scan(path, frame, readers, tables))
            elif (name := table.child.field.name) in tables:
                values = {"found": str(path), "other": tables[name].file, "field": table.child.field.label}
                problems.append(Problem(codes.TWO_COLUMNS, Place(str(path)), values))
            else:
                tables[name] = table
        except InputError as error:
            problems += error.problems
    if not scans:
        raise InputError(problems or [Problem(codes.NO_CASES, Place(str(p))) for p in paths])
    ids = [keys(s.frame, s.matched.key.column) for s in scans if s.matched.key]
    for table in tables.values():
        if ids:
            table.told_apart(ids)
        problems += table.problems
    return scans, problems


def _scan(path: Path, frame: pl.LazyFrame, readers: Readers, tables: Mapping[str, RecordTable]) -> Scan:
    problems: list[Problem] = []
    matched = match_cases(frame.collect_schema(), readers, str(path), problems)
    if not matched.fields and not matched.lists:
        known = ", ".join(readers.headings.known[:8])
        raise InputError([*problems, Problem(codes.NO_COLUMNS, Place(str(path)), {"known": known})])
    return Scan(path, readers, frame, matched, tables, problems)


def _record_table(path: Path, frame: pl.LazyFrame, readers: Readers, problems: list[Problem]) -> RecordTable | None:
    child = match_child(frame.collect_schema().names(), readers, path, problems)
    if child is None:
        return None
    with told(path):
        raw = frame.select(child.key, *(s.column for s in child.inner.values())).collect()
    return RecordTable(child, str(path), readers, raw)
