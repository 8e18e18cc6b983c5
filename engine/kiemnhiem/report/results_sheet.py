"""A sheet of results: a row a case, the officer's own columns, then the answer, coloured by verdict."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from kiemnhiem.cases.case import Case
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Text
from kiemnhiem.report import cells, words
from kiemnhiem.report.answer import HEADINGS, answer
from kiemnhiem.report.columns import Columns
from kiemnhiem.report.run import Run
from kiemnhiem.report.styles import A4, Styles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

#: Rows and columns of an Excel sheet; the answer takes some of the columns.
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384 - len(HEADINGS)

#: Widths of the answer's columns, and bounds of the officer's, in characters.
_ANSWER_WIDTHS = (15, 42, 26, 32, 32, 30)
_NARROWEST, _WIDEST = 6, 22
#: Characters across that one A4 page can still be read with; a wider table is printed over several pages, each of which
#: repeats its first columns.
_LEGIBLE = 300
_REPEATED = 3
_TITLE = Text("Kết quả rà soát tính đến ngày {day}", "Results as of {day}")
_PAGE = Text("Trang &P/&N", "Page &P of &N")


class ResultsSheet:
    """Rows are written as they come. The widths of the officer's columns are taken from a ``sample`` of the cases."""

    def __init__(self, sheet: Worksheet, columns: Columns, sample: Iterable[Case], styles: Styles, run: Run) -> None:
        self._sheet, self._columns, self._styles, self._run = sheet, columns, styles, run
        self._answer_at = len(columns.headings)
        self._row = 0
        self._widths = (*_widths(columns, sample), *_ANSWER_WIDTHS)
        self._set_up_page()
        for column, width in enumerate(self._widths):
            sheet.set_column(column, column, width)
        # The filter's button takes some room of each heading.
        sheet.set_row(0, cells.height((h, w - 3) for h, w in zip(columns.headings, self._widths, strict=False)))
        for column, heading in enumerate(columns.headings):
            cells.put_text(sheet, 0, column, heading, styles.header)
        for column, text in enumerate(HEADINGS, self._answer_at):
            cells.put_text(sheet, 0, column, text[run.lang], styles.added)

    @property
    def full(self) -> bool:
        """Whether Excel allows no more rows."""
        return self._row + 1 >= MAX_ROWS

    def add(self, finding: CaseFinding) -> None:
        """Write the next row."""
        self._row += 1
        own, added = self._columns.cells(finding.case), answer(finding, self._run)
        texts = (cell if isinstance(cell, str) else "" for cell in (*own, *added))
        self._sheet.set_row(self._row, cells.height(zip(texts, self._widths, strict=True)))
        for column, cell in enumerate(own):
            cells.put(self._sheet, self._row, column, cell, self._styles, self._run.lang)
        for column, text in enumerate(added, self._answer_at):
            verdict_column = column == self._answer_at
            style = self._styles.verdicts[finding.verdict] if verdict_column else self._styles.text
            cells.put_text(self._sheet, self._row, column, text, style)

    def close(self) -> None:
        """No more rows come."""
        last = self._answer_at + len(HEADINGS) - 1
        self._sheet.autofilter(0, 0, max(self._row, 1), last)
        self._sheet.print_area(0, 0, max(self._row, 1), last)
        self._sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MAX_ROWS}"})

    def _set_up_page(self) -> None:
        sheet, lang = self._sheet, self._run.lang
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        pages = ceil(sum(self._widths) / _LEGIBLE)
        sheet.fit_to_pages(pages, 0)
        sheet.repeat_rows(0)
        if pages > 1:
            sheet.repeat_columns(0, _REPEATED - 1)
        title = _TITLE.format(day=words.day(self._run.program.as_of, lang))[lang]
        sheet.set_header(f"&L{title}")
        sheet.set_footer(f"&R{_PAGE[lang]}")


def _widths(columns: Columns, sample: Iterable[Case]) -> list[int]:
    rows = [columns.cells(case) for case in sample]
    widths = []
    for column, heading in enumerate(columns.headings):
        longest = max((_length(row[column]) for row in rows), default=0)
        longest_word = max((len(word) for word in heading.split()), default=0)
        widths.append(min(max(longest + 2, longest_word + 4, _NARROWEST), _WIDEST))
    return widths


def _length(cell: object) -> int:
    """About as many characters as the cell shows in its longest line."""
    if isinstance(cell, date):
        return len("dd/mm/yyyy")
    return 0 if cell is None else max(len(line) for line in str(cell).split("\n"))
