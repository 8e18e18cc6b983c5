"""Write a list of people proposed for combined posts at three levels, as a workshop might have looked at it.

Nothing in it comes from the report the README names: people, units and provinces are made up. Run
``python make_candidates.py [OUT.xlsx]``; its bytes are the same every time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

SEED = 20220114
AS_OF = date(2022, 1, 14)
PROVINCES = ("Giả định Một", "Giả định Hai", "Giả định Ba")
TITLE = "DANH SÁCH ĐỀ XUẤT KIÊM NHIỆM (NGƯỜI, ĐƠN VỊ VÀ TỈNH HƯ CẤU)"
HEADER = (
    "Mã CB", "Họ và tên", "Ngày sinh", "Tỉnh", "Cấp", "Xã", "Thôn", "Đảng viên", "Trình độ văn hóa", "Chuyên môn",
    "Lý luận chính trị", "Quy hoạch", "Tư cách HĐND, UBND", "Kỷ luật", "Hộ khẩu", "Ở thường xuyên tại thôn",
    "Chi bộ tín nhiệm", "Sức khỏe", "Gia đình gương mẫu", "Tín nhiệm", "Năng lực", "Năng lực đảm nhiệm hai chức danh",
    "Được chọn thực hiện bí thư kiêm chủ tịch UBND", "Đề án mô hình kiêm nhiệm được duyệt", "Quy chế làm việc đã sửa",
)  # fmt: skip
FAMILY = ("Nguyễn", "Trần", "Giáp", "Thân", "Hoàng", "Vi", "Ngô", "Dương", "Đỗ")
MIDDLE = ("Văn", "Thị", "Đức", "Thu", "Quang")
GIVEN = ("Bắc", "Cường", "Dung", "Giang", "Hải", "Lý", "Nga", "Oanh", "Phong", "Thảo", "Vinh")


@dataclass(frozen=True)
class Level:
    """So many people proposed for the same posts, and their schooling at this level, with how common each is."""

    prefix: str
    name: str
    posts: tuple[str, str]
    people: int
    schooling: dict[str, int]
    qualification: dict[str, int]
    theory: dict[str, int]


LEVELS = (
    Level("T", "Thôn", ("Bí thư chi bộ", "Trưởng thôn"), 48, {"12/12": 5, "9/12": 6, "7/12": 2, "THCS": 1},
          {"Chưa": 6, "Sơ cấp": 2, "Trung cấp": 2}, {"Chưa": 3, "Sơ cấp": 5}),
    Level("X", "Cấp xã", ("Bí thư Đảng ủy xã", "Chủ tịch HĐND xã"), 30, {"12/12": 1},
          {"Trung cấp": 2, "Cao đẳng": 1, "Đại học": 6}, {"Sơ cấp": 1, "Trung cấp": 7, "Cao cấp": 3}),
    Level("U", "Cấp xã", ("Bí thư Đảng ủy xã", "Chủ tịch UBND xã"), 12, {"12/12": 1},
          {"Đại học": 1}, {"Trung cấp": 3, "Cao cấp": 1}),
    Level("H", "Cấp huyện", ("Trưởng Ban Tổ chức Huyện ủy", "Trưởng phòng Nội vụ huyện"), 18, {"12/12": 1},
          {"Cao đẳng": 1, "Đại học": 4, "Thạc sĩ": 1}, {"Trung cấp": 1, "Cao cấp": 4}),
)  # fmt: skip
#: One cell in so many of those that a province asks about is empty.
EMPTY = 16


def candidates(rng: Random) -> Iterator[tuple[tuple[object, ...], tuple[str, str], str]]:
    """The cells of each person, the posts, and the unit they are held in."""
    for level in LEVELS:
        for i in range(level.people):
            commune, hamlet = f"Xã số {i // 4 + 1} (hư cấu)", f"Thôn số {i % 4 + 1}"
            unit = {"T": f"{hamlet}, {commune}", "H": f"Huyện số {i + 1} (hư cấu)"}.get(level.prefix, commune)
            yield _cells(rng, level, i, unit if level.prefix == "T" else None, commune), level.posts, unit


def _cells(rng: Random, level: Level, i: int, hamlet: str | None, commune: str) -> tuple[object, ...]:
    born = date(AS_OF.year - 61, 1, 1) + timedelta(days=rng.randrange(32 * 365))
    name = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
    drawn = [rng.choices([*of], [*of.values()])[0] for of in (level.schooling, level.qualification, level.theory)]
    facts: list[object] = [
        None if rng.randrange(EMPTY) == 0 else value for value in (*drawn, rng.choice(("Có", "Có", "Chưa")))
    ]
    low = hamlet is not None
    return (
        f"{level.prefix}-{i + 1:03}", name, born, PROVINCES[i % len(PROVINCES)], level.name,
        None if level.prefix == "H" else commune, hamlet, "Chính thức", *facts,
        "đại biểu HĐND" if level.prefix in "XU" else None, "Không", *(("Thường trú", "Có") if low else (None, None)),
        *(["Đạt" if low else None] * 5), None if low else "Có", "Có" if level.prefix == "U" else None,
        *(["Có" if level.prefix == "H" else None] * 2),
    )  # fmt: skip


def make(out: Path) -> None:
    """Write the list: a sheet of people, and one of the posts proposed."""
    people = list(candidates(Random(SEED)))
    with xlsxwriter.Workbook(str(out)) as book:
        book.set_properties({"title": TITLE, "created": datetime(2022, 1, 14)})  # noqa: DTZ001 - a workbook's dates have no zone
        bold = book.add_format({"bold": True, "text_wrap": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Danh sách")
        sheet.merge_range(0, 0, 0, len(HEADER) - 1, TITLE, bold)
        _table(sheet, 2, HEADER, [cells for cells, _, _ in people], bold, day)
        proposed = [(cells[0], post, unit) for cells, posts, unit in people for post in posts]
        _table(book.add_worksheet("Chức danh"), 0, ("Mã CB", "Chức danh", "Đơn vị giữ chức danh"), proposed, bold, day)


def _table(sheet: Any, top: int, header: tuple[str, ...], rows: list[tuple[Any, ...]], bold: Any, day: Any) -> None:
    sheet.write_row(top, 0, header, bold)
    for r, row in enumerate(rows, top + 1):
        for c, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(r, c, cell, day)
            else:
                sheet.write(r, c, cell)
    sheet.freeze_panes(top + 1, 0)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("de-xuat-kiem-nhiem-2022.xlsx"))
