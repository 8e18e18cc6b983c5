from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from kiemnhiem.cases import parse_value
from kiemnhiem.cases.cells import FieldReader
from kiemnhiem.cases.matching import fold
from kiemnhiem.language import Lang
from kiemnhiem.policy.types import CellMeaning, Statement, Unknown, Vocabulary
from kiemnhiem.policy.values import LIMIT, Span


def day(year: int, month: int, number: int) -> date:
    return date(year, month, number)


def year(number: int) -> Span:
    return Span(day(number, 1, 1), day(number, 12, 31))


READ: list[tuple[str, object, CellMeaning]] = [
    ("birth_date", "05/06/1975", day(1975, 6, 5)),
    ("birth_date", "5-6-1975", day(1975, 6, 5)),
    ("birth_date", "5.6.1975", day(1975, 6, 5)),
    ("birth_date", " 5 / 6 / 1975 ", day(1975, 6, 5)),
    ("birth_date", "'05/06/1975", day(1975, 6, 5)),
    ("birth_date", "05/06/1975\u00a0", day(1975, 6, 5)),
    ("birth_date", "\u200b05/06/1975", day(1975, 6, 5)),
    ("birth_date", "05/06/1975 00:00:00", day(1975, 6, 5)),
    ("birth_date", "1975-06-05", day(1975, 6, 5)),
    ("birth_date", "1975-06-05T07:30:00Z", day(1975, 6, 5)),
    ("birth_date", "1975-06-05 07:30:00.123+07:00", day(1975, 6, 5)),
    ("birth_date", "1975/06/05", day(1975, 6, 5)),
    ("birth_date", "ngày 5 tháng 6 năm 1975", day(1975, 6, 5)),
    ("birth_date", "Ngày 05 tháng 06 năm 1975", day(1975, 6, 5)),
    ("birth_date", "ngày 5/6/1975", day(1975, 6, 5)),
    ("birth_date", "29/02/2000", day(2000, 2, 29)),
    ("birth_date", date(1975, 6, 5), day(1975, 6, 5)),
    ("birth_date", datetime(1975, 6, 5, 23, 59), day(1975, 6, 5)),
    ("birth_date", 27550, day(1975, 6, 5)),
    ("birth_date", 27550.75, day(1975, 6, 5)),
    ("birth_date", "27550", day(1975, 6, 5)),
    ("birth_date", 1975, year(1975)),
    ("birth_date", 1975.0, year(1975)),
    ("birth_date", "1975", year(1975)),
    ("birth_date", "năm 1975", year(1975)),
    ("birth_date", "00/00/1975", year(1975)),
    ("birth_date", "6/1975", Span(day(1975, 6, 1), day(1975, 6, 30))),
    ("birth_date", "06-1975", Span(day(1975, 6, 1), day(1975, 6, 30))),
    ("birth_date", "1975-06", Span(day(1975, 6, 1), day(1975, 6, 30))),
    ("birth_date", "tháng 6 năm 1975", Span(day(1975, 6, 1), day(1975, 6, 30))),
    ("birth_date", "tháng 2/1976", Span(day(1976, 2, 1), day(1976, 2, 29))),
    ("birth_date", "00/06/1975", Span(day(1975, 6, 1), day(1975, 6, 30))),
    ("birth_date", "-", Unknown()),
    ("birth_date", "—", Unknown()),
    ("birth_date", "Không rõ.", Unknown()),
    ("birth_date", "", Unknown()),
    ("birth_date", None, Unknown()),
    ("party_official_on", "CHƯA", Statement({"party_membership": "none"})),
    ("party_official_on", "Chu\u031ba", Statement({"party_membership": "none"})),
    ("party_membership", "chưa", "none"),
    ("party_membership", "X", "official"),
    ("party_membership", "official", "official"),
    ("party_membership", "Official member", "official"),
    ("party_membership", "  đảng viên\n chính thức. ", "official"),
    ("party_membership", "Đảng viên dự bị", "probationary"),
    ("party_membership", "Ðảng viên dự bị", "probationary"),
    ("education", "12/12", "upper_secondary"),
    ("education", "12 / 12", "upper_secondary"),
    ("education", "Trung học cơ sơ\u0309", "lower_secondary"),
    ("children", 3.0, 3),
    ("children", "3", 3),
    ("children", "03", 3),
    ("children", "3.0", 3),
    ("children", "3,0", 3),
    ("children", "Chưa", 0),
    ("children", "-2", -2),
    ("children", LIMIT - 1, LIMIT - 1),
    ("income", "2,34", Decimal("2.34")),
    ("income", "2.34", Decimal("2.34")),
    ("income", 2.34, Decimal("2.34")),
    ("income", 0.1 + 0.2, Decimal("0.3")),
    ("income", 1e-5, Decimal("0.00001")),
    ("income", 1.125, Decimal("1.125")),
    ("income", "0,125", Decimal("0.125")),
    ("resident", True, True),
    ("resident", "TRUE", True),
    ("resident", "Có", True),
    ("resident", "x", True),
    ("resident", "không", False),
    ("resident", 0.0, False),
    ("resident", 1, True),
    ("resident", "không rõ", Unknown()),
    ("case_id", "001077012345", "001077012345"),
    ("case_id", 1077012345.0, "1077012345"),
    ("case_id", 1.5, "1.5"),
    ("case_id", "'0123", "0123"),
    ("case_id", '="0123"', "0123"),
    ("full_name", "Lò Văn Mẫu", "Lò Văn Mẫu"),
    ("full_name", "Lo\u0300 Văn Mẫu", "Lò Văn Mẫu"),
    ("full_name", "Không", "Không"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "raw", "meaning"), READ)
