"""``screen`` of cases that have been read one by one: workbooks, CSV, JSON, YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from pathlib import Path

import click

from kiemnhiem.cases import Reading
from kiemnhiem.cases.case import Case
from kiemnhiem.cases.closed import Cases
from kiemnhiem.cli import codes
from kiemnhiem.cli.progress import Advance, progress
from kiemnhiem.errors import Disagreement, EngineError, UsageError
from kiemnhiem.evaluate.agreement import NO_ANSWER
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.engines import COLUMNAR, Name, polars_is_here, runner
from kiemnhiem.evaluate.rete import ReteEngine
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.problem import Problem
from kiemnhiem.report.places import PlaceCounts, PlaceTally
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary, summarise, summary_of
from kiemnhiem.report.write import WRITERS, write
from kiemnhiem.trust.carry import carry, metadata
from kiemnhiem.trust.seal import Seal

WRITING = Text("Đang ghi {name}", "Writing {name}")
WROTE = Text("Đã ghi {name}", "Wrote {name}")
SCREENING = Text("Đang xét", "Screening")
DISAGREE = Text(
    "Bộ máy {engine} và định nghĩa quyết định khác nhau về hồ sơ {case}; không đưa ra kết luận. Xin báo lỗi này.",
    "The engine {engine} and the definition decide case {case} differently; no verdict is given. Please report this.",
)
#: Up to so many cases the reference evaluator is done before a columnar engine has started.
_HANDFUL = 300
#: Cases decided at a time by a columnar engine.
_BATCH = 100_000


@dataclass(frozen=True)
class Choice:
    """The engine that was named, and for Spark the cluster."""

    name: Name
    spark_master: str | None = None

    def for_database(self) -> Name:
        """The engine for a table inside a database."""
        if self.name not in (Name.AUTO, Name.POSTGRES):
            raise UsageError([Problem(codes.NOT_THIS_ENGINE, None, {"found": self.name, "expected": Name.POSTGRES})])
        return Name.POSTGRES

    def for_cases(self, number: int, *, tables: bool, explained: bool) -> Name:
        """The engine for a number of cases. ``tables``: columns are written; ``explained``: every case is, and then
        the definition decides it.
        """
        able = (Name.AUTO, *COLUMNAR) if tables else tuple(n for n in Name if n is not Name.POSTGRES)
        if self.name not in able:
            values = {"found": self.name, "expected": ", ".join(able)}
            raise UsageError([Problem(codes.NOT_THIS_ENGINE, None, values)])
        if self.name is not Name.AUTO:
            return self.name
        by_definition = explained or number <= _HANDFUL or not polars_is_here()
        return Name.REFERENCE if by_definition and not tables else Name.POLARS


def screen_cases(
    reading: Reading,
    programs: Programs,
    choice: Choice,
    outputs: Sequence[Path],
    inputs: Sequence[Path],
    lang: Lang,
    seal: Seal,
    *,
    blockers: bool,
    show_personal: bool = False,
) -> tuple[Summary, Run]:
    """Decide, write what was asked for, and count."""
    explained = [p for p in outputs if p.suffix.lower() in WRITERS]
    tables = [p for p in outputs if p not in explained]
    name = choice.for_cases(len(reading.cases), tables=bool(tables), explained=bool(explained))
    run = Run(programs.whole, name, reading, lang, show_personal, seal=seal)
    verdicts: Sequence[str] | None = None
    summary: Summary | None = None
    with ExitStack() as whole:  # tables take their names when the definition has agreed
        if name in COLUMNAR:
            counts, verdicts = _in_columns(run, programs, name, choice, tables, whole, seal, blockers=blockers)
            summary = summary_of(counts, run, _places(reading.cases, verdicts, run))
        for path in explained:
            with progress(WRITING.format(name=path.name)[lang], len(reading.cases)) as advance:
                told = findings(programs, run, verdicts, advance, written=True)
                summary = write(path, seal.watch(told), run, inputs)
    if summary is None:
        with progress(SCREENING[lang], len(reading.cases)) as advance:
            summary = summarise(seal.watch(findings(programs, run, verdicts, advance)), run)
    for path in outputs:
        carry(path, run, inputs)
        click.echo(WROTE.format(name=path)[lang], err=True)
    return summary, run


def _places(cases: Sequence[Case], verdicts: Sequence[str], run: Run) -> PlaceCounts | None:
    tally = PlaceTally(run.program.vocabulary)
    for facts, verdict, count in Cases.of(cases).counted(tally.fields, verdicts):
        tally.add(facts, Verdict(verdict), count)
    return tally.counts


def findings(
    programs: Programs, run: Run, verdicts: Sequence[str] | None, advance: Advance, *, written: bool = False
) -> Iterator[CaseFinding]:
    """Every case explained by the definition, and found to be decided as the engine that was named decides it. What
    is ``written`` says also what would change the verdict.
    """
    question, cases = Question(programs), run.reading.cases
    with ExitStack() as stack:
        others = _by_rete(question, cases, stack) if run.engine == Name.RETE else verdicts or repeat(None)
        for case, other in zip(cases, others, strict=False):
            finding = question.advise(case) if written else question.explain(case)
            if other is not None and other != finding.verdict:
                raise Disagreement(DISAGREE.format(engine=run.engine, case=case.id))
            yield finding
            advance(1)


def _by_rete(question: Question, cases: Sequence[Case], stack: ExitStack) -> Iterable[str | None]:
    """The verdicts of the Rete engine; none where a case's place is not known."""
    found: dict[int, str | None] = {}
    for program, group in question.by_program(cases):
        rete = stack.enter_context(ReteEngine(program))
        for case, answer in zip(group, rete.answers(group), strict=True):
            if answer.decision is None:
                raise answer.error or EngineError(NO_ANSWER)
            known = len(question.programs.possible(case.facts)) == 1
            found[id(case)] = answer.decision.verdict if known else None
    return [found[id(case)] for case in cases]


