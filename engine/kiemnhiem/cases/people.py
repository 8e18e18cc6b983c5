"""A sheet of people: one row a person, with unit-name rows, footers and odd rows between and after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kiemnhiem.cases import codes
from kiemnhiem.cases.case import Origin, Recorded
from kiemnhiem.cases.cells import FieldReader
from kiemnhiem.cases.draft import Draft
from kiemnhiem.cases.gathering import Gathering, Where, unreadable
from kiemnhiem.cases.grid import Grid, Row, blank
from kiemnhiem.cases.headings import Target
from kiemnhiem.cases.layout import Header, is_numbering, lone_text, repeats, unit_name
from kiemnhiem.cases.readers import Readers
from kiemnhiem.cases.records import ListColumns, RecordColumn
from kiemnhiem.language import Text
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Place, Problem, did_you_mean

NUMBERING = Text("hàng đánh số cột", "a row of column numbers")
REPEATED = Text("tiêu đề lặp lại", "the header again")
FOOTER = Text("nằm sau danh sách", "it stands after the list")
FOOTER_TEXT = Text("nằm sau danh sách, không có mã hay dữ liệu đọc được", "it stands after the list, without id or data")
NOT_ENOUGH = Text("không có mã, và không đủ hai ô thuộc các cột đã biết", "no id, and fewer than two cells in known columns")
#: Known cells that make a row a person.
_ENOUGH = 2


@dataclass
class _Read:
    """One person's row as read. ``solid``: has an id, or a readable cell that is more than text."""

    draft: Draft
    row: int
    problems: list[Problem]
    solid: bool = False


@dataclass
class PeopleSheet:
    """Reads the people of one sheet."""

    grid: Grid
    header: Header[Target]
    readers: Readers
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = [(c, c.meaning) for c in self.header.columns if c.meaning and c.meaning.field.derived is None]
        of = self.readers.of
        epoch = self.grid.epoch
        self._scalars = [
            (c.number - 1, of(t.field, epoch)) for c, t in known if not t.list and not t.facts
        ]  # fmt: skip
        self._answers = [(c.number - 1, of(t.field, epoch), t.facts) for c, t in known if t.facts]
        self._lists = list(self._list_columns())
        self._known = [c.number - 1 for c, _ in known]
        self._key = next((i for i, reader in self._scalars if reader.field.key), None)
        self._width = max(c.number for c in self.header.columns)
        self._merged = {(m.top, m.left) for m in self.grid.merges or () if m.right > m.left}

    def _list_columns(self) -> Iterator[ListColumns]:
        columns: dict[str, tuple[Field, list[RecordColumn]]] = {}
        for column in self.header.known:
            target = column.meaning
            if target is None or target.list is None or target.field.derived:
                continue
            inner = target.field
            if target.field.type.kind is Kind.LIST:
                inner = next(f for f in target.field.type.fields.values() if not f.derived)
            reader = self.readers.of(inner, self.grid.epoch)
            columns.setdefault(target.list.name, (target.list, []))[1].append(RecordColumn(column.number - 1, reader))
        for of, found in columns.values():
            yield ListColumns(of, self.readers.of(of, self.grid.epoch), found)

    def read(self) -> dict[int, tuple[Draft, Row]]:
        """Its people by row."""
        self._tell_headings()
        read: list[_Read] = []
        units: list[tuple[int, str]] = []
        numbering_may_follow = True
        for number, row in self._body():
            if numbering_may_follow and is_numbering(row):
                self._note(codes.SKIPPED_ROW, number, NUMBERING)
            elif repeats(row, self.grid.rows[self.header.first]) or repeats(row, self.grid.rows[self.header.last]):
                self._note(codes.SKIPPED_ROW, number, REPEATED)
                numbering_may_follow = True
                continue
            elif self._is_person(number, row):
                read.append(self._person(number, row, units[-1][1] if units else None))
            elif self.readers.section and (lone := lone_text(row)):
                units.append((number, unit_name(lone[1])))
            else:
                read_any = read and number > read[-1].row
                self._note(codes.ODD_ROW if not read_any or self._more(number) else codes.SKIPPED_ROW, number,
                           NOT_ENOUGH if self._more(number) or not read_any else FOOTER)  # fmt: skip
            numbering_may_follow = False
        people = self._without_footer(read)
        self._tell_units(units, people)
        return {r.row: (r.draft, self._row(r.row)) for r in people}

    def _body(self) -> Iterator[tuple[int, Row]]:
        for number in self.grid.rows:
            if number > self.header.last:
                yield number, self._row(number)

    def _row(self, number: int) -> Row:
        row = self.grid.rows[number]
        return row if len(row) >= self._width else row + (None,) * (self._width - len(row))

    def _note(self, code: codes.Code, row: int, why: Text) -> None:
        self.problems.append(Problem(code, self.grid.place(row), {"why": why}))
