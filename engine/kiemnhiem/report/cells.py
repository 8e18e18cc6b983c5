"""One cell of a result workbook: a value as it was read, and text that is never taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from math import ceil
from typing import TYPE_CHECKING

from kiemnhiem.language import Lang
from kiemnhiem.report.words import day

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kiemnhiem.report.styles import Styles

#: Height of a line of text, and of the highest row Excel allows, in points.
_LINE = 13.5
_HIGHEST = 409
#: Letters are on average narrower than the digits that widths are counted in.
_LETTERS = 1.15
#: Characters an Excel cell holds; a longer text is cut, and ends with "…" to say so.
_LIMIT = 32_767
#: Excel has no earlier date.
_FIRST_YEAR = 1900
#: Whole numbers beyond this lose digits in Excel.
_EXACT = 10**15


def put(sheet: Worksheet, row: int, column: int, cell: object, styles: Styles, lang: Lang) -> None:
    """Write a cell of the officer's own: a date as a date, a number as a number, all else as text."""
    match cell:
        case None | "":
            sheet.write_blank(row, column, None, styles.text)
        case bool():
            sheet.write_boolean(row, column, cell, styles.number)
        case int() | float() if abs(cell) <= _EXACT:
            sheet.write_number(row, column, cell, styles.whole if cell == int(cell) else styles.number)
        case date() if cell.year >= _FIRST_YEAR:
            _put_date(sheet, row, column, cell, styles)
        case date():
            put_text(sheet, row, column, day(cell, lang), styles.text)
        case _:
            put_text(sheet, row, column, str(cell), styles.text)


def _put_date(sheet: Worksheet, row: int, column: int, value: date, styles: Styles) -> None:
    if isinstance(value, datetime):
        style = styles.date if value.time() == value.min.time() else styles.moment
        sheet.write_datetime(row, column, value.replace(tzinfo=None), style)
    else:
        sheet.write_datetime(row, column, value, styles.date)


def put_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write text as text, whatever it starts with. Half a character, which no file holds, becomes a question mark."""
    text = text.encode(errors="replace").decode()
    sheet.write_string(row, column, text if len(text) <= _LIMIT else f"{text[: _LIMIT - 1]}…", style)


def height(texts: Iterable[tuple[str, int]]) -> float:
    """The height, in points, of a row of wrapped texts in columns of these widths; not every program finds it."""
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return min(lines * _LINE + 2, _HIGHEST)


def _lines(text: str, width: int) -> int:
    return sum(max(ceil(len(line) / (width * _LETTERS)), 1) for line in text.split("\n"))
