"""Sheets beside the people's own: records of a list, or recorded judgements, each row with the id of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kiemnhiem.cases import codes
from kiemnhiem.cases.body import Body
from kiemnhiem.cases.cells import Parsed
from kiemnhiem.cases.draft import Draft
from kiemnhiem.cases.gathering import rebuilt, short, unreadable
from kiemnhiem.cases.grid import Cell, Grid, Row, blank
from kiemnhiem.cases.layout import Header
from kiemnhiem.cases.matching import fold
from kiemnhiem.cases.people import NO_HEADING
from kiemnhiem.cases.readers import Readers
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.types import Field, FieldType, Kind, Statement
from kiemnhiem.policy.values import Scalar
from kiemnhiem.problem import Place, Problem, did_you_mean

#: The columns of a sheet of recorded judgements.
REQUIREMENT = Field(
    "requirement",
    FieldType(Kind.TEXT),
    Text("Yêu cầu", "Requirement"),
    headings=("Tiêu chuẩn", "Nhận định", "Judgement"),
)
ANSWER = Field("answer", FieldType(Kind.BOOLEAN), Text("Kết luận", "Answer"), headings=("Trả lời", "Kết quả", "Ý kiến"))
BY = Field(
    "by",
    FieldType(Kind.TEXT),
    Text("Người kết luận", "By"),
    headings=("Người nhận định", "Người trả lời"),
    personal=True,
)
ON = Field("on", FieldType(Kind.DATE), Text("Ngày kết luận", "On"), headings=("Ngày nhận định", "Ngày trả lời", "Ngày"))
RECORD = {f.name: f for f in (REQUIREMENT, ANSWER, BY, ON)}

_NO_CELLS = Text("hàng này chỉ có mã", "there is an id and nothing else")
_NO_KNOWN_CELLS = Text("không có ô nào thuộc các cột đã biết", "no cell in a known column")


def columns_of(fields: Mapping[str, Field], key: Field) -> Callable[[str], Field | None]:
    """Which field a heading means in a sheet of these records; the key's headings come last."""
    words: dict[str, Field] = {}
    for of in (*fields.values(), key):
        for word in (of.name, of.label.vi, of.label.en, *of.headings):
            words.setdefault(fold(word), of)
    return lambda heading: words.get(fold(heading))


