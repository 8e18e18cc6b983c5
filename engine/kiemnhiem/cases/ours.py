"""What this program itself writes into tables for people to read, and passes over when it is given them again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from kiemnhiem.cases.grid import Cell, Grid, Row, blank
from kiemnhiem.cases.layout import SEARCHED
from kiemnhiem.cases.matching import fold
from kiemnhiem.language import Lang, Text

#: A sheet that says so, alone in one of its first rows, holds no cases.
UNREAD = Text("Trang này không được đọc khi xét.", "This sheet is not read when cases are screened.")
#: The columns that a result adds to the officer's own.
ANSWERS = (
    Text("Kết quả", "Verdict"),
    Text("Lý do", "Reasons"),
    Text("Còn thiếu", "Missing"),
    Text("Hướng tháo gỡ", "Remedy"),
    Text("Thay đổi nhỏ nhất", "Smallest change"),
    Text("Căn cứ", "Legal basis"),
)
#: The headings of the sheet of problems that a result adds.
PROBLEMS = (
    Text("Mức", "Kind"),
    Text("Tệp", "File"),
    Text("Trang tính", "Sheet"),
    Text("Ô", "Cell"),
    Text("Vấn đề", "Problem"),
    Text("Cách xử lý", "What to do"),
    Text("Mã", "Code"),
)

_UNREAD = {fold(UNREAD[lang]) for lang in Lang}
_UNREAD_ROWS = 12
_ANSWERS = [tuple(fold(text[lang]) for text in ANSWERS) for lang in Lang]
_PROBLEMS = [tuple(fold(text[lang]) for text in PROBLEMS) for lang in Lang]


def is_unread(grid: Grid) -> bool:
    """Whether the sheet itself says that it is not read, or holds the problems that a result told."""
    first = [[_word(cell) for cell in row if not blank(cell)] for row in islice(grid.rows.values(), _UNREAD_ROWS)]
    return any(len(row) == 1 and row[0] in _UNREAD for row in first) or tuple(first[0] if first else ()) in _PROBLEMS


def without_answers(grid: Grid) -> Grid:
    """The sheet with the answers of an earlier result emptied. They are told by all their headings, side by side."""
    ours = {i for row in islice(grid.rows.values(), SEARCHED) for i in _answers(row)}
    if not ours:
        return grid
    emptied = {n: tuple(None if i in ours else cell for i, cell in enumerate(row)) for n, row in grid.rows.items()}
    return replace(grid, rows=emptied)


def _answers(row: Row) -> Iterator[int]:
    """Where the columns of an answer stand under a row of headings."""
    folded = [_word(cell) for cell in row]
    for start, word in enumerate(folded):
        if any(word == words[0] and tuple(folded[start : start + len(words)]) == words for words in _ANSWERS):
            yield from range(start, start + len(ANSWERS))


def _word(cell: Cell) -> str | None:
    return fold(cell) if isinstance(cell, str) else None
