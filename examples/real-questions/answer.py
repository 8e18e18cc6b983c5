"""Ask the engine real questions, and compare its verdicts with the official answers.

Run ``python answer.py QUESTIONS LIBRARY [vi|en]``. Every verdict is decided when it is run, from the facts in the file
of questions; every figure is counted from the verdicts.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from rich.table import Table
from rich.text import Text as RichText

from kiemnhiem.cases import facts_of
from kiemnhiem.cases.case import Case
from kiemnhiem.errors import InputError, KiemnhiemError
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import load_library, resolve
from kiemnhiem.policy.model import Library, Stance, judgement_fact
from kiemnhiem.policy.source import read_document
from kiemnhiem.problem import Place, Severity
from kiemnhiem.report.terminal import indented, said, terminal
from kiemnhiem.report.words import STANCES, VERDICTS, day, lowered, share

WIDTH = 80
BLOCKERS: Mapping[Verdict, Outcome] = {
    Verdict.NOT_ELIGIBLE: Outcome.NOT_MET,
    Verdict.UNDETERMINED: Outcome.UNKNOWN,
}


class Kind(StrEnum):
    """What a question is about."""

    POST = "elig"
    ADMISSION = "adm"
    PAY = "pay"
    PROCEDURE = "proc"


class Shape(BaseModel):
    """A part of the file of questions: no other keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Facts(Shape):
    """Facts and answers to judgements, by the ids of the policy's requirements."""

    facts: dict[str, Any] = {}
    judgements: dict[str, bool] = {}


class Instance(Shape):
    """One case of a question, and what the official answer amounts to for it."""

    about: Text
    with_: dict[str, Any] = Field(default={}, alias="with")
    judgements: dict[str, bool] = {}
    as_of: date | None = None
    verdict: Verdict
    requirements: tuple[str, ...] = ()


class Asked(Shape):
    """How a question is asked. ``day``: whether ``as_of`` is the answer's date, or one on which the law was in force.
    ``reservation``: what to look at though the verdict is the same; ``difference``: why it is not.
    """

    policy: str
    as_of: date
    day: Literal["answer", "law"]
    place: str | None = None
    stance: Stance | None = None
    stated: dict[str, Any] = {}
    assume: tuple[str, ...] = ()
    judgements: dict[str, bool] = {}
    cases: tuple[Instance, ...] = Field(min_length=1)
    reservation: Text | None = None
    difference: Text | None = None


class Question(Shape):
    """A real question, and its official answer as far as it could be read."""

    id: str
    kind: Kind
    question: Text
    answer: Text
    complete: bool
    answered: str
    rule: str
    url: tuple[str, ...] = Field(min_length=1)
    asked: Asked | None = None
    not_asked: Text | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.complete and (self.asked is None) == (self.not_asked is None):
            raise ValueError(f"{self.id}: give either `asked` or, in `not_asked`, why it is not")
        return self


class Questions(Shape):
    """The file of questions."""

    assumptions: dict[str, Facts]
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _assumes_what_is_known(self) -> Self:
        for question in self.questions:
            unknown = {*(question.asked.assume if question.asked else ())} - self.assumptions.keys()
            if unknown:
                raise ValueError(f"{question.id}: no assumptions of the name {', '.join(sorted(unknown))}")
        return self


@dataclass(frozen=True)
class Answer:
    """The engine's answer to one case of a question. ``requirements``: those that make it, as the policy calls them."""

    instance: Instance
    verdict: Verdict
    requirements: tuple[str, ...]
    stance: Stance

    def same(self, asked: Asked) -> bool:
        """Whether it is the official answer."""
        expected = (self.instance.verdict, {*self.instance.requirements}, asked.stance or self.stance)
        return expected == (self.verdict, {*self.requirements}, self.stance)


@dataclass(frozen=True)
class Answered:
    """A question that was asked, and the answers to its cases."""

    question: Question
    asked: Asked
    answers: tuple[Answer, ...]

    @property
    def same(self) -> bool:
        """Whether every case comes out as the official answer says."""
        return all(answer.same(self.asked) for answer in self.answers)

    @property
    def mark(self) -> str:
        """``=``, ``=*`` with a reservation, or ``≠``."""
        if not self.same:
            return DIFFERENT
        return SAME + RESERVED if self.asked.reservation else SAME


def read_questions(path: Path) -> Questions:
    """The file of questions.

    Raises :class:`InputError` where it is no YAML, :class:`pydantic.ValidationError` where it is no such file.
    """
    document, problems = read_document(path)
    if document is None or problems:
        raise InputError(problems)
    return Questions.model_validate(document.data)


