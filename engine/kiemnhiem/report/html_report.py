"""A run as one HTML page that needs nothing else: figures, charts, cases with reasons, sources. No script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import IO, Any

from kiemnhiem.errors import UsageError
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Text
from kiemnhiem.problem import Problem
from kiemnhiem.report import codes, details, figures, words
from kiemnhiem.report.answer import HEADINGS, Answer, answer
from kiemnhiem.report.charts import charts_of, check_drawing
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary, Tally

#: Cases that are told in the page; a browser holds no more with comfort.
SHOWN = 500

_TITLE = Text("Kết quả rà soát tính đến ngày {day}", "Results as of {day}")
_WORDS = {
    "overview": Text("Tổng quan", "Overview"),
    "table": Text("Bảng số liệu", "The figures"),
    "meaning": Text("Ý nghĩa của kết luận", "What the verdicts mean"),
    "remedies": figures.REMEDIES,
    "cases": Text("Từng trường hợp", "Cases"),
    "details": Text("Nội dung", "Details"),
    "rejected": figures.REJECTED,
    "problems": figures.PROBLEMS,
    "doubts": figures.DOUBTS,
    "sources": figures.SOURCES,
    "made_by": Text("Cách lập", "How it was made"),
}
_LEFT_OUT = Text(
    "Trang này ghi {shown}, theo thứ tự trong tệp; còn {left} không ghi ở đây. "
    "Muốn có đủ, ghi thêm kết quả dạng .xlsx hoặc .csv.",
    "This page tells {shown}, in the order of the file; {left} are left out. "
    "For all of them write the result as .xlsx or .csv too.",
)
_POLICIES, _FILES = Text("Chính sách được xét", "Policies asked"), Text("Tệp dữ liệu", "Data files")
_CASES = Text("Số trường hợp", "Cases")
_LIBRARY, _ENGINE = Text("Thư viện chính sách", "Policy library"), Text("Bộ máy", "Engine")
_RECEIPT = Text("Mã biên nhận", "Receipt")


@dataclass(frozen=True)
class _Case:
    name: str
    code: str
    answer: Answer


def check_html() -> None:
    """See that pages can be written. Raises :class:`UsageError` where what they need is not installed."""
    try:
        import jinja2  # noqa: F401, PLC0415 - an extra
    except ImportError:
        raise UsageError([Problem(codes.NEEDS_HTML, None, {"package": "jinja2"})]) from None
    check_drawing()


def write_html(file: IO[bytes], findings: Iterable[CaseFinding], run: Run) -> Summary:
    """Write the page in UTF-8: the first :data:`SHOWN` cases, and the figures of all."""
    check_html()
    tally, cases = Tally(run), list[_Case]()
    for finding in tally.watch(findings):
        if len(cases) < SHOWN:
            cases.append(_Case(_name(finding, run), finding.verdict.value, answer(finding, run)))
    summary = tally.summary()
    file.write(_page(summary, cases, run).encode(errors="replace"))
    return summary


def _page(summary: Summary, cases: list[_Case], run: Run) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - an extra

    environment = Environment(
        loader=PackageLoader("kiemnhiem.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: words.plain(value) if type(value) is str else value,
    )
    return environment.get_template("report.html.j2").render(_context(summary, cases, run))


def _context(summary: Summary, cases: list[_Case], run: Run) -> dict[str, Any]:
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    lang, left = run.lang, summary.cases - len(cases)
    style = files("kiemnhiem.report").joinpath("templates/report.css").read_text(encoding="utf-8")
    return {
        "lang": lang.value,
        "style": Markup(style),  # noqa: S704 - our own file
        "style_hash": f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}",
        "title": _TITLE.format(day=words.day(summary.as_of, lang))[lang],
        "w": {name: text[lang] for name, text in _WORDS.items()},
        "about": [*_about(summary, run)],
        "charts": charts_of(summary, lang),
        "verdicts": [{"code": verdict.value, "name": name, "meaning": meaning}
                     for verdict, (name, _, _, meaning) in figures.verdict_rows(summary, lang)],
        "requirements": [*figures.groups(summary, lang)],
        "remedies": [*figures.remedy_lines(summary, lang)],
        "headings": [_id_label(run), *(text[lang] for text in HEADINGS)],
        "cases": cases,
        "left_out": _LEFT_OUT.format(shown=words.cases(len(cases), lang), left=words.cases(left, lang))[lang]
        if left else "",
        "rejected": figures.problem_lines(summary.rejected, lang),
        "problems": figures.problem_lines(summary.problems, lang),
        "doubts": [doubt.words(summary.as_of, lang) for doubt in summary.doubts],
        "sources": figures.source_lines(summary.sources, run),
        "origin": [*_origin(summary, run)],
    }  # fmt: skip


def _about(summary: Summary, run: Run) -> Iterator[tuple[str, str]]:
    yield _POLICIES[run.lang], figures.policies_asked(run)
    if name := figures.files_read(run):
        yield _FILES[run.lang], name
    yield _CASES[run.lang], words.count(summary.cases, run.lang)


def _origin(summary: Summary, run: Run) -> Iterator[tuple[str, str]]:
    yield _LIBRARY[run.lang], summary.library
    yield _ENGINE[run.lang], summary.engine
    if run.receipt:
        yield _RECEIPT[run.lang], run.receipt.id


def _id_label(run: Run) -> str:
    key = run.program.vocabulary.key
    return (key.label if key else words.CASE_ID)[run.lang]


def _name(finding: CaseFinding, run: Run) -> str:
    key = run.program.vocabulary.key
    return details.MASKED[run.lang] if key and key.personal and not run.show_personal else finding.case.id
