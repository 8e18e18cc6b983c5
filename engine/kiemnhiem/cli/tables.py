"""``screen`` of columnar files: batches of rows in, a table of results out; findings only where reasons are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import polars as pl

from kiemnhiem.cases import Reading
from kiemnhiem.cli import codes
from kiemnhiem.cli.progress import Advance, progress
from kiemnhiem.cli.screening import SCREENING, WRITING, WROTE, Choice
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.columnar import results
from kiemnhiem.evaluate.columnar.polars import Runner
from kiemnhiem.evaluate.columnar.scan import Scan, open_all
from kiemnhiem.evaluate.columnar.screening import Screening
from kiemnhiem.evaluate.columnar.tally import tally
from kiemnhiem.evaluate.columnar.uncolumned import cases_of
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.engines import COLUMNAR, Name, runner
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.problem import Problem
from kiemnhiem.report import target
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary, summary_of
from kiemnhiem.report.write import write

KEPT = Text("Giữ nguyên {name} đã ghi lần trước", "Kept {name} of an earlier run")


def screen_tables(
    inputs: Sequence[str],
    programs: Programs,
    subject: str,
    choice: Choice,
    outputs: Sequence[Path],
    lang: Lang,
    blockers: bool,
    *,
    resume: bool,
) -> tuple[Summary, Run]:
    """Screen columnar files.

    :raises InputError: where no file holds cases.
    """
    name = Name.POLARS if choice.name is Name.AUTO else choice.name
    if name not in COLUMNAR:
        raise UsageError([Problem(codes.NOT_THIS_ENGINE, None, {"found": name, "expected": ", ".join(COLUMNAR)})])
    scans, problems = open_all(inputs, programs.library, subject)
    run = runner(name, programs.every[0], choice.spark_master)
    return TableRun(scans, programs, name, run, lang, problems, blockers).screened(outputs, resume=resume)


@dataclass
class TableRun:
    """One question asked of columnar files."""

    scans: Sequence[Scan]
    programs: Programs
    engine: str
    run: Runner
    lang: Lang
    problems: Sequence[Problem] = ()
    blockers: bool = False
    _screenings: dict[frozenset[str], Screening] = field(default_factory=dict)

    def screened(self, outputs: Sequence[Path], *, resume: bool) -> tuple[Summary, Run]:
        """Decide every row, write what was asked for, and count."""
        counts: Counts | None = None
        for path in outputs:
            if path.is_dir():
                counts = self._to_folder(path, resume=resume)
            elif path.suffix.lower() in results.WRITERS:
                counts = Counts()
                with target.whole(path) as file, self._progress(WRITING, path) as advance:
                    tables = self._tables(self.scans, counts, advance)
                    results.write(file, path.suffix.lower(), self._schema(self.scans), tables)
        if counts is None:
            counts = Counts()
            with self._progress(SCREENING, None) as advance:
                for _ in self._tables(self.scans, counts, advance):
                    pass
        run = self._run()
        for path in outputs:
            if not path.is_dir() and path.suffix.lower() not in results.WRITERS:
                with self._progress(WRITING, path) as advance:
                    write(path, self._findings(advance), run, [s.path for s in self.scans])
        for path in outputs:
            click.echo(WROTE.format(name=path)[self.lang], err=True)
        return summary_of(counts, run), run

    def _to_folder(self, folder: Path, *, resume: bool) -> Counts:
        """A file of results for each file of cases; with ``resume`` those that are there already are kept."""
        counts = Counts()
        with self._progress(WRITING, folder) as advance:
            for scan in self.scans:
                path = folder / f"{scan.path.stem}.parquet"
                if resume and path.exists():
                    click.echo(KEPT.format(name=path)[self.lang], err=True)
                    counts.add(tally(pl.read_parquet(path), self._screening(scan).columns))
                    advance(scan.rows)
                    continue
                with target.whole(path) as file:
                    results.write(file, ".parquet", self._schema([scan]), self._tables([scan], counts, advance))
        return counts

    def _tables(self, scans: Iterable[Scan], counts: Counts, advance: Advance) -> Iterator[pl.DataFrame]:
        name, dtype = self._key
        for scan in scans:
            screening = self._screening(scan)
            key = scan.matched.key
            for batch in scan.batches(screening.reads):
                found, figures = screening.screened(batch.frames)
                counts.add(figures)
                advance(found.height)
                ids = batch.raw[key.column] if key else pl.int_range(
                    batch.start + 1, batch.start + found.height + 1, eager=True
                )  # fmt: skip
                yield found.insert_column(0, ids.cast(dtype).alias(name))

    def _findings(self, advance: Advance) -> Iterator[CaseFinding]:
        """Every case with its reasons, by the reference evaluator."""
        question = Question(self.programs)
        for scan in self.scans:
            reads = self._screening(scan).reads
            for batch in scan.batches(reads):
                for case in cases_of(scan, batch, reads):
                    yield question.advise(case)
                    advance(1)

    @property
    def _key(self) -> tuple[str, Any]:
        """The column of results that names a case; its row's number where no column does."""
        first = self.scans[0]
        key = first.matched.key
        if key is None:
            return "row", pl.Int64
        types = {s.frame.collect_schema()[s.matched.key.column] for s in self.scans if s.matched.key}
        return key.column, types.pop() if len(types) == 1 else pl.String

    def _schema(self, scans: Sequence[Scan]) -> dict[str, Any]:
        name, dtype = self._key
        return {name: dtype, **self._screening(scans[0]).columns.schema}

    def _screening(self, scan: Scan) -> Screening:
        if scan.partial not in self._screenings:
            made = Screening(self.programs, scan.partial, blockers=self.blockers, run=self.run)
            self._screenings[scan.partial] = made
        return self._screenings[scan.partial]

    def _progress(self, title: Text, path: Path | None) -> AbstractContextManager[Advance]:
        name = path.name if path else ""
        return progress(title.format(name=name)[self.lang], sum(s.rows for s in self.scans))

    def _run(self) -> Run:
        problems = (*self.problems, *(p for s in self.scans for p in s.told()))
        return Run(self._screening(self.scans[0]).columns.program, self.engine, Reading((), problems, ()), self.lang)
