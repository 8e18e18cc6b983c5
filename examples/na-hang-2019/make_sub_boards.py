"""Write what the shared office of Na Hang's Front and mass organisations might have reported on 16/09/2019.

Only the model, its four sub-boards and its eight months of work are the article's; the functions, their plans, every
answer and the day it began are made up. Run ``python make_sub_boards.py [OUT.xlsx]``; its bytes are the same
every time.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from random import Random

import xlsxwriter

SEED = 20190916
BEGAN = date(2019, 1, 15)  # eight months before 16/09
OFFICE = "NH-01"

NOTICE = "Dữ liệu giả lập để minh họa: chỉ mô hình và tên bốn tiểu ban là theo bài báo"
OFFICE_HEADER = (
    "Mã cơ quan", "Tên cơ quan", "Mô hình", "Tỉnh", "Huyện", "Đã thành lập", "Ngày bắt đầu hoạt động",
    "Các cơ quan tham gia", "Đã giao biên chế", "Quản lý tài chính", "Thống nhất tên gọi", "Vị trí việc làm",
    "Giữ vai trò đoàn thể",
)  # fmt: skip
OFFICE_ROW: tuple[object, ...] = (
    OFFICE, "Cơ quan tham mưu, giúp việc chung khối MTTQ và các đoàn thể huyện Na Hang", "Khối dân", "Tuyên Quang",
    "Na Hang", "Rồi", BEGAN, "MTTQ; Hội LHPN; Hội Nông dân; Hội CCB; Huyện đoàn", "Chưa", "Mỗi bên một tài khoản",
    "Chưa", "Đang xây dựng", None,
)  # fmt: skip

BOARDS = ("Kiểm tra - Giám sát", "Tuyên truyền - Vận động", "Dân chủ - Pháp luật", "Văn phòng khối")
#: What each sub-board does and nobody else.
OWN = {
    BOARDS[0]: (
        "Kiểm tra việc chấp hành điều lệ các đoàn thể",
        "Giám sát việc thực hiện chế độ, chính sách",
        "Giám sát đầu tư của cộng đồng",
    ),
    BOARDS[1]: (
        "Tuyên truyền chủ trương của Đảng, pháp luật của Nhà nước",
        "Vận động hội viên phát triển kinh tế",
        "Phát động các phong trào thi đua yêu nước",
    ),
    BOARDS[2]: (
        "Hướng dẫn hòa giải ở cơ sở",
        "Tham gia xây dựng quy chế dân chủ ở cơ sở",
        "Trợ giúp pháp lý cho hội viên",
    ),
    BOARDS[3]: ("Văn thư, lưu trữ", "Tài chính, kế toán", "Hậu cần các hội nghị"),
}
#: What several put into their plans.
SHARED = {
    "Tiếp nhận, theo dõi đơn thư, kiến nghị của hội viên": (BOARDS[0], BOARDS[2]),
    "Phản biện xã hội, góp ý dự thảo văn bản": (BOARDS[0], BOARDS[2]),
    "Tổng hợp báo cáo công tác khối": (BOARDS[0], BOARDS[1], BOARDS[3]),
}
WITHOUT_PLAN = 2


def functions(rng: Random) -> list[tuple[str, str, str]]:
    """Sub-board, function, whether it is planned; in the order of the sub-boards."""
    rows = [(board, function) for board in BOARDS for function in OWN[board]]
    rows += [(board, function) for function, boards in SHARED.items() for board in boards]
    unplanned = set(rng.sample(rows, WITHOUT_PLAN))
    rng.shuffle(rows)
    rows.sort(key=lambda row: BOARDS.index(row[0]))
    return [(*row, "Chưa" if row in unplanned else rng.choice(("Có", "x", "Rồi"))) for row in rows]


def make(out: Path) -> None:
    """Write the workbook to ``out``."""
    rng = Random(SEED)
    with xlsxwriter.Workbook(str(out)) as book:
        book.set_properties({"title": OFFICE_ROW[1], "comments": NOTICE, "created": datetime(2019, 9, 16)})  # noqa: DTZ001 - a workbook's dates have no zone
        bold = book.add_format({"bold": True, "text_wrap": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("Cơ quan")
        sheet.merge_range(0, 0, 0, len(OFFICE_HEADER) - 1, NOTICE, bold)
        sheet.write_row(2, 0, OFFICE_HEADER, bold)
        for column, cell in enumerate(OFFICE_ROW):
            if isinstance(cell, date):
                sheet.write_datetime(3, column, cell, day)
            else:
                sheet.write(3, column, cell)
        boards = book.add_worksheet("Nhiệm vụ các tiểu ban")
        boards.write_row(0, 0, ("STT", "Mã cơ quan", "Tiểu ban", "Nhiệm vụ", "Có kế hoạch chi tiết"), bold)
        for number, row in enumerate(functions(rng), 1):
            boards.write_row(number, 0, (number, OFFICE, *row))
        boards.set_column(2, 3, 36)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("co-quan-khoi-dan-na-hang-2019.xlsx")
    make(target)
    print(target)
