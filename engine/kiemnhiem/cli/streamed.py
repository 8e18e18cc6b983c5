"""``screen`` of delimited text and JSON Lines too large to be kept in memory: some thousands of cases at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kiemnhiem.cases import Reading, stream
from kiemnhiem.cases.closed import Cases
from kiemnhiem.cases.reading import in_order, no_collection
from kiemnhiem.cases.streaming import STREAMED
from kiemnhiem.cli.progress import Advance, progress
from kiemnhiem.cli.screening import SCREENING, WRITING, WROTE, Choice, findings
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.engines import COLUMNAR, runner
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.problem import Problem
from kiemnhiem.report import target
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary, summary_of
from kiemnhiem.report.write import WRITERS, write
from kiemnhiem.trust.carry import carry, metadata
from kiemnhiem.trust.seal import Seal

if TYPE_CHECKING:
    import polars as pl

    from kiemnhiem.evaluate.columnar.screening import Screening

#: Bytes of a file from which on it is read in parts.
LARGE = 64 << 20
#: More cases than the reference evaluator would be asked to decide.
_MANY = 1 << 62
#: Cases of a part.
_PART = 50_000
_BLOCK = 1 << 20
#: Results with reasons that need no more than one case at a time.
_LINES = ".jsonl"


def is_streamed(inputs: Sequence[Path], choice: Choice, outputs: Sequence[Path]) -> bool:
    """Whether a file is large and can be read in parts, and nothing asked for needs all cases at once."""
    explained = [p for p in outputs if p.suffix.lower() in WRITERS]
    name = choice.for_cases(_MANY, tables=len(explained) < len(outputs), explained=False)
    suits = name in COLUMNAR and all(p.suffix.lower() == _LINES for p in explained)
    return suits and any(_size(p) > LARGE for p in inputs if p.suffix.lower() in STREAMED)


def _size(path: Path) -> int:
    with suppress(OSError):  # told when it is read
        return path.stat().st_size
    return 0


@dataclass
class StreamRun:
    """One question asked of large files. ``counts`` and ``problems``: of the cases so far."""

    inputs: Sequence[Path]
    programs: Programs
    asked: Programs
    subject: str
    screening: Screening
    lang: Lang
    seal: Seal
    headings: Mapping[str, str] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)

    def batches(self, advance: Advance) -> Iterator[tuple[Reading, pl.DataFrame]]:
        """All readings from the first, with the table of their results."""
        import polars as pl  # noqa: PLC0415 - heavy

        from kiemnhiem.evaluate.columnar.frames import frames_of  # noqa: PLC0415

        self.counts, self.problems = Counts(), []
        noted = self.seal.tables(self.screening.columns)
        for reading in stream(self.inputs, self.programs.library, self.subject, _PART, self.headings):
            self.problems += reading.problems
            if reading.cases:
                cases = Cases.of(reading.cases)
                for facts in cases.places(self.programs.every[0].vocabulary):
                    self.asked.of(facts)
                found, figures = self.screening.screened(frames_of(cases, self.screening.reads))
                self.counts.add(figures)
                found.insert_column(0, pl.Series(self.key, cases.ids))
                noted.add(found)
                yield reading, found
                advance(len(reading.cases))

    @property
    def key(self) -> str:
        """The column of results that names a case."""
        field = self.asked.whole.vocabulary.key
        return field.name if field else "case"

    def findings(self, run: Run, engine: str, advance: Advance) -> Iterator[CaseFinding]:
        """Every case with its reasons, found to be decided alike by the engine and the definition."""
        from kiemnhiem.evaluate.columnar.table import VERDICT  # noqa: PLC0415 - heavy

        for reading, found in self.batches(lambda _: None):
            part = replace(run, engine=engine, reading=reading)
            yield from findings(self.programs, part, found[VERDICT].to_list(), advance, written=True)

    def run(self, engine: str) -> Run:
        """What reports need of the run so far."""
        files = [str(path) for path in self.inputs]
        return Run(self.asked.whole, engine, Reading((), in_order(self.problems, files), ()), self.lang, seal=self.seal)

    def total(self) -> int:
        """About how many cases there are: the lines of the files."""
        return sum(_lines(path) for path in self.inputs)


def screen_stream(
    inputs: Sequence[Path],
    programs: Programs,
    asked: Programs,
    subject: str,
    choice: Choice,
    outputs: Sequence[Path],
    lang: Lang,
    seal: Seal,
    *,
    blockers: bool,
    headings: Mapping[str, str],
) -> tuple[Summary, Run]:
    """As :func:`kiemnhiem.cli.screening.screen_cases`, the files read once more for each result.

    :param asked: of the same question, to note which programs some case is asked.
    :raises InputError: where no file holds cases.
    """
    explained = [p for p in outputs if p.suffix.lower() in WRITERS]
    tables = [p for p in outputs if p not in explained]
    engine = choice.for_cases(_MANY, tables=bool(tables), explained=False)
    told = choice.for_cases(_MANY, tables=bool(tables), explained=bool(explained))
    run_plan = runner(engine, programs.every[0], choice.spark_master)
    import polars as pl  # noqa: PLC0415 - heavy

    from kiemnhiem.evaluate.columnar import results  # noqa: PLC0415
    from kiemnhiem.evaluate.columnar.screening import Screening  # noqa: PLC0415

    screening = Screening(programs, blockers=blockers, run=run_plan)
    made = StreamRun(inputs, programs, asked, subject, screening, lang, seal, headings)
    schema: dict[str, Any] = {made.key: pl.String, **screening.columns.schema}
    with ExitStack() as whole:  # tables take their names when the definition has agreed
        for path in tables:
            with no_collection(), progress(WRITING.format(name=path.name)[lang], made.total) as advance:
                found = (table for _, table in made.batches(advance))
                file = whole.enter_context(target.whole(path))
                results.write(file, path.suffix.lower(), schema, found, lambda: metadata(made.run(told)))
        if not tables:
            with no_collection(), progress(SCREENING[lang], made.total) as advance:
                for _ in made.batches(advance):
                    pass
        run = made.run(told)
        summary = summary_of(made.counts, run)
        for path in explained:
            with progress(WRITING.format(name=path.name)[lang], summary.cases) as advance:
                summary = write(path, made.findings(run, engine, advance), run, inputs)
    for path in outputs:
        carry(path, run, inputs)
        click.echo(WROTE.format(name=path)[lang], err=True)
    return summary, run


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))
