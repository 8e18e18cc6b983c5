"""The words of results: verdicts, outcomes, stances, evidence, dates and counts, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.language import Lang, Text
from kiemnhiem.language import plain as plain  # noqa: PLC0414 - every report asks it of its words
from kiemnhiem.policy.model import Evidence, Stance
from kiemnhiem.problem import Severity

#: In the order in which results list them.
VERDICTS: Mapping[Verdict, Text] = {
    Verdict.ELIGIBLE: Text("Đủ điều kiện", "Eligible"),
    Verdict.UNDETERMINED: Text("Chưa xác định được", "Undetermined"),
    Verdict.NOT_ELIGIBLE: Text("Không đủ điều kiện", "Not eligible"),
    Verdict.NOT_APPLICABLE: Text("Không thuộc phạm vi", "Not concerned"),
    Verdict.NO_POLICY: Text("Chưa có quy định", "No policy"),
}

#: What a verdict means, for a legend.
MEANINGS: Mapping[Verdict, Text] = {
    Verdict.ELIGIBLE: Text(
        "Mọi yêu cầu bắt buộc đều đạt hoặc không phải áp dụng.",
        "Every binding requirement is met or does not apply.",
    ),
    Verdict.UNDETERMINED: Text(
        "Không có yêu cầu nào không đạt, nhưng còn thiếu thông tin hoặc kết luận của người có thẩm quyền.",
        "No requirement is failed, but facts or a person's judgement are still missing.",
    ),
    Verdict.NOT_ELIGIBLE: Text(
        "Có yêu cầu bắt buộc không đạt, hoặc quy định không cho phép kiêm nhiệm.",
        "Some binding requirement is not met, or the posts may not be held together.",
    ),
    Verdict.NOT_APPLICABLE: Text(
        "Không thuộc trường hợp mà các chính sách được xét điều chỉnh.",
        "None of the policies in question concerns the case.",
    ),
    Verdict.NO_POLICY: Text(
        "Thư viện chính sách chưa có quy định về các chức danh này; không có nghĩa là được phép.",
        "The policy library says nothing of these posts; that is not a permission.",
    ),
}

OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.MET: Text("Đạt", "Met"),
    Outcome.NOT_MET: Text("Không đạt", "Not met"),
    Outcome.UNKNOWN: Text("Chưa rõ", "Unknown"),
    Outcome.NOT_APPLICABLE: Text("Không áp dụng", "Not applicable"),
}

STANCES: Mapping[Stance, Text] = {
    Stance.REQUIRED: Text("bắt buộc kiêm nhiệm", "required"),
    Stance.ENCOURAGED: Text("khuyến khích kiêm nhiệm", "encouraged"),
    Stance.PERMITTED: Text("được kiêm nhiệm", "permitted"),
    Stance.PROHIBITED: Text("không được kiêm nhiệm", "prohibited"),
}

EVIDENCE: Mapping[Evidence, Text] = {
    Evidence.MEMORY: Text("ghi theo trí nhớ, chưa đối chiếu văn bản", "from memory, not checked against a text"),
    Evidence.SECONDARY: Text("theo nguồn thứ cấp", "from a secondary source"),
    Evidence.SIGNED_TEXT: Text("đã đối chiếu văn bản ký ban hành", "checked against the signed text"),
}

SEVERITIES: Mapping[Severity, Text] = {
    Severity.ERROR: Text("Lỗi", "Error"),
    Severity.WARNING: Text("Cảnh báo", "Warning"),
    Severity.NOTE: Text("Ghi chú", "Note"),
}

SUMMARY = Text("Tổng hợp", "Summary")
RESULTS = Text("Kết quả", "Results")
UNREADABLE = Text("Ô không đọc được", "Unreadable cells")
RECEIPT = Text("Biên nhận", "Receipt")
CASE_ID = Text("Mã trường hợp", "Case")
JUDGEMENT_AWAITED = Text("kết luận «{question}»", 'judgement "{question}"')
NOT_BINDING = Text("không bắt buộc", "not binding")


def day(value: date, lang: Lang) -> str:
    """A date as readers of the language write it: 30/12/2018, 2018-12-30."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}" if lang is Lang.VI else value.isoformat()[:10]


def count(number: int, lang: Lang) -> str:
    """A number with the thousands separator of the language."""
    grouped = f"{number:,}"
    return grouped.replace(",", ".") if lang is Lang.VI else grouped


def cases(number: int, lang: Lang) -> str:
    """How many cases, in words."""
    noun = "trường hợp" if lang is Lang.VI else "case" if number == 1 else "cases"
    return f"{count(number, lang)} {noun}"


def share(part: int, whole: int, lang: Lang) -> str:
    """``part`` of ``whole`` as a percentage with one decimal; nothing of nothing is 0."""
    percent = f"{100 * part / whole if whole else 0:.1f}%"
    return percent.replace(".", ",") if lang is Lang.VI else percent


def lowered(text: str) -> str:
    """The words with a small first letter, to stand inside a sentence."""
    return text[:1].lower() + text[1:]