def _in_columns(
    run: Run,
    programs: Programs,
    name: Name,
    choice: Choice,
    tables: Sequence[Path],
    whole: ExitStack,
    seal: Seal,
    *,
    blockers: bool,
) -> tuple[Counts, Sequence[str]]:
    """Decide in columns, and write tables of results, which take their names at the end of ``whole``."""
    run_plan = runner(name, programs.every[0], choice.spark_master)
    import polars as pl  # noqa: PLC0415 - heavy

    from kiemnhiem.evaluate.columnar import results  # noqa: PLC0415
    from kiemnhiem.evaluate.columnar.frames import frames_of  # noqa: PLC0415
    from kiemnhiem.evaluate.columnar.screening import Screening  # noqa: PLC0415
    from kiemnhiem.evaluate.columnar.table import VERDICT  # noqa: PLC0415
    from kiemnhiem.report import target  # noqa: PLC0415

    screening, counts = Screening(programs, blockers=blockers, run=run_plan), Counts()
    cases = Cases.of(run.reading.cases)
    key = run.program.vocabulary.key
    parts: list[pl.DataFrame] = []
    noted = seal.tables(screening.columns)
    with progress(SCREENING[run.lang], len(cases)) as advance:
        for start in range(0, len(cases), _BATCH):
            batch = cases[start : start + _BATCH]
            found, figures = screening.screened(frames_of(batch, screening.reads))
            counts.add(figures)
            parts.append(found.insert_column(0, pl.Series(key.name if key else "case", batch.ids)))
            noted.add(parts[-1])
            advance(len(batch))
    for path in tables:
        schema = {key.name if key else "case": pl.String, **screening.columns.schema}
        file = whole.enter_context(target.whole(path))
        results.write(file, path.suffix.lower(), schema, iter(parts), partial(metadata, run))
    return counts, [v for part in parts for v in part[VERDICT].to_list()]
