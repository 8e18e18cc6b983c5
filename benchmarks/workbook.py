"""Write large registers of hamlet heads as workbooks and CSV files. Everyone in them is made up.

``python workbook.py OUT [--rows 100000] [--sections] [--discipline 20000]``: the same arguments give the same cells.
"""

from __future__ import annotations

import argparse
import csv
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import xlsxwriter

SEED = 20181230
HEADINGS = (
    "STT", "Mã CB", "Họ và tên", "Ngày sinh", "Nam/Nữ", "Dân tộc", "Thôn", "Địa bàn", "Chức vụ chính quyền",
    "Chức vụ Đảng", "Tình trạng đảng viên", "Ngày vào Đảng", "Ngày chính thức", "Trình độ văn hóa", "Chuyên môn",
    "Lý luận chính trị", "Hộ khẩu thường trú", "Ở thường xuyên tại thôn", "Số con", "Sức khỏe", "Tín nhiệm", "Ghi chú",
)  # fmt: skip
FAMILY = (
    "Lò",
    "Quàng",
    "Giàng",
    "Vàng",
    "Phàn",
    "Tẩn",
    "Lỳ",
    "Pờ",
    "Nguyễn",
    "Trần",
    "Phạm",
    "Lê",
    "Đỗ",
    "Lý",
    "Hoàng",
)
MIDDLE = ("Văn", "A", "Thị", "Xuân", "Minh", "Phù", "Xè", "Đức", "Hữu", "Ngọc")
GIVEN = (
    "Panh",
    "Páo",
    "Sinh",
    "Xá",
    "Bình",
    "Dũng",
    "Khánh",
    "Lâm",
    "Sơn",
    "Thắng",
    "Hoa",
    "Yến",
    "Mẩy",
    "Dợ",
    "Chinh",
)
GROUPS = ("Thái", "Hmông", "Dao", "Hà Nhì", "Giáy", "Kinh", "Mảng")
AREAS = ("Miền núi", "Miền núi; Vùng DTTS", "Miền núi; Biên giới", "Vùng cao", "Không")
SCHOOLING = ("12/12", "9/12", "THPT", "THCS", "10/10", "7/10", "Tiểu học", "5/12", "Biết đọc, biết viết")
NOTES = (None,) * 17 + ("Người có uy tín trong bản", "Mới được bầu lại", "Đang học bổ túc văn hóa")
FORMS = ("Khiển trách", "Cảnh cáo", "Cách chức", "Cảnh cáo", "Khiển trách")
UNREADABLE = ("31/02/1970", "khoảng 1968", "năm Dần")
#: People under one commune's name, where the sheet has such rows.
COMMUNE = 120

Cells = list[object]


def people(rows: int) -> Iterator[Cells]:
    """The people's rows: 4 % of the cells empty, one date in 2,000 unreadable, one name in 30 with accents apart."""
    rng = Random(SEED)  # noqa: S311 - made-up data
    for number in range(1, rows + 1):
        cells = _person(rng, number)
        for column in range(3, len(cells)):
            if rng.random() < 0.04:  # noqa: PLR2004 - as the docstring says
                cells[column] = None
        yield cells


def _person(rng: Random, number: int) -> Cells:
    name = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
    born = date(1950, 1, 1) + timedelta(days=rng.randrange(45 * 365))
    member = rng.random() < 0.53  # noqa: PLR2004 - the share of members among the heads of Lai Châu
    admitted = born + timedelta(days=rng.randrange(20 * 365, 30 * 365))
    return [
        number, case_id(number), unicodedata.normalize("NFD", name) if rng.randrange(30) == 0 else name,
        _written(rng, born), rng.choice(("Nam", "Nam", "Nữ")), rng.choice(GROUPS), f"Bản số {number % COMMUNE + 1}",
        rng.choice(AREAS), rng.choice(("Trưởng bản", "Trưởng thôn")),
        rng.choice(("Bí thư chi bộ", "Phó bí thư chi bộ", "-", None)) if member else None,
        "Chính thức" if member else "Quần chúng", _written(rng, admitted) if member else "Chưa",
        _written(rng, admitted + timedelta(days=365)) if member else None, rng.choice(SCHOOLING),
        rng.choice(("Không", "Chưa", "Sơ cấp", "Trung cấp")), rng.choice(("Chưa", "Sơ cấp", "Trung cấp")),
        rng.choice(("Thường trú", "Có", "x", "Tạm trú")), rng.choice(("Có", "x", "Không")), rng.randrange(6),
        rng.choice(("Đạt", "Đạt", "Không đạt")), rng.choice(("Đạt", "Đạt", "Có", "-")), rng.choice(NOTES),
    ]  # fmt: skip


def case_id(number: int) -> str:
    """The id of the person of that number."""
    return f"LC-{number:07}"


def _written(rng: Random, day: date) -> object:
    """Mostly a date of the spreadsheet; else as people write one."""
    kind = rng.randrange(2000)
    if kind == 0:
        return rng.choice(UNREADABLE)
    return day if kind < 1400 else f"{day:%d/%m/%Y}" if kind < 1900 else str(day.year)  # noqa: PLR2004 - shares


def write_workbook(path: Path, rows: int, *, sections: bool = False, discipline: int = 0) -> None:
    """A sheet of people, with the names of communes between them if ``sections``; and one of ``discipline`` rows."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Danh sách (dữ liệu giả lập)")
        _write_rows(sheet, _with_sections(rows) if sections else _listed(rows))
        if discipline:
            _write_rows(book.add_worksheet("Kỷ luật"), _discipline(rows, discipline))


def _listed(rows: int) -> Iterator[Sequence[object]]:
    yield HEADINGS
    yield from people(rows)


def _with_sections(rows: int) -> Iterator[Sequence[object]]:
    yield ("DANH SÁCH TRƯỞNG THÔN, BẢN (dữ liệu giả lập)",)
    yield HEADINGS
    yield [f"({i})" for i in range(1, len(HEADINGS) + 1)]
    for index, cells in enumerate(people(rows)):
        if index % COMMUNE == 0:
            yield (None, None, f"Xã số {index // COMMUNE + 1} (hư cấu)")
        yield cells


def _discipline(rows: int, count: int) -> Iterator[Sequence[object]]:
    rng = Random(SEED)  # noqa: S311 - made-up data
    yield ("STT", "Mã CB", "Hình thức kỷ luật", "Ngày kỷ luật")
    for number in range(1, count + 1):
        given = date(2014, 1, 1) + timedelta(days=rng.randrange(5 * 365))
        yield number, case_id(rng.randrange(1, rows + 1)), rng.choice(FORMS), _written(rng, given)


def _write_rows(sheet: xlsxwriter.worksheet.Worksheet, rows: Iterator[Sequence[object]]) -> None:
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001 - a day
            elif isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write(number, column, cell)


def write_csv(path: Path, rows: int) -> None:
    """The people's rows as a spreadsheet program saves them: UTF-8 with its mark, dates day first."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for cells in people(rows):
            writer.writerow([f"{c:%d/%m/%Y}" if isinstance(c, date) else c for c in cells])


def main() -> None:
    """Write one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--sections", action="store_true")
    parser.add_argument("--discipline", type=int, default=0)
    given = parser.parse_args()
    if given.out.suffix.lower() == ".csv":
        write_csv(given.out, given.rows)
    else:
        write_workbook(given.out, given.rows, sections=given.sections, discipline=given.discipline)


if __name__ == "__main__":
    main()
