"""Columnar files — Parquet, Arrow IPC; one, a folder, a glob — as batches of frames for a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from glob import glob
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from kiemnhiem.cases import codes as cell_codes
from kiemnhiem.cases.readers import Readers
from kiemnhiem.errors import InputError
from kiemnhiem.evaluate.columnar import codes
from kiemnhiem.evaluate.columnar.convert import Converter, exact_dates
from kiemnhiem.evaluate.columnar.matched import Child, Columns, Nested, match_cases, match_child
from kiemnhiem.evaluate.columnar.names import ROW, last, listed
from kiemnhiem.evaluate.columnar.plan import Input, Reads
from kiemnhiem.evaluate.columnar.polars import DTYPES, Frames
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Place, Problem, errors_in

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".ipc", ".feather")
EXTENSIONS = (*PARQUET, *ARROW)
#: Rows of a batch: enough that starting one costs nothing, few enough for memory.
BATCH = 250_000


def files_of(path: str | Path) -> tuple[Path, ...]:
    """The files a path names, in order of their names."""
    here = Path(path)
    if here.is_dir():
        return tuple(sorted(p for p in here.iterdir() if p.suffix.lower() in EXTENSIONS))
    if here.exists():
        return (here,)
    return tuple(sorted(Path(p) for p in glob(str(path))))  # noqa: PTH207 - the pattern may be absolute


@dataclass(frozen=True)
class Batch:
    """Some rows: those of the file, and as frames. ``start``: how many came before them."""

    raw: pl.DataFrame
    frames: Frames
    start: int


@dataclass
class Scan:
    """The cases of one columnar file; ``problems`` are what it found so far.

    ``children``: tables of lists' records beside it.
    """

    path: Path
    library: Library
    subject: str = "candidate"
    children: Mapping[str, tuple[Child, pl.DataFrame]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.readers = Readers(self.library.vocabularies[self.subject], self.library)
        self.converter = Converter(self.readers, str(self.path))
        self.frame = opened(self.path)
        self.matched = match_cases(columns(self.frame), self.readers, str(self.path), self.problems)
        if not self.matched.fields:
            known = ", ".join(self.readers.headings.known[:8])
            raise InputError([*self.problems, Problem(codes.NO_COLUMNS, Place(str(self.path)), {"known": known})])
        self.records = {name: Converter(self.readers, str(self.path)) for name in self.matched.lists}

    @property
    def partial(self) -> frozenset[str]:
        """The dates that may be partly known, those of records as ``list.field``: columns that are no dates."""
        schema = self.frame.collect_schema()
        found = {n for n, s in self.matched.fields.items() if s.field.type.kind is Kind.DATE
                 and not exact_dates(schema[s.column])}  # fmt: skip
        for name in self.readers.vocabulary.fields:
            if name in self.children or name in self.matched.lists:
                found |= {f"{name}.{n}" for n in self._partial_of(name, schema)}
        return frozenset(found)

    def _partial_of(self, name: str, schema: pl.Schema) -> Iterator[str]:
        if name in self.children:
            child, records = self.children[name]
            yield from (n for n in child.inner if last(n) in records.columns)
            return
        nested = self.matched.lists[name]
        dtype = schema[nested.column]
        inner = dtype.inner if isinstance(dtype, pl.List | pl.Array) else dtype
        types = {f.name: f.dtype for f in inner.fields} if isinstance(inner, pl.Struct) else {}
        for n, source in nested.inner.items():
            if source.field.type.kind is Kind.DATE and not exact_dates(types.get(source.column, pl.String())):
                yield n

    @property
    def rows(self) -> int:
        """How many cases there are."""
        return int(self.frame.select(pl.len()).collect().item())

    def batches(self, reads: Reads, keep: Sequence[str] = (), size: int = BATCH) -> Iterator[Batch]:
        """The cases in batches, with the columns that are read and, in ``raw``, those to ``keep``."""
        lists = [self.matched.lists[n].column for n in reads.records if n in self.matched.lists]
        wanted = [s.column for n, s in self.matched.fields.items() if n in reads.inputs or s.field.place]
        key = [self.matched.key.column] if self.matched.key else []
        stated = [s.column for s in self.matched.fields.values() if _states(s.field)]
        names = dict.fromkeys([*keep, *key, *wanted, *stated, *lists])
        start = 0
        for raw in self.frame.select(*names).collect_batches(maintain_order=True, chunk_size=size):
            if raw.height:
                yield Batch(raw, self.frames(raw, reads, start), start)
                start += raw.height

    def frames(self, raw: pl.DataFrame, reads: Reads, start: int = 0) -> Frames:
        """Rows of the file as frames."""
        fields = self.matched.fields
        needed = {n: of for n, of in reads.inputs.items() if of.field.type.kind is not Kind.LIST}
        asked = [(n, fields[n].column, of.field) for n, of in needed.items() if n in fields]
        asked += [(n, s.column, s.field) for n, s in fields.items() if _states(s.field) and n not in needed]
        found, said = self.converter.converted(raw, asked, start)
        for name, statements in said.items():
            if name in needed:
                _state(name, statements, found)
        series = [pl.int_range(raw.height, dtype=pl.UInt32, eager=True).alias(ROW)]
        for name, of in needed.items():
            series += _ends(name, of, found, raw.height)
        records: dict[str, pl.DataFrame] = {}
        for name, inputs in reads.records.items():
            there, records[name] = self._records(name, inputs, raw, start)
            series.append(there.alias(listed(name)))
        return Frames(pl.DataFrame(series), records)

    def _records(
        self, name: str, inputs: Mapping[str, Input], raw: pl.DataFrame, start: int
    ) -> tuple[pl.Series, pl.DataFrame]:
        """Whether each case's list is known, and its records."""
        of = self.readers.vocabulary.fields[name]
        empty = isinstance(of.blank, tuple)
        if name in self.children:
            return self._of_child(name, inputs, raw, empty=empty)
        nested = self.matched.lists.get(name)
        if nested is None:
            there = pl.repeat(value=False, n=raw.height, dtype=pl.Boolean, eager=True)
            return there, _frame(ROW_OF_NONE, inputs, {})
        column = raw[nested.column]
        there = column.is_not_null() | empty
        exploded = _exploded(column, nested)
        asked = [(n, nested.inner[n].column, i.field) for n, i in inputs.items() if n in nested.inner]
        found, _ = self.records[name].converted(exploded, asked, start)
        return there, _frame(exploded[ROW], inputs, found)

    def _of_child(
        self, name: str, inputs: Mapping[str, Input], raw: pl.DataFrame, *, empty: bool
    ) -> tuple[pl.Series, pl.DataFrame]:
        child, records = self.children[name]
        key = self.matched.key
        ids = raw.select(pl.col(key.column if key else child.key).cast(pl.String).alias(child.key))
        ids = ids.with_row_index(ROW)
        own = records.join(ids, on=child.key, how="inner").sort(ROW)
        there = ids[ROW].is_in(own[ROW].unique().implode()) | empty
        names = [n for n, i in inputs.items() for n in ([n, last(n)] if i.field.type.kind is Kind.DATE else [n])]
        found = {n: own[n] for n in names if n in own.columns}
        return there, _frame(own[ROW], inputs, found)

    def told(self) -> tuple[Problem, ...]:
        """Every problem so far."""
        lost = [p for c in (self.converter, *self.records.values()) for p in c.problems()]
        return (*self.problems, *lost)


