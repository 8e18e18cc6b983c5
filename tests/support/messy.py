"""Messy sheets of made-up people, drawn: plain cells mostly, and whatever else offices put between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from support.office import Rows

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
