"""A sheet to fill in: headings with notes, drop-down lists, and warnings of what would not be read."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from kiemnhiem.cases.dates import FIRST_YEAR, LAST_YEAR
from kiemnhiem.language import Text
from kiemnhiem.policy.types import Kind
from kiemnhiem.problem import column_letters
from kiemnhiem.report import cells, words
from kiemnhiem.report.styles import A4
from kiemnhiem.report.template.looks import Looks
from kiemnhiem.report.template.notes import note
from kiemnhiem.report.template.plan import Column, Plan, Sheet
from kiemnhiem.report.template.values import Values

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_NARROWEST, _WIDEST = 12, 44
#: Columns that stay in sight, and are repeated on each page where the sheet is printed over several.
_STAYING = 2
#: Characters across a page that can be read.
_LEGIBLE = 260
#: Characters and lines of a note, and what they take in points.
_NOTE_LINE, _NOTE_WIDTH, _NOTE_LETTER, _NOTE_LEADING = 52, 300, 5.6, 15

_ASK = Text("Kiểm tra lại ô này", "Look at this cell again")
_NOT_LISTED = Text(
    "Nội dung không có trong danh sách, có thể không đọc được khi xét. Giữ nguyên?",
    "This is not in the list and may not be read. Keep it?",
)
_NO_DATE = Text(
    "Cần ngày như 31/12/1975, 12/1975 hoặc 1975. Giữ nguyên?",
    "A date is wanted like 31/12/1975, 12/1975 or 1975. Keep it?",
)
_NO_NUMBER = Text("Cần một số trong giới hạn của cột. Giữ nguyên?", "A number within the column's limits. Keep it?")
_TWICE = Text("Mã này đã có ở hàng khác. Giữ nguyên?", "This id is in another row already. Keep it?")
_NOBODY = Text("Không có người nào mang mã này. Giữ nguyên?", "Nobody has this id. Keep it?")
_PAGE = Text("Trang &P/&N", "Page &P of &N")


class InputSheet:
    """Writes one sheet, with ``rows`` rows ready to be filled in."""

    def __init__(self, at: Worksheet, sheet: Sheet, plan: Plan, looks: Looks, values: Values, rows: int) -> None:
        self._at, self._sheet, self._plan, self._looks, self._values = at, sheet, plan, looks, values
        self._rows = rows

    def write(self) -> None:
        """Headings, formats, lists and the page."""
        widths = [_width(column) for column in self._sheet.columns]
        for index, (column, width) in enumerate(zip(self._sheet.columns, widths, strict=True)):
            self._at.set_column(index, index, width, self._looks.filled(column))
            cells.put_text(self._at, 0, index, column.heading, self._looks.heads[column.role])
            self._comment(index, note(column, self._sheet, self._plan))
            if rule := self._rule(index, column):
                self._warn(index, *rule)
        headings = zip((c.heading for c in self._sheet.columns), widths, strict=True)
        self._at.set_row(0, max(cells.height(headings), 30))
        self._at.ignore_errors({"number_stored_as_text": f"A1:XFD{self._rows + 1}"})
        self._set_up_page(sum(widths))

    def _comment(self, index: int, text: str) -> None:
        lines = sum(max(ceil(len(line) / _NOTE_LINE), 1) for line in text.split("\n"))
        self._at.write_comment(
            0, index, text,
            {"width": _NOTE_WIDTH, "height": (lines + 1) * _NOTE_LEADING, "author": "kiemnhiem", "font_name": "Arial"},
        )  # fmt: skip

    def _warn(self, index: int, rule: dict[str, Any], said: Text) -> None:
        """Ask about a cell that does not hold what it should; it may be kept."""
        lang = self._plan.lang
        asked = {"error_type": "warning", "error_title": _ASK[lang], "error_message": said[lang]}
        self._at.data_validation(1, index, self._rows, index, {**rule, **asked})

    def _rule(self, index: int, column: Column) -> tuple[dict[str, Any], Text] | None:
        """What the cells of a column should hold, and what is said of one that does not."""
        cell, people = f"{column_letters(index + 1)}2", self._plan.people
        ids = f"$A$2:$A${self._rows + 1}"
        if column.field.key and self._sheet is people:
            return {"validate": "custom", "value": f"=COUNTIF({ids},{cell})=1"}, _TWICE
        if column.field.key:
            return {"validate": "list", "source": f"='{people.title}'!{ids}"}, _NOBODY
        if column.choices:
            return {"validate": "list", "source": self._values.range(column.choices)}, _NOT_LISTED
        word = f"COUNTIF({self._values.range(column.words)[1:]},{cell})>0" if column.words else "FALSE"
        if column.field.type.kind is Kind.DATE:
            year = f"VALUE(RIGHT({cell},4))"
            written = f'ISNUMBER(VALUE(SUBSTITUTE({cell},"/",""))),{year}>={FIRST_YEAR},{year}<={LAST_YEAR}'
            value = f"=OR({word},ISNUMBER({cell}),IFERROR(AND({written}),FALSE))"
            return {"validate": "custom", "value": value}, _NO_DATE
        if column.field.type.kind in (Kind.INTEGER, Kind.NUMBER):
            return {"validate": "custom", "value": f"=OR({word},{_number(column, cell)})"}, _NO_NUMBER
        return None

    def _set_up_page(self, width: int) -> None:
        at, lang = self._at, self._plan.lang
        at.freeze_panes(1, min(_STAYING, len(self._sheet.columns) - 1))
        at.set_landscape()
        at.set_paper(A4)
        at.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        pages = ceil(width / _LEGIBLE)
        at.fit_to_pages(pages, 0)
        at.repeat_rows(0)
        if pages > 1:
            at.repeat_columns(0, _STAYING - 1)
        at.hide_gridlines(0)
        at.set_header(f"&L{self._sheet.title.replace('&', '&&')}")
        at.set_footer(f"&R{_PAGE[lang]}")


def _number(column: Column, cell: str) -> str:
    field = column.field
    tests = [f"ISNUMBER({cell})"]
    if field.type.kind is Kind.INTEGER:
        tests.append(f"{cell}=INT({cell})")
    tests += [f"{cell}>={field.least}"] if field.least is not None else []
    tests += [f"{cell}<={field.most}"] if field.most is not None else []
    return f"IFERROR(AND({','.join(tests)}),FALSE)"


def _width(column: Column) -> int:
    """Wide enough for the longest word of the heading, and for most of what is filled in."""
    longest = max((len(word) for word in column.heading.split()), default=0)
    chosen = max((len(words.plain(choice)) for choice in column.choices), default=0)
    return min(max(longest + 4, len(column.heading) // 2, chosen + 3, _NARROWEST), _WIDEST)
