"""A case as pages and programs are told it: decided twice, explained, and as the list has it."""

from __future__ import annotations

from dataclasses import dataclass

from kiemnhiem.cases.case import Case
from kiemnhiem.errors import Disagreement
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang, Text
from kiemnhiem.report import words
from kiemnhiem.report.run import Run
from kiemnhiem.web.judgements import follow, is_listed_so
from kiemnhiem.web.results.index import Row
from kiemnhiem.web.screenings import Look

_LISTED_OTHERWISE = Text(
    "Danh sách ghi hồ sơ {case} là «{listed}», xét lại thì được «{found}»; không đưa ra kết luận. Xin báo lỗi này.",
    'The list has case {case} as "{listed}", and asked again it is "{found}"; no verdict is given. Please report this.',
)


@dataclass(frozen=True)
class Told:
    """A case with its ``finding``; without, ``refused`` says why no verdict may be told. ``once``: why it was decided
    once only, where it was. ``is_newer``: the library has changed since the list was made.
    """

    row: Row
    case: Case
    run: Run
    finding: CaseFinding | None
    refused: Text | None = None
    once: Text | None = None
    is_newer: bool = False


def tell(look: Look, id: str, lang: Lang) -> Told:
    """A case in full, with the smallest change that would make it eligible.

    :raises NotHere: where there is no such case, or the visitor may not see it.
    """
    row, case = look.case(id)
    question = look.question()
    run = Run(question.program(case), "reference", lang=lang, show_personal=look.shows_personal)
    is_newer = look.screening.library != look.desk.library.digest
    try:
        once = decide_twice(look, question, case)
        finding = question.advise(case)
        if not is_newer:
            row = _as_listed(look, row, finding)
    except Disagreement as error:
        return Told(row, case, run, None, refused=error.text, is_newer=is_newer)
    return Told(row, case, run, finding, once=once, is_newer=is_newer)


def decide_twice(look: Look, question: Question, case: Case) -> Text | None:
    """As :meth:`kiemnhiem.web.second.Second.agree`."""
    return look.desk.second.agree(question.program(case), case, question.decide(case))


def _as_listed(look: Look, row: Row, finding: CaseFinding) -> Row:
    """The row that says what is found. One that does not is behind an answer that was given (while the list was being
    made), or an engine is wrong.
    """
    if is_listed_so(row, finding):
        return row
    if look.was_answered(row.id):
        follow(look, row.id)
        return look.case(row.id)[0]
    listed, found = words.VERDICTS[row.verdict], words.VERDICTS[finding.verdict]
    raise Disagreement(_LISTED_OTHERWISE.format(case=row.id, listed=listed, found=found))
