"""CSV results open in Excel with Vietnamese intact, hold the officer's columns, and run nothing."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiemnhiem.cases import Reading, Table
from kiemnhiem.cases.case import Case, Origin
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.finding import CaseFinding, FactRole
from kiemnhiem.language import Lang
from kiemnhiem.report import Run, write
from kiemnhiem.report.delimited import guarded

Findings = tuple[CaseFinding, ...]
ANSWER = ["Kết quả", "Lý do", "Còn thiếu", "Hướng tháo gỡ", "Thay đổi nhỏ nhất", "Căn cứ"]
REASON = (
    "Là đảng viên chính thức: Chưa là đảng viên chính thức "
    "(Đảng viên: chưa là đảng viên, yêu cầu: là đảng viên chính thức)"
)


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_it_starts_with_a_byte_order_mark(run: Run, findings: Findings, tmp_path: Path) -> None:
    write(tmp_path / "kq.csv", findings, run)
    assert (tmp_path / "kq.csv").read_bytes().startswith(b"\xef\xbb\xbfSTT,")


def test_the_officers_columns_come_first_then_the_unit_and_the_answer(
    run: Run, findings: Findings, tmp_path: Path
) -> None:
    write(tmp_path / "kq.csv", findings, run)
    head, first, second, third, *_ = _rows(tmp_path / "kq.csv")
    assert head == ["STT", "Mã CB", "Họ và tên", "Ngày sinh", "Đảng viên", "Ghi chú", "Xã", *ANSWER]
    assert first[:5] == ["1", "CB-5", "Lò Văn Giả", "01/05/1980", "x"]
    assert first[6:8] == ["Xã số 1 (giả định)", "Đủ điều kiện"]
    assert first[8].splitlines() == [
        "• Trình độ học vấn: lẽ ra không đạt, nhưng được ngoại lệ",
        "• Lưu ý (không bắt buộc): Kinh tế gia đình: Hộ nghèo",
    ]
    assert second[7:10] == [
        "Chưa xác định được",
        "• Đủ tuổi: Chưa đủ thông tin: Ngày sinh\n• Được tín nhiệm: Chờ đánh giá: Được nhân dân tín nhiệm?",
        "• Ngày sinh\n• kết luận «Được nhân dân tín nhiệm?»",
    ]
    assert third[7:] == [
        "Không đủ điều kiện",
        REASON,
        "",
        "Theo «Kết nạp đảng viên»: đủ điều kiện.",
        "",
        "01-QĐ/GĐ ngày 19/01/2011, Điều 3",
    ]


def test_a_source_in_doubt_says_so_beside_each_case(run: Run, findings: Findings, tmp_path: Path) -> None:
    write(tmp_path / "kq.csv", findings[1:2], replace(run, lang=Lang.EN))
    assert _rows(tmp_path / "kq.csv")[1][-1] == (
        "02/TT-GĐ of 2012-08-31, Điều 11 (from memory, not checked against a text; out of force after 2017-06-30)"
    )


def test_text_that_looks_like_a_formula_gets_an_apostrophe(run: Run, findings: Findings, tmp_path: Path) -> None:
    write(tmp_path / "kq.csv", findings, run)
    notes = [row[5] for row in _rows(tmp_path / "kq.csv")[1:]]
    assert notes == ['\'=HYPERLINK("http://example.org","bấm")', "'+84 000", "'@SUM(A1)", "'-2+3", "'\tthụt", ""]


@given(st.text())
def test_no_text_begins_like_a_formula_and_none_is_changed_otherwise(text: str) -> None:
    shown = guarded(text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert shown.replace("'", "") == text.replace("'", "")
    if not set(text) & set(";\t\r\n"):
        assert text in {shown, shown[1:]}


@given(st.lists(st.text(";=+-@\t\r\n\"',a b"), min_size=1))
def test_no_cell_begins_like_a_formula_where_semicolons_part_cells(texts: list[str]) -> None:
    file = io.StringIO()
    csv.writer(file).writerow([guarded(text) for text in texts])
    # As Excel parts a line where the list separator is a semicolon: quotation marks count at the beginning of a cell.
    for cell in re.split(r"[;\t\r\n]+", file.getvalue()):
        assert not cell.lstrip('"').startswith(("=", "+", "-", "@"))


def test_headings_are_guarded_too(run: Run, findings: Findings, tmp_path: Path) -> None:
    table = replace(run.reading.tables[0], headings=("=1+1", *run.reading.tables[0].headings[1:]))
    write(tmp_path / "kq.csv", findings, replace(run, reading=replace(run.reading, tables=(table,))))
    assert _rows(tmp_path / "kq.csv")[0][0] == "'=1+1"


def test_cases_of_json_have_their_id_and_the_answer(run: Run, findings: Findings, tmp_path: Path) -> None:
    cases = [replace(f, case=replace(f.case, origin=Origin("cases.json"))) for f in findings]
    write(tmp_path / "kq.csv", cases, replace(run, reading=Reading(tuple(f.case for f in cases), (), ())))
    rows = _rows(tmp_path / "kq.csv")
    assert rows[0] == ["Mã cán bộ", *ANSWER]
    assert [row[0] for row in rows[1:]] == [f"CB-{n}" for n in range(5, 11)]


def test_several_tables_share_their_columns_and_say_where_a_case_was_read(run: Run, tmp_path: Path) -> None:
    tables = (
        Table("a.xlsx", "Xã A", ("Mã", "Tên", "Tên"), {2: ("A1", "Lò", "Giả")}),
        Table("a.xlsx", "Xã B", ("Tên", "Mã", "Tuổi"), {2: ("Vàng", "B1", 40.0)}),
    )
    cases = (
        Case("A1", {}, origin=Origin("a.xlsx", "Xã A", 2)),
        Case("B1", {}, origin=Origin("a.xlsx", "Xã B", 2)),
        Case("C1", {}, origin=Origin("c.json")),
    )
    findings = [CaseFinding(case, Verdict.NOT_APPLICABLE, ()) for case in cases]
    write(tmp_path / "kq.csv", findings, replace(run, reading=Reading(cases, (), tables)))
    assert [row[:6] for row in _rows(tmp_path / "kq.csv")] == [
        ["Nguồn", "Mã cán bộ", "Mã", "Tên", "Tên", "Tuổi"],
        ["a.xlsx [Xã A]", "A1", "A1", "Lò", "Giả", ""],
        ["a.xlsx [Xã B]", "B1", "B1", "Vàng", "", "40"],
        ["c.json", "C1", "", "", "", ""],
    ]


def test_masked_facts_stay_masked_in_reasons(run: Run, findings: Findings, tmp_path: Path) -> None:
    policy = findings[2].policies[0]
    age = replace(policy.findings[1].facts[0], decided=False)
    failed = replace(policy.findings[0], facts=(age,))
    case = replace(findings[2], policies=(replace(policy, findings=(failed,)),))
    write(tmp_path / "a.csv", [case], run)
    write(tmp_path / "b.csv", [case], replace(run, show_personal=True))
    assert _rows(tmp_path / "a.csv")[1][8].endswith("(Tuổi: yêu cầu: từ 21 trở lên)")
    assert _rows(tmp_path / "b.csv")[1][8].endswith("(Tuổi: 38, yêu cầu: từ 21 trở lên)")


def test_the_reason_names_the_facts_that_were_required_and_no_others(
    run: Run, findings: Findings, tmp_path: Path
) -> None:
    policy = findings[2].policies[0]
    failed = policy.findings[0]
    others = tuple(replace(failed.facts[0], role=role) for role in FactRole if role is not FactRole.REQUIREMENT)
    policy = replace(policy, findings=(replace(failed, facts=(*others, *failed.facts)),))
    write(tmp_path / "kq.csv", [replace(findings[2], policies=(policy,))], run)
    assert _rows(tmp_path / "kq.csv")[1][8] == REASON
