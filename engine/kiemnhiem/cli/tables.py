"""``screen`` of columnar files: batches of rows in, a table of results out; findings only where reasons are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from kiemnhiem.cases import Reading
from kiemnhiem.cli import codes
from kiemnhiem.cli.progress import Advance, progress
from kiemnhiem.cli.screening import DISAGREE, SCREENING, WRITING, WROTE, Choice
from kiemnhiem.errors import Disagreement, UsageError
from kiemnhiem.evaluate.columnar.forms import WRITTEN
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.engines import COLUMNAR, Name, runner
from kiemnhiem.evaluate.sql.extras import needed
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.problem import Problem
from kiemnhiem.report import remains, target
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary, summary_of
from kiemnhiem.report.write import write
from kiemnhiem.trust.carry import carry, metadata
from kiemnhiem.trust.seal import Noted, Seal

with needed("polars"):
    import polars as pl

    from kiemnhiem.evaluate.columnar import results
    from kiemnhiem.evaluate.columnar.kept import Stamp
    from kiemnhiem.evaluate.columnar.parts import Decide, File, Key, Work
    from kiemnhiem.evaluate.columnar.polars import Runner
    from kiemnhiem.evaluate.columnar.scan import Scan, open_all
    from kiemnhiem.evaluate.columnar.screening import Screening
    from kiemnhiem.evaluate.columnar.table import VERDICT
    from kiemnhiem.evaluate.columnar.uncolumned import cases_of

_KEPT = Text("Giữ nguyên {name} đã ghi lần trước", "Kept {name} of an earlier run")
_AGAIN = Text(
    "Làm lại {name}: tệp có sẵn là của dữ liệu, câu hỏi hoặc phiên bản khác",
    "Doing {name} again: what is there is of other data, another question or another version",
)
#: The column of results where no column names the cases.
_ROW = "row"


def screen_tables(
    files: Sequence[Path],
    programs: Programs,
    subject: str,
    choice: Choice,
    outputs: Sequence[Path],
    lang: Lang,
    seal: Seal,
    blockers: bool,
    *,
    resume: bool,
    headings: Mapping[str, str],
) -> tuple[Summary, Run]:
    """Screen columnar files.

    :raises InputError: where no file holds cases.
    """
    name = Name.POLARS if choice.name is Name.AUTO else choice.name
    if name not in COLUMNAR:
        expected = ", ".join((Name.AUTO, *COLUMNAR))
        raise UsageError([Problem(codes.NOT_THIS_ENGINE, None, {"found": name, "expected": expected})])
    scans, problems = open_all(files, programs.library, subject, headings)
    run = runner(name, programs.every[0], choice.spark_master)
    made = TableRun(scans, programs, name, run, lang, seal, problems, blockers, choice.spark_master)
    return made.screened(outputs, resume=resume)


@dataclass
class TableRun:
    """One question asked of columnar files."""

    scans: Sequence[Scan]
    programs: Programs
    engine: str
    run: Runner
    lang: Lang
    seal: Seal
    problems: Sequence[Problem] = ()
    blockers: bool = False
    spark_master: str | None = None
    _verdicts: list[pl.Series] = field(default_factory=list)
    _screenings: dict[frozenset[str], Screening] = field(default_factory=dict)

    def screened(self, outputs: Sequence[Path], *, resume: bool) -> tuple[Summary, Run]:
        """Decide every row, write what was asked for, and count."""
        counts: Counts | None = None
        explained = [p for p in outputs if not p.is_dir() and p.suffix.lower() not in WRITTEN]
        with ExitStack() as whole:  # tables take their names when the definition has agreed
            for path in outputs:
                if path.is_dir():
                    counts = self._to_folder(path, resume=resume)
                elif path not in explained:
                    counts = Counts()
                    file = whole.enter_context(target.whole(path))
                    with self._progress(WRITING, path) as advance, self._deciding(self.scans) as decide:
                        tables = self._tables(self.scans, decide, counts, advance, self._noted())
                        results.write(file, path.suffix.lower(), self._schema, tables, lambda: metadata(self._run()))
            if counts is None:
                counts = Counts()
                with self._progress(SCREENING, None) as advance, self._deciding(self.scans) as decide:
                    for _ in self._tables(self.scans, decide, counts, advance, self._noted()):
                        pass
            run = self._run()
            for path in explained:
                with self._progress(WRITING, path) as advance:
                    write(path, self._findings(advance), run, [s.path for s in self.scans])
        for path in outputs:
            carry(path, run, [s.path for s in self.scans])
            click.echo(WROTE.format(name=path)[self.lang], err=True)
        return summary_of(counts, run), run

    def _to_folder(self, folder: Path, *, resume: bool) -> Counts:
        """A file of results for each file of cases; with ``resume`` those are kept that answer the same."""
        counts, noted = Counts(), self._noted()
        paths = [folder / f"{scan.path.stem}{WRITTEN[0]}" for scan in self.scans]
        with self._progress(WRITING, folder) as advance:
            pairs = list(zip(self.scans, paths, strict=True))
            kept = [self._kept(path, scan, advance) if resume else None for scan, path in pairs]
            with self._deciding([scan for scan, of in zip(self.scans, kept, strict=True) if of is None]) as decide:
                for (scan, path), of in zip(pairs, kept, strict=True):
                    if of:
                        for batch in results.batches(path):
                            self._note(batch, noted)
                    counts.add(of or self._made(path, scan, decide, advance, noted))
        return counts

    def _made(self, path: Path, scan: Scan, decide: Decide, advance: Advance, noted: Noted) -> Counts:
        counts, stamp = Counts(), Stamp.of(self._screening(scan), scan)
        with target.whole(path) as file:
            tables = self._tables([scan], decide, counts, advance, noted)
            results.write(file, WRITTEN[0], self._schema, tables, lambda: stamp.note(counts, scan))
        return counts

    def _kept(self, path: Path, scan: Scan, advance: Advance) -> Counts | None:
        if not path.exists():
            return None
        counts = Stamp.of(self._screening(scan), scan).kept(path, scan)
        click.echo((_AGAIN if counts is None else _KEPT).format(name=path)[self.lang], err=True)
        if counts:
            advance(scan.rows)
        return counts

    def _noted(self) -> Noted:
        self._verdicts.clear()
        return self.seal.tables(self._screening(self.scans[0]).columns)

    def _note(self, found: pl.DataFrame, noted: Noted) -> None:
        noted.add(found)
        self._verdicts.append(found[VERDICT])

    def _tables(
        self, scans: Iterable[Scan], decide: Decide, counts: Counts, advance: Advance, noted: Noted
    ) -> Iterator[pl.DataFrame]:
        for scan in scans:
            for found, figures in decide(scan):
                counts.add(figures)
                advance(found.height)
                self._note(found, noted)
                yield found

    @contextmanager
    def _deciding(self, scans: Sequence[Scan]) -> Iterator[Decide]:
        """What decides the cases of some files: this process, or one job of a cluster."""
        if self.engine != Name.SPARK or not scans:
            yield self._here
            return
        from kiemnhiem.evaluate.distributed import job  # noqa: PLC0415 - heavy, and may be missing

        with remains.scratch() as folder:
            work = Work(self.programs, [File.of(scan) for scan in scans], self._key, Path(folder), self.blockers)
            with job(work, scans, self.spark_master) as decide:
                yield decide

    def _here(self, scan: Scan) -> Iterator[tuple[pl.DataFrame, Counts]]:
        screening, key = self._screening(scan), self._key
        for batch in scan.batches(screening.reads):
            found, figures = screening.screened(batch.frames)
            yield key.beside(found, scan, batch), figures

    def _findings(self, advance: Advance) -> Iterator[CaseFinding]:
        """Every case with its reasons by the reference evaluator, which is to decide it as the engine did."""
        question = Question(self.programs)
        verdicts = (verdict for some in self._verdicts for verdict in some.to_list())
        for scan in self.scans:
            for batch in scan.batches(self._screening(scan).reads, keep=tuple(scan.schema)):
                for case in cases_of(scan, batch):
                    finding = question.advise(case)
                    if finding.verdict != next(verdicts, None):
                        raise Disagreement(DISAGREE.format(engine=self.engine, case=case.id))
                    yield finding
                    advance(1)

    @property
    def _key(self) -> Key:
        """The column of results that names a case, called as in the first file that has one; else the row's number."""
        keys = [(s.matched.key.column, s.schema[s.matched.key.column]) for s in self.scans if s.matched.key]
        if not keys:
            return Key(_ROW, pl.Int64())
        types = {dtype for _, dtype in keys}
        same = len(keys) == len(self.scans) and len(types) == 1
        return Key(keys[0][0], types.pop() if same and keys[0][1].is_integer() else pl.String())

    @property
    def _schema(self) -> dict[str, Any]:
        return {self._key.name: self._key.dtype, **self._screening(self.scans[0]).columns.schema}

    def _screening(self, scan: Scan) -> Screening:
        partial = scan.partial
        if partial not in self._screenings:
            self._screenings[partial] = Screening(self.programs, partial, blockers=self.blockers, run=self.run)
        return self._screenings[partial]

    def _progress(self, title: Text, path: Path | None) -> AbstractContextManager[Advance]:
        name = path.name if path else ""
        return progress(title.format(name=name)[self.lang], lambda: sum(s.rows for s in self.scans))

    def _run(self) -> Run:
        problems = (*self.problems, *(p for s in self.scans for p in s.told()))
        program = self._screening(self.scans[0]).columns.program
        return Run(program, self.engine, Reading((), problems, ()), self.lang, seal=self.seal)
