from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from support.office import Reads, Rows, found, write_xlsx

from kiemnhiem.cases import Origin, Recorded, Table
from kiemnhiem.language import Lang
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.values import Span
from kiemnhiem.problem import Severity, errors_in

HEADER = ["STT", "Mã CB", "Họ và tên", "Ngày sinh"]


def test_an_office_s_workbook_is_read_whole(reads: Reads, tmp_path: Path) -> None:
    rows: Rows = [
        ["DANH SÁCH TRƯỞNG BẢN (hư cấu)"],
        ["Ngày 30/12/2018"],
        [],
        ["STT", "Mã CB", "Họ và tên", "Ngày vào Đảng", None, "Chức vụ Đảng", "Chức vụ chính quyền", "Kỷ luật"],
        [None, None, None, "Dự bị", "Chính thức"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        ["I", "Xã Mường A"],
        [1, "LC-1", "Lò Văn Một", "01/02/2002", date(2003, 2, 1), "Bí thư", "Trưởng bản", "Không"],
        [2, "LC-2", "Vàng A Hai", None, "Chưa", None, "Trưởng bản", "Khiển trách"],
        ["II", "Xã Mường B"],
        [3, "LC-3", "Sùng Thị Ba", None, None, None, None, None],
        [],
        [None, None, None, None, None, "NGƯỜI LẬP BIỂU", "CHỦ TỊCH"],
        [None, None, "(Ký, ghi rõ họ tên)"],
    ]
    merges = ["A1:H1", "D4:E4", "B7:H7", "B10:H10"]
    reading = reads(write_xlsx(tmp_path / "ds.xlsx", {"DS": rows}, {"DS": merges}))

    assert [c.id for c in reading.cases] == ["LC-1", "LC-2", "LC-3"]
    one, two, three = (c.facts for c in reading.cases)
    assert one == {
        "case_id": "LC-1",
        "full_name": "Lò Văn Một",
        "commune": "Xã Mường A",
        "party_admitted_on": date(2002, 2, 1),
        "party_official_on": date(2003, 2, 1),
        "posts": ({"post": "cell_secretary"}, {"post": "hamlet_head"}),
        "discipline": (),
    }
    assert two["party_membership"] == "none"
    assert "party_official_on" not in two
    assert two["discipline"] == ({"form": "reprimand"},)
    assert three == {"case_id": "LC-3", "full_name": "Sùng Thị Ba", "commune": "Xã Mường B", "discipline": ()}
    assert [c.origin for c in reading.cases] == [Origin(str(tmp_path / "ds.xlsx"), "DS", row) for row in (8, 9, 11)]
    assert not [p for p in reading.problems if p.severity is Severity.ERROR]
    assert found(reading, "C208") == ["[DS] 6", "[DS] 13", "[DS] 14"]
    assert found(reading, "C210") == ["[DS] 7"]


def test_the_officers_own_cells_and_headings_are_kept(reads: Reads, tmp_path: Path) -> None:
    reading = reads.rows(
        [*HEADER, "Ghi chú"], [1, "A1", "Lò Mẫu", date(1975, 6, 5), " giữ nguyên "], [2, "A2", None, True]
    )
    assert reading.tables == (
        Table(
            str(tmp_path / "t.xlsx"), "DS", ("STT", "Mã CB", "Họ và tên", "Ngày sinh", "Ghi chú"),
            {2: (1.0, "A1", "Lò Mẫu", date(1975, 6, 5), " giữ nguyên "), 3: (2.0, "A2", None, True, None)},
        ),
    )  # fmt: skip


@pytest.mark.parametrize("extension", ["ods", "xls"])
def test_other_spreadsheet_formats_give_the_same_cases(
    reads: Reads, tmp_path: Path, convert: Callable[[Path, str], Path], extension: str
) -> None:
    rows: Rows = [
        ["Mã CB", "Họ tên", "Ngày vào Đảng", None, "Ngày sinh", "Số con", "Thường trú", "Học vấn", "Kỷ luật"],
        [None, None, "Dự bị", "Chính thức"],
        ["Xã A"],
        ["A1", "Lò Mẫu", "1/2/2002", date(2003, 2, 1), 27550, 2, True, date(2024, 12, 12), "#N/A"],
        ["A2", "Hà Thử", "#N/A", None, 1975, 1.5, False, "9/12", None],
    ]
    original = write_xlsx(tmp_path / "a.xlsx", {"DS": rows}, {"DS": ["C1:D1", "A3:I3"]})
    expected = reads(original)
    reading = reads(convert(original, extension))
    assert [c.facts for c in reading.cases] == [c.facts for c in expected.cases]
    assert reading.cases[0].facts["birth_date"] == date(1975, 6, 5)
    for code in ("C301", "C302"):
        assert found(reading, code) == found(expected, code)
    assert found(reading, "C301") == ["[DS] I4", "[DS] C5", "[DS] F5"]
    assert "discipline" not in reading.cases[0].facts


@pytest.mark.parametrize(
    ("upper", "lower"),
    [("Ngày vào Đảng", "Dự bị"), ("Ngày vào Đảng", "(dự bị)"), ("Đảng", "Ngày vào Đảng (dự bị)")],
)
def test_a_two_row_heading_is_found_under_its_parent(reads: Reads, upper: str, lower: str) -> None:
    reading = reads.rows(["Mã CB", "Họ tên", upper], [None, None, lower], ["A1", "Lò Mẫu", "05/06/1999"])
    assert reading.cases[0].facts["party_admitted_on"] == date(1999, 6, 5)


def test_a_header_repeated_at_a_page_break_is_passed_over(reads: Reads) -> None:
    reading = reads.rows(HEADER, [1, 2, 3, 4], [1, "A1", "Lò Mẫu"], HEADER, [1, 2, 3, 4], [2, "A2", "Hà Thử"])
    assert [c.id for c in reading.cases] == ["A1", "A2"]
    assert found(reading, "C208") == ["[DS] 2", "[DS] 4", "[DS] 5"]


def test_a_person_s_own_unit_comes_before_the_unit_row_above(reads: Reads) -> None:
    reading = reads.rows(["Mã CB", "Họ tên", "Xã"], ["I. Xã A:"], ["A1", "Lò Mẫu", None], ["A2", "Hà Thử", "Xã C"])
    assert [c.facts["commune"] for c in reading.cases] == ["Xã A", "Xã C"]
    assert "C303" not in {p.code.id for p in reading.problems}


def test_a_cell_merged_over_several_people_counts_for_each(reads: Reads, tmp_path: Path) -> None:
    rows: Rows = [["Mã CB", "Họ tên", "Xã"], ["A1", "Lò Mẫu", "Xã A"], ["A2", "Hà Thử", None], ["A3", "Tẩn Ba", None]]
    reading = reads(write_xlsx(tmp_path / "m.xlsx", {"DS": rows}, {"DS": ["C2:C3"]}))
    assert [c.facts.get("commune") for c in reading.cases] == ["Xã A", "Xã A", None]


def test_no_row_is_dropped_silently(reads: Reads) -> None:
    reading = reads.rows(
        [*HEADER, "Ghi chú"], [None, None, None, None, "gì đó", "và nữa"], [1, "A1"], [None, None, 5, None, "x"]
    )
    assert [c.id for c in reading.cases] == ["A1"]
    assert found(reading, "C209") == ["[DS] 2"]
    assert [p.severity for p in reading.problems if p.code.id == "C209"] == [Severity.ERROR]
    assert found(reading, "C208") == ["[DS] 4"]


def test_a_row_of_a_number_and_a_name_is_a_person_of_whom_nothing_else_is_known(reads: Reads) -> None:
    reading = reads.rows(
        ["STT", "Họ tên", "Ngày sinh", "Xã"],
        ["I", "Xã Mường A"], [1, "Lò Một", 1975], ["2", "Lò Hai"], [3, "Lò Ba", 1980], [4, "Lò Bốn"],
        ["II", "Xã Mường B"], ["1.", "Lò Năm"], [2, "Lò Sáu", 1981],
    )  # fmt: skip
    assert [(c.facts.get("full_name"), c.facts.get("commune")) for c in reading.cases] == [
        ("Lò Một", "Xã Mường A"), ("Lò Hai", "Xã Mường A"), ("Lò Ba", "Xã Mường A"), ("Lò Bốn", "Xã Mường A"),
        ("Lò Năm", "Xã Mường B"), ("Lò Sáu", "Xã Mường B"),
    ]  # fmt: skip
    assert found(reading, "C209") == []


@pytest.mark.parametrize(
    "rows",
    [
        [[1, "Xã A"], [1, "Lò", 1975], [2, "Lò", 1976], [2, "Xã B"], [1, "Lò", 1977], [3, "Xã C"], [1, "Lò", 1978]],
        [[1, "Xã A"], [1, "Lò", 1975], [2, "Lò", 1976], [2, "Xã B"], [3, "Lò", 1977], [3, "Xã C"], [4, "Lò", 1978]],
        [[1, "Xã A"], [None, "Lò", 1975], [None, "Lò", 1976], [2, "Xã B"], [None, "L", 1], [3, "Xã C"], [None, "L", 1]],
    ],
)
def test_units_may_be_numbered_as_people_are(reads: Reads, rows: Rows) -> None:
    reading = reads.rows(["STT", "Họ tên", "Ngày sinh"], *rows)
    assert [c.facts.get("commune") for c in reading.cases] == ["Xã A", "Xã A", "Xã B", "Xã C"]
    assert found(reading, "C209") == []


@pytest.mark.parametrize("doubtful", [[2, "Lò Hai"], [7, "Lò Bảy"], [2, None, 1980]])
def test_a_row_that_may_be_a_person_or_a_unit_is_an_error_and_never_a_unit(
    reads: Reads, doubtful: list[object]
) -> None:
    reading = reads.rows(
        ["STT", "Họ tên", "Ngày sinh"],
        ["I", "Xã A"], [1, "Lò Một", 1975], doubtful, [1, "Lò Ba", 1980],
    )  # fmt: skip
    assert [c.facts.get("full_name") for c in reading.cases] == ["Lò Một", "Lò Ba"]
    assert reading.cases[1].facts.get("commune") != "Lò Hai"
    assert found(reading, "C209") == ["[DS] 4"]
    place = next(p.place for p in reading.problems if p.code.id == "C209")
    assert place
    assert (place.sheet, place.line) == ("DS", 4)


def test_numbers_written_in_advance_are_no_people(reads: Reads) -> None:
    reading = reads.rows(["STT", "Họ tên", "Ngày sinh"], [1, "Lò Một", 1975], [2], [3, "Lò Ba", 1980], [4], [5])
    assert [c.facts["full_name"] for c in reading.cases] == ["Lò Một", "Lò Ba"]
    assert found(reading, "C208") == ["[DS] 3", "[DS] 5", "[DS] 6"]
    assert not errors_in(reading.problems)


LAST = ["Họ tên", "Ngày sinh", "Đảng viên", "Học vấn", "Thôn"]


@pytest.mark.parametrize(
    ("header", "last", "bad"),
    [
        (["STT", *LAST], [4, "Lò Văn Bốn", "31/02/1980", "đv xịn", None, "Thôn 4"], ["[DS] C3", "[DS] D3"]),
        (["STT", *LAST], [4, "Lò Văn Bốn", None, "đv xịn", None, "Thôn 4"], ["[DS] D3"]),
        (["STT", *LAST], [None, "Lò Văn Bốn", "31/02/1980"], ["[DS] C3"]),
        (["STT", *LAST], [None, "Lò Văn Bốn", "#N/A"], ["[DS] C3"]),
        (LAST, ["Lò Văn Bốn", None, "đv xịn"], ["[DS] C3"]),
    ],
)
def test_a_last_person_whose_cells_cannot_be_read_is_kept(
    reads: Reads, header: list[str], last: list[object], bad: list[str]
) -> None:
    first = [3, "Lò Văn Ba", 1975] if header[0] == "STT" else ["Lò Văn Ba", 1975]
    reading = reads.rows(header, first, last)
    assert [c.facts["full_name"] for c in reading.cases] == ["Lò Văn Ba", "Lò Văn Bốn"]
    assert found(reading, "C301") == bad


def test_a_name_right_under_the_list_is_never_passed_over_quietly(reads: Reads) -> None:
    header = ["STT", "Họ tên", "Ngày sinh", "Thôn", "Đảng viên"]
    reading = reads.rows(header, [1, "Lò Một", 1975], [None, "Lò Hai", None, "Thôn 2"])
    assert found(reading, "C209") == ["[DS] 3"]
    assert errors_in(reading.problems)


def test_signatures_are_notes(reads: Reads) -> None:
    header = ["STT", "Họ tên", "Ngày sinh", "Thôn", "Đảng viên"]
    reading = reads.rows(
        header, [1, "Lò Một", 1975], [None, None, None, "Xã A, ngày 30 tháng 12 năm 2018"],
        [None, "NGƯỜI LẬP BIỂU", None, None, "CHỦ TỊCH"], [], [None, "Lò Văn A", None, None, "Vàng A B"],
    )  # fmt: skip
    assert len(reading.cases) == 1
    assert found(reading, "C208") == ["[DS] 3", "[DS] 4", "[DS] 6"]
    assert not errors_in(reading.problems)


def test_a_sheet_with_a_header_and_nobody_under_it_is_told(reads: Reads) -> None:
    reading = reads.rows(HEADER, [1, "A1", "Lò Mẫu"], Xã2=[HEADER])
    assert found(reading, "C216") == ["[Xã2]"]


def test_a_column_that_is_not_read_is_named_once(reads: Reads) -> None:
    reading = reads.rows(
        ["Mã CB", "Họ tên", "STT", "Ngay sinhh", "Tuổi", None], *([f"A{i}", "Lò", i, "?", 40, "x"] for i in range(3))
    )
    unknown, misspelt, derived = (found(reading, c) for c in ("C205", "C206", "C207"))
    assert (unknown, misspelt, derived) == (["[DS] C1", "[DS] F1"], ["[DS] D1"], ["[DS] E1"])
    assert next(p for p in reading.problems if p.code.id == "C206").suggestion == "Ngày sinh"
    assert all("age" not in c.facts for c in reading.cases)


def test_every_unreadable_cell_is_told_with_its_place_and_costs_only_itself(reads: Reads) -> None:
    reading = reads.rows(
        [*HEADER, "Số con"], [1, "A1", "Lò Mẫu", "31/02/1970", "1.500"], [2, "A2", "Hà Thử", "khoảng 1968", 2]
    )
    assert found(reading, "C301") == ["[DS] D2", "[DS] E2", "[DS] D3"]
    assert [sorted(c.facts) for c in reading.cases] == [
        ["case_id", "full_name"], ["case_id", "children", "full_name"]
    ]  # fmt: skip
    first = next(p for p in reading.problems if p.code.id == "C301")
    assert "31/02/1970" in first.message(Lang.EN)
    assert "31/12/1975" in first.message(Lang.VI)


def test_a_personal_cell_is_masked_in_messages(reads: Reads) -> None:
    reading = reads.cell("Ngày cấp CCCD", "bí mật 123")
    text = "\n".join(p.message(lang) for p in reading.problems for lang in Lang)
    assert found(reading, "C301") == ["[DS] C2"]
    assert "bí mật" not in text


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_a_failed_formula_is_never_taken_for_an_empty_cell(reads: Reads, error: str) -> None:
    reading = reads.cell("Kỷ luật", error)
    assert found(reading, "C301") == ["[DS] C2"]
    assert reading.cases[0].facts.get("discipline") != ()


def test_two_columns_of_one_field_must_agree(reads: Reads) -> None:
    reading = reads.rows(
        ["Mã CB", "Ngày sinh", "Năm sinh"],
        ["A1", "05/06/1975", 1975], ["A2", "05/06/1975", 1976], ["A3", None, 1980], ["A4", "1/1/1980", "1/1/1980"],
    )  # fmt: skip
    born = [c.facts.get("birth_date") for c in reading.cases]
    assert born == [date(1975, 6, 5), None, Span(date(1980, 1, 1), date(1980, 12, 31)), date(1980, 1, 1)]
    assert found(reading, "C303") == ["[DS] C3"]
    assert "[DS] B3" in next(p for p in reading.problems if p.code.id == "C303").message(Lang.EN)


def test_a_statement_about_another_field_must_agree_with_it(reads: Reads) -> None:
    reading = reads.rows(
        ["Mã CB", "Đảng viên", "Ngày chính thức"],
        ["A1", "Chính thức", "Chưa"], ["A2", "Chưa", "Chưa"], ["A3", None, "Chưa"],
    )  # fmt: skip
    assert [c.facts.get("party_membership") for c in reading.cases] == [None, "none", "none"]
    assert found(reading, "C303") == ["[DS] C2"]


def test_several_columns_and_cells_of_several_values_feed_one_list(reads: Reads) -> None:
    reading = reads.rows(
        ["Mã CB", "Chức vụ Đảng", "Chức vụ chính quyền", "Thôn"],
        ["A1", "Bí thư", "Trưởng bản", "Bản A"],
        ["A2", None, "Bí thư; Trưởng thôn", None],
        ["A3", "Bí thư kiêm Trưởng ban CTMT", "-", None],
        ["A4", "Bí thư kiêm Trưởng bản nhỏ", None, None],
        ["A5", "Bí thư; Phó tàu", None, None],
        ["A6", "-", None, "Bản B"],
        ["A7", "không rõ", "Trưởng thôn", None],
    )
    assert [c.facts.get("posts") for c in reading.cases] == [
        ({"post": "cell_secretary", "unit": "Bản A"}, {"post": "hamlet_head", "unit": "Bản A"}),
        ({"post": "cell_secretary"}, {"post": "hamlet_head"}),
        ({"post": "cell_secretary"}, {"post": "front_head"}),
        ({"post": "joint"},),
        ({"post": "cell_secretary"}, {"post": None}),
        None,
        None,
    ]
    assert found(reading, "C301") == ["[DS] B6"]


def test_columns_side_by_side_make_one_record(reads: Reads) -> None:
    reading = reads.rows(
        ["Mã CB", "Hình thức kỷ luật", "Ngày kỷ luật"],
        ["A1", "Khiển trách", "5/6/2017"], ["A2", None, None], ["A3", None, "5/6/2017"], ["A4", "Không", None],
        ["A5", "?", None], ["A6", "gì đó", None], ["A7", "gì đó", "2017"],
    )  # fmt: skip
    assert [c.facts.get("discipline") for c in reading.cases] == [
        ({"form": "reprimand", "given_on": date(2017, 6, 5)},), (), ({"given_on": date(2017, 6, 5)},), (), None, None,
        ({"form": None, "given_on": Span(date(2017, 1, 1), date(2017, 12, 31))},),
    ]  # fmt: skip


def test_an_answer_goes_to_every_judgement_with_that_heading(reads: Reads) -> None:
    reading = reads.rows(
        ["Mã CB", "Tín nhiệm", "Hai đảng viên giới thiệu?"],
        ["A1", "x", "Không"],
        ["A2", None, "?"],
        ["A3", "chắc vậy", None],
    )
    one, two, three = (c.judgements for c in reading.cases)
    assert one == {
        "hamlet/head#trusted": Recorded(True), "party/admission#trusted": Recorded(True),
        "party/admission#introduced": Recorded(False),
    }  # fmt: skip
    assert two == three == {}
    assert found(reading, "C301") == ["[DS] B4"]


def test_repeated_and_missing_ids_lose_nobody(reads: Reads) -> None:
    reading = reads.rows(
        HEADER, [1, "A1", "Lò Mẫu"], [2, "A1", "Hà Thử"], [3, None, "Tẩn Ba", 1980], [4, "A1", "Lý Tư"]
    )
    assert [c.id for c in reading.cases] == ["A1", "A1 (2)", "DS!4", "A1 (3)"]
    assert found(reading, "C304") == ["[DS] B3", "[DS] B5"]
    assert found(reading, "C305") == ["[DS] B4"]
    assert "[DS] B2" in next(p for p in reading.problems if p.code.id == "C304").message(Lang.EN)


def test_every_sheet_of_people_is_read_and_others_are_named(reads: Reads) -> None:
    reading = reads.rows(
        HEADER, [1, "A1", "Lò Mẫu"], Xã2=[HEADER, [1, "A2", "Hà Thử"]], Biểu=[["tổng", 2], ["chung", 3]], Trống=[]
    )
    assert [c.id for c in reading.cases] == ["A1", "A2"]
    assert (found(reading, "C202"), found(reading, "C203")) == (["[Biểu]"], ["[Trống]"])


def test_hidden_sheets_and_rows_are_read(library: Library, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEADER, [1, "A1", "Lò Mẫu"], [2, "A2", "Hà Thử"]):
        sheet.append(row)
    sheet.title = "DS"
    sheet.row_dimensions[3].hidden = True
    hidden = book.create_sheet("Ẩn")
    for row in (HEADER, [1, "A3", "Tẩn Ba"]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "h.xlsx")
    reading = Reads(library, tmp_path)(tmp_path / "h.xlsx")
    assert [c.id for c in reading.cases] == ["A1", "A2", "A3"]
    assert found(reading, "C204") == ["[Ẩn]"]


def test_a_workbook_that_counts_days_from_1904_gives_the_same_dates(library: Library, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (HEADER, [1, "A1", "Lò Mẫu", date(1975, 6, 5)], [2, "A2", "Hà Thử", 27550 - 1462]):
        book.active.append(row)
    book.save(tmp_path / "mac.xlsx")
    reading = Reads(library, tmp_path)(tmp_path / "mac.xlsx")
    assert [c.facts["birth_date"] for c in reading.cases] == [date(1975, 6, 5)] * 2
