"""A sheet of cells as a file holds it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import zip_longest
from operator import itemgetter
from typing import Any, TypeAlias, overload

from kiemnhiem.problem import Place

#: Day 0 of a spreadsheet's count of days, for days after February 1900; some workbooks of old Macs count from 1904.
EPOCH = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)

#: A cell: text, a number, a truth value, a date or time, or ``None`` where nothing is written. Cells whose formula
#: failed hold the error's text (``#N/A``).
Cell: TypeAlias = object
Row: TypeAlias = tuple[Cell, ...]

#: The texts of failed formulas, and of cells too narrow for their number.
FORMULA_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"}
    | {"#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA"}
)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """The rows that hold something, by number from 1. ``sheet`` is ``None`` for files without sheets; ``title`` is what
    the sheet (or such a file) is called. ``merges`` is ``None`` where the format does not tell. ``hidden``: the officer
    does not see the sheet.
    """

    file: str
    sheet: str | None
    title: str
    rows: Mapping[int, Row]
    merges: tuple[Merge, ...] | None = None
    epoch: date = EPOCH
    hidden: bool = False

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """A position in it; rows and columns from 1."""
        return Place(self.file, row, column, self.sheet)


def blank(cell: Cell) -> bool:
    """Whether nothing is written in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0\u200b\ufeff"))


def rows_of(table: list[list[Cell]], first: int = 1) -> dict[int, Row]:
    """The rows that hold something, with ``None`` for empty cells."""
    rows = {}
    for number, cells in enumerate(table, first):
        row = tuple([c if c or c != "" else None for c in cells])  # most are true, which is told fastest
        if not all(map(blank, row)):
            rows[number] = row
    return rows


@dataclass(frozen=True, slots=True)
class Column:
    """Cells, or what they say, one below another: the different ones, and the number among them of each row's."""

    cells: Sequence[Any]
    codes: array[int]

    @classmethod
    def of(cls, cells: Sequence[Any]) -> Column:
        """1, 1.0 and true, which are equal, are different cells."""
        numbers = _Numbers()
        codes = array("I", map(numbers.__getitem__, cells))
        if _are_mixed(numbers, cells):
            typed = cls.of([(type(cell), cell) for cell in cells])
            return cls([*map(itemgetter(1), typed.cells)], typed.codes)
        return cls([*numbers], codes)

    @classmethod
    def same(cls, cell: Any, height: int) -> Column:
        """One cell in every row."""
        return cls((cell,), array("I", bytes(4 * height)))

    def at(self, rows: Sequence[int]) -> Column:
        """Some of its rows."""
        if isinstance(rows, range):
            return Column(self.cells, self.codes[rows.start : rows.stop])
        return Column(self.cells, array("I", map(self.codes.__getitem__, rows)))

    def used(self) -> Iterable[int]:
        """The numbers of the cells that stand in some row, in the order in which they come."""
        return dict.fromkeys(self.codes)

    def rows_with(self, numbers: set[int]) -> Iterator[int]:
        """The rows that hold one of these cells."""
        return (row for row, code in enumerate(self.codes) if code in numbers) if numbers else iter(())


class Rows(Mapping[int, Row]):
    """The rows that hold something, by number from 1, kept as columns; ``None`` stands for empty cells."""

    def __init__(self, numbers: Sequence[int], columns: Sequence[Column]) -> None:
        self.numbers, self.columns = numbers, columns

    @classmethod
    def of(cls, table: list[list[Cell]]) -> Rows:
        """The rows of a table, whose rows after the first may be longer."""
        width = max(map(len, table), default=0)
        numbers = [_Numbers() for _ in range(width)]
        codes: list[int] = []
        for row in table:  # row by row, as they lie in memory
            if len(row) < width:
                row.extend([""] * (width - len(row)))
            codes.extend(map(_number, numbers, row))
        columns = []
        for index, of in enumerate(numbers):
            cells = [row[index] for row in table] if _have_numbers(of) else ()
            column = Column.of(cells) if _are_mixed(of, cells) else Column([*of], array("I", codes[index::width]))
            if "" in of:
                column = Column([None if cell == "" else cell for cell in column.cells], column.codes)
            columns.append(column)
        if not (empty := _empty(columns, len(table))):
            return cls(range(1, len(table) + 1), columns)
        filled = sorted(set(range(len(table))).difference(empty))
        return cls([row + 1 for row in filled], [column.at(filled) for column in columns])

    def __getitem__(self, number: int) -> Row:
        at = bisect_left(self.numbers, number)
        if at == len(self.numbers) or self.numbers[at] != number:
            raise KeyError(number)
        return tuple([column.cells[column.codes[at]] for column in self.columns])

    def __iter__(self) -> Iterator[int]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return len(self.numbers)

    def items(self) -> ItemsView[int, Row]:
        """As a mapping has them, faster where all are wanted."""
        cells = (map(column.cells.__getitem__, column.codes) for column in self.columns)
        return dict(zip(self.numbers, zip(*cells, strict=True), strict=True)).items()

    def __reduce__(self) -> tuple[Any, ...]:
        return Rows, (self.numbers, self.columns)

    def under(self, numbers: Sequence[int]) -> list[Column]:
        """The cells of some rows, column by column."""
        at: Sequence[int] = ()
        if numbers:
            first = bisect_left(self.numbers, numbers[0])
            at = range(first, first + len(numbers))
            if [*self.numbers[first : at.stop]] != numbers:
                places = dict(zip(self.numbers, range(len(self.numbers)), strict=True))
                at = [places[number] for number in numbers]
        return [column.at(at) for column in self.columns]


