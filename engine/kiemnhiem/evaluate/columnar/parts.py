"""Cases of columnar files decided in parts, each by itself: by another process, on another machine, once more."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import polars as pl
from polars._typing import PolarsDataType

from kiemnhiem.cases.readers import Readers
from kiemnhiem.evaluate.columnar.matched import Matched
from kiemnhiem.evaluate.columnar.records import RecordTable
from kiemnhiem.evaluate.columnar.scan import BATCH, Batch, Lost, Scan, opened
from kiemnhiem.evaluate.columnar.screening import Screening
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.policy.byplace import Programs

#: Decides a file: tables of results in order, each with its figures.
Decide: TypeAlias = Callable[[Scan], Iterator[tuple[pl.DataFrame, Counts]]]
#: Cases of a part: with fewer, to hand it out takes longer than to decide it.
_FEWEST = 5_000


@dataclass(frozen=True)
class Key:
    """The column of results that names a case: its name, and its type."""

    name: str
    dtype: PolarsDataType

    def beside(self, found: pl.DataFrame, scan: Scan, batch: Batch) -> pl.DataFrame:
        """The results of a batch with the names of its cases before them: where no column has them, their rows."""
        of, first = scan.matched.key, batch.start + 1
        ids = batch.raw[of.column] if of else pl.int_range(first, first + found.height, eager=True)
        return found.insert_column(0, ids.cast(self.dtype).alias(self.name))


@dataclass(frozen=True)
class Part:
    """Some cases that stand together. ``file``: the position of their file; ``start``: how many came before them."""

    number: int
    file: int
    start: int
    rows: int


@dataclass(frozen=True)
class Decided:
    """What a part gives beside its table: the figures, and what could not be read."""

    counts: Counts
    lost: Lost


@dataclass(frozen=True)
class File:
    """A file of cases, as it was understood when it was opened. ``path``: as it was named; ``there``: in full."""

    path: Path
    there: Path
    matched: Matched
    tables: Mapping[str, RecordTable]

    @classmethod
    def of(cls, scan: Scan) -> File:
        """The file of a scan."""
        return cls(scan.path, scan.path.resolve(), scan.matched, scan.tables)


@dataclass
class Work:
    """All that is needed to decide the parts of some files; it can be pickled. ``folder``: for tables of results."""

    programs: Programs
    files: Sequence[File]
    key: Key
    folder: Path
    blockers: bool = False
    _scans: dict[int, Scan] = field(default_factory=dict)
    _screenings: dict[frozenset[str], Screening] = field(default_factory=dict)

    def decide(self, part: Part) -> Decided:
        """Decide the cases of a part, and write their table. To do it again changes nothing.

        :raises InputError: where the file cannot be read.
        :raises OSError: where the table cannot be written.
        """
        scan = self._scan(part.file)
        screening = self._screening(scan.partial)
        batch = scan.part(screening.reads, part.start, part.rows)
        found, counts = screening.screened(batch.frames)
        partial = self.folder / f"{part.number}-{secrets.token_hex(8)}"
        self.key.beside(found, scan, batch).write_ipc(partial, compression="zstd")
        partial.replace(self.table(part))
        return Decided(counts, scan.lost)

    def table(self, part: Part) -> Path:
        """The table of results of a part, which is there when it is whole."""
        return self.folder / f"{part.number}.arrow"

    def __getstate__(self) -> dict[str, object]:
        """Without what was made here: there it is made anew."""
        return {**vars(self), "_scans": {}, "_screenings": {}}

    def _scan(self, file: int) -> Scan:
        if file not in self._scans:
            of = self.files[file]
            readers = Readers(self.programs.every[0].vocabulary, self.programs.library)
            self._scans[file] = Scan(of.path, readers, opened(of.there), of.matched, of.tables, ())
        return self._scans[file]

    def _screening(self, partial: frozenset[str]) -> Screening:
        if partial not in self._screenings:
            self._screenings[partial] = Screening(self.programs, partial, blockers=self.blockers)
        return self._screenings[partial]


def parts_of(scans: Sequence[Scan], wanted: int) -> Iterator[Part]:
    """The cases of files in parts, in order: ``wanted`` of them or more, unless they would be small."""
    rows = [scan.rows for scan in scans]
    size = min(max(sum(rows) // wanted, _FEWEST), BATCH)
    starts = ((file, start) for file, of in enumerate(rows) for start in range(0, of, size))
    for number, (file, start) in enumerate(starts):
        yield Part(number, file, start, min(size, rows[file] - start))
