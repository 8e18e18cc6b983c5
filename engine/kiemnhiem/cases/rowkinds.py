"""What the rows of a sheet of people are: people, names of units, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from kiemnhiem.cases.grid import Cell, Grid, Lines, Row, blank
from kiemnhiem.cases.layout import lone_text
from kiemnhiem.cases.matching import clean

#: Filled cells in known columns that make a row a person.
_ENOUGH = 2
_ARABIC = re.compile(r"([0-9]{1,4})[.)/]?")


class RowKind(Enum):
    """``EMPTY``: its number in the list and nothing else. ``ODD``: it holds something, and may be a person."""

    PERSON = auto()
    UNIT = auto()
    EMPTY = auto()
    ODD = auto()


@dataclass(frozen=True)
class SheetColumns:
    """Columns of a sheet by index: those that are known, the one of ids, and those of personal texts, such as names."""

    known: tuple[int, ...]
    key: int | None
    names: frozenset[int]


@dataclass
class Count:
    """How far the numbering of the people has come, and that of the units where they have arabic numbers too."""

    last: int = 0
    heading: int = 0
    under_heading: bool = True

    def continues(self, number: int | None) -> bool:
        """Whether it is the next person's. Under a unit's name the count may begin again."""
        return number is not None and (number == self.last + 1 or (self.under_heading and number == 1))


@dataclass
class RowSorter:
    """Tells the kinds of rows apart. ``numbered``: its people bear numbers, so a row without one is hardly a person;
    ``None``: as the rows show. ``count``: how far the rows before have come.
    """

    grid: Grid
    columns: SheetColumns
    rows: Lines
    numbered: bool | None = None
    count: Count = field(default_factory=Count)

    def __post_init__(self) -> None:
        self._wide = {(m.top, m.left) for m in self.grid.merges or () if m.right > m.left}
        self._before = min(self.columns.known, default=0)
        if self.numbered is None:
            self.numbered = self._before > 0 and any(
                self.ordinal(c) is not None and self.is_full(n, c) for n, c in self.rows
            )

    def ordinal(self, cells: Row) -> int | None:
        """The arabic number that a row begins with, before its first known column."""
        first = next((c for c in cells[: self._before] if not blank(c)), None)
        return arabic(first)

    def is_wide(self, number: int, index: int) -> bool:
        """Whether a cell is merged with those beside it."""
        return (number, index + 1) in self._wide

    def kinds(self, end: int) -> Iterator[tuple[int, RowKind]]:
        """The kinds of the rows before ``end`` by index; those that are left out are plainly people."""
        count = self.count
        done = 0
        for i in self.scanty():
            if i >= end:
                break
            self._count_people(range(done, i), count)
            done = i + 1
            number, cells = self.rows[i]
            following = self.ordinal(self.rows[i + 1][1]) if i + 1 < len(self.rows) else None
            kind = self._kind(number, cells, following, count)
            own = self.ordinal(cells)
            if kind is RowKind.PERSON:
                self._count_people(range(i, i + 1), count)
            elif kind is RowKind.EMPTY and own == count.last + 1:
                count.last = own
            elif kind is RowKind.UNIT:
                count.heading, count.under_heading = own or count.heading, True
            yield i, kind
        if end < len(self.rows):  # another part follows
            self._count_people(range(done, end), count)

    def scanty(self) -> Iterator[int]:
        """Rows that are not full. Most rows fill the first two known columns, and are looked at no further."""
        found: Iterable[int] = range(len(self.rows))
        if len(self.columns.known) >= _ENOUGH:
            found = sorted({row for index in self.columns.known[:_ENOUGH] for row in self._blank_in(index)})
        yield from (i for i in found if not self.is_full(*self.rows[i]))

    def _blank_in(self, index: int) -> Iterator[int]:
        column = self.rows.column(index)
        return column.rows_with({code for code in column.used() if blank(column.cells[code])})

    def _count_people(self, rows: range, count: Count) -> None:
        if rows:
            count.under_heading = False
        if self.numbered:  # else there is nothing to count
            count.last = next((own for i in reversed(rows) if (own := self.ordinal(self.rows[i][1]))), count.last)

    def _kind(self, number: int, cells: Row, following: int | None, count: Count) -> RowKind:
        own = self.ordinal(cells)
        if own is not None and sum(not blank(c) for c in cells) == 1:
            return RowKind.EMPTY
        filled = self._filled(cells)
        if self.numbered and own is not None and filled and not self.is_wide(number, filled[0]):
            return self._numbered_kind(own, following, count, named=filled[0] in self.columns.names)
        return RowKind.UNIT if lone_text(cells) else RowKind.ODD

    def _numbered_kind(self, own: int, following: int | None, count: Count, *, named: bool) -> RowKind:
        """A row of a number and one known cell, among numbered people: a person, or a unit that has a number too."""
        fits, complete = count.continues(own), count.continues(following)
        if fits and complete:  # the row and the next bear one number
            return RowKind.UNIT if count.under_heading else RowKind.ODD
        again, next_unit = following == 1, own == count.heading + 1
        if fits and again and next_unit:
            return RowKind.UNIT
        if not fits and (complete or again) and (next_unit or count.under_heading):
            return RowKind.UNIT
        return RowKind.PERSON if named and fits and not again else RowKind.ODD

    def _filled(self, cells: Row) -> list[int]:
        return [i for i in self.columns.known if not blank(cells[i])]

    def is_full(self, number: int, cells: Row) -> bool:
        """Whether a row has enough cells to be a person whatever stands around it."""
        filled, key = self._filled(cells), self.columns.key
        if len(filled) >= _ENOUGH:
            return True
        if key is None or filled != [key] or self.is_wide(number, key):
            return False
        return not isinstance(id_ := cells[key], str) or " " not in id_.strip()


def arabic(cell: Cell) -> int | None:
    """The number of a row in its list, as a cell holds it."""
    if isinstance(cell, int | float):
        return int(cell) if not isinstance(cell, bool) and 0 < cell < 10_000 and cell == int(cell) else None  # noqa: PLR2004 - as long as a text's
    match = _ARABIC.fullmatch(clean(cell)) if isinstance(cell, str) else None
    return int(match[1]) if match else None


def is_datum(cell: Cell) -> bool:
    """Whether a cell that cannot be read was meant as data: words may be a signature, numbers and errors are not."""
    return not isinstance(cell, str) or clean(cell)[:1].isdigit() or cell.startswith("#")
