"""Documents about a screening, written in a job: the result workbook and other files, the report, appraisal sheets."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kiemnhiem.cases import Reading
from kiemnhiem.errors import Disagreement
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import Program
from kiemnhiem.report.documents import write_report, write_sheets
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import summarise
from kiemnhiem.report.write import write as write_result
from kiemnhiem.trust.receipt import Receipt
from kiemnhiem.trust.seal import Seal
from kiemnhiem.web.jobs.order import Order, Tell
from kiemnhiem.web.results.build import answers_of, library_of, programs_of, reading_of, receipt_of, seal_of
from kiemnhiem.web.results.index import Results

#: The one who decides what is written.
_ENGINE = "reference"
#: Seconds between two words of how far it is.
_EVERY = 0.3
_DIFFERS = Text(
    "Kết luận của hồ sơ {case} trong danh sách và khi lập văn bản khác nhau; không ghi gì. Xin báo lỗi này.",
    "The verdict of case {case} in the list and in the document differ; nothing is written. Please report this.",
)


def write(order: Order, tell: Tell) -> dict[str, Any]:
    """Write the document that ``options`` asks for: ``form``, a name of :data:`FORMS`; ``cases``, the ids of those it
    is about, all that may be written where none are named. Gives the file's name in the screening's folder.
    """
    tell("reading", 0, 0)
    write_form, ending = FORMS[order.options["form"]]
    library, seal = library_of(order), seal_of(order, _ENGINE)
    whole = reading_of(order, library)
    programs = programs_of(order, library, whole)
    reading = _chosen(whole, order, library)
    if len(reading.cases) < len(whole.cases):
        seal.cases = tuple(case.id for case in reading.cases)
        seal.answers = answers_of(order, seal.cases)
    if order.show_personal:
        seal.options = {**seal.options, "show_personal": True}
    run = Run(
        programs.whole, _ENGINE, reading, Lang(order.lang), order.show_personal, seal=_Sealing(order, seal)
    )  # fmt: skip
    path = Path(order.folder) / f"made-{secrets.token_hex(8)}{ending}"
    write_form(path, _Answers(order, Question(programs), run, seal, tell))
    return {"file": path.name}


def _chosen(reading: Reading, order: Order, library: Library) -> Reading:
    """The cases that are meant and may be seen."""
    named = set(order.options.get("cases") or ())
    place_of = library.vocabularies[order.subject].place_of
    places = None if order.places is None else set(order.places)
    cases = (case for case in reading.cases if not named or case.id in named)
    if places is not None:
        cases = (case for case in cases if (order.place or place_of(case.facts)) in places)
    return replace(reading, cases=tuple(cases))


@dataclass(frozen=True)
class _Sealing:
    """The receipt of a document: with the upload's name as its owner has it."""

    order: Order
    seal: Seal

    def receipt(self, program: Program, engine: str) -> Receipt:
        return receipt_of(self.order, self.seal, program, engine)


@dataclass(frozen=True)
class _Answers:
    """The findings of all cases, told as they pass."""

    order: Order
    question: Question
    run: Run
    seal: Seal
    tell: Tell

    def __iter__(self) -> Iterator[CaseFinding]:
        return self.seal.watch(self._findings())

    def _findings(self) -> Iterator[CaseFinding]:
        """Each as the list has it: what differs is not written. One whose judgement was answered meanwhile may."""
        cases, said, listed = self.run.reading.cases, 0.0, dict(Results(self.order.results).verdicts())
        for number, case in enumerate(cases):
            if time.monotonic() - said > _EVERY:
                self.tell("writing", number, len(cases))
                said = time.monotonic()
            finding = self.question.advise(case)
            if finding.verdict is not listed.get(case.id) and not case.judgements.keys() & self._answered(case.id):
                raise Disagreement(_DIFFERS.format(case=case.id))
            yield finding

    def _answered(self, id_: str) -> set[str]:
        return set(self.order.answers.get(id_, ()))


def _results(path: Path, answers: _Answers) -> None:
    write_result(path, answers, answers.run)


def _report(path: Path, answers: _Answers) -> None:
    summary = summarise(answers, answers.run)
    answers.tell("writing", summary.cases, summary.cases)
    write_report(path, summary, answers.run)


def _sheets(path: Path, answers: _Answers) -> None:
    told = [(finding, answers.run) for finding in answers]
    write_sheets(path, told, receipt=answers.run.receipt.short if answers.run.receipt else "")


#: How each document is written, and what its file's name ends in.
FORMS: Mapping[str, tuple[Callable[[Path, _Answers], None], str]] = {
    "workbook": (_results, ".xlsx"),
    "csv": (_results, ".csv"),
    "json": (_results, ".json"),
    "jsonl": (_results, ".jsonl"),
    "page": (_results, ".html"),
    "report": (_report, ".docx"),
    "report-pdf": (_report, ".pdf"),
    "sheets": (_sheets, ".zip"),
    "sheet": (_sheets, ".docx"),
    "sheet-pdf": (_sheets, ".pdf"),
}