@dataclass
class People:
    """Who may be meant by an id."""

    drafts: Sequence[Draft]
    by_key: dict[str, list[Draft]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for draft in self.drafts:
            if draft.key is not None:
                self.by_key.setdefault(draft.key, []).append(draft)


class RecordSheet:
    """A sheet of rows about people. ``of`` is the list they belong to; ``None`` for recorded judgements."""

    def __init__(self, grid: Grid, header: Header[Field], of: Field | None, readers: Readers) -> None:
        self.grid = grid
        self.of = of
        self.header = header
        self.problems: list[Problem] = []
        self._readers = readers
        self._key = next(c.number - 1 for c in header.known if c.meaning and c.meaning.key)

    def attach(self, people: People) -> None:
        """Give each row to the person it names."""
        told: set[int] = set()
        for draft in people.drafts:
            draft.gathering.problems = self.problems
        self._tell_headings()
        for number, cells in Body(self.grid, self.header).rows(self.problems):
            whose = self._whose(number, cells, people)
            if whose is None:
                continue
            if self.of is None:
                self._record_answer(number, cells, whose)
            else:
                told.add(id(whose))
                self._add_record(self.of, number, cells, whose)
        if self.of is not None and self.of.blank == ():
            for draft in people.drafts:
                if id(draft) not in told and self.of.name not in draft.gathering:
                    draft.gathering.say(self.of.name, (), self.grid.place(), weak=True)

    def _whose(self, number: int, cells: Row, people: People) -> Draft | None:
        """The one person a row is about; otherwise a problem."""
        place = self.grid.place(number, self._key + 1)
        key_field = self._readers.vocabulary.key
        if key_field is None or not any(not blank(cells[c.number - 1]) for c in self.header.known):
            self.problems.append(Problem(codes.ODD_ROW, self.grid.place(number), {"why": _NO_KNOWN_CELLS}))
            return None
        parsed = self._readers.of(key_field, self.grid.epoch).read(cells[self._key])
        if not isinstance(parsed.meaning, str):
            self.problems.append(Problem(codes.ROW_WITHOUT_ID, place))
            return None
        found = people.by_key.get(parsed.meaning, [])
        if len(found) == 1:
            return found[0]
        shown = codes.MASKED if key_field.personal else short(parsed.meaning)
        code = codes.SEVERAL_PEOPLE if found else codes.NOBODY
        self.problems.append(Problem(code, place, {"found": shown}))
        for draft in found:
            if self.of is not None:
                draft.gathering.lose(self.of.name)
        return None

    def _cells(self, cells: Row, number: int) -> list[tuple[Field, Parsed, Cell, Place]]:
        """Every filled cell but the id, read; what cannot be read is told."""
        found = []
        for column in self.header.known:
            of, index = column.meaning, column.number - 1
            if of is None or index == self._key or of.derived or blank(cells[index]):
                continue
            place = self.grid.place(number, column.number)
            parsed = self._readers.of(of, self.grid.epoch).read(cells[index])
            if parsed.expected is None and parsed.rebuilt:
                self.problems.append(rebuilt(of, parsed, cells[index], of.label, place))
            found.append((of, parsed, cells[index], place))
        return found

    def _add_record(self, list_: Field, number: int, cells: Row, draft: Draft) -> None:
        record: dict[str, Scalar | None] = {}
        whole = self._readers.of(list_, self.grid.epoch)
        read = self._cells(cells, number)
        if not read:
            self.problems.append(Problem(codes.ODD_ROW, self.grid.place(number), {"why": _NO_CELLS}))
        for of, parsed, raw, place in read:
            said = whole.read(raw)
            if parsed.meaning == () or (said.expected is None and said.meaning == ()):
                draft.gathering.say(list_.name, (), place)
                return
            if parsed.expected is not None:
                self.problems.append(unreadable(of, parsed, raw, of.label, place))
            meaning = parsed.meaning
            if isinstance(meaning, Statement):
                draft.gathering.take(of.name, parsed, place)
            record[of.name] = meaning if isinstance(meaning, Scalar) else None
        draft.gathering.append(list_.name, (record,), self.grid.place(number))

    def _record_answer(self, number: int, cells: Row, draft: Draft) -> None:
        read = {of.name: (of, parsed, raw, place) for of, parsed, raw, place in self._cells(cells, number)}
        for of, parsed, raw, place in read.values():
            if parsed.expected is not None:
                self.problems.append(unreadable(of, parsed, raw, of.label, place))
        values = {name: parsed.meaning for name, (_, parsed, _, _) in read.items()}
        words = values.get(REQUIREMENT.name)
        facts = self._readers.questions.facts(words) if isinstance(words, str) else ()
        place = self.grid.place(number)
        if not facts:
            found = short(words) if isinstance(words, str) else NO_HEADING
            meant = did_you_mean(words, self._readers.questions.known) if isinstance(words, str) else None
            self.problems.append(Problem(codes.UNKNOWN_REQUIREMENT, place, {"found": found}, meant))
        for fact in facts:
            record_answer(
                draft, fact, values, place, lost=ANSWER.name in read and read[ANSWER.name][1].expected is not None
            )

    def _tell_headings(self) -> None:
        known = [c.meaning.label[lang] for c in self.header.known if c.meaning for lang in Lang]
        for column in self.header.columns:
            if column.meaning is None and column.title:
                meant = did_you_mean(column.title, known)
                code = codes.MISSPELT_HEADING if meant else codes.UNKNOWN_HEADING
                place = self.grid.place(column.row, column.number)
                self.problems.append(Problem(code, place, {"found": column.title}, meant))


def record_answer(draft: Draft, fact: str, values: Mapping[str, object], place: Place, *, lost: bool) -> None:
    """Put down an answer to a judgement: ``values`` by the names of :data:`RECORD`."""
    answer, by, on = (values.get(f.name) for f in (ANSWER, BY, ON))
    if lost:
        draft.gathering.lose(fact)
    elif isinstance(answer, bool):
        draft.gathering.say(fact, answer, place)
        witness = (by if isinstance(by, str) else None, on if isinstance(on, date) else None)
        draft.witnesses.setdefault(fact, witness)