def ask(library: Library, questions: Questions) -> Iterator[Answered]:
    """Decide every question that is asked. Raises :class:`InputError` for facts that cannot be read."""
    for question in questions.questions:
        if question.asked:
            assumed = [questions.assumptions[name] for name in question.asked.assume]
            answers = (_answer(library, question.id, question.asked, assumed, case) for case in question.asked.cases)
            yield Answered(question, question.asked, tuple(answers))


def _answer(library: Library, id_: str, asked: Asked, assumed: Sequence[Facts], instance: Instance) -> Answer:
    raw = _merged(*(a.facts for a in assumed), asked.stated, instance.with_)
    answers = _merged(*(a.judgements for a in assumed), asked.judgements, instance.judgements)
    judgements = {judgement_fact(asked.policy, requirement): answer for requirement, answer in answers.items()}
    program = resolve(library, instance.as_of or asked.as_of, [asked.policy], place=asked.place)
    facts, recorded, problems = facts_of(
        {**raw, "judgements": judgements}, program.vocabulary, library, lambda _: Place(id_)
    )
    if any(p.severity is not Severity.NOTE for p in problems):
        raise InputError(problems)
    policy = Explainer(program).explain(Case(id_, facts, recorded)).policies[0]
    blocking = policy.of(BLOCKERS[policy.verdict]) if policy.verdict in BLOCKERS else ()
    return Answer(instance, policy.verdict, tuple(f.rule.id for f in blocking), policy.policy.stance)


def _merged(*parts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}


HEADINGS = (
    Text("Câu", "Id"),
    Text("Câu hỏi, trường hợp", "Question, cases"),
    Text("Trả lời chính thức", "Official answer"),
    Text("Kiemnhiem", "Kiemnhiem"),
    Text("", ""),
)
COLUMNS = (5, 24, 18, 26, 3)
CHOSEN = Text(
    "° trang không ghi ngày, hoặc ghi ngày không dùng được: xét tại một ngày văn bản có hiệu lực",
    "° the page has no date that can be used: asked for a day on which the law was in force",
)
SAME, DIFFERENT, RESERVED = "=", "≠", "*"
MARKS = Text(
    "= như câu trả lời chính thức   * có điều cần lưu ý   ≠ khác",
    "= as the official answer   * with a reservation   ≠ different",
)
RESERVATIONS = Text("Cần lưu ý", "Reservations")
DIFFERENCES = Text("Khác câu trả lời chính thức", "Different from the official answer")
UNEXPLAINED = Text("chưa giải thích vì sao khác.", "nobody has explained this yet.")
NOT_ASKED = Text("Không hỏi", "Not asked")
CUT = Text(
    "Không hỏi, vì không đọc được phần cuối câu trả lời", "Not asked, because the end of the answer could not be read"
)
KINDS: Mapping[Kind, Text] = {
    Kind.POST: Text("Giữ chức danh", "Holding a post"),
    Kind.ADMISSION: Text("Kết nạp Đảng", "Admission"),
    Kind.PAY: Text("Phụ cấp, chế độ", "Allowances, benefits"),
    Kind.PROCEDURE: Text("Trình tự, cơ cấu", "Procedure"),
}
COUNTED = (
    Text("Câu trả lời đầy đủ", "Complete answers"),
    Text("hỏi được", "asked"),
    Text("trùng", "same"),
    Text("", ""),
)
TOGETHER = Text("Chức danh và kết nạp", "Posts and admission")
WITHOUT = Text("  không kể câu có lưu ý", "  without reservations")
CASES = Text(
    "{same}/{cases} trường hợp trong các câu trên trùng.", "{same} of {cases} cases of these questions are the same."
)


