"""Documents to files: the report of a run, the appraisal sheets of cases."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kiemnhiem.errors import UsageError
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang
from kiemnhiem.problem import Place, Problem, unaccented
from kiemnhiem.report import codes as report_codes
from kiemnhiem.report import target
from kiemnhiem.report.documents import codes
from kiemnhiem.report.documents.account import account
from kiemnhiem.report.documents.letterhead import letterhead
from kiemnhiem.report.documents.pdf import check_pdf, to_pdf
from kiemnhiem.report.documents.sheet import sheet
from kiemnhiem.report.documents.steady import entry
from kiemnhiem.report.documents.template import ACCOUNT, SHEET, Template
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary

_DOCX, _PDF, _ZIP = ".docx", ".pdf", ".zip"
#: What the report of a run can be written as, and the sheets of cases.
REPORTS = (_DOCX, _PDF)
SHEETS = (_DOCX, _PDF, _ZIP)
_FORMS: Mapping[str, Callable[[bytes], bytes]] = {_DOCX: lambda document: document, _PDF: to_pdf}
_NAME_LENGTH = 60


@dataclass(frozen=True)
class Paper:
    """How an office wants its documents. ``template``: its own, instead of the shipped one; ``fills``: what is written
    in the letterhead, by the names in :data:`kiemnhiem.report.documents.letterhead.FILLS`.
    """

    template: Path | None = None
    fills: Mapping[str, str] = field(default_factory=dict)


def check_paper(
    path: Path, paper: Paper, lang: Lang, inputs: Sequence[Path] = (), *, forms: Sequence[str] = REPORTS
) -> None:
    """See, before the work is done, that a document can be written to ``path``: the name, the template, what is filled
    in, the programs that are needed. ``forms``: :data:`REPORTS` or :data:`SHEETS`. Raises :class:`UsageError`.
    """
    target.check(path, forms, report_codes.UNKNOWN_EXTENSION, inputs)
    letterhead(paper.fills, lang)
    Template(ACCOUNT if forms is REPORTS else SHEET, lang, paper.template)
    if path.suffix.lower() == _PDF:
        check_pdf()


def write_report(path: Path, summary: Summary, run: Run, paper: Paper | None = None) -> None:
    """Write the report of a run (*báo cáo*) as ``.docx`` or ``.pdf``.

    :raises UsageError: for whatever stands in the way, as :func:`check_paper`.
    """
    paper = paper or Paper()
    receipt = run.receipt.short if run.receipt else ""
    content = account(summary, run, letterhead(paper.fills, run.lang), receipt)
    document = Template(ACCOUNT, run.lang, paper.template).filled(content)
    with target.whole(path) as file:
        file.write(_FORMS[path.suffix.lower()](document))


def write_sheets(
    path: Path, answers: Sequence[tuple[CaseFinding, Run]], paper: Paper | None = None, receipt: str = ""
) -> None:
    """Write appraisal sheets (*phiếu thẩm định*): of one case as ``.docx`` or ``.pdf``, of any number as a ``.zip`` of
    Word files, called after the ids of the cases and nothing else. ``receipt``: the short id of the run's.

    :raises UsageError: for several cases in a form that holds one, and as :func:`check_paper`.
    """
    check_number(path, len(answers))
    paper, form = paper or Paper(), path.suffix.lower()
    templates = {run.lang: Template(SHEET, run.lang, paper.template) for _, run in answers}

    def document(finding: CaseFinding, run: Run) -> bytes:
        office = letterhead(paper.fills, run.lang)
        return templates[run.lang].filled(sheet(finding, run, office, receipt))

    with target.whole(path) as file:
        if form == _ZIP:
            _write_zip(file, answers, document)
        else:
            file.write(_FORMS[form](document(*answers[0])))


def check_number(path: Path, sheets: int) -> None:
    """See that so many sheets can be written to ``path``. Raises :class:`UsageError`."""
    form = path.suffix.lower()
    if form != _ZIP and sheets != 1:
        values = {"found": form, "count": sheets}
        raise UsageError([Problem(codes.SEVERAL_SHEETS, Place(str(path)), values)])


def _write_zip(
    file: IO[bytes], answers: Sequence[tuple[CaseFinding, Run]], document: Callable[[CaseFinding, Run], bytes]
) -> None:
    width = len(str(len(answers)))
    with zipfile.ZipFile(file, "w") as packed:
        for number, (finding, run) in enumerate(answers, 1):
            name = f"{number:0{width}}{_called(finding, run)}{_DOCX}"
            packed.writestr(entry(name), document(finding, run))


def _called(finding: CaseFinding, run: Run) -> str:
    """What a file is called after the number: the case's id in plain letters, unless that is personal."""
    key = run.program.vocabulary.key
    if key and key.personal:
        return ""
    safe = re.sub("[^a-z0-9]+", "-", unaccented(finding.case.id)).strip("-")[:_NAME_LENGTH]
    return f"-{safe}" if safe else ""
