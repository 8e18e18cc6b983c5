"""A run on a terminal, and as an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiemnhiem.author.ci.brief import Rest, brief
from kiemnhiem.author.ci.fingerprint import fingerprints
from kiemnhiem.author.ci.markdown import result, seconds, title
from kiemnhiem.author.ci.model import Finding, Report, StepRun
from kiemnhiem.author.ci.run import LABELS
from kiemnhiem.author.diff.view import difference_object
from kiemnhiem.author.diff.view import show as show_difference
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem, Severity
from kiemnhiem.report import words
from kiemnhiem.report.terminal import indented, said, speaks_unicode, terminal

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "dim"}
_SECONDS = Text("{seconds} giây", "{seconds} s")

Object = dict[str, Any]


def show(report: Report, lang: Lang) -> None:
    """Print the findings, what is said of the run, what changed, and last the steps: where a log ends, one looks."""
    console, advised = terminal(), set[str]()
    for shown in brief(report):
        if isinstance(shown, Rest):
            console.print(indented(said(shown.words[lang]), 4))
        else:
            _finding(console, shown, lang, advised)
    for step, problem in report.notices:
        at = f"{problem.place} " if problem.place else ""
        head = f"{LABELS[step][lang]}: " if step else ""
        console.print(said(f"{at}{problem.code.id} {head}{problem.words(lang)}", _STYLES[problem.severity]))
        _advice(console, problem, lang, advised)
    if report.difference is not None and report.library is not None:
        console.print()
        show_difference(report.difference, report.flips, report.library, lang)
    console.print()
    for run in report.steps:
        _step(console, run, lang)
    style = "bold red" if report.broken or report.open else "bold"
    console.print(said(title(report, lang), style))


def _finding(console: Console, finding: Finding, lang: Lang, advised: set[str]) -> None:
    problem = finding.problem
    head = f"{words.SEVERITIES[problem.severity][lang]} {problem.code.id}"
    console.print(said(str(problem.place or "—")), said(head, _STYLES[problem.severity]), soft_wrap=True)
    console.print(indented(said(problem.words(lang)), 4))
    if finding.shows:
        console.print(indented(said(finding.shows[lang], "dim"), 4))
    _advice(console, problem, lang, advised)


def _advice(console: Console, problem: Problem, lang: Lang, advised: set[str]) -> None:
    if problem.code.id not in advised:
        console.print(indented(said(f"→ {problem.code.advice[lang]}", "dim"), 4))
    advised.add(problem.code.id)


def _step(console: Console, run: StepRun, lang: Lang) -> None:
    from rich.table import Table  # noqa: PLC0415 - start-up of the commands that show nothing

    marks = "✓✗–" if speaks_unicode(console) else "+x-"
    mark, style = (marks[2], "dim") if run.not_run else (marks[1], "red") if run.open else (marks[0], "")
    row = Table.grid(padding=(0, 1))
    row.add_column(width=1)
    row.add_column(width=20)
    row.add_column(ratio=1)
    row.add_column(width=9, justify="right")
    row.expand = True
    row.add_row(
        said(mark, style),
        said(LABELS[run.step][lang], style),
        said(result(run, lang), style),
        said("" if run.not_run else _SECONDS.format(seconds=seconds(run, lang))[lang], "dim"),
    )
    console.print(row)


def report_object(report: Report, lang: Lang) -> Object:
    """A run as an object."""
    marks = {id(f): mark for _, f, mark in fingerprints(report)}
    return {
        "passed": not (report.broken or report.open),
        "title": title(report, lang),
        "steps": [
            {
                "step": run.step.value,
                "ran": run.not_run is None,
                "passed": run.not_run is None and not run.open,
                "seconds": round(run.seconds, 3),
                "summary": _both(run.summary),
                "tests": len(run.tests),
                "not_run": run.not_run and _problem(run.not_run, report),
                "findings": [_found(f, marks[id(f)], report) for f in run.findings],
                "told": [_problem(p, report) for p in run.told],
            }
            for run in report.steps
        ],
        "told": [_problem(p, report) for p in report.told],
        "difference": difference_object(report.difference, report.flips) if report.difference else None,
    }


def _found(finding: Finding, mark: str, report: Report) -> Object:
    return {
        **_problem(finding.problem, report),
        "fingerprint": mark,
        "open": finding.open,
        "accepted": finding.accepted and _both(finding.accepted),
        "shows": finding.shows and _both(finding.shows),
    }


def _problem(problem: Problem, report: Report) -> Object:
    place = problem.place
    return {
        "code": problem.code.id,
        "severity": problem.severity.value,
        "file": report.path(place) if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "message": {lang.value: problem.words(lang) for lang in Lang},
        "advice": _both(problem.code.advice),
    }


def _both(text: Text) -> Object:
    return {lang.value: text[lang] for lang in Lang}
