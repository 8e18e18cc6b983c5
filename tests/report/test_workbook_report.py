"""A result workbook opens in Excel and LibreOffice, holds what the officer had, and the answer beside it."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import warnings
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kiemnhiem.cases import Reading, Table
from kiemnhiem.cases.case import Case, Origin
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang
from kiemnhiem.report import Run, results_sheet, write

Findings = tuple[CaseFinding, ...]
OWN = ["STT", "Mã CB", "Họ và tên", "Ngày sinh", "Đảng viên", "Ghi chú"]
ANSWER = ["Kết quả", "Lý do", "Còn thiếu", "Hướng tháo gỡ", "Thay đổi nhỏ nhất", "Căn cứ"]


def _opened(path: Path) -> Any:
    with warnings.catch_warnings():
        # openpyxl does not know the newer kind of data bars.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        return load_workbook(path)


def _values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def book(run: Run, findings: Findings, tmp_path: Path) -> Any:
    write(tmp_path / "kq.xlsx", iter(findings), run)
    return _opened(tmp_path / "kq.xlsx")


def test_the_sheets_are_summary_results_and_unreadable_cells(
    run: Run, findings: Findings, book: Any, tmp_path: Path
) -> None:
    assert book.sheetnames == ["Tổng hợp", "Kết quả", "Ô không đọc được", "Chú giải"]
    write(tmp_path / "en.xlsx", findings, replace(run, lang=Lang.EN))
    assert _opened(tmp_path / "en.xlsx").sheetnames == ["Summary", "Results", "Unreadable cells", "Legend"]


def test_results_keep_the_officers_columns_in_order_with_their_values(book: Any) -> None:
    head, *rows = _values(book["Kết quả"])
    assert head == [*OWN, "Xã", *ANSWER]
    assert rows[0][:5] == [1, "CB-5", "Lò Văn Giả", datetime(1980, 5, 1), "x"]
    assert rows[2][3] == datetime(1990, 12, 30)
    assert [row[3] for row in rows[3:]] == ["31/02/1970", "04/03/1899", 27760.5]
    assert [row[4] for row in rows[3:]] == ["-", None, True]
    assert {row[6] for row in rows} == {"Xã số 1 (giả định)"}
    assert book["Kết quả"]["D2"].number_format == "dd/mm/yyyy"


def test_results_give_verdict_reasons_missing_remedy_and_law(book: Any) -> None:
    rows = _values(book["Kết quả"])[1:]
    assert [row[7] for row in rows] == [
        "Đủ điều kiện", "Chưa xác định được", "Không đủ điều kiện", "Không đủ điều kiện", "Chưa có quy định",
        "Không thuộc phạm vi",
    ]  # fmt: skip
    assert rows[1][9] == "• Ngày sinh\n• kết luận «Được nhân dân tín nhiệm?»"
    assert rows[3][10:] == ["Theo «Kết nạp đảng viên»: chưa xác định được.", "", "01-QĐ/GĐ ngày 19/01/2011, Điều 3"]
    assert rows[4][8] == "Chưa có quy định về chức danh: Thủ kho"


def test_a_column_that_names_the_unit_is_not_added_twice(run: Run, findings: Findings, tmp_path: Path) -> None:
    table = replace(run.reading.tables[0], headings=("STT", "Mã CB", "Họ và tên", "Ngày sinh", "XÃ ", "Ghi chú"))
    write(tmp_path / "kq.xlsx", findings, replace(run, reading=replace(run.reading, tables=(table,))))
    head = _values(_opened(tmp_path / "kq.xlsx")["Kết quả"])[0]
    assert head == ["STT", "Mã CB", "Họ và tên", "Ngày sinh", "XÃ ", "Ghi chú", *ANSWER]


def test_text_is_never_a_formula(book: Any) -> None:
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} <= {"s", "inlineStr"}
    assert [row[5] for row in _values(book["Kết quả"])[1:5]] == [
        '=HYPERLINK("http://example.org","bấm")', "+84 000", "@SUM(A1)", "-2+3",
    ]  # fmt: skip


def test_each_verdict_has_its_own_colour(book: Any) -> None:
    sheet = book["Kết quả"]
    colour = {row[7].value: row[7].fill.fgColor.rgb for row in sheet.iter_rows(min_row=2)}
    assert len(set(colour.values())) == len(colour) == 5
    assert len({sheet.cell(row, 8).font.color.rgb for row in range(2, 8)}) == 5
    legend = {row[0].value: row[0].fill.fgColor.rgb for row in book["Tổng hợp"].iter_rows()}
    assert {words: legend[words] for words in colour} == colour


def test_results_are_ready_to_filter_and_to_print(book: Any) -> None:
    sheet = book["Kết quả"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:M7"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert "30/12/2018" in sheet.oddHeader.left.text
    assert sheet["I2"].alignment.wrap_text


def test_a_table_too_wide_for_a_page_prints_over_several_that_repeat_its_first_columns(
    run: Run, findings: Findings, tmp_path: Path
) -> None:
    table = replace(run.reading.tables[0], headings=("Một cột rất rất rộng",) * 40)
    write(tmp_path / "kq.xlsx", findings, replace(run, reading=replace(run.reading, tables=(table,))))
    sheet = _opened(tmp_path / "kq.xlsx")["Kết quả"]
    assert sheet.page_setup.fitToWidth == 2
    assert sheet.print_title_cols == "$A:$C"


def test_rows_are_high_enough_for_their_text(book: Any) -> None:
    heights = book["Kết quả"].row_dimensions
    assert heights[6].height < heights[3].height < heights[2].height


def test_the_summary_sheet_holds_the_figures_as_of_the_date(book: Any) -> None:
    rows = _values(book["Tổng hợp"])
    first = [row[0] for row in rows]
    assert first[:2] == ["Kết quả rà soát", "Tính đến ngày 30/12/2018"]
    assert "Thư viện chính sách: policies@0123456789abcdef" in first
    by_label = {row[0]: row[1:] for row in rows if row[0]}
    assert by_label["Không đủ điều kiện"][:2] == [2, pytest.approx(1 / 3)]
    assert by_label["Là đảng viên chính thức"] == [2, 1, 1, 0, "Kết nạp đảng viên"]
    assert by_label["Đủ tuổi"] == [0, 1, 3, 0, "02/TT-GĐ ngày 31/08/2012, Điều 11"]
    assert by_label["Kinh tế gia đình (không bắt buộc)"][0] == 1
    assert by_label["Ngày sinh"][0] == by_label["Được nhân dân tín nhiệm?"][0] == 1
    assert any(str(text).startswith("02/TT-GĐ ngày 31/08/2012, Điều 11 — ") for text in first)


def test_unreadable_cells_are_listed_with_place_and_advice(book: Any) -> None:
    assert _values(book["Ô không đọc được"]) == [
        ["Mức", "Tệp", "Trang tính", "Ô", "Vấn đề", "Cách xử lý", "Mã"],
        ["Lỗi", "danh-sach.xlsx", "Danh sách", "D8", "không đọc được «31/02/1970»", "Sửa ô.", "X1"],
        ["Cảnh báo", "danh-sach.xlsx", "Danh sách", "F4", "không rõ cột «Ghi chú» — có phải «Kỷ luật»?", "Đổi tên.",
         "X2"],
    ]  # fmt: skip


def test_a_clean_reading_says_so(run: Run, findings: Findings, tmp_path: Path) -> None:
    write(tmp_path / "kq.xlsx", findings, replace(run, reading=replace(run.reading, problems=())))
    assert _values(_opened(tmp_path / "kq.xlsx")["Ô không đọc được"])[1][0] == "Mọi ô đều đọc được."


def test_each_table_has_a_sheet_of_its_name_that_a_workbook_may_have(run: Run, tmp_path: Path) -> None:
    long = "Danh sách trưởng thôn xã số một"
    names = (
        ("a.xlsx", "Tổng hợp"),
        ("a.xlsx", long),
        ("b.xlsx", long.upper()),
        ("c[1].csv", None),
        ("d.xlsx", "' lạ '"),
    )
    tables = tuple(Table(file, sheet, ("Mã",), {2: (f"M{i}",)}) for i, (file, sheet) in enumerate(names))
    cases = tuple(Case(f"M{i}", {}, origin=Origin(file, sheet, 2)) for i, (file, sheet) in enumerate(names))
    findings = [CaseFinding(case, Verdict.NOT_APPLICABLE, ()) for case in (*cases, Case("J", {}))]
    write(tmp_path / "kq.xlsx", findings, replace(run, reading=Reading(cases, (), tables)))
    book = _opened(tmp_path / "kq.xlsx")
    assert book.sheetnames[1:-2] == ["Tổng hợp (2)", long, f"{long.upper()[:27]} (2)", "c 1", "lạ", "Kết quả"]
    assert [_values(sheet)[1][0] for sheet in book.worksheets[1:-2]] == ["M0", "M1", "M2", "M3", "M4", "J"]


def test_a_run_without_cases_is_a_workbook_too(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "kq.xlsx", [], replace(run, reading=Reading((), (), ())))
    assert _values(_opened(tmp_path / "kq.xlsx")["Kết quả"]) == [["Mã cán bộ", *ANSWER]]


def test_more_rows_than_a_sheet_holds_go_on_in_another(
    run: Run, findings: Findings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_sheet, "MAX_ROWS", 5)
    write(tmp_path / "kq.xlsx", findings, run)
    book = _opened(tmp_path / "kq.xlsx")
    assert book.sheetnames[1:-2] == ["Kết quả", "Kết quả (2)"]
    ids = [[row[1] for row in _values(book[name])[1:]] for name in book.sheetnames[1:-2]]
    assert ids == [["CB-5", "CB-6", "CB-7", "CB-8"], ["CB-9", "CB-10"]]


def test_more_columns_than_a_sheet_holds_are_refused(run: Run, findings: Findings, tmp_path: Path) -> None:
    table = replace(run.reading.tables[0], headings=("Mã",) * 16_384)
    with pytest.raises(UsageError) as raised:
        write(tmp_path / "kq.xlsx", findings, replace(run, reading=replace(run.reading, tables=(table,))))
    assert [p.code.id for p in raised.value.problems] == ["R406"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("x" * 40_000, "x" * 32_766 + "…"),
        (10**30, "1" + "0" * 30),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        ("chuông\x07", "chuông_x0007_"),  # how a workbook writes a control character
        ("https://example.org", "https://example.org"),
        ("001077012345", "001077012345"),
        (1077012345678.0, 1077012345678),
    ],
)
def test_no_cell_is_lost_or_changed_unseen(
    run: Run, findings: Findings, tmp_path: Path, cell: object, read: object
) -> None:
    table = replace(run.reading.tables[0], rows={5: ("", "CB-5", "", "", "", cell)})
    write(tmp_path / "kq.xlsx", findings[:1], replace(run, reading=replace(run.reading, tables=(table,))))
    shown = _opened(tmp_path / "kq.xlsx")["Kết quả"]["F2"]
    assert shown.value == read
    assert shown.hyperlink is None


@pytest.mark.skipif(
    shutil.which("soffice") is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed here"
)
def test_libreoffice_shows_the_same_results_as_the_csv_and_prints_them(
    run: Run, findings: Findings, tmp_path: Path
) -> None:
    write(tmp_path / "kq.xlsx", findings, run)
    # Comma, double quote, UTF-8, all sheets: one CSV a sheet.
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    for form in (every_sheet, "pdf"):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", form,
             "--outdir", str(tmp_path), str(tmp_path / "kq.xlsx")],
            check=True, capture_output=True, timeout=120, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    (exported,) = tmp_path.glob("kq-Kết quả.csv")
    with exported.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [*OWN, "Xã", *ANSWER]
    # Its CSV has dates in the order of its locale, whatever the cell shows: so this is a date, not text.
    assert [row[3] for row in rows[1:5]] == ["05/01/1980", "1975", "12/30/1990", "31/02/1970"]
    assert rows[1][5] == '=HYPERLINK("http://example.org","bấm")'
    assert [row[7] for row in rows[1:3]] == ["Đủ điều kiện", "Chưa xác định được"]
    assert (tmp_path / "kq.pdf").read_bytes().startswith(b"%PDF-")