ROW_OF_NONE = pl.Series(ROW, [], dtype=pl.UInt32)


def _states(of: Field) -> bool:
    """Whether cells of a field may say something of other fields."""
    from kiemnhiem.policy.types import Statement  # noqa: PLC0415

    return isinstance(of.blank, Statement) or any(isinstance(m, Statement) for m in of.cells.values())


def _state(name: str, statements: Sequence[pl.Series], found: dict[str, pl.Series]) -> None:
    """What cells say of another field. Where it contradicts that field, nothing is known."""
    for said in statements:
        ends = [n for n in (name, last(name)) if n in found] or [name]
        for end in ends:
            own = found.get(end)
            frame = pl.DataFrame({"said": said, **({"own": own} if own is not None else {"own": said})})
            differ = pl.col("said").is_not_null() & pl.col("own").is_not_null() & (pl.col("said") != pl.col("own"))
            found[end] = frame.select(pl.when(~differ).then(pl.coalesce("own", "said")))["own"].alias(end)


def _ends(name: str, of: Input, found: Mapping[str, pl.Series], height: int) -> list[pl.Series]:
    """The columns of one input; all null where no column feeds it."""
    names = [name, last(name)] if of.partial else [name]
    return [found[n] if n in found else pl.Series(n, [None], dtype=DTYPES[of.type]).new_from_index(0, height)
            for n in names]  # fmt: skip


