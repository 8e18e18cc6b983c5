"""A sheet of people: one row a person, with unit-name rows, footers and odd rows between and after them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import cast

from kiemnhiem.cases import codes
from kiemnhiem.cases.body import Body
from kiemnhiem.cases.case import Origin
from kiemnhiem.cases.cells import FieldReader
from kiemnhiem.cases.draft import Draft
from kiemnhiem.cases.gathering import Gathering, rebuilt, unreadable
from kiemnhiem.cases.grid import Grid, Row, blank
from kiemnhiem.cases.headings import Target
from kiemnhiem.cases.layout import Header, lone_text, unit_name
from kiemnhiem.cases.readers import Readers
from kiemnhiem.cases.records import ListColumns, RecordColumn
from kiemnhiem.cases.rowkinds import RowKind, RowSorter, SheetColumns, is_datum
from kiemnhiem.language import Text
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Code, Place, Problem, did_you_mean

FOOTER = Text("nằm sau danh sách", "it stands after the list")
NO_DATA = Text("nằm sau danh sách, không có mã hay dữ liệu đọc được", "it stands after the list, without id or data")
TOO_LITTLE = Text(
    "không có mã, và chưa đủ hai ô thuộc các cột đã biết", "no id, and fewer than two cells in known columns"
)
ONLY_NUMBER = Text("chỉ có số thứ tự", "it holds its number and nothing else")
GROUP = Text("tên của một nhóm người, từ vựng không có trường cho tên này", "it names a group of people")
NO_HEADING = Text("(không có tiêu đề)", "(no heading)")


@dataclass
class _Person:
    """A person's row as read. ``solid``: it has an id, a number in the list, or data. ``odd``: it has no data but words
    that cannot be read. ``named``: there is text where names stand.
    """

    draft: Draft
    row: int
    problems: list[Problem]
    solid: bool
    odd: bool
    named: bool


class PeopleSheet:
    """Reads the people of one sheet; ``problems`` are what it found."""

    def __init__(self, grid: Grid, header: Header[Target], readers: Readers) -> None:
        self.grid = grid
        self.header = header
        self.readers = readers
        self.problems: list[Problem] = []
        self._scalars: list[tuple[int, FieldReader]] = []
        self._answers: list[tuple[int, FieldReader, tuple[str, ...]]] = []
        self._known: list[int] = []
        self._lists: list[ListColumns] = []
        self._plan()
        self._key = next((i for i, reader in self._scalars if reader.field.key), None)
        self._width = len(header.columns)
        self._body = Body(grid, header)
        names = frozenset(i for i, r in self._scalars if r.field.personal and r.field.type.kind is Kind.TEXT)
        rows = tuple(self._body.rows(self.problems))
        self._sorter = RowSorter(grid, SheetColumns(tuple(self._known), self._key, names), rows)

    def _plan(self) -> None:
        """What each column feeds."""
        lists: dict[str, tuple[Field, list[RecordColumn]]] = {}
        for column in self.header.columns:
            target = column.meaning
            if target is None or target.field.derived:
                continue
            index = column.number - 1
            self._known.append(index)
            of = target.field
            if target.list:
                if of.type.kind is Kind.LIST:
                    of = next(f for f in of.type.fields.values() if not f.derived)
                record = RecordColumn(index, self.readers.of(of, self.grid.epoch))
                lists.setdefault(target.list.name, (target.list, []))[1].append(record)
            elif target.facts:
                self._answers.append((index, self.readers.of(of, self.grid.epoch), target.facts))
            else:
                self._scalars.append((index, self.readers.of(of, self.grid.epoch)))
        self._lists = [ListColumns(of, self.readers.of(of, self.grid.epoch), found) for of, found in lists.values()]

    @property
    def lists(self) -> frozenset[str]:
        """The lists that have columns here."""
        return frozenset(columns.field.name for columns in self._lists)

    def read(self) -> list[tuple[Draft, Row]]:
        """Its people, each with its row as the file has it."""
        self._tell_headings()
        people: list[_Person] = []
        units: list[tuple[int, str]] = []
        unit: tuple[int, str] | None = None
        others: list[tuple[int, Row, RowKind]] = []
        for number, cells, kind in self._sorter.kinds():
            lone = lone_text(cells)
            if kind is RowKind.PERSON:
                people.append(self._person(number, cells, unit))
            elif kind is RowKind.UNIT and lone and self.readers.section:
                unit = (number, unit_name(lone[1]))
                units.append(unit)
            else:
                others.append((number, cells, kind))
                unit = None if lone else unit  # perhaps another unit begins here
        people = self._without_footer(people)
        self._tell_units(people, units)
        self._tell_others(people, others)
        return [(p.draft, self._body.row(p.row)) for p in people]

    def _person(self, number: int, cells: Row, unit: tuple[int, str] | None) -> _Person:
        problems: list[Problem] = []
        locate = partial(self._locate, number)
        gathering = Gathering(self.readers.vocabulary.fields, locate, problems)
        solid = False
        for index, reader in self._scalars:
            parsed = reader.read(cells[index])
            field = reader.field
            if parsed.expected is not None:
                gathering.lose(field.name)
                problems.append(unreadable(field, parsed, cells[index], field.label, locate(index + 1)))
                continue
            if parsed.rebuilt:
                problems.append(rebuilt(field, parsed, cells[index], field.label, locate(index + 1)))
            gathering.take(field.name, parsed, index + 1)
            solid |= parsed.given and (field.key or field.type.kind is not Kind.TEXT)
        for columns in self._lists:
            solid |= columns.read(cells, gathering)
        for index, reader, facts in self._answers:
            solid |= self._answer(cells[index], index, reader, facts, gathering)
        if unit and self.readers.section:
            self._place_in(unit, gathering)
        key = gathering.facts.get(self.readers.vocabulary.key.name) if self.readers.vocabulary.key else None
        grid = self.grid
        draft = Draft(
            str(key) if key is not None else f"{grid.sheet}!{number}" if grid.sheet else str(number),
            None if key is None else str(key),
            Origin(grid.file, grid.sheet, number),
            grid.place(number, None if self._key is None else self._key + 1),
            gathering,
        )
        bad = [cells[p.place.column - 1] for p in problems
               if p.code is codes.UNREADABLE_CELL and p.place and p.place.column]  # fmt: skip
        solid |= self._sorter.ordinal(cells) is not None or any(map(is_datum, bad))
        names = self._sorter.columns.names
        return _Person(draft, number, problems, solid, bool(bad), not names or any(not blank(cells[i]) for i in names))

    def _locate(self, row: int, where: object) -> Place:
        return self.grid.place(row, cast("int", where))

    def _answer(
        self, raw: object, index: int, reader: FieldReader, facts: tuple[str, ...], gathering: Gathering
    ) -> bool:
        """Record the answer to a judgement; whether there is one."""
        parsed = reader.read(raw)
        label = reader.field.label
        if parsed.expected is not None:
            gathering.problems.append(unreadable(reader.field, parsed, raw, label, gathering.place(index + 1)))
        for fact in facts:
            if parsed.expected is not None:
                gathering.lose(fact)
            elif isinstance(parsed.meaning, bool):
                gathering.say(fact, parsed.meaning, index + 1, label=label)
        return isinstance(parsed.meaning, bool)

    def _place_in(self, unit: tuple[int, str], gathering: Gathering) -> None:
        """The unit named above the row, unless the row names its own."""
        section = self.readers.section
        if section is not None and section.name not in gathering:
            parsed = self.readers.of(section, self.grid.epoch).read(unit[1])
            if parsed.expected is None:
                gathering.take(section.name, parsed, 1)

    def _without_footer(self, people: list[_Person]) -> list[_Person]:
        """Signatures under known columns are no people: rows of mere text after the last row with an id or data.

        A name right under the list may be a person all the same: it is kept if its cells were to hold data, else told.
        """
        last = max((i for i, p in enumerate(people) if p.solid), default=len(people) - 1)
        kept = people[: last + 1]
        edge = kept[-1].row if kept else 0
        for person in people[last + 1 :]:
            close = person.named and person.row == edge + 1
            edge = person.row if close else edge
            if close and person.odd and not self._sorter.numbered:
                kept.append(person)
            else:
                self._note(codes.ODD_ROW if close else codes.SKIPPED_ROW, person.row, NO_DATA)
        for person in kept:
            self.problems.extend(person.problems)
            if self._key is not None and person.draft.key is None:
                self.problems.append(Problem(codes.NO_ID, person.draft.place, {"name": person.draft.id}))
        return kept

    def _tell_units(self, people: list[_Person], units: list[tuple[int, str]]) -> None:
        last = people[-1].row if people else 0
        for number, _ in units:
            if number > last:
                self._note(codes.SKIPPED_ROW, number, FOOTER)
        named = [(number, name) for number, name in units if number < last]
        section = self.readers.section
        if named and section:
            values = {"count": len(named), "field": section.label}
            self.problems.append(Problem(codes.UNIT_ROWS, self.grid.place(named[0][0]), values))
            reader = self.readers.of(section, self.grid.epoch)
            for number, name in named:
                if (parsed := reader.read(name)).expected is not None:
                    self.problems.append(unreadable(section, parsed, name, section.label, self.grid.place(number)))

    def _tell_others(self, people: list[_Person], others: list[tuple[int, Row, RowKind]]) -> None:
        """Rows that are neither people nor units of theirs: each may be a person, unless it shows that it is none."""
        last = people[-1].row if people else 0
        for number, cells, kind in others:
            ordinal = self._sorter.ordinal(cells)
            lone = lone_text(cells)
            if kind is RowKind.EMPTY:
                self._note(codes.SKIPPED_ROW, number, ONLY_NUMBER)
            elif ordinal is None and number > last > 0:
                self._note(codes.SKIPPED_ROW, number, FOOTER)
            elif kind is RowKind.UNIT and lone and self._heads(number, cells, lone[0] - 1):
                self._note(codes.SKIPPED_ROW, number, GROUP)
            else:
                self._note(codes.ODD_ROW, number, TOO_LITTLE)

    def _heads(self, number: int, cells: Row, index: int) -> bool:
        """Whether a lone text shows that it heads a group: it is merged, or numbered otherwise than people are."""
        return self._sorter.is_wide(number, index) or any(not blank(c) for c in cells[:index])

    def _tell_headings(self) -> None:
        """Name each column that is not read."""
        untitled = {
            i for row in self.grid.rows if row > self.header.last
            for i, c in enumerate(self.grid.rows[row])
            if not blank(c) and (i >= self._width or not self.header.columns[i].title)
        }  # fmt: skip
        for index in sorted(untitled):
            place = self.grid.place(self.header.last, index + 1)
            self.problems.append(Problem(codes.UNKNOWN_HEADING, place, {"found": NO_HEADING}))
        for column in self.header.columns:
            place = self.grid.place(column.row, column.number)
            if column.meaning and column.meaning.field.derived:
                values = {"found": column.title, "field": column.meaning.field.label}
                self.problems.append(Problem(codes.DERIVED_HEADING, place, values))
            elif column.meaning is None and column.title:
                meant = did_you_mean(column.title, self.readers.headings.known)
                code = codes.MISSPELT_HEADING if meant else codes.UNKNOWN_HEADING
                self.problems.append(Problem(code, place, {"found": column.title}, meant))

    def _note(self, code: Code, row: int, why: Text) -> None:
        self.problems.append(Problem(code, self.grid.place(row), {"why": why}))
