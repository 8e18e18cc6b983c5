"""Write the list of 1,169 hamlet heads that a provincial office might have had on 30/12/2018, mess included.

Only the totals come from the article the README names. Every person, hamlet and commune here is made up, and so is
how the 546 heads outside the Party divide into kinds. Run ``python make_workbook.py [OUT.xlsx]``; its bytes are the
same every time.
"""

from __future__ import annotations

import argparse
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

AS_OF = date(2018, 12, 30)
HEADS, OUTSIDE_THE_PARTY, COMMUNES = 1169, 546, 108
SEED = 20181230


class Kind(Enum):
    """What a head is in the list for; the value is how many there are."""

    MEMBER = HEADS - OUTSIDE_THE_PARTY
    ADMISSIBLE = 104  # the article says "more than 100"
    FOURTH_CHILD = 131  # a fourth child is all that stands in the way
    FIFTH_CHILD = 78
    OVER_60 = 84
    SCHOOLING = 97
    SEVERAL = 40
    UNCLEAR = 12  # the list itself leaves it open


#: Among the admissible: a third child with the extra conditions met, and one in an ethnic group under 10,000 people.
THIRD_CHILD, SMALL_GROUP_CHILD = 12, 4


# --- made-up people ---------------------------------------------------------------------------------------------------

FAMILY = {
    "Thái": ("Lò", "Quàng", "Tòng", "Cà", "Lường", "Đèo", "Hoàng"),
    "Hmông": ("Giàng", "Vàng", "Sùng", "Thào", "Hạng", "Mùa", "Cứ"),
    "Dao": ("Phàn", "Tẩn", "Chẻo", "Triệu", "Lý"),
    "Hà Nhì": ("Lỳ", "Pờ", "Chu", "Phùng", "Vù"),
    "Giáy": ("Lù", "Vàng", "Hoàng", "Sầm"),
    "Kinh": ("Nguyễn", "Trần", "Phạm", "Lê", "Vũ", "Đỗ"),
    "Mảng": ("Lò", "Chìn", "Pàn", "Tào"),
    "Cống": ("Lý", "Lò", "Hù"),
}
MIDDLE = {"Hmông": ("A",), "Dao": ("A", "Phù", "Chin"), "Hà Nhì": ("Xè", "Gò", "Hừ", "Pó")}
GIVEN = {
    "Thái": ("Panh", "Ín", "Muôn", "Hặc", "Inh", "Chương", "Xôm", "Pâng", "Thiên"),
    "Hmông": ("Páo", "Sử", "Dơ", "Chinh", "Lử", "Tủa", "Vư", "Sà", "Dế", "Chống"),
    "Dao": ("Sinh", "Lìn", "Hin", "Phin", "Siểu", "Mình"),
    "Hà Nhì": ("Xá", "Po", "Xừ", "Lòng", "Chừ", "Mừ"),
}
GIVEN_ELSE = ("Bình", "Dũng", "Hùng", "Khánh", "Lâm", "Nam", "Quân", "Sơn", "Thắng", "Tuấn")
GIVEN_WOMEN = ("Hoa", "Lan", "Mỷ", "Pâng", "Thoa", "Xuân", "Yến", "Mẩy", "Dợ")
WEIGHTS = {"Thái": 32, "Hmông": 24, "Dao": 14, "Hà Nhì": 8, "Giáy": 6, "Kinh": 12, "Mảng": 2, "Cống": 2}
SMALL_GROUPS = ("Mảng", "Cống")


@dataclass(frozen=True)
class Head:
    """A hamlet head. ``None`` is a cell left empty; ``birth`` as a text replaces the date of birth in the list."""

    kind: Kind
    ethnicity: str
    woman: bool
    name: str
    born: date
    birth: str | None = None
    schooling: str = "9/12"
    children: str = "2"
    exception: str | None = None
    consent: str | None = None
    admitted: date | None = None
    party_post: str | None = None
    residence: str = "Thường trú"
    lives_there: str = "Có"
    opinion: tuple[str | None, ...] = ("Đạt", "Đạt", "Đạt", "Đạt", "Có")
    admission: tuple[str | None, ...] = (None,) * 5
    discipline: tuple[tuple[str, str, date], ...] = field(default=())


