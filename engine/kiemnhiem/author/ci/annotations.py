"""GitHub's workflow commands: each finding beside its line in the pull request."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.ci.brief import Rest, brief
from kiemnhiem.author.ci.model import Report
from kiemnhiem.language import Lang
from kiemnhiem.problem import Problem, Severity
from kiemnhiem.report.words import plain

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def commands(report: Report, lang: Lang) -> Iterator[str]:
    """One line for each finding that is shown, and for what is said of the run."""
    for shown in brief(report):
        if isinstance(shown, Rest):
            yield f"::notice title=kiemnhiem {shown.code}::{_data(plain(shown.words[lang]))}"
        else:
            yield _command(shown.problem, report, lang)
    for _, problem in report.notices:
        yield _command(problem, report, lang)


def _command(problem: Problem, report: Report, lang: Lang) -> str:
    place = problem.place
    where = [("file", report.path(place)), ("line", place.line), ("col", place.column)] if place else []
    properties = [*where, ("title", f"kiemnhiem {problem.code.id}")]
    said = ",".join(f"{name}={_property(str(value))}" for name, value in properties if value is not None)
    message = _data(plain(f"{problem.words(lang)}\n{problem.code.advice[lang]}"))
    return f"::{_COMMANDS[problem.severity]} {said}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
