"""``kiemnhiem screen``: files of candidates in, verdicts with reasons out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import click

from kiemnhiem.cases import Reading, read
from kiemnhiem.cases.case import Case
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.problem import Severity, errors_in
from kiemnhiem.report.console import show_summary
from kiemnhiem.report.run import Run
from kiemnhiem.report.structured import summary_object
from kiemnhiem.report.summary import Summary, summarise
from kiemnhiem.report.write import check_target, write

#: A verdict fails the run when it is the one named or stands before it here.
_WORST_FIRST = (Verdict.NOT_ELIGIBLE, Verdict.UNDETERMINED, Verdict.NO_POLICY)
#: Fewer cases than this are done before a progress bar could be read.
_LONG = 2_000
_SCREENING = Text("Đang xét", "Screening")
_WRITING = Text("Đang ghi {name}", "Writing {name}")
_WROTE = Text("Đã ghi {name}", "Wrote {name}")


@click.command()
@options.inputs
@click.option(
    "--policy",
    "asked",
    multiple=True,
    metavar="ID",
    help="Chính sách cần xét / the policy to ask   [mặc định / default: theo chức danh / by posts]",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Tệp kết quả / result file: .xlsx .csv .jsonl .json",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["console", "json"]),
    default="console",
    show_default=True,
    help="Bản tóm tắt / the summary",
)
@click.option(
    "--fail-on",
    type=click.Choice([v.value for v in _WORST_FIRST]),
    metavar="VERDICT",
    help="Thoát mã 1 nếu có kết luận này hoặc xấu hơn / exit 1 on this verdict or a worse one: "
    + ", ".join(_WORST_FIRST),
)
@options.as_of
@options.place
@options.subject
@options.policies
@options.language
@guarded
def screen(
    *,
    inputs: tuple[Path, ...],
    asked: tuple[str, ...],
    outputs: tuple[Path, ...],
    form: str,
    fail_on: str | None,
    as_of: date | None,
    place: str | None,
    subject: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Xét cả danh sách: ai đủ điều kiện, ai không, vướng gì, thiếu gì.

    Screen files of candidates: workbooks (.xlsx .xls .ods), CSV, JSON, JSON Lines, YAML.
    """
    language = Lang(lang)
    for path in outputs:
        check_target(path, inputs)
    library = options.library(root, language)
    about = options.subject_of(library, asked, subject)
    Programs(library, as_of or options.today(), asked, about, place)  # wrong use is told before files are read
    reading = read(inputs, library, about)
    cases = (case.facts for case in reading.cases)
    programs = Programs(library, as_of or options.today(), asked, about, place, cases)
    run = Run(programs.whole, "reference", reading, language)
    summary = _summary(Question(programs), run, outputs, inputs)
    if form == "json":
        click.echo(json.dumps(summary_object(summary, language), ensure_ascii=False, indent=2))
    else:
        show_summary(summary, language, workbook=next((p for p in outputs if p.suffix.lower() == ".xlsx"), None))
    _tell_problems(reading, language, form)
    if errors_in(reading.problems):
        return Exit.UNREADABLE
    return Exit.FAILED if fail_on and _fails(summary, Verdict(fail_on)) else Exit.RAN


def _summary(question: Question, run: Run, outputs: tuple[Path, ...], inputs: tuple[Path, ...]) -> Summary:
    """Decide, write what was asked for, and count. Findings are made anew for each file instead of kept in memory."""
    cases = run.reading.cases
    if not outputs:
        return summarise(_findings(question, cases, _SCREENING[run.lang]), run)
    for path in outputs:
        title = _WRITING.format(name=path.name)[run.lang]
        summary = write(path, _findings(question, cases, title), run, inputs)
        click.echo(_WROTE.format(name=path)[run.lang], err=True)
    return summary


def _findings(question: Question, cases: tuple[Case, ...], title: str) -> Iterable[CaseFinding]:
    return progress(map(question.explain, cases), len(cases), title)


def progress(findings: Iterator[CaseFinding], total: int, title: str) -> Iterator[CaseFinding]:
    """The findings, with a bar on standard error while a long run is watched."""
    if total < _LONG or not sys.stderr.isatty():
        yield from findings
        return
    with click.progressbar(findings, length=total, label=title, file=sys.stderr, show_pos=True) as bar:
        yield from bar


def _tell_problems(reading: Reading, lang: Lang, form: str) -> None:
    """What the summary on the console does not show by itself."""
    shown: Callable[[Severity], bool] = (lambda s: s is not Severity.NOTE) if form == "json" else (lambda _: False)
    tell((p for p in reading.problems if shown(p.severity)), lang)


def _fails(summary: Summary, limit: Verdict) -> bool:
    return any(summary.verdicts[v] for v in _WORST_FIRST[: _WORST_FIRST.index(limit) + 1])
