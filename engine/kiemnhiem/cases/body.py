"""The rows under a sheet's header."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kiemnhiem.cases import codes
from kiemnhiem.cases.grid import Cell, Grid, Row, blank
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

    def rows(self, problems: list[Problem]) -> list[tuple[int, Row]]:
        """Every row by number, but for column numbers and repeated headers, which are noted in ``problems``."""
        rows = [(number, self.row(number)) for number in self._grid.rows if number > self._header.last]
        headers = [words_of(self._grid.rows[n]) for n in {self._header.first, self._header.last}]
        repeated = {number for header in headers for number in _repeating(header, rows)}
        kept = []
        for number, cells in rows:
            if number in repeated:
                problems.append(Problem(codes.SKIPPED_ROW, self._grid.place(number), {"why": REPEATED}))
                self.under_header = True
            elif self.under_header and is_numbering(cells):
                problems.append(Problem(codes.SKIPPED_ROW, self._grid.place(number), {"why": NUMBERING}))
                self.under_header = False
            else:
                kept.append((number, self.filled(number) if self._tall else cells))
                self.under_header = False
        return kept

    def row(self, number: int) -> Row:
        """A row as the file has it."""
        row, width = self._grid.rows[number], len(self._header.columns)
        return row if len(row) >= width else row + (None,) * (width - len(row))

    def filled(self, number: int) -> Row:
        """A row with the cells that are merged with it from above."""
        cells = self.row(number)
        if not self._tall:
            return cells
        return tuple(self._above(number, i) if blank(cell) else cell for i, cell in enumerate(cells))

    def _above(self, number: int, index: int) -> Cell:
        top = self._grid.rows.get(self._tall.get((number, index), 0), ())
        return top[index] if index < len(top) else None


def _repeating(header: Mapping[int, str], rows: Sequence[tuple[int, Row]]) -> Iterator[int]:
    """The rows that repeat a row of the header (its :func:`words_of`). Only those are looked at whole that do in the
    column with fewest texts.
    """
    if header:
        at = min(header, key=lambda i: len({cells[i] for _, cells in rows[:_SAMPLE] if isinstance(cells[i], str)}))
        texts = {cells[at] for _, cells in rows}
        same = {text for text in texts if isinstance(text, str) and fold(text) == header[at]}
        rows = [(number, cells) for number, cells in rows if cells[at] in same] if same else []
    yield from (number for number, cells in rows if repeats(cells, header))
