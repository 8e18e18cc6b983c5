"""Sheets beside the people's own: records of a list, or recorded judgements, each row with the id of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kiemnhiem.cases import codes
from kiemnhiem.cases.body import Body
from kiemnhiem.cases.cells import Parsed, says_none
from kiemnhiem.cases.draft import Draft
from kiemnhiem.cases.gathering import Gathering, rebuilt, short, unreadable
from kiemnhiem.cases.grid import Cell, Grid, Row, blank
from kiemnhiem.cases.ids import Ids
from kiemnhiem.cases.layout import Header, lone_text
from kiemnhiem.cases.matching import fold
from kiemnhiem.cases.people import FOOTER, NO_HEADING
from kiemnhiem.cases.readers import Readers
from kiemnhiem.cases.rowkinds import arabic, is_datum
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

_HEADS = Text("tên của một nhóm hàng", "it names a group of rows")


def columns_of(fields: Mapping[str, Field], key: Field) -> Callable[[str], Field | None]:
    """Which field a heading means in a sheet of these records; the key's headings come last."""
    words: dict[str, Field] = {}
    for of in (*fields.values(), key):
        for word in (of.name, of.label.vi, of.label.en, *of.headings):
            words.setdefault(fold(word), of)
    return lambda heading: words.get(fold(heading))


