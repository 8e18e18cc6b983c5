"""The rows under a sheet's header."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kiemnhiem.cases import codes
from kiemnhiem.cases.grid import Cell, Grid, Row, blank
from kiemnhiem.cases.layout import Header, is_numbering, repeats, words_of
from kiemnhiem.language import Text
from kiemnhiem.problem import Problem

NUMBERING = Text("hàng đánh số cột", "it numbers the columns")
REPEATED = Text("tiêu đề lặp lại", "it repeats the header")


class Body:
    """Rows as wide as the header; a cell merged over several rows counts in each of them."""

    def __init__(self, grid: Grid, header: Header[Any]) -> None:
        self._grid = grid
        self._header = header
        self._tall = {
            (row, m.left - 1): m.top
            for m in grid.merges or ()
            if m.left == m.right and m.top > header.last
            for row in range(m.top + 1, m.bottom + 1)
            if row in grid.rows
        }

    def rows(self, problems: list[Problem]) -> Iterator[tuple[int, Row]]:
        """Every row by number, but for column numbers and repeated headers, which are noted in ``problems``."""
        header, lower = (words_of(self._grid.rows[n]) for n in (self._header.first, self._header.last))
        under_header = True
        for number in self._grid.rows:
            if number <= self._header.last:
                continue
            cells = self.row(number)
            if repeats(cells, header) or repeats(cells, lower):
                problems.append(Problem(codes.SKIPPED_ROW, self._grid.place(number), {"why": REPEATED}))
                under_header = True
            elif under_header and is_numbering(cells):
                problems.append(Problem(codes.SKIPPED_ROW, self._grid.place(number), {"why": NUMBERING}))
                under_header = False
            else:
                yield number, self._filled(number, cells)
                under_header = False

    def row(self, number: int) -> Row:
        """A row as the file has it."""
        row = self._grid.rows[number]
        return row + (None,) * (len(self._header.columns) - len(row))

    def _filled(self, number: int, cells: Row) -> Row:
        if not self._tall:
            return cells
        return tuple(self._above(number, i) if blank(cell) else cell for i, cell in enumerate(cells))

    def _above(self, number: int, index: int) -> Cell:
        top = self._grid.rows.get(self._tall.get((number, index), 0), ())
        return top[index] if index < len(top) else None
