"""The first sheet of a result workbook: the figures, and what the colours and words mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kiemnhiem.cases.ours import UNREAD
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Strength
from kiemnhiem.report import cells, citation, words
from kiemnhiem.report.run import Run
from kiemnhiem.report.styles import A4, BARS, Styles
from kiemnhiem.report.summary import NamedCount, RequirementCount, Summary

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (54, 12, 12, 12, 14, 60)
_LAST = len(_WIDTHS) - 1

_TITLE = Text("Kết quả rà soát", "Results")
_AS_OF = Text("Tính đến ngày {day}", "As of {day}")
_FACTS = (
    Text("Chính sách được xét", "Policies asked"),
    Text("Tệp dữ liệu", "Data files"),
    Text("Thư viện chính sách", "Policy library"),
    Text("Bộ máy", "Engine"),
    Text("Số trường hợp", "Cases"),
)
_CASES = Text("Số trường hợp", "Cases")
_SHARE = Text("Tỷ lệ", "Share")
_MEANING = Text("Ý nghĩa", "Meaning")
_REQUIREMENTS = Text("Tình hình đáp ứng yêu cầu: {policy}", "Requirements: {policy}")
_AS_REMEDY = Text(
    "Tình hình đáp ứng yêu cầu để tháo gỡ: {policy} (chỉ tính các trường hợp cần tháo gỡ)",
    "Requirements of the remedy: {policy} (over the cases that need it)",
)
_REQUIREMENT = Text("Yêu cầu", "Requirement")
_BASIS = Text("Căn cứ", "Legal basis")
_REMEDIES = Text("Hướng tháo gỡ cho yêu cầu không đạt", "Ways out for requirements not met")
_BY_POLICY = Text("Theo chính sách", "By the policy")
_MISSING = Text("Thông tin còn thiếu làm chưa xác định được", "Missing facts that hold decisions up")
_JUDGEMENTS = Text("Chờ kết luận của người có thẩm quyền", "Judgements awaited from a person")
_DOUBTS = Text("Căn cứ cần thận trọng", "Sources to treat with care")
_REJECTED = Text("Số lỗi khi đọc dữ liệu", "Errors met in reading")
_OUTCOMES = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET, Outcome.NOT_APPLICABLE)
_REMEDY_VERDICTS = (Verdict.ELIGIBLE, Verdict.UNDETERMINED, Verdict.NOT_ELIGIBLE)


def write_summary(sheet: Worksheet, summary: Summary, styles: Styles, run: Run) -> None:
    """Write the sheet, from the top down."""
    page = _Page(sheet, styles, run)
    page.begin(summary)
    page.verdicts(summary)
    page.requirements(summary)
    page.remedies(summary)
    page.named(_MISSING, summary.missing)
    page.named(_JUDGEMENTS, summary.judgements)
    page.doubts(summary)


class _Page:
    """A sheet and the row to write next."""

    def __init__(self, sheet: Worksheet, styles: Styles, run: Run) -> None:
        self._sheet, self._styles, self._run, self._row = sheet, styles, run, 0

    def begin(self, summary: Summary) -> None:
        sheet, styles, run = self._sheet, self._styles, self._run
        sheet.set_portrait()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        self._line(_TITLE, styles.title)
        self._line(_AS_OF.format(day=words.day(summary.as_of, run.lang)), styles.as_of)
        values = (
            "; ".join(policy.title[run.lang] for policy in run.program.screened),
            "; ".join(dict.fromkeys(case.origin.file for case in run.reading.cases if case.origin)),
            summary.library,
            summary.engine,
            words.count(summary.cases, run.lang),
            words.count(len(summary.rejected), run.lang),
        )
        for label, value in zip((*_FACTS, _REJECTED), values, strict=True):
            if value:
                self._across(f"{label[run.lang]}: {value}", styles.note)
        self._across(UNREAD[run.lang], styles.note)

    def verdicts(self, summary: Summary) -> None:
        sheet, styles, lang = self._sheet, self._styles, self._run.lang
        self._section(words.RESULTS)
        self._header([words.RESULTS, _CASES, _SHARE])
        sheet.merge_range(self._row - 1, 3, self._row - 1, _LAST, _MEANING[lang], styles.header)
        for verdict, cases in summary.verdicts.items():
            meaning = words.MEANINGS[verdict][lang]
            sheet.set_row(self._row, cells.height([(meaning, sum(_WIDTHS[3:]))]))
            cells.put_text(sheet, self._row, 0, words.VERDICTS[verdict][lang], styles.verdicts[verdict])
            sheet.write_number(self._row, 1, cases, styles.count)
            sheet.write_number(self._row, 2, cases / summary.cases if summary.cases else 0, styles.share)
            sheet.merge_range(self._row, 3, self._row, _LAST, meaning, styles.text)
            sheet.conditional_format(self._row, 2, self._row, 2, _bar(verdict))
            self._row += 1

    def requirements(self, summary: Summary) -> None:
        groups: dict[tuple[str, bool], list[RequirementCount]] = {}
        for count in summary.requirements:
            groups.setdefault((count.policy, count.as_remedy), []).append(count)
        for (_, as_remedy), counts in groups.items():
            if any(any(count.outcomes.values()) for count in counts):
                title = _AS_REMEDY if as_remedy else _REQUIREMENTS
                self._section(title.format(policy=counts[0].policy_title))
                self._header([_REQUIREMENT, *(words.OUTCOMES[o] for o in _OUTCOMES), _BASIS])
                for count in counts:
                    self._requirement(count)

    def _requirement(self, count: RequirementCount) -> None:
        lang = self._run.lang
        title = count.rule.title[lang]
        if count.rule.strength is Strength.SHOULD:
            title += f" ({words.NOT_BINDING[lang]})"
        basis = "; ".join(dict.fromkeys(citation.short(cited, lang) for cited in count.rule.sources))
        self._counts(title, [count.outcomes[o] for o in _OUTCOMES], basis)

    def remedies(self, summary: Summary) -> None:
        asked = [remedy for remedy in summary.remedies if remedy.cases]
        if asked:
            self._section(_REMEDIES)
            verdicts = (words.VERDICTS[v] for v in _REMEDY_VERDICTS)
            self._header([words.OUTCOMES[Outcome.NOT_MET], _CASES, *verdicts, _BY_POLICY])
            for remedy in asked:
                counts = [remedy.cases, *(remedy.verdicts[v] for v in _REMEDY_VERDICTS)]
                lang = self._run.lang
                self._counts(remedy.rule.title[lang], counts, remedy.remedy_title[lang])

    def named(self, title: Text, counts: Sequence[NamedCount]) -> None:
        if counts:
            self._section(title)
            for count in counts:
                label = count.label[self._run.lang]
                self._sheet.set_row(self._row, cells.height([(label, _WIDTHS[0])]))
                cells.put_text(self._sheet, self._row, 0, label, self._styles.text)
                self._sheet.write_number(self._row, 1, count.cases, self._styles.count)
                self._row += 1

    def doubts(self, summary: Summary) -> None:
        if summary.doubts:
            self._section(_DOUBTS)
            for doubt in summary.doubts:
                self._across(doubt.words(summary.as_of, self._run.lang), self._styles.note)

    def _section(self, title: Text) -> None:
        self._row += 1
        for column in range(1, _LAST + 1):
            self._sheet.write_blank(self._row, column, None, self._styles.heading)
        self._line(title, self._styles.heading)

    def _header(self, headings: Iterable[Text]) -> None:
        texts = [heading[self._run.lang] for heading in headings]
        self._sheet.set_row(self._row, cells.height(zip(texts, _WIDTHS, strict=False)))
        for column, text in enumerate(texts):
            cells.put_text(self._sheet, self._row, column, text, self._styles.header)
        self._row += 1

    def _counts(self, title: str, counts: Sequence[int], text: str) -> None:
        self._sheet.set_row(self._row, cells.height([(title, _WIDTHS[0]), (text, _WIDTHS[_LAST])]))
        cells.put_text(self._sheet, self._row, 0, title, self._styles.text)
        for column, number in enumerate(counts, 1):
            self._sheet.write_number(self._row, column, number, self._styles.count)
        cells.put_text(self._sheet, self._row, _LAST, text, self._styles.text)
        self._row += 1

    def _line(self, text: Text, style: Format) -> None:
        cells.put_text(self._sheet, self._row, 0, text[self._run.lang], style)
        self._row += 1

    def _across(self, text: str, style: Format) -> None:
        """Wrapped over all columns."""
        self._sheet.set_row(self._row, cells.height([(text, sum(_WIDTHS))]))
        self._sheet.merge_range(self._row, 0, self._row, _LAST, "", style)
        cells.put_text(self._sheet, self._row, 0, text, style)
        self._row += 1


def _bar(verdict: Verdict) -> dict[str, object]:
    return {
        "type": "data_bar", "bar_color": BARS[verdict], "bar_solid": True,
        "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1,
    }  # fmt: skip
