"""Reading rows at once gives, to the last detail, what reading each of them in full gives."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import repeat
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.budget import examples
from support.office import Reads, Rows, write_csv, write_xlsx

from kiemnhiem.cases import Reading, people, read
from kiemnhiem.cases.draft import Plain
from kiemnhiem.cases.grid import Row
from kiemnhiem.cases.rowreader import RowReader
from kiemnhiem.errors import InputError
from kiemnhiem.policy.model import Library

#: Headings with cells such as stand under them; the plain ones come first and oftener.
COLUMNS: dict[str, Sequence[object]] = {
    "Mã CB": ("A1", "A2", "A3", "A4", "B5", "B6", "007", 7, None),
    "Họ tên": ("Lò Mẫu", "Hà Thử", "Tẩn Ba", None, " ", "NGƯỜI LẬP"),
    "Xã": (None, None, "Xã A", "?", "  "),
    "Ngày sinh": (date(1980, 1, 1), "05/06/1975", 1975, None, "-", "31/02/1970", "khoảng 1968", True, 1.0, 27550),
    "Năm sinh": (None, None, "1975", 1980, "06/1975"),
    "Đảng viên": ("Chính thức", "Chưa", None, date(2024, 9, 12), "đv xịn"),
    "Ngày chính thức": (date(2010, 2, 3), None, "Chưa", "?", "#N/A"),
    "Học vấn": ("12/12", "THCS", None, date(2024, 9, 12), date(2024, 5, 9), "cấp 9"),
    "Số con": (0, 1, 2, "Chưa", None, True, False, "hai", 2.5),
    "Hệ số lương": ("2,34", 2.34, 1, None, "1.500", True),
    "Thường trú": (True, "Có", 1, 0, "x", None, "nửa"),
    "Kỷ luật": (None, None, "Không", "Khiển trách", "-", "Khiển trách; Cảnh cáo", "bị gì đó"),
    "Ngày kỷ luật": (None, None, date(2020, 1, 1), "Không", "2019"),
    "Chức vụ Đảng": ("Bí thư", None, "-", "Bí thư; Trưởng bản", "Bí thư kiêm Trưởng bản nhỏ", "trùm"),
    "Chức vụ chính quyền": ("Trưởng bản", None, "Trưởng ban CTMT", "#REF!"),
    "Tín nhiệm": ("Có", "Không", None, True, 1, "tạm được"),
    "Được nhân dân tín nhiệm?": (None, None, "Có", "Không"),
    "Tuổi": (45, None),
    "Ghi chú": (None, "gì đó", 5),
}
BESIDE: Rows = [
    ["Xã A"],
    ["I", "Xã Mường B"],
    [1, "Xã C"],
    [3],
    [None, None, "lạ"],
    ["NGƯỜI LẬP BIỂU"],
    [None, None, None, "(Ký tên)"],
    ["Tổng số", 5],
]
RECORDS: Rows = [
    ["A1", "Khiển trách", date(2019, 1, 1)],
    ["A1", "Cảnh cáo", "2018"],
    ["A2", "Không", None],
    ["A2", "Cảnh cáo", None],
    ["B5", "bị gì đó", "31/02/2019"],
    ["7", "Cảnh cáo", None],
    ["Z9", "Cảnh cáo", None],
    [None, "Cảnh cáo", None],
]
CHECKED = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def sheet(rng: Random) -> Rows:
    """A messy sheet: some of the columns in any order, mostly plain cells, other rows between and after the people."""
    headings = [h for h in COLUMNS if rng.random() < 0.6] or ["Mã CB", "Họ tên"]
    rng.shuffle(headings)
    mess = rng.choice((0.0, 0.1, 0.5))
    rows: list[Sequence[object]] = [["STT", *headings]]
    for number in range(1, rng.randrange(2, 14)):
        if rng.random() < mess / 2:
            rows.append(rows[0] if rng.random() < 0.3 else rng.choice(BESIDE))
        cells = [rng.choice(COLUMNS[h] if rng.random() < mess else COLUMNS[h][:3]) for h in headings]
        rows.append([number if rng.random() < 0.9 else None, *cells])
    return [*rows, *rng.sample(BESIDE, rng.randrange(3))]


def each_in_full(_: RowReader, rows: Sequence[Row], __: Iterable[str | None]) -> Iterator[Plain | None]:
    """Stands in for reading rows at once: none of them is plain."""
    return repeat(None, len(rows))


def both(path: Path, library: Library) -> tuple[str, str]:
    """What is read of a file at once, and row by row, written out with all types and all order."""

    def attempt() -> Reading | tuple[object, ...]:
        try:
            return read([path], library)
        except InputError as error:
            return error.problems

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "plain_rows", each_in_full)
        slow = attempt()
    return repr(attempt()), repr(slow)


@pytest.mark.fuzz
@CHECKED
@given(seed=st.integers(0, 2**32))
@example(seed=1)
def test_a_workbook_read_at_once_is_read_as_row_by_row(library: Library, tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    sheets: dict[str, Rows] = {"DS": sheet(rng), "DS2": sheet(rng)}
    if rng.random() < 0.7:
        records = [r for r in RECORDS if rng.random() < 0.6]
        sheets["Kỷ luật"] = [["Mã CB", "Hình thức kỷ luật", "Ngày kỷ luật"], *records]
        if rng.random() < 0.3:
            sheets["Discipline"] = sheets["Kỷ luật"]
    if rng.random() < 0.4:
        sheets["Nhận định"] = [["Mã CB", "Yêu cầu", "Kết luận"], ["A1", "Được tín nhiệm", "Có"], ["A2", "Uy tín", "?"]]
    fast, slow = both(write_xlsx(tmp_path / "t.xlsx", sheets), library)
    assert fast == slow


@pytest.mark.fuzz
@CHECKED
@given(seed=st.integers(0, 2**32))
def test_delimited_text_read_at_once_is_read_as_row_by_row(library: Library, tmp_path: Path, seed: int) -> None:
    rows = [["" if cell is None else cell for cell in row] for row in sheet(Random(seed))]
    fast, slow = both(write_csv(tmp_path / "t.csv", rows, delimiter=";"), library)
    assert fast == slow


def test_a_cell_that_is_true_is_not_taken_for_the_number_before_it(reads: Reads) -> None:
    for first, second in ((1, True), (True, 1)):
        reading = reads.rows(["Mã CB", "Họ tên", "Số con"], ["A1", "Lò", first], ["A2", "Hà", second])
        assert [c.facts.get("children") for c in reading.cases] == [
            1 if cell is not True else None for cell in (first, second)
        ]
        assert len([p for p in reading.problems if p.code.id == "C301"]) == 1


def test_the_collector_of_garbage_works_after_a_reading_whatever_became_of_it(reads: Reads, tmp_path: Path) -> None:
    reads.rows(["Mã CB", "Họ tên"], ["A1", "Lò Mẫu"])
    assert gc.isenabled()
    with pytest.raises(InputError):
        reads(tmp_path / "missing.xlsx")
    assert gc.isenabled()
