"""A run as the comment of a pull request and the summary of a job: the steps, what is open, and what changed."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.ci.brief import Rest, brief
from kiemnhiem.author.ci.model import Finding, Report, Step, StepRun
from kiemnhiem.author.ci.run import LABELS
from kiemnhiem.author.diff.markdown import markdown as difference_comment
from kiemnhiem.author.diff.markdown import safe
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem
from kiemnhiem.report import words

#: By which a later run finds the comment of an earlier one.
MARK = "<!-- kiemnhiem ci -->"
#: How many lines of findings are listed.
_LISTED = 100

_TITLES = {
    True: Text("Thư viện chính sách: đạt", "Policy library: passed"),
    False: Text("Thư viện chính sách: có {count} điều phải xem", "Policy library: {count} to look at"),
}
_BROKEN = Text("Thư viện chính sách: không đọc được", "Policy library: cannot be read")
_STEPS = Text("| Bước | Kết quả | Giây |", "| Step | Result | Seconds |")
_FOUND = Text("| Chỗ | Mức | Điều phát hiện |", "| Where | Level | What |")
_NOT_RUN = Text("không chạy: {reason}", "not run: {reason}")
_MORE = Text("… và {count} điều nữa", "… and {count} more")
_KNOWN = Text("{count} đã có trong baseline", "{count} in the baseline")
_CASES = Text("Hồ sơ ví dụ", "Examples")
_SAID = Text("Lưu ý", "Notes")


def markdown(report: Report, lang: Lang) -> str:
    """The comment."""
    return "\n".join(_lines(report, lang)).rstrip() + "\n"


def title(report: Report, lang: Lang) -> str:
    """How it went, in a few words."""
    if report.broken:
        return _BROKEN[lang]
    said = _TITLES[not report.open].format(count=len(report.open))[lang]
    idle = ", ".join(LABELS[run.step][lang] for run in report.steps if run.not_run)
    return f"{said}; {_NOT_RUN.format(reason=idle)[lang]}" if idle else said


def result(run: StepRun, lang: Lang) -> str:
    """What became of a step, in one line."""
    if run.not_run:
        return _NOT_RUN.format(reason=run.not_run.words(lang))[lang]
    known = sum(f.known for f in run.findings)
    return "; ".join([run.summary[lang], *([_KNOWN.format(count=known)[lang]] if known else [])])


def seconds(run: StepRun, lang: Lang) -> str:
    """How long a step took; nothing where it did not run."""
    return "" if run.not_run else f"{run.seconds:.1f}".replace(".", "," if lang is Lang.VI else ".")


def _lines(report: Report, lang: Lang) -> Iterator[str]:
    yield from (MARK, f"## {'❌' if report.broken or report.open else '✅'} {title(report, lang)}", "")
    yield from (_STEPS[lang], "| --- | --- | ---: |")
    for run in report.steps:
        mark = "–" if run.not_run else "❌" if run.open else "✅"
        yield f"| {mark} {LABELS[run.step][lang]} | {safe(result(run, lang))} | {seconds(run, lang)} |"
    yield ""
    found = list(brief(report))
    if found:
        advised = set[str]()
        yield from (_FOUND[lang], "| --- | --- | --- |")
        yield from (_row(f, report, lang, advised) for f in found[:_LISTED])
        if len(found) > _LISTED:
            yield from ("", _MORE.format(count=len(found) - _LISTED)[lang])
        yield ""
        yield from _examples(found[:_LISTED], report, lang)
    said = [_notice(step, problem, report, lang) for step, problem in report.notices]
    if said:
        yield from (f"**{_SAID[lang]}**", "", *said, "")
    if report.difference is not None and report.library is not None:
        yield difference_comment(report.difference, report.flips, report.library, lang)


def _where(problem: Problem, report: Report) -> str:
    place = problem.place
    if place is None:
        return ""
    return ":".join(str(p) for p in (report.path(place), place.line) if p is not None)


def _row(shown: Finding | Rest, report: Report, lang: Lang, advised: set[str]) -> str:
    """A line of the table; what to do is said once for each code."""
    if isinstance(shown, Rest):
        return f"| | | {safe(shown.words[lang])} |"
    problem, code = shown.problem, shown.problem.code
    level = words.SEVERITIES[problem.severity][lang]
    advice = "" if code.id in advised else f"<br>→ {safe(code.advice[lang])}"
    advised.add(code.id)
    return f"| `{_where(problem, report)}` | {level} {code.id} | {safe(problem.words(lang))}{advice} |"


def _notice(step: Step | None, problem: Problem, report: Report, lang: Lang) -> str:
    where = _where(problem, report)
    at = f"`{where}` " if where else ""
    of = f"{LABELS[step][lang]}: " if step else ""
    return f"- {at}{problem.code.id} {of}{safe(problem.words(lang))} → {safe(problem.code.advice[lang])}"


def _examples(found: list[Finding | Rest], report: Report, lang: Lang) -> Iterator[str]:
    """The cases that show findings, folded."""
    shown = [(f.problem, f.shows[lang]) for f in found if isinstance(f, Finding) and f.shows]
    if not shown:
        return
    yield from (f"<details><summary>{_CASES[lang]}</summary>", "")
    for problem, text in shown:
        yield from (f"`{_where(problem, report)}` {problem.code.id}", "", "```yaml", text, "```", "")
    yield from ("</details>", "")