def heads(rng: Random) -> list[Head]:
    """All of them, in no order."""
    made = [_MAKERS[kind](rng, _person(rng, kind), i) for kind in Kind for i in range(kind.value)]
    rng.shuffle(made)
    return made


def _person(rng: Random, kind: Kind) -> Head:
    group = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    woman = _chance(rng, 8)
    middle = "Thị" if woman else rng.choice(MIDDLE.get(group, ("Văn",)))
    given = rng.choice(GIVEN_WOMEN if woman else GIVEN.get(group, GIVEN_ELSE))
    return Head(kind, group, woman, f"{rng.choice(FAMILY[group])} {middle} {given}", _born(rng, 27, 57))


def _chance(rng: Random, percent: int) -> bool:
    return rng.randrange(100) < percent


def _born(rng: Random, youngest: int, oldest: int) -> date:
    """A birthday of someone between two ages, well inside them."""
    first = AS_OF.replace(year=AS_OF.year - oldest, day=1)
    return first + timedelta(days=rng.randrange((oldest - youngest) * 365))


def _member(rng: Random, head: Head, i: int) -> Head:
    born = _born(rng, 27, 64)
    head = replace(
        head,
        born=born,
        admitted=date(rng.randint(born.year + 22, 2016), rng.randint(1, 12), rng.randint(1, 28)),
        schooling=rng.choice(("12/12", "9/12", "THPT", "THCS", "10/10", "Cấp III", "7/10", "Tiểu học", "5/12")),
        children=rng.choice(("1", "2", "2", "2", "3", "3", "4")),
        party_post=rng.choices(("Bí thư chi bộ", "Phó bí thư chi bộ", "-", None), (30, 12, 8, 50))[0],
    )
    if i < len(_SPECIAL_MEMBERS):
        return replace(head, **_SPECIAL_MEMBERS[i])
    if _chance(rng, 6):  # the committee has not said
        opinion = list(head.opinion)
        opinion[rng.randrange(len(opinion))] = rng.choice((None, "-"))
        return replace(head, opinion=tuple(opinion))
    return head


_REMOVED = (("Cách chức", "Đảng", date(2018, 4, 12)),)
_REPRIMANDED = (("Khiển trách", "Đảng", date(2018, 6, 20)),)
#: Members with something about them: removed from a post, not resident, a date of birth that cannot be read.
_SPECIAL_MEMBERS: list[dict[str, Any]] = [
    *[{"discipline": _REMOVED}] * 2,
    {"discipline": (("Cách chức", "Đảng", date(2017, 12, 31)),)},
    *[{"discipline": _REPRIMANDED}] * 6,
    *[{"discipline": (("Cách chức", "Đảng", date(2014, 5, 9)),)}] * 2,
    *[{"residence": "Tạm trú"}] * 8,
    *[{"lives_there": "Không"}] * 4,
    *[{"birth": "1997", "admitted": date(2016, 3, 3)}] * 2,
    {"birth": "29/02/1975"},
    {"birth": "khoảng 1972"},
    {"opinion": ("Đạt", "Đạt", "Không đạt", "Đạt", "Không")},
]

_ALL_YES = ("Đạt", "Có", "Có", "Đạt")


def _admissible(rng: Random, head: Head, i: int) -> Head:
    head = _unobjectionable(rng, head)
    if i < THIRD_CHILD:
        return replace(head, children="3", exception="Không", admission=(*_ALL_YES, "Có"))
    if i < THIRD_CHILD + SMALL_GROUP_CHILD:
        group = SMALL_GROUPS[i % 2]
        name = f"{rng.choice(FAMILY[group])} Văn {rng.choice(GIVEN_ELSE)}"
        head = replace(head, ethnicity=group, woman=False, name=name)
        return replace(head, children="3", exception="Dân tộc dưới 10.000 người")
    return head


