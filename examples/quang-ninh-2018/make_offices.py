"""Write the list of merged offices that a provincial office might have had on 08/11/2018.

Only the totals, the names of the districts, Hạ Long's 20 and 15 and the one district that had not merged are public;
how the rest divides among the districts, and how each office works, is made up. Run
``python make_offices.py [OUT.xlsx]``; its bytes are the same every time.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

SEED = 20181108
MEETING = date(2018, 11, 8)
FIRST_MERGER = date(2018, 3, 5)  # "since March 2018"

#: The 14 districts of Quảng Ninh in 2018.
CITIES = ("Hạ Long", "Cẩm Phả", "Uông Bí", "Móng Cái")
TOWNS = ("Quảng Yên", "Đông Triều")
RURAL = ("Vân Đồn", "Hoành Bồ", "Tiên Yên", "Đầm Hà", "Hải Hà", "Bình Liêu", "Ba Chẽ", "Cô Tô")
NOT_MERGED = "Đông Triều"

#: The report: 21 fewer, 12.65 %; so 166 before. Hạ Long 20 to 15. 14 deputies fewer; how many there were is made up.
STAFF_BEFORE, STAFF_FEWER = 166, 21
HA_LONG = "Hạ Long"
HA_LONG_BEFORE, HA_LONG_FEWER = 20, 5
DEPUTIES_FEWER = 14

TITLE = "TỔNG HỢP MÔ HÌNH CƠ QUAN TỔ CHỨC - NỘI VỤ CẤP HUYỆN, TỈNH QUẢNG NINH"
NOTICE = "Dữ liệu giả lập để minh họa: chỉ tổng số, tên các đơn vị và số cán bộ của Hạ Long là theo tin ngày 8/11/2018"

#: Heading, and what stands below it where it spans several columns.
HEADER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("STT", ()),
    ("Mã cơ quan", ()),
    ("Huyện, thị xã, thành phố", ()),
    ("Mô hình", ()),
    ("Tỉnh", ()),
    ("Đã hợp nhất", ()),
    ("Ngày công bố quyết định", ()),
    ("Hợp nhất từ", ()),
    ("Số cán bộ", ("trước hợp nhất", "sau hợp nhất")),
    ("Số cấp phó", ("trước hợp nhất", "sau hợp nhất")),
    ("Chế độ làm việc", ()),
    ("Quy chế thống nhất chung", ()),
    ("Sinh hoạt chung", ("Tổ chức đảng", "Công đoàn", "Đoàn thanh niên")),
    ("Con dấu chung", ()),
    ("Mẫu báo cáo chung", ()),
    ("Quản lý tài chính", ()),
    ("Biên chế về cấp ủy", ()),
    ("Trụ sở về cấp ủy", ()),
    ("Làm việc tập trung", ()),
    ("Đề án vị trí việc làm", ()),
    ("Không chồng chéo", ()),
    ("Ghi chú", ()),
)


@dataclass(frozen=True)
class Office:
    """A district's office; ``merged_on`` is ``None`` where the two have not merged."""

    district: str
    merged_on: date | None
    staff: tuple[int, int | None]
    deputies: tuple[int, int | None]
    working: tuple[str | None, ...]


def offices(rng: Random) -> list[Office]:
    """One a district, numbers divided so that the totals are the report's."""
    names = [*CITIES, *TOWNS, *RURAL]
    others = [n for n in names if n not in (HA_LONG, NOT_MERGED)]
    before = {HA_LONG: HA_LONG_BEFORE, **divided(rng, STAFF_BEFORE - HA_LONG_BEFORE, others, 10, 14)}
    fewer = {HA_LONG: HA_LONG_FEWER, **divided(rng, STAFF_FEWER - HA_LONG_FEWER, others, 0, 3)}
    lost = divided(rng, DEPUTIES_FEWER, [HA_LONG, *others], 0, 2)
    made = []
    for name in names:
        if name == NOT_MERGED:
            made.append(Office(name, None, (13, None), (4, None), (None,) * 13))
            continue
        had = 4 if name in CITIES or lost[name] > 1 else 3
        staff, deputies = (before[name], before[name] - fewer[name]), (had, had - lost[name])
        merged_on = FIRST_MERGER + timedelta(days=rng.randrange(180))
        made.append(Office(name, merged_on, staff, deputies, tuple(working(rng, name))))
    return made


