"""Where a sheet's header is, and which of its rows are no records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from kiemnhiem.cases.grid import Cell, Grid, Row, blank
from kiemnhiem.cases.matching import clean, fold

T = TypeVar("T")

#: Rows in which a header is looked for.
SEARCHED = 30

_ORDINAL = re.compile(r"\(?(?:[IVXLC]+|[A-Z]|\d{1,4})[.)/]?", re.IGNORECASE)
_NUMBERING = re.compile(r"\(?\[?(\d{1,3})\]?\)?")
_LETTER = re.compile(r"\(?[A-C]\)?", re.IGNORECASE)
_LEADING_ORDINAL = re.compile(r"^(?:[IVXLC]+|[A-Z]|\d{1,3})\s*[.)/]\s*(?=\S)")


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column: its number from 1, its heading as shown, what the heading means, and the row it ends in."""

    number: int
    title: str
    meaning: T | None
    row: int


@dataclass(frozen=True)
class Header(Generic[T]):
    """The header: its first and last row, and every column under it."""

    first: int
    last: int
    columns: tuple[Column[T], ...]

    @property
    def known(self) -> list[Column[T]]:
        """The columns whose headings mean something."""
        return [c for c in self.columns if c.meaning is not None]


def find_header(grid: Grid, meaning: Callable[[str], T | None]) -> Header[T] | None:
    """The row, or two rows, among the first ones with most known headings; ``None`` if no row has any."""
    best: Header[T] | None = None
    rank = (0, 0, 0)
    for number in islice(grid.rows, SEARCHED):
        for last in (number, number + 1):
            if last in grid.rows:
                header = Header(number, last, tuple(_columns(grid, number, last, meaning)))
                found = (len(header.known), number - last, -number)
                if header.known and (best is None or found > rank):
                    best, rank = header, found
    return best


def _columns(grid: Grid, first: int, last: int, meaning: Callable[[str], T | None]) -> Iterator[Column[T]]:
    """The columns under one header row, or under two of which the upper may span several columns of the lower."""
    top, bottom = grid.rows[first], grid.rows[last] if last > first else ()
    parent = ""
    for index in range(max(len(top), len(bottom))):
        upper, lower = _text(top, index), _text(bottom, index)
        parent = upper or parent
        titles = [upper]
        if lower:
            titles = [f"{parent} {lower}", f"{parent} ({lower})", f"{parent} - {lower}", lower] if parent else [lower]
        title = next((t for t in titles if t and meaning(t) is not None), titles[0])
        yield Column(index + 1, title, meaning(title) if title else None, last if lower else first)


def _text(row: Row, index: int) -> str:
    cell = row[index] if index < len(row) else None
    return "" if blank(cell) or isinstance(cell, float | bool) else " ".join(clean(str(cell)).split())


def is_numbering(row: Row) -> bool:
    """Whether it is the row of column numbers under a header: (1) (2) (3), or A B 1 2."""
    numbers = []
    for cell in row:
        if blank(cell):
            continue
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else clean(str(cell))
        if match := _NUMBERING.fullmatch(text):
            numbers.append(int(match[1]))
        elif numbers or not _LETTER.fullmatch(text):
            return False
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def words_of(row: Row) -> dict[int, str]:
    """The texts of a row of the header by index, in the form for comparing."""
    return {i: fold(cell) for i, cell in enumerate(row) if isinstance(cell, str) and not blank(cell)}


def repeats(row: Row, header: Mapping[int, str]) -> bool:
    """Whether a row repeats a row of the header (its :func:`words_of`), as at a page break."""
    left = len(header)
    for i, cell in enumerate(row):
        if isinstance(cell, str) and not blank(cell):
            if fold(cell) != header.get(i):
                return False
            left -= 1
    return left == 0


def lone_text(row: Row) -> tuple[int, str] | None:
    """Column (from 1) and text of a row that holds one text, beside ordinals: the name of a unit, a signature."""
    found = None
    for column, cell in enumerate(row, 1):
        if blank(cell) or _is_ordinal(cell):
            continue
        if found or not isinstance(cell, str) or not any(c.isalpha() for c in cell):
            return None
        found = (column, clean(cell))
    return found


def _is_ordinal(cell: Cell) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and bool(_ORDINAL.fullmatch(clean(cell))))


def unit_name(text: str) -> str:
    """The name in a unit-name row: "I. Xã Mường A:" is "Xã Mường A"."""
    return _LEADING_ORDINAL.sub("", " ".join(text.split())).rstrip(" :")