def _unobjectionable(rng: Random, head: Head) -> Head:
    schooling = rng.choice(("9/12", "12/12", "THCS", "7/10", "5/12", "Tiểu học", "8/12", "Cấp II", "Cấp I"))
    children = rng.choice(("Chưa", "1", "2", "2"))
    return replace(head, schooling=schooling, children=children, admission=(*_ALL_YES, None))


def _fourth_child(rng: Random, head: Head, i: int) -> Head:
    return replace(_unobjectionable(rng, head), children="4", exception=None if i % 13 == 0 else "Không")


def _fifth_child(rng: Random, head: Head, _: int) -> Head:
    return replace(_unobjectionable(rng, head), children=str(rng.randint(5, 8)), exception="Không")


def _over_60(rng: Random, head: Head, _: int) -> Head:
    head = replace(_unobjectionable(rng, head), born=_born(rng, 62, 74), consent=rng.choice(("Chưa", "Không")))
    return replace(head, admission=(*_ALL_YES[:1], rng.choice(("Chưa", None)), None, None, None))


def _schooling(rng: Random, head: Head, _: int) -> Head:
    schooling = rng.choice(("Biết đọc, biết viết", "3/12", "4/12", "2/10", "Xóa mù chữ", "Mù chữ", "Không biết chữ"))
    return replace(_unobjectionable(rng, head), schooling=schooling, consent="Chưa")


def _several(rng: Random, head: Head, i: int) -> Head:
    if i % 2:
        return replace(_over_60(rng, head, i), children=str(rng.randint(4, 7)), exception="Không")
    return replace(_schooling(rng, head, i), children=str(rng.randint(5, 8)), exception="Không")


_UNCLEAR: list[dict[str, Any]] = [
    *[{"birth": "1958"}] * 5,
    {"birth": "31/02/1970"},
    {"birth": "30/02/1969"},
    {"birth": "khoảng 1968"},
    {"schooling": "cấp 9"},
    {"schooling": "lớp mấy không nhớ"},
    {"children": "-"},
    {"children": "không rõ"},
]


def _unclear(rng: Random, head: Head, i: int) -> Head:
    head = replace(_unobjectionable(rng, head), consent="Chưa", exception="Không")
    return replace(head, **_UNCLEAR[i])


_MAKERS: dict[Kind, Callable[[Random, Head, int], Head]] = {
    Kind.MEMBER: _member,
    Kind.ADMISSIBLE: _admissible,
    Kind.FOURTH_CHILD: _fourth_child,
    Kind.FIFTH_CHILD: _fifth_child,
    Kind.OVER_60: _over_60,
    Kind.SCHOOLING: _schooling,
    Kind.SEVERAL: _several,
    Kind.UNCLEAR: _unclear,
}


# --- the list, as an office keeps it ----------------------------------------------------------------------------------