def divided(rng: Random, total: int, names: list[str], low: int, high: int) -> dict[str, int]:
    """``total`` in shares between ``low`` and ``high``, one a name."""
    shares = dict.fromkeys(names, low)
    for _ in range(total - low * len(names)):
        open_ = [n for n in names if shares[n] < high]
        shares[rng.choice(open_)] += 1
    return shares


def working(rng: Random, name: str) -> list[str | None]:
    """How far an office has come: what was transferred at once, and what the report calls still difficult."""
    full = name in (HA_LONG, "Tiên Yên")  # two that already do everything
    yes = ["Có", "x", "Rồi", "Đã thực hiện"]

    def mostly(percent: int) -> str:
        return rng.choice(yes) if full or rng.randrange(100) < percent else rng.choice(["Chưa", "-"])

    committee = (
        "Văn phòng Thành ủy" if name in CITIES else "Văn phòng Thị ủy" if name in TOWNS else "Văn phòng Huyện ủy"
    )
    return [
        rng.choice(["Thủ trưởng", "Chế độ thủ trưởng"]),
        mostly(45),
        *(rng.choice(yes) for _ in range(3)),
        mostly(40),
        mostly(50),
        committee,
        mostly(80),
        mostly(80),
        rng.choice(yes),
        "Hoàn chỉnh" if full else rng.choice(["Đang xây dựng", "Hoàn chỉnh", "Chưa"]),
        rng.choice(["Đạt", None]) if full else rng.choice(["Đạt", "Không đạt", None]),
    ]


def make(out: Path) -> None:
    """Write the workbook to ``out``."""
    rng = Random(SEED)
    with xlsxwriter.Workbook(str(out)) as book:
        book.set_properties({"title": TITLE, "comments": NOTICE, "created": datetime(2018, 11, 8)})  # noqa: DTZ001 - a workbook's dates have no zone
        sheet = book.add_worksheet("Cơ quan TC-NV")
        bold = book.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        width = sum(max(1, len(below)) for _, below in HEADER)
        sheet.merge_range(0, 0, 0, width - 1, TITLE, bold)
        sheet.merge_range(1, 0, 1, width - 1, NOTICE, bold)
        _header(sheet, bold)
        for number, office in enumerate(offices(rng), 1):
            for column, cell in enumerate(cells(rng, number, office)):
                if isinstance(cell, date):
                    sheet.write_datetime(4 + number, column, cell, day)
                else:
                    sheet.write(4 + number, column, cell)
        sheet.set_column(2, 2, 24)
        sheet.freeze_panes(5, 3)


def _header(sheet: xlsxwriter.worksheet.Worksheet, bold: object) -> None:
    column = 0
    for heading, below in HEADER:
        if below:
            sheet.merge_range(3, column, 3, column + len(below) - 1, heading, bold)
            sheet.write_row(4, column, below, bold)
        else:
            sheet.merge_range(3, column, 4, column, heading, bold)
        column += max(1, len(below))


def cells(rng: Random, number: int, office: Office) -> list[object]:
    """An office's row as those who kept the list wrote it."""
    name = office.district
    kind = "Thành phố" if name in CITIES else "Thị xã" if name in TOWNS else "Huyện"
    merged_on: object = office.merged_on or "Chưa thực hiện"
    if office.merged_on and rng.randrange(3) == 0:
        merged_on = f"{office.merged_on:%d/%m/%Y}"
    merged = rng.choice(["Có", "x", "Rồi"]) if office.merged_on else "Chưa"
    parts = (
        rng.choice(["Ban Tổ chức và Phòng Nội vụ", "Ban Tổ chức cấp ủy; Phòng Nội vụ"]) if office.merged_on else None
    )
    note = None if office.merged_on else "Chưa hợp nhất; số trước hợp nhất là của hai cơ quan"
    return [
        number, f"QN-{number:02}", f"{kind} {name}", "Tổ chức - Nội vụ", "Quảng Ninh", merged, merged_on, parts,
        *office.staff, *office.deputies, *office.working, note,
    ]  # fmt: skip


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("to-chuc-noi-vu-quang-ninh-2018.xlsx")
    make(target)
    print(target)
