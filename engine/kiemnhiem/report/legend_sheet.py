"""The sheet that says what the colours and words of a result mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kiemnhiem.cases.ours import UNREAD
from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Evidence
from kiemnhiem.problem import Severity
from kiemnhiem.report import cells, words
from kiemnhiem.report.answer import HEADINGS
from kiemnhiem.report.run import Run
from kiemnhiem.report.styles import A4, Styles

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LEGEND = Text("Chú giải", "Legend")
_WIDTHS = (30, 90)
_COLUMNS = Text("Các cột kết quả", "The columns of the answer")
_OUTCOMES = Text("Kết quả của từng yêu cầu", "Outcomes of a requirement")
_EVIDENCE = Text("Căn cứ được biết tới đâu", "How well a source is known")
_SEVERITIES = Text("Mức của vấn đề khi đọc dữ liệu", "Kinds of problems met in reading")
_WORD, _MEANING = Text("Từ", "Word"), Text("Ý nghĩa", "Meaning")

_COLUMN_MEANINGS = (
    Text("Kết luận chung theo các chính sách được xét.", "The verdict over the policies in question."),
    Text(
        "Yêu cầu làm nên kết quả, giá trị tìm thấy và giá trị cần có.",
        "The requirements that make the verdict, with the values found and required.",
    ),
    Text(
        "Dữ kiện và kết luận của người có thẩm quyền cần bổ sung.",
        "Facts, and a person's judgements, that are to be supplied.",
    ),
    Text("Cách khắc phục mà quy định nêu.", "The way out that the rules name."),
    Text(
        "Thay đổi ít nhất về những điều có thể thay đổi để đủ điều kiện; không phải là lời khuyên khai khác đi.",
        "The least change to what can change that would make the case eligible; never advice to state other facts.",
    ),
    Text("Văn bản và điều khoản làm căn cứ.", "The documents and clauses it rests on."),
)
_OUTCOME_MEANINGS: Mapping[Outcome, Text] = {
    Outcome.MET: Text("Yêu cầu được đáp ứng.", "The requirement is met."),
    Outcome.NOT_MET: Text("Yêu cầu không được đáp ứng.", "The requirement is failed."),
    Outcome.UNKNOWN: Text(
        "Thiếu dữ kiện hoặc kết luận để biết; không phải là đạt, cũng không phải là không đạt.",
        "A fact or a judgement is missing; neither met nor failed.",
    ),
    Outcome.NOT_APPLICABLE: Text(
        "Yêu cầu không áp dụng cho trường hợp này.", "The requirement does not apply to the case."
    ),
}
_EVIDENCE_MEANINGS: Mapping[Evidence, Text] = {
    Evidence.SIGNED_TEXT: Text(
        "Nội dung đã được đọc ở văn bản ký ban hành.", "The wording was read in the signed document."
    ),
    Evidence.SECONDARY: Text(
        "Nội dung lấy từ bài viết, trang tin hay văn bản khác dẫn lại; nên đối chiếu trước khi dùng.",
        "The wording comes from an article or another document that quotes it; compare it before use.",
    ),
    Evidence.MEMORY: Text(
        "Chưa ai đọc lại văn bản; phải đối chiếu trước khi dùng.", "Nobody has read the text again; compare before use."
    ),
}
_SEVERITY_MEANINGS: Mapping[Severity, Text] = {
    Severity.ERROR: Text("Không đọc được; dữ kiện đó là chưa rõ.", "Could not be read; the fact is unknown."),
    Severity.WARNING: Text("Đọc được, nhưng nên xem lại.", "Was read, but look at it again."),
    Severity.NOTE: Text("Để biết, không cần làm gì.", "For the record."),
}


def write_legend(sheet: Worksheet, styles: Styles, run: Run) -> None:
    """Verdicts in their colours, then the words of the answer."""
    sheet.set_portrait()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    lang = run.lang
    cells.put_text(sheet, 0, 0, LEGEND[lang], styles.title)
    cells.put_text(sheet, 1, 0, UNREAD[lang], styles.plain)
    outcomes = [(words.OUTCOMES[o], styles.text, meaning) for o, meaning in _OUTCOME_MEANINGS.items()]
    evidence = [(words.EVIDENCE[e], styles.text, meaning) for e, meaning in _EVIDENCE_MEANINGS.items()]
    severities = [(words.SEVERITIES[s], styles.text, meaning) for s, meaning in _SEVERITY_MEANINGS.items()]
    columns = [(h, styles.added, m) for h, m in zip(HEADINGS, _COLUMN_MEANINGS, strict=True)]
    verdicts = [(words.VERDICTS[v], styles.verdicts[v], words.MEANINGS[v]) for v in words.VERDICTS]
    row = 3
    for title, entries in (
        (words.RESULTS, verdicts), (_COLUMNS, columns), (_OUTCOMES, outcomes), (_EVIDENCE, evidence),
        (_SEVERITIES, severities),
    ):  # fmt: skip
        row = _part(sheet, row, title, entries, styles, run)


def _part(
    sheet: Worksheet, row: int, title: Text, entries: Iterable[tuple[Text, Format, Text]], styles: Styles, run: Run
) -> int:
    """One table under its title; gives the row of the next."""
    lang = run.lang
    cells.put_text(sheet, row, 0, title[lang], styles.heading)
    sheet.write_blank(row, 1, None, styles.heading)
    cells.put_text(sheet, row + 1, 0, _WORD[lang], styles.header)
    cells.put_text(sheet, row + 1, 1, _MEANING[lang], styles.header)
    row += 2
    for word, style, meaning in entries:
        sheet.set_row(row, cells.height([(word[lang], _WIDTHS[0]), (meaning[lang], _WIDTHS[1])]))
        cells.put_text(sheet, row, 0, word[lang], style)
        cells.put_text(sheet, row, 1, meaning[lang], styles.text)
        row += 1
    return row + 1
