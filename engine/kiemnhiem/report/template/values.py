"""A hidden sheet with what the drop-down lists offer: written in a cell's rule, a list may have 255 characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiemnhiem.cases.ours import UNREAD
from kiemnhiem.language import Lang
from kiemnhiem.problem import column_letters
from kiemnhiem.report import cells
from kiemnhiem.report.template.looks import Looks

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

#: The first row of values, from 1.
_FIRST = 2


class Values:
    """Each list stands once, however many columns offer it."""

    def __init__(self, at: Worksheet, looks: Looks, lang: Lang) -> None:
        self._at, self._looks = at, looks
        self._ranges: dict[tuple[str, ...], str] = {}
        cells.put_text(at, 0, 0, UNREAD[lang], looks.unread)
        at.hide()

    def range(self, values: tuple[str, ...]) -> str:
        """Where the values stand, as a formula: ``='Values'!$A$2:$A$9``."""
        if values not in self._ranges:
            column = len(self._ranges)
            for row, value in enumerate(values, _FIRST - 1):
                cells.put_text(self._at, row, column, value, self._looks.cell)
            letters = column_letters(column + 1)
            last = _FIRST + len(values) - 1
            self._ranges[values] = f"='{self._at.get_name()}'!${letters}${_FIRST}:${letters}${last}"
        return self._ranges[values]