def _frame(rows: pl.Series, inputs: Mapping[str, Input], found: Mapping[str, pl.Series]) -> pl.DataFrame:
    series = [s for n, of in inputs.items() for s in _ends(n, of, found, len(rows))]
    return pl.DataFrame([rows.alias(ROW), *series])


def _exploded(column: pl.Series, nested: Nested) -> pl.DataFrame:
    """The records, with the row of their case; empty lists and unknown ones have none."""
    frame = column.to_frame(nested.column).with_row_index(ROW).filter(pl.col(nested.column).list.len() > 0)
    exploded = frame.explode(nested.column)
    return exploded if nested.plain else exploded.unnest(nested.column)


def opened(path: Path) -> pl.LazyFrame:
    """A columnar file, not read yet.

    :raises InputError: where it is no such file.
    """
    try:
        frame = pl.scan_parquet(path) if path.suffix.lower() in PARQUET else pl.scan_ipc(path)
        frame.collect_schema()
    except FileNotFoundError as error:
        raise InputError([Problem(cell_codes.NO_FILE, Place(str(path)))]) from error
    except (PolarsError, OSError) as error:
        values = {"reason": str(error).splitlines()[0]}
        raise InputError([Problem(codes.NOT_COLUMNAR, Place(str(path)), values)]) from error
    return frame


def columns(frame: pl.LazyFrame) -> Columns:
    """The columns of a file; of one of lists, the names of their records' fields."""
    found: dict[str, Sequence[str] | None] = {}
    for name, dtype in frame.collect_schema().items():
        if isinstance(dtype, pl.List | pl.Array):
            inner = dtype.inner
            found[name] = [f.name for f in inner.fields] if isinstance(inner, pl.Struct) else []
        else:
            found[name] = None
    return found


def open_all(
    paths: Sequence[str | Path], library: Library, subject: str = "candidate"
) -> tuple[list[Scan], list[Problem]]:
    """The files that hold cases, each with the tables of records that stand beside them; and what is to be told.

    A table named like a list, with the key of the cases, holds that list's records.

    :raises InputError: where no file holds cases.
    """
    readers = Readers(library.vocabularies[subject], library)
    problems: list[Problem] = []
    cases: list[Path] = []
    children: dict[str, tuple[Child, pl.DataFrame]] = {}
    for path in (f for p in paths for f in files_of(p) or (Path(p),)):
        try:
            frame = opened(path)
        except InputError as error:
            problems += error.problems
            continue
        child = match_child(columns(frame), readers, path.stem)
        if child:
            converter = Converter(readers, str(path))
            raw = frame.select(child.key, *(s.column for s in child.inner.values())).collect()
            found, _ = converter.converted(raw, [(n, s.column, s.field) for n, s in child.inner.items()], 0)
            problems += converter.problems()
            children[child.field.name] = (child, pl.DataFrame([raw[child.key].cast(pl.String), *found.values()]))
        else:
            cases.append(path)
    if not cases and errors_in(problems):
        raise InputError(problems)
    return [Scan(path, library, subject, children) for path in cases], problems
