"""Makes the shipped templates, which are kept beside it: ``python -m kiemnhiem.report.documents.make``."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt

from kiemnhiem.language import Lang, Text
from kiemnhiem.report.documents import layout
from kiemnhiem.report.documents.layout import WIDTH, body, heading, loop, row, rule, table, tag, write
from kiemnhiem.report.documents.steady import repacked

if TYPE_CHECKING:
    from docx.document import Document as Word

FOLDER = Path(__file__).parents[1] / "templates"
_LOCALE = {Lang.VI: "vi-VN", Lang.EN: "en-GB"}
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - what Word keeps has no zone

_COUNTRY = Text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM")
_MOTTO = Text("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness")
_NUMBER = Text("Số: {{ office.number }}", "No.: {{ office.number }}")
_RECIPIENTS = Text("Nơi nhận:", "Recipients:")
_NONE = Text("Không có.", "None.")

_SHEET = Text("PHIẾU THẨM ĐỊNH", "APPRAISAL SHEET")
_SHEET_ABOUT = Text(
    "Điều kiện kiêm nhiệm chức danh của trường hợp {{ case }}", "Conditions for holding posts together: case {{ case }}"
)
_OF_CASE = Text("I. THÔNG TIN CỦA TRƯỜNG HỢP", "I. WHAT IS KNOWN OF THE CASE")
_VERDICT = Text("II. KẾT LUẬN", "II. VERDICT")
_VERDICT_SAYS = Text(
    "Tính đến ngày {{ as_of }}: **{{ verdict }}**. {{ meaning }}", "As of {{ as_of }}: **{{ verdict }}**. {{ meaning }}"
)
_EACH = Text("III. TỪNG YÊU CẦU", "III. EACH REQUIREMENT")
_POLICY = Text("**{{ policy.title }}: {{ policy.verdict }}**", "**{{ policy.title }}: {{ policy.verdict }}**")
_COLUMNS = (
    Text("TT", "No."),
    Text("Yêu cầu, lý do", "Requirement, reason"),
    Text("Thông tin đối chiếu", "Found and required"),
    Text("Kết quả", "Outcome"),
    Text("Căn cứ", "Source"),
)
_MISSING = Text("IV. CÒN THIẾU ĐỂ XÁC ĐỊNH", "IV. WHAT IS MISSING TO DECIDE")
_CHANGES = Text("V. THAY ĐỔI NHỎ NHẤT ĐỂ ĐỦ ĐIỀU KIỆN", "V. THE SMALLEST CHANGE THAT WOULD MAKE THE CASE ELIGIBLE")
_SOURCES = Text("VI. CĂN CỨ VÀ MỨC ĐỘ ĐỐI CHIẾU", "VI. SOURCES, AND HOW WELL THEY ARE KNOWN")
_MADE_BY = Text("VII. CÁCH LẬP", "VII. HOW IT WAS MADE")
_MADE_SAYS = (
    Text("Thư viện chính sách: {{ library }}, mã nội dung:", "Policy library: {{ library }}, digest:"),
    Text("{{ digest }}", "{{ digest }}"),
    Text("Bộ máy: {{ engine }}. Tính đến ngày {{ as_of }}.", "Engine: {{ engine }}. As of {{ as_of }}."),
)
_RECEIPT = Text("Mã biên nhận: {{ receipt }}", "Receipt: {{ receipt }}")
_HELPS = Text(
    "Văn bản này do phần mềm kiemnhiem lập để giúp thẩm định; không thay văn bản quy phạm và quyết định của người có "
    "thẩm quyền.",
    "Made by the program kiemnhiem to help those who appraise; it replaces neither the law nor the decision of the "
    "competent person.",
)

_REPORT = Text("BÁO CÁO", "REPORT")
_REPORT_ABOUT = Text(
    "Kết quả rà soát điều kiện kiêm nhiệm chức danh tính đến ngày {{ as_of }}",
    "Screening of the conditions for holding posts together as of {{ as_of }}",
)
_SCOPE = Text("I. PHẠM VI RÀ SOÁT", "I. SCOPE")
_SCOPE_SAYS = (
    Text("Chính sách được xét: {{ policies }}.", "Policies asked: {{ policies }}."),
    Text(
        "Số trường hợp: **{{ cases }}**{% if files %}, theo tệp {{ files }}{% endif %}.",
        "Cases: **{{ cases }}**{% if files %}, of the file {{ files }}{% endif %}.",
    ),
)
_RESULTS = Text("II. KẾT QUẢ", "II. RESULTS")
_RESULT_COLUMNS = (
    Text("Kết luận", "Verdict"), Text("Số trường hợp", "Cases"), Text("Tỷ lệ", "Share"), Text("Ý nghĩa", "Meaning"),
)  # fmt: skip
_MET = Text("III. TÌNH HÌNH ĐÁP ỨNG YÊU CẦU", "III. REQUIREMENTS")
_MET_COLUMNS = (
    Text("Yêu cầu", "Requirement"), Text("Không đạt", "Not met"), Text("Chưa rõ", "Unknown"), Text("Đạt", "Met"),
    Text("Không áp dụng", "Not applicable"),
)  # fmt: skip
_WAYS = Text("IV. HƯỚNG THÁO GỠ", "IV. WAYS OUT")
_AWAITED = Text("V. THÔNG TIN, KẾT LUẬN CÒN THIẾU", "V. WHAT IS MISSING")
_AWAITED_COLUMNS = (Text("Còn thiếu", "Missing"), Text("Số trường hợp", "Cases"))
_DATA = Text("VI. DỮ LIỆU KHÔNG ĐỌC ĐƯỢC HOẶC CẦN XEM LẠI", "VI. DATA THAT COULD NOT BE READ OR NEED A LOOK")
_LAW = Text("VII. CĂN CỨ VÀ MỨC ĐỘ ĐỐI CHIẾU", "VII. SOURCES, AND HOW WELL THEY ARE KNOWN")
_HOW = Text("VIII. CÁCH LẬP", "VIII. HOW IT WAS MADE")
_ANNEX = Text("PHỤ LỤC", "ANNEX")
_PLACE_COLUMNS = (
    Text("Địa bàn", "Place"), Text("Số trường hợp", "Cases"), Text("Đủ điều kiện", "Eligible"),
    Text("Chưa xác định được", "Undetermined"), Text("Không đủ điều kiện", "Not eligible"),
    Text("Không thuộc phạm vi", "Not concerned"), Text("Chưa có quy định", "No policy"),
)  # fmt: skip


def sheet(lang: Lang) -> Word:
    """The template of the appraisal sheet."""
    document = _begun(lang, _SHEET, _SHEET_ABOUT)
    heading(document, _OF_CASE[lang])
    _either(document, "facts", lang)
    widths = (60, 100)
    loop(table(document, widths), widths, "fact in facts", ["{{ fact.label }}", "{{ fact.value }}"])
    tag(document, "{%p endif %}")
    heading(document, _VERDICT[lang])
    body(document, _VERDICT_SAYS[lang])
    _lines(document, "notes")
    heading(document, _EACH[lang])
    _requirements(document, lang)
    heading(document, _MISSING[lang])
    _lines(document, "missing", lang)
    heading(document, _CHANGES[lang])
    _either(document, "changes", lang)
    tag(document, "{%p for change in changes %}")
    body(document, "- {{ change.text }}", after=2)
    tag(document, "{%p if change.more %}")
    write(document.add_paragraph(), "{{ change.more }}", italic=True, after=4).paragraph_format.left_indent = Mm(15)
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")
    tag(document, "{%p endif %}")
    heading(document, _SOURCES[lang])
    _lines(document, "sources", lang)
    heading(document, _MADE_BY[lang])
    _made(document, lang)
    _signed(document, lang)
    return document


def _requirements(document: Word, lang: Lang) -> None:
    _either(document, "policies", lang)
    tag(document, "{%p for policy in policies %}")
    body(document, _POLICY[lang], after=3).paragraph_format.keep_with_next = True
    widths = (11, 51, 41, 23, 34)
    made = table(document, widths)
    row(made, widths, [column[lang] for column in _COLUMNS], head=True)
    row(made, widths, ["{%tr for one in policy.requirements %}"])
    texts = ["{{ one.number }}", "**{{ one.title }}**", "{{ one.facts }}", "**{{ one.outcome }}**"]
    cells = row(made, widths, texts, whole=False).cells
    tag(cells[1], "{%p if one.reasons %}")
    write(cells[1].add_paragraph(), "{{ one.reasons }}", size=layout.TABLE)
    tag(cells[1], "{%p endif %}")
    write(cells[4].paragraphs[0], "{{ one.sources }}", size=layout.TABLE)
    row(made, widths, ["{%tr endfor %}"])
    body(document, "", after=0)
    tag(document, "{%p endfor %}")
    tag(document, "{%p endif %}")


def report(lang: Lang) -> Word:
    """The template of the report."""
    document = _begun(lang, _REPORT, _REPORT_ABOUT)
    heading(document, _SCOPE[lang])
    for text in _SCOPE_SAYS:
        body(document, text[lang])
    heading(document, _RESULTS[lang])
    verdict = ["**{{ one.name }}**", "{{ one.cases }}", "{{ one.share }}", "{{ one.meaning }}"]
    _table(document, lang, (40, 22, 18, 80), _RESULT_COLUMNS, "one in verdicts", verdict, (1, 2))
    heading(document, _MET[lang])
    _either(document, "groups", lang)
    tag(document, "{%p for group in groups %}")
    body(document, "**{{ group.title }}**", after=3).paragraph_format.keep_with_next = True
    outcomes = [
        "{{ one.title }}",
        "{{ one.not_met }}",
        "{{ one.unknown }}",
        "{{ one.met }}",
        "{{ one.not_applicable }}",
    ]
    _table(document, lang, (80, 20, 20, 20, 20), _MET_COLUMNS, "one in group.requirements", outcomes, (1, 2, 3, 4))
    body(document, "", after=0)
    tag(document, "{%p endfor %}")
    tag(document, "{%p endif %}")
    heading(document, _WAYS[lang])
    _lines(document, "remedies", lang)
    heading(document, _AWAITED[lang])
    _either(document, "missing", lang)
    awaited = ["{{ one.name }}", "{{ one.cases }}"]
    _table(document, lang, (130, 30), _AWAITED_COLUMNS, "one in missing", awaited, (1,))
    tag(document, "{%p endif %}")
    heading(document, _DATA[lang])
    _lines(document, "problems", lang)
    heading(document, _LAW[lang])
    _lines(document, "sources", lang)
    heading(document, _HOW[lang])
    _made(document, lang)
    _signed(document, lang)
    _annex(document, lang)
    return document


def _annex(document: Word, lang: Lang) -> None:
    tag(document, "{%p if places %}")
    title = write(document.add_paragraph(), _ANNEX[lang], size=14, bold=True, align=ALIGN.CENTER)
    title.paragraph_format.page_break_before = True
    write(document.add_paragraph(), "{{ by }}", size=14, bold=True, align=ALIGN.CENTER, after=8)
    names = ("name", "cases", "eligible", "undetermined", "not_eligible", "not_applicable", "no_policy")
    cells = [f"{{{{ one.{name} }}}}" for name in names]
    widths = (46, 19, 19, 19, 19, 19, 19)
    _table(document, lang, widths, _PLACE_COLUMNS, "one in places", cells, range(1, 7))
    tag(document, "{%p endif %}")


def _table(
    document: Word,
    lang: Lang,
    widths: Sequence[float],
    columns: Sequence[Text],
    each: str,
    texts: Sequence[str],
    numbers: Sequence[int],
) -> None:
    made = table(document, widths)
    row(made, widths, [column[lang] for column in columns], head=True)
    loop(made, widths, each, texts, numbers=numbers)


def _lines(document: Word, name: str, lang: Lang | None = None) -> None:
    """A paragraph for each of a list; where there is none, that is said in ``lang``."""
    if lang:
        _either(document, name, lang)
    tag(document, f"{{%p for line in {name} %}}")
    body(document, "- {{ line }}", after=3)
    tag(document, "{%p endfor %}")
    if lang:
        tag(document, "{%p endif %}")


def _made(document: Word, lang: Lang) -> None:
    for text in _MADE_SAYS:
        write(document.add_paragraph(), text[lang], after=2)
    tag(document, "{%p if receipt %}")
    write(document.add_paragraph(), _RECEIPT[lang], after=2)
    tag(document, "{%p endif %}")
    body(document, _HELPS[lang], indent=0, italic=True).paragraph_format.keep_with_next = True


def _either(document: Word, name: str, lang: Lang) -> None:
    """Where a list is empty that is said; what comes next, up to ``endif``, is for one that is not."""
    tag(document, f"{{%p if not ({name}) %}}")
    body(document, _NONE[lang])
    tag(document, "{%p else %}")


def _begun(lang: Lang, kind: Text, about: Text) -> Word:
    """Names of the office and of the country, number, place and date, and what the document is."""
    document = layout.page(_LOCALE[lang], kind[lang])
    widths = (67, 101)
    head = table(document, widths, grid=False)
    left, right = row(head, widths).cells
    left.paragraphs[0].text = "{%p if office.parent %}"
    write(left.add_paragraph(), "{{ office.parent | upper }}", size=12, align=ALIGN.CENTER)
    tag(left, "{%p endif %}")
    write(left.add_paragraph(), "{{ office.agency | upper }}", size=12, bold=True, align=ALIGN.CENTER)
    rule(left, 0.4, widths[0])
    write(right.paragraphs[0], _COUNTRY[lang], size=12, bold=True, align=ALIGN.CENTER)
    write(right.add_paragraph(), _MOTTO[lang], size=13, bold=True, align=ALIGN.CENTER)
    rule(right, 0.58, widths[1])
    left, right = row(head, widths).cells
    write(left.paragraphs[0], _NUMBER[lang], align=ALIGN.CENTER)
    write(right.paragraphs[0], "{{ office.place_and_date }}", italic=True, align=ALIGN.CENTER)
    title = write(document.add_paragraph(), kind[lang], size=14, bold=True, align=ALIGN.CENTER)
    title.paragraph_format.space_before = Pt(18)
    write(document.add_paragraph(), about[lang], size=14, bold=True, align=ALIGN.CENTER)
    rule(document, 0.3, WIDTH)
    return document


def _signed(document: Word, lang: Lang) -> None:
    """Who gets it, and who signs."""
    space = document.add_paragraph()
    space.paragraph_format.keep_with_next = True
    widths = (75, 85)
    left, right = row(table(document, widths, grid=False), widths).cells
    write(left.paragraphs[0], _RECIPIENTS[lang], size=12, bold=True, italic=True)
    tag(left, "{%p for one in office.recipients %}")
    write(left.add_paragraph(), "- {{ one }}{% if loop.last %}.{% else %};{% endif %}", size=11)
    tag(left, "{%p endfor %}")
    write(right.paragraphs[0], "{{ office.position | upper }}", bold=True, align=ALIGN.CENTER)
    signature = write(right.add_paragraph(), "{{ office.signer }}", bold=True, align=ALIGN.CENTER)
    signature.paragraph_format.space_before = Mm(25)


def make(folder: Path = FOLDER) -> None:
    """Write the templates of both languages."""
    for lang in Lang:
        for name, document in (("sheet", sheet(lang)), ("report", report(lang))):
            document.core_properties.created = document.core_properties.modified = _MADE
            written = io.BytesIO()
            document.save(written)
            (folder / f"{name}-{lang}.docx").write_bytes(repacked(written.getvalue()))


if __name__ == "__main__":
    make()