class Lines(Sequence[tuple[int, Row]]):
    """Some rows with their numbers, and their columns, each made when it is asked for.

    :param row: gives a row by number.
    :param whole: what ``row`` gives as columns, where it is kept so.
    """

    def __init__(self, numbers: Sequence[int], row: Callable[[int], Row], whole: Rows | None) -> None:
        self.numbers = numbers
        self._row, self._whole = row, whole
        self._columns: dict[int, Column] = {}

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> tuple[int, Row]: ...
    @overload
    def __getitem__(self, index: slice) -> Lines: ...
    def __getitem__(self, index: int | slice) -> tuple[int, Row] | Lines:
        if isinstance(index, slice):
            return Lines(self.numbers[index], self._row, self._whole)
        number = self.numbers[index]
        return number, self._row(number)

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        rows = self._rows if self._whole is None else map(self._row, self.numbers)
        return zip(self.numbers, rows, strict=True)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self._cells) if self._whole is None else len(self._kept)

    def column(self, index: int) -> Column:
        """A column, from 0."""
        if index not in self._columns:
            self._columns[index] = self._column(index)
        return self._columns[index]

    def _column(self, index: int) -> Column:
        if self._whole is None:
            return Column.of(self._cells[index]) if index < len(self._cells) else Column.same(None, len(self))
        return self._kept[index] if index < len(self._kept) else Column.same(None, len(self))

    @cached_property
    def _rows(self) -> list[Row]:
        return [*map(self._row, self.numbers)]

    @cached_property
    def _cells(self) -> list[tuple[Cell, ...]]:
        return [*zip_longest(*self._rows)]

    @cached_property
    def _kept(self) -> list[Column]:
        return self._whole.under(self.numbers) if self._whole is not None else []


class Picked(Mapping[int, Row]):
    """Some rows by number, each made when it is asked for."""

    def __init__(self, numbers: Iterable[int], row: Callable[[int], Row]) -> None:
        self._numbers, self._row = dict.fromkeys(numbers), row

    def __getitem__(self, number: int) -> Row:
        if number not in self._numbers:
            raise KeyError(number)
        return self._row(number)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __repr__(self) -> str:
        return repr(dict(self))


def _empty(columns: Sequence[Column], height: int) -> Sequence[int]:
    """The rows that hold nothing."""
    rows: Sequence[int] = range(height)
    for column in columns:
        blanks = {number for number, cell in enumerate(column.cells) if blank(cell)}
        rows = [row for row in rows if column.codes[row] in blanks] if blanks else ()
        if not rows:
            break
    return rows


_NUMERIC = frozenset({bool, int, float})


class _Numbers(dict[Any, int]):
    """A number, from 0, for each different cell."""

    def __missing__(self, cell: object) -> int:
        number = self[cell] = len(self)
        return number


_number = dict[Any, int].__getitem__


def _have_numbers(cells: Iterable[object]) -> bool:
    return not _NUMERIC.isdisjoint(map(type, cells))


def _are_mixed(distinct: Iterable[object], cells: Iterable[object]) -> bool:
    """Whether numbers of several types, which may be equal, meet in a column."""
    return _have_numbers(distinct) and len(_NUMERIC.intersection(map(type, cells))) > 1