class RecordSheet:
    """A sheet of rows about people. ``of`` is the list they belong to; ``None`` for recorded judgements."""

    def __init__(self, grid: Grid, header: Header[Field], of: Field | None, readers: Readers) -> None:
        self.grid = grid
        self.of = of
        self.header = header
        self.problems: list[Problem] = []
        self._readers = readers
        self._key = next(c.number - 1 for c in header.known if c.meaning and c.meaning.key)
        self._rows: dict[str | None, list[tuple[int, Row]]] = {}
        self._several: set[str | None] = set()
        self._stray = False

    def resolve(self, ids: Ids) -> None:
        """Find out whose each row is, of all people there are."""
        self._tell_headings()
        rows = Body(self.grid, self.header).rows(self.problems)
        last = max((number for number, cells in rows if not blank(cells[self._key])), default=0)
        for number, cells in rows:
            if why := self._is_none(number, cells, last):
                self.problems.append(Problem(codes.SKIPPED_ROW, self.grid.place(number), {"why": why}))
                continue
            found = self._whose(number, cells, ids)
            self._stray |= not found
            if self._is_one(found, ids):
                self._rows.setdefault(found[0], []).append((number, cells))
            else:
                self._several.update(found)

    @staticmethod
    def _is_one(found: Sequence[str], ids: Ids) -> bool:
        """Whether one person bears these ids."""
        return len(found) == 1 and found[0] not in ids.twice

    def give(self, people: Sequence[Draft]) -> None:
        """Give people their rows. A row of nobody known may be anybody's who has no row here."""
        if self.of is None:
            for draft in people:
                for number, cells in self._rows.get(draft.key, ()):
                    self._record_answer(number, cells, self._gathering(draft))
            return
        for draft in people:
            for number, cells in self._rows.get(draft.key, ()):
                self._add_record(self.of, number, cells, draft)
            if draft.key in self._several:
                draft.gathering.lose(self.of.name)
            if self._stray and draft.key not in self._rows:
                draft.doubted |= {self.of.name}
                draft.forget_blank(self.of.name)

    def table(self) -> dict[int, Row]:
        """Its rows by number, without repeated headers and column numbers."""
        return dict(Body(self.grid, self.header).rows([]))

    def tell_none(self, people: Sequence[Draft]) -> None:
        """Who has no row has no records, if the list says so of an empty cell. To be asked after all sheets' rows."""
        if self.of is None or self.of.blank != ():
            return
        place = self.grid.place()
        for draft in people:
            if draft.key not in self._rows and self.of.name not in draft.doubted:
                draft.suppose(self.of.name, (), place)

    def _gathering(self, draft: Draft) -> Gathering:
        """What is known of a person; what disagrees with it is a problem of this sheet."""
        draft.gathering.problems = self.problems
        return draft.gathering

    def _is_none(self, number: int, cells: Row, last: int) -> Text | None:
        """Why a row is no record: a signature under the table, whose ids end in row ``last``; a name above rows."""
        filled = [c for c in self.header.known if not blank(cells[c.number - 1])]
        if number > last + 1 and not any(c.meaning and self._is_data(c.meaning, cells[c.number - 1]) for c in filled):
            return FOOTER
        if not (lone := lone_text(cells)):
            return None
        merged = any(m.top == number and m.left == lone[0] and m.right > m.left for m in self.grid.merges or ())
        numbered = any(arabic(c) is not None for c in cells)
        return _HEADS if merged or not (filled or numbered) else None

    def _is_data(self, of: Field, raw: Cell) -> bool:
        """Whether a cell tells more than words would that stand there by chance."""
        parsed = self._readers.of(of, self.grid.epoch).read(raw)
        return is_datum(raw) if parsed.expected is not None else of.type.kind is not Kind.TEXT

    def _whose(self, number: int, cells: Row, ids: Ids) -> list[str]:
        """The id of the person a row is about; several or nobody is a problem."""
        place = self.grid.place(number, self._key + 1)
        key_field = self._readers.vocabulary.key
        if key_field is None or all(blank(cells[c.number - 1]) for c in self.header.known):
            self.problems.append(Problem(codes.STRAY_RECORD, self.grid.place(number)))
            return []
        parsed = self._readers.of(key_field, self.grid.epoch).read(cells[self._key])
        if not isinstance(parsed.meaning, str):
            self.problems.append(Problem(codes.ROW_WITHOUT_ID, place))
            return []
        found = ids.called(parsed.meaning)
        values = {"found": codes.MASKED if key_field.personal else short(parsed.meaning)}
        if not self._is_one(found, ids):
            self.problems.append(Problem(codes.SEVERAL_PEOPLE if found else codes.NOBODY, place, values))
        elif found[0] != parsed.meaning:
            values["meant"] = codes.MASKED if key_field.personal else short(found[0])
            self.problems.append(Problem(codes.ZEROS_OF_ID, place, values))
        return found

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
            self.problems.append(Problem(codes.EMPTY_RECORD, self.grid.place(number), {"list": list_.label}))
        for of, parsed, raw, place in read:
            if says_none(whole, parsed, raw):
                self._gathering(draft).say(list_.name, (), place)
                return
            if parsed.expected is not None:
                self.problems.append(unreadable(of, parsed, raw, of.label, place))
            meaning = parsed.meaning
            if isinstance(meaning, Statement):
                self._gathering(draft).take(of.name, parsed, place)
            record[of.name] = meaning if isinstance(meaning, Scalar) else None
        where = self.grid.place(number)
        if not draft.add(list_.name, (record,), where):
            self._gathering(draft).append(list_.name, (record,), where)

    def _record_answer(self, number: int, cells: Row, gathering: Gathering) -> None:
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
                gathering, fact, values, place, lost=ANSWER.name in read and read[ANSWER.name][1].expected is not None
            )

    def _tell_headings(self) -> None:
        known = [c.meaning.label[lang] for c in self.header.known if c.meaning for lang in Lang]
        for column in self.header.columns:
            if column.meaning is None and column.title:
                meant = did_you_mean(column.title, known)
                code = codes.MISSPELT_HEADING if meant else codes.UNKNOWN_HEADING
                place = self.grid.place(column.row, column.number)
                self.problems.append(Problem(code, place, {"found": column.title}, meant))


def record_answer(gathering: Gathering, fact: str, values: Mapping[str, object], place: Place, *, lost: bool) -> None:
    """Put down an answer to a judgement: ``values`` by the names of :data:`RECORD`."""
    answer, by, on = (values.get(f.name) for f in (ANSWER, BY, ON))
    if lost:
        gathering.lose(fact)
    elif isinstance(answer, bool):
        gathering.say(fact, answer, place)
        witness = (by if isinstance(by, str) else None, on if isinstance(on, date) else None)
        gathering.witnesses.setdefault(fact, witness)
