"""The rows under a sheet's header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from kiemnhiem.cases import codes
from kiemnhiem.cases.grid import Cell, Grid, Lines, Row, Rows, blank
from kiemnhiem.cases.layout import Header, is_numbering, repeats, words_of
from kiemnhiem.cases.matching import fold
from kiemnhiem.language import Text
from kiemnhiem.problem import Problem

NUMBERING = Text("hàng đánh số cột", "it numbers the columns")
REPEATED = Text("tiêu đề lặp lại", "it repeats the header")


#: Rows in which the words of a column are counted.
_SAMPLE = 200


class Body:
    """Rows as wide as the header; a cell merged over several rows counts in each of them. ``under_header``: the next
    row to come stands right under the header.
    """

    def __init__(self, grid: Grid, header: Header[Any], *, under_header: bool = True) -> None:
        self.under_header = under_header
        self._grid = grid
        self._header = header
        self._tall = {
            (row, m.left - 1): m.top
            for m in grid.merges or ()
            if m.left == m.right and m.top > header.last
            for row in range(m.top + 1, m.bottom + 1)
            if row in grid.rows
        }

    @cached_property
    def all(self) -> Lines:
        """Every row under the header, as the file has it."""
        numbers = [number for number in self._grid.rows if number > self._header.last]
        row = partial(_as_wide, self._grid.rows, len(self._header.columns))  # of a method there would be a cycle
        return Lines(numbers, row, self._kept)

    def rows(self, problems: list[Problem]) -> Lines:
        """Every row but column numbers and repeated headers, which are noted in ``problems``."""
        headers = [words_of(self._grid.rows[n]) for n in {self._header.first, self._header.last}]
        repeated = {number for header in headers for number in _repeating(header, self.all)}
        kept = []
        for number in self.all.numbers:
            if number in repeated:
                problems.append(Problem(codes.SKIPPED_ROW, self._grid.place(number), {"why": REPEATED}))
                self.under_header = True
            elif self.under_header and is_numbering(self.row(number)):
                problems.append(Problem(codes.SKIPPED_ROW, self._grid.place(number), {"why": NUMBERING}))
                self.under_header = False
            else:
                kept.append(number)
                self.under_header = False
        return self.some(kept)

    def some(self, numbers: Sequence[int]) -> Lines:
        """Some rows, with the cells that are merged with them from above."""
        if self._tall:
            return Lines(numbers, self.filled, None)
        return self.all if len(numbers) == len(self.all) else Lines(numbers, self.row, self._kept)

    @property
    def _kept(self) -> Rows | None:
        return self._grid.rows if isinstance(self._grid.rows, Rows) else None

    def row(self, number: int) -> Row:
        """A row as the file has it."""
        return _as_wide(self._grid.rows, len(self._header.columns), number)

    def filled(self, number: int) -> Row:
        """A row with the cells that are merged with it from above."""
        cells = self.row(number)
        if not self._tall:
            return cells
        return tuple(self._above(number, i) if blank(cell) else cell for i, cell in enumerate(cells))

    def _above(self, number: int, index: int) -> Cell:
        top = self._grid.rows.get(self._tall.get((number, index), 0), ())
        return top[index] if index < len(top) else None


def _as_wide(rows: Mapping[int, Row], width: int, number: int) -> Row:
    row = rows[number]
    return row if len(row) >= width else row + (None,) * (width - len(row))


def _repeating(header: Mapping[int, str], rows: Lines) -> Iterator[int]:
    """The rows that repeat a row of the header (its :func:`words_of`). Only those are looked at whole that do in the
    column with fewest texts.
    """
    found: Iterable[int] = range(len(rows))
    if header:
        sample = [cells for _, cells in rows[:_SAMPLE]]
        at = min(header, key=lambda i: len({cells[i] for cells in sample if isinstance(cells[i], str)}))
        column = rows.column(at)
        found = column.rows_with({code for code in column.used() if _says(column.cells[code], header[at])})
    yield from (number for number, cells in map(rows.__getitem__, found) if repeats(cells, header))


def _says(cell: Cell, word: str) -> bool:
    return isinstance(cell, str) and fold(cell) == word