def test_a_cell_is_read_as_it_is_meant(vocabulary: Vocabulary, field: str, raw: object, meaning: CellMeaning) -> None:
    parsed = FieldReader(vocabulary.fields[field], vocabulary.words).read(raw)
    assert (parsed.meaning, parsed.expected) == (meaning, None)
    assert type(parsed.meaning) is type(meaning)


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        *(("birth_date", raw) for raw in ("31/02/1970", "29/02/1975", "00/13/1975", "5/0/1975", "5/6/75", "6/25/1975")),
        *(("birth_date", raw) for raw in ("khoảng 1968", "1899", "2101", "9999", "12", 12, 3.5, 1975.5, "5/6-1975")),
        *(("birth_date", raw) for raw in (time(7, 30), timedelta(days=1), "#N/A", "####", 1e300, float("nan"), "Chưa")),
        *(("birth_date", raw) for raw in (date(2101, 1, 1), datetime(9999, 1, 1), "01/01/2101", "31/12/1899", 73416)),
        *(("birth_date", raw) for raw in (date(1899, 1, 1), -27550, "1975-13-01", "1975-06-31")),
        *(("education", raw) for raw in ("cấp 9", "trung hoc co so", 9, date(2024, 5, 9), "#REF!", date(2024, 12, 11))),
        *(("children", raw) for raw in ("1.500", "1,500", "1 500", "1.234.567", "3 con", 2.5, "2,5", LIMIT, -LIMIT)),
        *(("children", raw) for raw in (True, "10" * 30, float("inf"), date(2024, 1, 2), 10**400)),
        *(("income", raw) for raw in ("1.500", "1,500", "1.500,5", "2,34 đ", "1e5", "1_000", "٣", LIMIT, float("nan"))),
        *(("resident", raw) for raw in ("thường", 2, "có thể")),
        *(("case_id", raw) for raw in (1e15, "#N/A", date(2024, 9, 12), time(1, 2), "\ud800", "A\ufffd")),
        ("posts", ["x"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_is_expected(vocabulary: Vocabulary, field: str, raw: object) -> None:
    parsed = FieldReader(vocabulary.fields[field], vocabulary.words).read(raw)
    assert parsed.expected is not None
    assert parsed.meaning == Unknown()
    assert all(parsed.expected[lang] for lang in Lang)


@pytest.mark.parametrize(
    ("field", "written", "meaning", "text"),
    [
        ("education", date(2024, 12, 12), "upper_secondary", "12/12"),
        ("education", date(2024, 12, 9), "lower_secondary", "9/12"),
        ("education", date(2024, 9, 12), "lower_secondary", "9/12"),
        ("education", date(2024, 7, 10), "lower_secondary", "7/10"),
        ("full_name", date(2024, 12, 12), "12/12", "12/12"),
    ],
)
def test_a_text_that_excel_made_a_date_is_rebuilt(
    vocabulary: Vocabulary, field: str, written: date, meaning: str, text: str
) -> None:
    parsed = FieldReader(vocabulary.fields[field], vocabulary.words).read(written)
    assert (parsed.meaning, parsed.rebuilt, parsed.expected) == (meaning, text, None)


def test_tone_marks_may_stand_on_either_vowel() -> None:
    assert fold("Hoà Bình") == fold("HÒA BÌNH")
    assert fold("Thuý") == fold("Thúy")
    assert fold("má") != fold("mà")
    assert fold("an") != fold("ân")


def test_a_misspelt_choice_is_answered_with_the_word_meant(vocabulary: Vocabulary) -> None:
    parsed = FieldReader(vocabulary.fields["party_membership"], vocabulary.words).read("Chinh thuc")
    assert parsed.suggestion == "Chính thức"
    assert parsed.expected is not None
    assert "đảng viên chính thức" in parsed.expected.vi


@pytest.mark.parametrize(
    ("field", "raw", "meaning"),
    [
        ("birth_date", "1975-06-05", day(1975, 6, 5)),
        ("birth_date", 1975, year(1975)),
        ("resident", "true", True),
        ("resident", False, False),
        ("children", "2", 2),
        ("income", "1.500", Decimal("1.5")),
        ("case_id", "001077012345", "001077012345"),
        ("party_official_on", "Chưa", Statement({"party_membership": "none"})),
        ("birth_date", None, Unknown()),
    ],
)
def test_a_value_of_a_structured_file_is_read(
    vocabulary: Vocabulary, field: str, raw: object, meaning: CellMeaning
) -> None:
    assert parse_value(vocabulary.fields[field], raw, vocabulary.words).meaning == meaning


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("resident", 1),
        ("children", True),
        ("birth_date", 27550),
        ("birth_date", "27550"),
        ("case_id", 12),
        ("full_name", True),
    ],
)
def test_a_value_of_a_structured_file_suits_its_type(vocabulary: Vocabulary, field: str, raw: object) -> None:
    assert parse_value(vocabulary.fields[field], raw, vocabulary.words).expected is not None
