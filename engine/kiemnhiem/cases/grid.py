"""A sheet of cells as a file holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kiemnhiem.cases.dates import EPOCH
from kiemnhiem.problem import Place

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
