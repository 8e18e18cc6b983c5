"""The sheets of a template that are only read by people: how to fill it in, and examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiemnhiem.cases.ours import UNREAD
from kiemnhiem.language import Text
from kiemnhiem.report import cells, words
from kiemnhiem.report.styles import A4
from kiemnhiem.report.template.looks import ROLES, Looks
from kiemnhiem.report.template.notes import example, meaning_of_silence, note, quoted
from kiemnhiem.report.template.plan import Plan

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

GUIDE = Text("Hướng dẫn", "Guide")
EXAMPLES = Text("Ví dụ", "Examples")
_WIDTHS = (24, 34, 64, 26)
_EXAMPLE_WIDTHS = (40, 36, 36, 36)

_TITLE = Text("Hướng dẫn điền", "How to fill this in")
_FOR = Text("Dùng cho: {policies}", "For: {policies}")
_ALL = Text("mọi chính sách của thư viện", "every policy of the library")
_AS_OF = Text(
    "Chức danh, địa phương, câu hỏi có hiệu lực ngày {day}", "Posts, places and questions as they are on {day}"
)
_STEPS = Text("Cách điền", "Steps")
_ROW = Text(
    "Trang «{title}»: mỗi hàng một hồ sơ; cột mã không được trống, không trùng.",
    'Sheet "{title}": one row a case; the id is never empty and never twice the same.',
)
_UNKNOWN = Text(
    "Điều gì chưa biết thì để trống, hoặc ghi {words}: chương trình hiểu là chưa rõ, không hiểu là «không».",
    'Leave empty what is not known, or write {words}: that is taken as unknown, never as "no".',
)
_LISTS = Text(
    "Các trang {titles}: mỗi hàng một mục; một người có thể có nhiều hàng, hoặc không có hàng nào.",
    "Sheets {titles}: one row an item; a case may have several rows, or none.",
)
_ANSWERS = Text(
    "Trang «{title}»: chọn câu hỏi, ghi kết luận, người kết luận, ngày. Một câu trả lời dùng cho mọi chính sách hỏi "
    "câu đó.",
    'Sheet "{title}": choose the question; write the answer, who gave it and when. One answer counts for every policy '
    "that asks the question.",
)
_DATES = Text(
    "Ngày ghi 31/12/1975; chỉ biết tháng thì 12/1975, chỉ biết năm thì 1975. Ô ngày để dạng chữ, vì phần mềm bảng tính "
    "tự đổi 12/1975 thành ngày 01/12/1975.",
    "A date is 31/12/1975; 12/1975 when only the month is known, 1975 when only the year. Cells for dates are text, "
    "because spreadsheets turn 12/1975 into 1 December 1975.",
)
_WARNED = Text(
    "Khi có cảnh báo «Kiểm tra lại ô này», có thể giữ nguyên nội dung; ô không đọc được sẽ được liệt kê trong kết quả.",
    'A warning "Look at this cell again" may be overruled; what cannot be read will be listed with the result.',
)
_RUN = Text(
    "Điền xong, lưu tệp rồi chạy: kiemnhiem screen TỆP.xlsx{options} -o KẾT-QUẢ.xlsx",
    "When done, save the file and run: kiemnhiem screen FILE.xlsx{options} -o RESULT.xlsx",
)
_COLOURS = Text("Màu của tiêu đề cột", "Colours of the headings")
_COLUMNS = Text("Các cột", "The columns")
_HEADINGS = (
    Text("Trang", "Sheet"), Text("Cột", "Column"), Text("Cách điền", "How to fill it in"), Text("Ví dụ", "Example"),
)  # fmt: skip
_MADE_UP = Text(
    "Người và số liệu ở đây đều bịa ra để minh hoạ.", "People and figures here are made up, to show how it is done."
)


class Page:
    """A sheet for readers, written from the top. It says that it is not read."""

    def __init__(self, at: Worksheet, plan: Plan, looks: Looks, title: Text, widths: Sequence[int]) -> None:
        self._at, self._plan, self._looks, self._widths, self._row = at, plan, looks, widths, 0
        for column, width in enumerate(widths):
            at.set_column(column, column, width)
        at.set_landscape()
        at.set_paper(A4)
        at.set_margins(left=0.4, right=0.4)
        at.fit_to_pages(1, 0)
        at.hide_gridlines(2)
        self.line(title[plan.lang], looks.title)
        self.line(UNREAD[plan.lang], looks.unread)

    def line(self, text: str, style: Format | None = None) -> None:
        """A line over all columns, wrapped where it has no style of its own."""
        if style is None:
            self._at.set_row(self._row, cells.height([(text, sum(self._widths))]))
            self._at.merge_range(self._row, 0, self._row, len(self._widths) - 1, "", self._looks.line)
        cells.put_text(self._at, self._row, 0, text, style or self._looks.line)
        self._row += 1

    def section(self, title: Text | str) -> None:
        """A heading of a part."""
        self._row += 1
        for column in range(1, len(self._widths)):
            self._at.write_blank(self._row, column, None, self._looks.heading)
        self.line(title if isinstance(title, str) else title[self._plan.lang], self._looks.heading)

    def row(self, texts: Sequence[str], styles: Sequence[Format]) -> None:
        """A row of cells."""
        self._at.set_row(self._row, cells.height(zip(texts, self._widths, strict=False)))
        for column, (text, style) in enumerate(zip(texts, styles, strict=True)):
            cells.put_text(self._at, self._row, column, text, style)
        self._row += 1


def write_guide(at: Worksheet, plan: Plan, looks: Looks) -> None:
    """What the template is for, how to fill it in, what the colours mean, and every column."""
    lang, page = plan.lang, Page(at, plan, looks, _TITLE, _WIDTHS)
    policies = "; ".join(policy.title[lang] for policy in plan.policies) or _ALL[lang]
    page.line(_FOR[lang].format(policies=policies))
    page.line(_AS_OF[lang].format(day=words.day(plan.as_of, lang)))
    page.section(_STEPS)
    unknown = _UNKNOWN.format(words=quoted(plan.readers.vocabulary.words.unknown))
    steps = [_ROW.format(title=plan.people.title), unknown, _DATES]
    if plan.lists:
        steps.insert(1, _LISTS.format(titles=quoted(sheet.title for sheet in plan.lists)))
    if plan.answers:
        steps.append(_ANSWERS.format(title=plan.answers.title))
    asked = "".join(f" --policy {policy.id}" for policy in plan.policies)
    steps += [_WARNED, _RUN.format(options=asked or _of_subject(plan))]
    for number, step in enumerate(steps, 1):
        page.line(f"{number}. {step[lang]}")
    page.section(_COLOURS)
    for role, meaning in ROLES.items():
        page.row(("", meaning[lang]), (looks.heads[role], looks.line))
    page.section(_COLUMNS)
    page.row([text[lang] for text in _HEADINGS], [looks.plain_head] * len(_HEADINGS))
    for sheet in plan.sheets:
        for column in sheet.columns:
            said = note(column, sheet, plan)
            if sheet.of and column.field.key:
                said += f"\n{meaning_of_silence(sheet.of)[lang]}"
            styles = (looks.cell, looks.heads[column.role], looks.cell, looks.cell)
            page.row((sheet.title, column.heading, said, example(column, 1, lang)), styles)


def _of_subject(plan: Plan) -> str:
    """What tells a run whom the file is about, where no policy does."""
    return f" --subject {plan.readers.vocabulary.subject}"


def write_examples(at: Worksheet, plan: Plan, looks: Looks) -> None:
    """Every sheet with a few made-up rows, laid out from the top down: a wide one is still read on one page."""
    page = Page(at, plan, looks, EXAMPLES, _EXAMPLE_WIDTHS)
    page.line(_MADE_UP[plan.lang], looks.unread)
    for sheet in plan.sheets:
        page.section(sheet.title)
        for column in sheet.columns:
            made_up = [example(column, number, plan.lang) for number in range(1, len(_EXAMPLE_WIDTHS))]
            page.row((column.heading, *made_up), (looks.heads[column.role], *[looks.cell] * len(made_up)))