#: The header: groups of headings over each other; a lone heading spans both rows.
HEADER: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("STT", ()),
    ("Mã CB", ()),
    ("Họ và tên", ()),
    ("Ngày, tháng, năm sinh", ()),
    ("Nam/Nữ", ()),
    ("Dân tộc", ()),
    ("Thôn, bản, tổ dân phố", ()),
    ("Địa bàn", ()),
    ("Chức danh", ("Chức vụ chính quyền", "Chức vụ Đảng", "Chức vụ đoàn thể", "Chức danh dự kiến kiêm nhiệm")),
    ("Đảng viên", ("Tình trạng đảng viên", "Ngày vào Đảng", "Ngày chính thức")),
    ("Trình độ", ("Văn hóa", "Chuyên môn", "Lý luận chính chị")),
    ("Cư trú", ("Hộ khẩu thường trú", "Ở thường xuyên tại thôn")),
    ("Số con", ()),
    ("Trường hợp không vi phạm CSDS", ()),
    ("BTV Tỉnh ủy đồng ý bằng văn bản", ()),
    ("Nhận xét của đảng ủy xã", ("Sức khỏe", "Phẩm chất, đạo đức", "Tín nhiệm", "Năng lực", "Chi bộ tín nhiệm")),
    (
        "Xét kết nạp (người chưa vào Đảng)",
        (
            "Quần chúng ưu tú",
            "Đơn xin vào Đảng",
            "Hai đảng viên giới thiệu",
            "Thẩm tra lý lịch",
            "Đủ điều kiện theo Điều 5 Quy định 05",
        ),
    ),
    ("Số điện thoại", ()),
    ("Ghi chú", ()),
)
WIDTH = sum(max(1, len(below)) for _, below in HEADER)
TITLES = (
    "TỈNH LAI CHÂU",
    "DANH SÁCH TRƯỞNG THÔN, BẢN, TỔ DÂN PHỐ VÀ PHƯƠNG ÁN BÍ THƯ CHI BỘ KIÊM TRƯỞNG THÔN",
    "(Tính đến ngày 30 tháng 12 năm 2018)",
    "Dữ liệu giả lập: người, bản và xã trong danh sách đều do máy tạo ra, mọi sự trùng hợp là ngẫu nhiên",
)
UNIT_OF = {"Trưởng bản": "Bản", "Trưởng thôn": "Thôn", "Tổ trưởng tổ dân phố": "Tổ dân phố"}
#: The first communes are wards and towns.
WARDS, TOWNS = 5, 7
AREAS = ("Miền núi; Vùng DTTS", "Miền núi; Biên giới", "Miền núi", "Miền núi; Vùng DTTS; ĐBKK", "Vùng cao")
NOTES = (None,) * 9 + ("Người có uy tín trong bản", "Mới được bầu lại", "Đang học bổ túc văn hóa")
TRAINING = ("Không", "Chưa", "-", None, None, "Sơ cấp", "Trung cấp")
THEORY = ("Chưa", "Chưa", None, "Sơ cấp", "Trung cấp")
EPOCH = date(1899, 12, 30)
ROMAN = {"C": 100, "XC": 90, "L": 50, "XL": 40, "X": 10, "IX": 9, "V": 5, "IV": 4, "I": 1}


