"""Where a problem is, in the parts a table of problems shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from kiemnhiem.problem import Place, column_letters

#: Text files whose places are lines and characters; all others are tables, whose columns have letters.
_LINES = frozenset({".json", ".jsonl", ".ndjson", ".yaml", ".yml"})


@dataclass(frozen=True)
class Parts:
    """File, sheet, row, column; ``None`` where there is none.

    ``column`` is that of a spreadsheet: A, B, … AA; in a file that is no table, the number of the character.
    """

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    @property
    def cell(self) -> str:
        """As a spreadsheet names it: C12; a row alone: 12."""
        return f"{self.column or ''}{self.row or ''}"


def parts(place: Place | None) -> Parts:
    """The parts of a place."""
    if place is None:
        return Parts()
    return Parts(place.file, place.sheet, place.line, _column(place))


def _column(place: Place) -> str | None:
    if place.column is None:
        return None
    is_table = place.sheet is not None or PurePath(place.file).suffix.lower() not in _LINES
    return column_letters(place.column) if is_table else str(place.column)
