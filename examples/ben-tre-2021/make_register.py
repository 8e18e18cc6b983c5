"""Write a register of people holding posts in Bến Tre as it might have stood on 23/09/2021.

Only the numbers of combined posts at the four levels come from the report the README names. Every person, commune and
hamlet here is made up, and so are which posts are combined how often, how many people hold one post, and what is
missing. Run ``python make_register.py [OUT.xlsx]``; its bytes are the same every time.
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

SEED = 20210923
AS_OF = date(2021, 9, 23)
DISTRICTS, COMMUNES, HAMLETS_EACH = 9, 157, 6


@dataclass(frozen=True)
class Group:
    """So many people who hold the same posts."""

    level: str
    posts: tuple[str, ...]
    people: int


#: The people of each level who hold two posts. The sums by level are the report's, the division is made up.
COMBINED = (
    Group("Cấp tỉnh", ("Phó Bí thư Tỉnh ủy", "Chủ tịch HĐND tỉnh"), 1),
    Group("Cấp tỉnh", ("Trưởng Ban Tổ chức Tỉnh ủy", "Giám đốc Sở Nội vụ"), 1),
    Group("Cấp huyện", ("Trưởng Ban Tổ chức Huyện ủy", "Trưởng phòng Nội vụ huyện"), 8),
    Group("Cấp huyện", ("Chủ nhiệm UBKT Huyện ủy", "Chánh Thanh tra huyện"), 7),
    Group("Cấp huyện", ("Trưởng Ban Tuyên giáo Huyện ủy", "Giám đốc Trung tâm chính trị huyện"), 6),
    Group("Cấp huyện", ("Trưởng Ban Dân vận Huyện ủy", "Chủ tịch UBMTTQ huyện"), 5),
    Group("Cấp xã", ("Bí thư Đảng ủy xã", "Chủ tịch HĐND xã"), 96),
    Group("Cấp xã", ("Bí thư Đảng ủy xã", "Chủ tịch UBND xã"), 19),
    Group("Cấp xã", ("Văn phòng Đảng ủy xã", "Tuyên giáo - Dân vận Đảng ủy"), 65),
    Group("Ấp, khu phố", ("Bí thư chi bộ", "Trưởng ấp"), 571),
    Group("Ấp, khu phố", ("Bí thư chi bộ", "Trưởng ban CTMT"), 238),
)
#: People who hold one post: all made up.
SINGLE = (
    Group("Cấp tỉnh", ("Bí thư Tỉnh ủy",), 1),
    Group("Cấp tỉnh", ("Chủ tịch UBND tỉnh",), 1),
    Group("Cấp huyện", ("Trưởng Ban Tổ chức Huyện ủy",), 1),
    Group("Cấp huyện", ("Chủ nhiệm UBKT Huyện ủy",), 2),
    Group("Cấp huyện", ("Trưởng Ban Tuyên giáo Huyện ủy",), 3),
    Group("Cấp huyện", ("Trưởng Ban Dân vận Huyện ủy",), 4),
    Group("Cấp xã", ("Chủ tịch UBND xã",), 138),
    Group("Ấp, khu phố", ("Trưởng ấp",), 371),
)
#: Of the secretaries who are also head: how many families' means do not allow it, how many working rules are old.
POOR, OLD_RULES, RULES_NOT_KNOWN = 47, 86, 12

TITLE = "DANH SÁCH NGƯỜI GIỮ CHỨC DANH (NGƯỜI VÀ ĐƠN VỊ HƯ CẤU), TÍNH ĐẾN NGÀY 23/9/2021"
HEADER = (
    "Mã CB", "Họ và tên", "Ngày sinh", "Tỉnh", "Cấp", "Xã", "Ấp", "Đảng viên", "Ngày chính thức", "Hộ khẩu",
    "Ở thường xuyên tại thôn", "Kỷ luật", "Chi bộ tín nhiệm", "Sức khỏe", "Gia đình gương mẫu", "Tín nhiệm", "Năng lực",
    "Kinh tế gia đình", "Quy chế làm việc",
)  # fmt: skip
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Phan", "Đặng", "Bùi", "Hồ")
MIDDLE = ("Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh")
GIVEN = ("An", "Bình", "Chánh", "Diệu", "Hiền", "Khoa", "Lộc", "Mai", "Nghĩa", "Phúc", "Sang", "Tâm", "Út", "Xuân")


@dataclass(frozen=True)
class Holder:
    """A person with posts, and the unit in which they are held."""

    id: str
    group: Group
    unit: str
    cells: tuple[object, ...]


def holders(rng: Random) -> Iterator[Holder]:
    """Everybody, level by level."""
    number = 0
    for group in (*COMBINED, *SINGLE):
        is_head = group.level == "Ấp, khu phố" and "Trưởng ấp" in group.posts
        poor = set(rng.sample(range(group.people), POOR)) if is_head and len(group.posts) > 1 else set()
        rules = rng.sample(range(group.people), OLD_RULES + RULES_NOT_KNOWN) if poor else []
        for i in range(group.people):
            number += 1
            means = "Không" if i in poor else "Có"
            rule = "Có" if i not in rules else "Chưa" if rules.index(i) < OLD_RULES else None
            yield _holder(rng, f"BT-{number:04}", group, i, (means, rule) if is_head else (None, None))


def _holder(rng: Random, id: str, group: Group, i: int, remarks: tuple[str | None, str | None]) -> Holder:
    commune = f"Xã số {i % COMMUNES + 1} (hư cấu)"
    hamlet = f"Ấp {i // COMMUNES % HAMLETS_EACH + 1}, {commune}"
    name = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
    born = date(AS_OF.year - 58, 1, 1) + timedelta(days=rng.randrange(28 * 365))
    official = date(born.year + rng.randint(23, 29), rng.randint(1, 12), rng.randint(1, 28))
    low = group.level == "Ấp, khu phố"
    unit = {
        "Cấp tỉnh": "Tỉnh Bến Tre",
        "Cấp huyện": f"Huyện số {i % DISTRICTS + 1} (hư cấu)",
        "Cấp xã": commune,
    }.get(group.level, hamlet)
    cells = (
        id, name, born, "Bến Tre", group.level, commune if low or group.level == "Cấp xã" else None,
        hamlet if low else None, "Chính thức", official, *(("Thường trú", "Có") if low else (None, None)), "Không",
        *(["Đạt" if low else None] * 5), *remarks,
    )  # fmt: skip
    return Holder(id, group, unit, cells)


def make(out: Path) -> None:
    """Write the register: a sheet of people, and one of their posts."""
    people = list(holders(Random(SEED)))
    with xlsxwriter.Workbook(str(out)) as book:
        book.set_properties({"title": TITLE, "created": datetime(2021, 9, 23)})  # noqa: DTZ001 - a workbook's dates have no zone
        bold = book.add_format({"bold": True, "text_wrap": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Danh sách")
        sheet.merge_range(0, 0, 0, len(HEADER) - 1, TITLE, bold)
        _table(sheet, 2, HEADER, [person.cells for person in people], bold, day)
        held = [(person.id, post, person.unit) for person in people for post in person.group.posts]
        _table(book.add_worksheet("Chức danh"), 0, ("Mã CB", "Chức danh", "Đơn vị giữ chức danh"), held, bold, day)


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
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("so-kiem-nhiem-ben-tre-2021.xlsx"))
