"""A sheet of people: one row a person, with unit-name rows, footers and odd rows between and after them."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from kiemnhiem.cases import codes
from kiemnhiem.cases.body import Body
from kiemnhiem.cases.draft import Draft, Source
from kiemnhiem.cases.gathering import Gathering, unreadable
from kiemnhiem.cases.grid import Column, Grid, Lines, Picked, Row, blank
from kiemnhiem.cases.headings import Target
from kiemnhiem.cases.ids import Ids
from kiemnhiem.cases.layout import Header, lone_text, unit_name
from kiemnhiem.cases.plainrows import PlainRows, plain_rows
from kiemnhiem.cases.readers import Readers
from kiemnhiem.cases.rowkinds import Count, RowKind, RowSorter, SheetColumns, is_datum
from kiemnhiem.cases.rowreader import RowReader, ScalarColumn
from kiemnhiem.language import Text
from kiemnhiem.policy.values import Scalar
from kiemnhiem.problem import Code, Place, Problem, did_you_mean

FOOTER = Text("nằm sau danh sách", "it stands after the list")
NO_DATA = Text("nằm sau danh sách, không có mã hay dữ liệu đọc được", "it stands after the list, without id or data")
TOO_LITTLE = Text(
    "không có mã, và chưa đủ hai ô thuộc các cột đã biết", "no id, and fewer than two cells in known columns"
)
ONLY_NUMBER = Text("chỉ có số thứ tự", "it holds its number and nothing else")
GROUP = Text("tên của một nhóm người, từ vựng không có trường cho tên này", "it names a group of people")
NO_HEADING = Text("(không có tiêu đề)", "(no heading)")
#: Headings that are not known for which a known one is sought.
_SUGGESTED = 100


@dataclass
class Whole:
    """What the parts of a sheet need to know of the whole, where it is read in parts.

    ``numbered`` and ``under_header``: as :class:`RowSorter` and :class:`Body` have them; ``begun``: a part has been
    read; ``count`` and ``unit``: the numbers and the unit the next person follows; ``units``: rows of units so far, and
    the first of them; ``untitled``: columns without a heading that have been told.
    """

    numbered: bool | None = None
    under_header: bool = True
    begun: bool = False
    count: Count = field(default_factory=Count)
    unit: str | None = None
    units: int = 0
    first_unit: int = 0
    untitled: set[int] = field(default_factory=set)


@dataclass
class _Person:
    """A person's row as read in full. ``solid``: it has an id, a number in the list, or data. ``odd``: it has no data
    but words that cannot be read. ``named``: there is text where names stand.
    """

    draft: Draft
    row: int
    problems: list[Problem]
    solid: bool
    odd: bool
    named: bool


class PeopleSheet:
    """Reads the people of one sheet, or of a part of it; ``problems`` are what it found."""

    def __init__(self, grid: Grid, header: Header[Target], readers: Readers, whole: Whole | None = None) -> None:
        self.grid = grid
        self.header = header
        self.readers = readers
        self.problems: list[Problem] = []
        self._reader = RowReader(header, grid.epoch, readers)
        self._whole = whole or Whole()
        self._body = Body(grid, header, under_header=self._whole.under_header)
        self._rows = self._body.rows(self.problems)
        columns = SheetColumns(self._reader.known, self._reader.key, self._reader.names)
        self._sorter = RowSorter(grid, columns, self._rows, self._whole.numbered, self._whole.count)
        self._unit_rows: list[int] = []
        self._unit_names: list[str | None] = []
        self._before = self._whole.unit

    def survey(self, ids: Ids) -> int:
        """What a first look tells :class:`Whole`, and ``ids``. Gives the number of people that there are for sure."""
        self._whole.numbered = self._sorter.numbered or None
        self._whole.under_header = self._body.under_header
        scanty = set(self._sorter.scanty())
        columns = [c for c in self._reader.scalars if c.field.key]
        if columns:
            ids.add(self._key(columns, cells) for i, (_, cells) in enumerate(self._rows) if i not in scanty)
        return len(self._rows) - len(scanty)

    @staticmethod
    def _key(columns: Sequence[ScalarColumn], cells: Row) -> str | None:
        """The id that some columns tell."""
        said = set()
        for column in columns:
            parsed = column.reader.read(cells[column.index])
            if parsed.expected is not None:
                return None
            if parsed.given and isinstance(parsed.meaning, Scalar):
                said.add(str(parsed.meaning))
        return said.pop() if len(said) == 1 else None

    def last_solid(self) -> int | None:
        """The row of the last person who cannot be a signature under the list; not the very first."""
        for number, cells in reversed(self._rows[1:]):
            if self._sorter.is_full(number, cells) and self._person(number, cells).solid:
                return number
        return None

    def read(self, until: int | None = None) -> list[Draft]:
        """Its people; with ``until``, those before the person in that row, whose part is the next."""
        if until is None:
            end = len(self._rows)
        else:
            end = self._rows.numbers.index(until)
            self.problems = [p for p in self.problems if p.place and (p.place.line or 0) < until]
        self._tell_headings()
        units: list[tuple[int, str]] = []
        others: list[tuple[int, Row, RowKind]] = []
        nobody: set[int] = set()
        for i, kind in self._sorter.kinds(end):
            if kind is RowKind.PERSON:
                continue
            nobody.add(i)
            number, cells = self._rows[i]
            lone = lone_text(cells)
            if kind is RowKind.UNIT and lone and self.readers.section:
                units.append((number, unit_name(lone[1])))
                self._begin(*units[-1])
            else:
                others.append((number, cells, kind))
                if lone:
                    self._begin(number, None)  # perhaps another unit begins here
        people = self._body.some([n for i, n in enumerate(self._rows.numbers[:end]) if i not in nobody])
        drafts = self._drafts(people, ends=until is None)
        last = until or (drafts[-1].row or 0 if drafts else 0)
        self._tell_units(last, units, ends=until is None)
        self._tell_others(last, others)
        self._whole.begun, self._whole.under_header = True, False
        self._whole.unit = self._unit(until or last)
        return drafts

    def table(self, drafts: Sequence[Draft]) -> Mapping[int, Row]:
        """The rows of people as the file has them, by number; a cell merged over several rows stands in each."""
        return Picked((draft.row for draft in drafts if draft.row), self._body.filled)

    def _begin(self, row: int, unit: str | None) -> None:
        self._unit_rows.append(row)
        self._unit_names.append(unit)

    def _unit(self, row: int) -> str | None:
        """The name of the unit above a row."""
        before = bisect(self._unit_rows, row)
        return self._unit_names[before - 1] if before else self._before

    def _drafts(self, people: Lines, *, ends: bool) -> list[Draft]:
        """The people's rows read: plain ones at once, the others and those at the end of the list one by one."""
        plain = self._plain(people)
        source, field = self._source(plain), self.readers.vocabulary.key
        ids = plain.column(field.name) if field else Column.same(None, len(people))
        keys = [None if id_ is None else str(id_) for id_ in ids.cells]
        full = set(plain.unusual)
        if self._reader.key is not None:
            full.update(ids.rows_with({code for code, key in enumerate(keys) if key is None}))
        footer: list[_Person] = []
        while ends and len(people) > len(footer) and not (footer and footer[-1].solid):
            number, cells = people[-1 - len(footer)]
            footer.append(self._person(number, cells))
        drafts = []
        for i, (number, code) in enumerate(zip(people.numbers[: len(people) - len(footer)], ids.codes, strict=False)):
            if i in full:
                drafts.append(self._keep(self._person(*people[i])))
            else:
                key = keys[code]
                drafts.append(Draft(self._name(number) if key is None else key, key, source, number, i))
        return drafts + [self._keep(person) for person in self._without_footer(footer[::-1])]

    def _plain(self, people: Lines) -> PlainRows:
        if self._unit_rows:
            units = Column.of([self._unit(number) for number in people.numbers])
        else:
            units = Column.same(self._before, len(people))
        return plain_rows(self._reader, people, units)

    def _source(self, plain: PlainRows | None = None) -> Source:
        column = self._reader.key
        return Source(self.grid.file, self.grid.sheet, None if column is None else column + 1, plain, self._again)

    def _name(self, number: int) -> str:
        """What somebody is called who has no id."""
        return f"{self.grid.sheet}!{number}" if self.grid.sheet else str(number)

    def _again(self, number: int) -> Gathering:
        """The row of a person in full."""
        return self._gather(number, self._body.filled(number))[0]

    def _gather(self, number: int, cells: Row) -> tuple[Gathering, bool]:
        """What a row tells, and whether it holds data."""
        gathering = Gathering(self.readers.vocabulary.fields, partial(self._locate, number), [])
        return gathering, self._reader.read(cells, self._unit(number), gathering)

    def _person(self, number: int, cells: Row) -> _Person:
        gathering, solid = self._gather(number, cells)
        problems = gathering.problems
        bad = [cells[p.place.column - 1] for p in problems
               if p.code is codes.UNREADABLE_CELL and p.place and p.place.column]  # fmt: skip
        solid |= self._sorter.ordinal(cells) is not None or any(map(is_datum, bad))
        names = self._reader.names
        named = not names or any(not blank(cells[i]) for i in names)
        field = self.readers.vocabulary.key
        id_ = gathering.facts.get(field.name) if field else None
        key = None if id_ is None else str(id_)
        draft = Draft(self._name(number) if key is None else key, key, self._source(), number, gathering)
        return _Person(draft, number, problems, solid, bool(bad), named)

    def _locate(self, row: int, where: object) -> Place:
        return self.grid.place(row, cast("int", where))

    def _keep(self, person: _Person) -> Draft:
        self.problems.extend(person.problems)
        if self._reader.key is not None and person.draft.key is None:
            self.problems.append(Problem(codes.NO_ID, person.draft.place, {"name": person.draft.id}))
        return person.draft

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
        return kept

    def _tell_units(self, last: int, units: list[tuple[int, str]], *, ends: bool) -> None:
        for number, _ in units:
            if number > last:
                self._note(codes.SKIPPED_ROW, number, FOOTER)
        named = [(number, name) for number, name in units if number < last]
        section, whole = self.readers.section, self._whole
        if named:
            whole.first_unit = whole.first_unit or named[0][0]
            whole.units += len(named)
        if ends and whole.units and section:
            values = {"count": whole.units, "field": section.label}
            self.problems.append(Problem(codes.UNIT_ROWS, self.grid.place(whole.first_unit), values))
        if section:
            for number, name in named:
                if (parsed := self._reader.of_unit(name)).expected is not None:
                    self.problems.append(unreadable(section, parsed, name, section.label, self.grid.place(number)))

    def _tell_others(self, last: int, others: list[tuple[int, Row, RowKind]]) -> None:
        """Rows that are neither people nor units of theirs: each may be a person, unless it shows that it is none."""
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
        rows = self._body.all
        titles = [column.title for column in self.header.columns]
        for index in range(rows.width):
            told = index in self._whole.untitled or (index < len(titles) and titles[index])
            if not told and any(not blank(rows.column(index).cells[code]) for code in rows.column(index).used()):
                place = self.grid.place(self.header.last, index + 1)
                self.problems.append(Problem(codes.UNKNOWN_HEADING, place, {"found": NO_HEADING}))
                self._whole.untitled.add(index)
        suggested = 0
        for column in () if self._whole.begun else self.header.columns:
            place = self.grid.place(column.row, column.number)
            if column.meaning and column.meaning.field.derived:
                values = {"found": column.title, "field": column.meaning.field.label}
                self.problems.append(Problem(codes.DERIVED_HEADING, place, values))
            elif column.meaning is None and column.title and not self.readers.headings.is_left_out(column.title):
                suggested += 1  # to suggest a name takes long, and no office has so many slips
                meant = did_you_mean(column.title, self.readers.headings.known) if suggested <= _SUGGESTED else None
                code = codes.MISSPELT_HEADING if meant else codes.UNKNOWN_HEADING
                self.problems.append(Problem(code, place, {"found": column.title}, meant))

    def _note(self, code: Code, row: int, why: Text) -> None:
        self.problems.append(Problem(code, self.grid.place(row), {"why": why}))