@dataclass
class Office:
    """Writes the workbook; ``rng`` decides how each cell is written."""

    book: Any
    rng: Random

    def __post_init__(self) -> None:
        self.plain = self.book.add_format({"border": 1, "valign": "vcenter"})
        centred = {"align": "center", "valign": "vcenter", "text_wrap": True}
        self.bold = self.book.add_format({"bold": True, "border": 1, **centred})
        self.title = self.book.add_format({"bold": True, "align": "center", "font_size": 13})
        self.day = self.book.add_format({"num_format": "dd/mm/yyyy", "border": 1})
        self.day_month = self.book.add_format({"num_format": "d-mmm", "border": 1})

    def write(self, people: list[Head]) -> None:
        """All sheets."""
        sheet = self.book.add_worksheet("Danh sách trưởng bản")
        self._titles(sheet)
        row = self._header(sheet, len(TITLES) + 1)
        communes = sorted([*range(COMMUNES), *self.rng.choices(range(COMMUNES), k=HEADS - COMMUNES)])
        hamlet = 0
        for number, (head, commune) in enumerate(zip(people, communes, strict=True), 1):
            if number == 1 or commune != communes[number - 2]:
                self._unit(sheet, row, commune)
                row, hamlet = row + 1, 0
            hamlet += 1
            self._person(sheet, row, number, head, commune, hamlet)
            row += 1
        sheet.merge_range(row, 0, row, 7, f"Tổng số: {HEADS:,} người".replace(",", "."), self.bold)
        sheet.write(row + 2, WIDTH - 4, "NGƯỜI LẬP BIỂU", self.title)
        sheet.freeze_panes(len(TITLES) + 4, 3)
        self._relatives(people)
        self._discipline(people)

    def _titles(self, sheet: Any) -> None:
        for row, text in enumerate(TITLES):
            sheet.merge_range(row, 0, row, WIDTH - 1, text, self.title)

    def _header(self, sheet: Any, row: int) -> int:
        column = 0
        for heading, below in HEADER:
            if below:
                sheet.merge_range(row, column, row, column + len(below) - 1, heading, self.bold)
                for i, lower in enumerate(below):
                    sheet.write(row + 1, column + i, lower, self.bold)
            else:
                sheet.merge_range(row, column, row + 1, column, heading, self.bold)
            column += max(1, len(below))
        for i in range(WIDTH):
            sheet.write(row + 2, i, f"({i + 1})", self.bold)
        return row + 3

    def _unit(self, sheet: Any, row: int, commune: int) -> None:
        kind = "Phường" if commune < WARDS else "Thị trấn" if commune < WARDS + TOWNS else "Xã"
        name = f"{kind} số {commune + 1} (hư cấu)"
        if commune % 3:
            sheet.merge_range(row, 0, row, WIDTH - 1, f"{commune + 1}. {name}", self.bold)
        else:
            sheet.write(row, 0, _roman(commune + 1), self.bold)
            sheet.write(row, 2, name, self.bold)

    def _person(self, sheet: Any, row: int, number: int, head: Head, commune: int, hamlet: int) -> None:
        town = commune < WARDS + TOWNS
        post = "Tổ trưởng tổ dân phố" if town else self.rng.choice(("Trưởng bản", "Trưởng bản", "Trưởng thôn"))
        place = f"{UNIT_OF[post]} số {hamlet}"
        mass = self.rng.choices((None, "Chi hội trưởng Nông dân", "Trưởng ban CTMT", "-"), (80, 8, 6, 6))[0]
        planned = None if head.party_post == "Bí thư chi bộ" else "Bí thư chi bộ"
        children = int(head.children) if head.children.isdigit() and _chance(self.rng, 90) else head.children
        cells: list[object] = [
            number, _id(number), head.name, None, "Nữ" if head.woman else "Nam", head.ethnicity, place,
            self.rng.choice(AREAS), post, head.party_post, mass, planned, *self._membership(head), None,
            self.rng.choice(TRAINING), self.rng.choice(THEORY),
            head.residence if head.residence != "Thường trú" else self.rng.choice(("Thường trú", "Có", "x")),
            head.lives_there if head.lives_there != "Có" else self.rng.choice(("Có", "x", "x")),
            children,
            head.exception, head.consent, *head.opinion, *head.admission, None, self.rng.choice(NOTES),
        ]  # fmt: skip
        decomposed = _chance(self.rng, 5)  # typed on a machine that takes accents apart
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                self._date(sheet, row, column, cell)
            else:
                text = unicodedata.normalize("NFD", cell) if decomposed and isinstance(cell, str) else cell
                sheet.write(row, column, text, self.plain)
        self._birth(sheet, row, 3, head)
        self._schooling(sheet, row, 15, head.schooling)

    def _membership(self, head: Head) -> tuple[object, object, object]:
        """Status, admission, official date; a probation of twelve months lies between."""
        if head.admitted:
            official = head.admitted.replace(year=head.admitted.year + 1)
            return self.rng.choice(("Chính thức", "ĐV chính thức", "chính thức")), head.admitted, official
        if _chance(self.rng, 30):  # only the date column says so
            return None, "Chưa", self.rng.choice(("Chưa", "-", None))
        return self.rng.choice(("Chưa", "Không", "Quần chúng")), self.rng.choice(("Chưa", "Không", "-", None)), None

    def _birth(self, sheet: Any, row: int, column: int, head: Head) -> None:
        if head.birth is not None:
            sheet.write(row, column, int(head.birth) if head.birth.isdigit() else head.birth, self.plain)
        elif _chance(self.rng, 7) and self._plainly_of_age(head.born):
            sheet.write(row, column, self.rng.choice((head.born.year, f"{head.born:%m/%Y}")), self.plain)
        else:
            self._date(sheet, row, column, head.born)

    def _plainly_of_age(self, born: date) -> bool:
        """Whether the year of birth alone tells that someone is between 21 and 60."""
        return AS_OF.year - 60 < born.year < AS_OF.year - 21

    def _date(self, sheet: Any, row: int, column: int, day: date) -> None:
        """A date as one of those who kept the list wrote it."""
        style = self.rng.choices(("excel", "text", "short", "serial", "iso", "apostrophe"), (48, 30, 6, 7, 5, 4))[0]
        match style:
            case "excel":
                sheet.write_datetime(row, column, day, self.day)
            case "serial":
                sheet.write_number(row, column, (day - EPOCH).days, self.plain)
            case "text":
                sheet.write_string(row, column, f"{day:%d/%m/%Y}", self.plain)
            case "short":
                sheet.write_string(row, column, f"{day.day}/{day.month}/{day.year}", self.plain)
            case "iso":
                sheet.write_string(row, column, day.isoformat(), self.plain)
            case _:
                sheet.write_string(row, column, f"'{day:%d/%m/%Y}", self.plain)

    def _schooling(self, sheet: Any, row: int, column: int, text: str) -> None:
        """A grade such as 9/12; now and then the spreadsheet made a date of it."""
        grade, _, years = text.partition("/")
        if text in ("9/12", "12/12", "7/10", "5/12") and _chance(self.rng, 5):
            sheet.write_datetime(row, column, date(AS_OF.year, int(years), int(grade)), self.day_month)
        else:
            sheet.write_string(row, column, text, self.plain)

    def _relatives(self, people: list[Head]) -> None:
        sheet = self.book.add_worksheet("Quan hệ gia đình")
        sheet.write_row(0, 0, ("Mã CB", "Mối quan hệ", "Họ và tên", "Năm sinh", "Chức danh", "Đơn vị"), self.bold)
        row = 1
        for number, head in enumerate(people, 1):
            if number % 9 == 0:
                spouse = "Chồng" if head.woman else "Vợ"
                name = f"{head.name.split()[0]} {'Văn' if head.woman else 'Thị'} {self.rng.choice(GIVEN_WOMEN)}"
                post = self.rng.choices((None, "Chi hội trưởng Phụ nữ"), (9, 1))[0]
                cells = (_id(number), spouse, name, head.born.year + self.rng.randint(-3, 5), post, None)
                sheet.write_row(row, 0, cells, self.plain)
                row += 1
        sheet.write_row(row, 0, ("LC-9999", "Vợ", "Lò Thị Hoa", 1970, None, None), self.plain)

    def _discipline(self, people: list[Head]) -> None:
        sheet = self.book.add_worksheet("Kỷ luật")
        sheet.write_row(0, 0, ("Mã CB", "Hình thức kỷ luật", "Kỷ luật của", "Ngày quyết định", "Ghi chú"), self.bold)
        rows = [(_id(n), *record) for n, head in enumerate(people, 1) for record in head.discipline]
        for row, (case, form, side, day) in enumerate(rows, 1):
            sheet.write_row(row, 0, (case, form, side), self.plain)
            self._date(sheet, row, 3, day)


def _id(number: int) -> str:
    return f"LC-{number:04}"


def _roman(number: int) -> str:
    text = ""
    for letters, value in ROMAN.items():
        count, number = divmod(number, value)
        text += letters * count
    return text


def make(out: Path) -> None:
    """Write the workbook to ``out``."""
    rng = Random(SEED)
    people = heads(rng)
    with xlsxwriter.Workbook(str(out)) as book:
        book.set_properties({"title": TITLES[1], "comments": TITLES[3], "created": datetime(2018, 12, 30)})  # noqa: DTZ001 - a workbook's dates have no zone
        Office(book, rng).write(people)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = Path(__file__).with_name("truong-thon-lai-chau-2018.xlsx")
    parser.add_argument("target", nargs="?", type=Path, default=default, help="the workbook to write")
    target = parser.parse_args().target
    make(target)
    print(target)