class Page:
    """A terminal of 80 columns and a language."""

    def __init__(self, lang: Lang) -> None:
        self._lang, self._console = lang, terminal(width=WIDTH)

    def show(self, questions: Questions, found: Sequence[Answered]) -> None:
        """The table, what to look at, what was not asked, the figures."""
        self._console.print(self._answers(found))
        self._console.print(said(MARKS[self._lang]))
        self._console.print(said(CHOSEN[self._lang]))
        asked = [(a.question.id, a.asked.reservation[self._lang]) for a in found if a.same and a.asked.reservation]
        self._notes(RESERVATIONS, asked)
        differing = [(a.question.id, (a.asked.difference or UNEXPLAINED)[self._lang]) for a in found if not a.same]
        self._notes(DIFFERENCES, differing)
        left = [q for q in questions.questions if not q.asked]
        reasons = [(q.id, f"{q.question[self._lang]} {q.not_asked[self._lang]}") for q in left if q.not_asked]
        self._notes(NOT_ASKED, reasons)
        self._notes(CUT, [(q.id, q.question[self._lang]) for q in left if not q.not_asked])
        self._console.print()
        self._console.print(self._figures(questions, found))
        cases = [answer.same(a.asked) for a in found for answer in a.answers]
        self._console.print(said(CASES.format(same=sum(cases), cases=len(cases))[self._lang]))

    def _answers(self, found: Sequence[Answered]) -> Table:
        table = self._table(HEADINGS)
        for column, width in zip(table.columns, COLUMNS, strict=True):
            column.width = width
        for one in found:
            table.add_row(
                one.question.id,
                said(one.question.question[self._lang]),
                said(one.question.answer[self._lang]),
                said(self._asked_of(one.asked)),
                one.mark,
            )
            for answer in one.answers:
                table.add_row("", *self._compared(answer, one.asked))
            table.add_row()
        return table

    def _table(self, headings: Iterable[Text]) -> Table:
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
        for heading in headings:
            table.add_column(heading[self._lang])
        return table

    def _asked_of(self, asked: Asked) -> str:
        policy = asked.policy if len(asked.policy) <= COLUMNS[3] else asked.policy.replace("/", "/\n")
        return f"{policy}\n{day(asked.as_of, self._lang)}{'°' if asked.day == 'law' else ''}"

    def _compared(self, answer: Answer, asked: Asked) -> Iterator[RichText | str]:
        instance, same = answer.instance, answer.same(asked)
        when = f" ({day(instance.as_of, self._lang)})" if instance.as_of else ""
        yield said(f"– {instance.about[self._lang]}{when}")
        yield self._verdict(instance.verdict, asked.stance, () if same else instance.requirements)
        yield self._verdict(answer.verdict, answer.stance if asked.stance else None, answer.requirements)
        yield SAME if same else DIFFERENT

    def _verdict(self, verdict: Verdict, stance: Stance | None, requirements: Sequence[str]) -> RichText:
        told = f"→ {lowered(VERDICTS[verdict][self._lang])}"
        told += f", {STANCES[stance][self._lang]}" if stance else ""
        return said(f"{told}: {', '.join(requirements)}" if requirements else told)

    def _notes(self, heading: Text, notes: Sequence[tuple[str, str]]) -> None:
        if not notes:
            return
        self._console.print()
        self._console.print(said(heading[self._lang], "bold"))
        for id_, note in notes:
            self._console.print(indented(said(f"{id_}: {note}"), 2))

    def _figures(self, questions: Questions, found: Sequence[Answered]) -> Table:
        table = self._table(COUNTED)
        for column in table.columns[1:]:
            column.justify = "right"
        for kind, words in KINDS.items():
            self._count(table, words, *_of(questions, found, kind))
        decided = _of(questions, found, Kind.POST, Kind.ADMISSION)
        self._count(table, TOGETHER, *decided)
        self._count(table, WITHOUT, decided[0], [a for a in decided[1] if not a.asked.reservation])
        return table

    def _count(self, table: Table, words: Text, complete: int, found: Sequence[Answered]) -> None:
        same = sum(answered.same for answered in found)
        told = share(same, complete, self._lang) if found else "–"
        table.add_row(f"{words[self._lang]}: {complete}", f"{len(found)}", f"{same}", told)


def _of(questions: Questions, found: Iterable[Answered], *kinds: Kind) -> tuple[int, list[Answered]]:
    """How many complete questions there are of some kinds, and those of them that were asked."""
    complete = [q.id for q in questions.questions if q.complete and q.kind in kinds]
    return len(complete), [answered for answered in found if answered.question.id in complete]


def main(file: Path, root: Path, lang: Lang) -> int:
    """Ask, compare and print. The exit code: 3 where the questions or the policies could not be read."""
    try:
        library, _ = load_library(root)
        questions = read_questions(file)
        found = [*ask(library, questions)]
    except KiemnhiemError as error:
        print(error.text[lang], file=sys.stderr)
        return 3
    except ValidationError as error:
        print(f"{file}: {error}", file=sys.stderr)
        return 3
    Page(lang).show(questions, found)
    return 0


if __name__ == "__main__":
    _, first, second, *language = sys.argv
    sys.exit(main(Path(first), Path(second), Lang(language[0] if language else "vi")))
