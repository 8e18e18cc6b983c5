"""The officer's own sheets of records and answers, carried over: the result holds all that it was decided by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiemnhiem.cases import Table
from kiemnhiem.report import cells
from kiemnhiem.report.run import Run
from kiemnhiem.report.styles import A4, Styles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_NARROWEST, _WIDEST = 10, 40


def write_records(sheet: Worksheet, table: Table, styles: Styles, run: Run) -> None:
    """The rows as they were read, under their headings."""
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    rows = list(table.rows.values())
    widths = [_width(heading, [row[i] for row in rows if i < len(row)]) for i, heading in enumerate(table.headings)]
    sheet.set_row(0, cells.height((h, w - 3) for h, w in zip(table.headings, widths, strict=True)))
    for column, (heading, width) in enumerate(zip(table.headings, widths, strict=True)):
        sheet.set_column(column, column, width)
        cells.put_text(sheet, 0, column, heading, styles.header)
    for number, row in enumerate(rows, 1):
        texts = ((cell, width) for cell, width in zip(row, widths, strict=False) if isinstance(cell, str))
        sheet.set_row(number, cells.height(texts))
        for column, cell in enumerate(row[: len(widths)]):
            cells.put(sheet, number, column, cell, styles, run.lang)
    last = len(table.headings) - 1
    sheet.autofilter(0, 0, max(len(rows), 1), last)
    sheet.print_area(0, 0, max(len(rows), 1), last)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(rows) + 1}"})


def _width(heading: str, column: list[object]) -> int:
    longest = max((len(str(cell)) for cell in column if isinstance(cell, str)), default=0)
    word = max((len(w) for w in heading.split()), default=0)
    return min(max(longest + 2, word + 4, _NARROWEST), _WIDEST)
