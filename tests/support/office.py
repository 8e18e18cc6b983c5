"""A small vocabulary and library, and writers of files as offices send them. All persons are made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from kiemnhiem.cases import Reading, read
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import FieldRef, Scope
from kiemnhiem.policy.derived import Elapsed, Unit
from kiemnhiem.policy.model import Judgement, Library, Policy, Requirement, Stance
from kiemnhiem.policy.types import CellWords, Choice, Field, FieldType, Kind, Statement, Vocabulary


def words(vi: str, en: str | None = None) -> Text:
    return Text(vi, en or vi)


def simple(name: str, kind: Kind, vi: str, *headings: str, **more: object) -> Field:
    return Field(name, FieldType(kind), words(vi, name.replace("_", " ")), headings=headings, **more)  # type: ignore[arg-type]  # as given


POSTS = FieldType(
    Kind.CHOICE,
    (
        Choice("cell_secretary", Text("Bí thư chi bộ", "Party cell secretary"), ("Bí thư",)),
        Choice("hamlet_head", Text("Trưởng thôn", "Hamlet head"), ("Trưởng bản", "Tổ trưởng tổ dân phố")),
        Choice("front_head", Text("Trưởng ban công tác Mặt trận", "Front head"), ("Trưởng ban CTMT",)),
        Choice("joint", Text("Bí thư kiêm Trưởng bản nhỏ", "Joint"), ()),
    ),
)
EDUCATION = FieldType(
    Kind.SCALE,
    (
        Choice("primary", Text("Tiểu học", "Primary"), ("5/12", "Cấp I")),
        Choice("lower_secondary", Text("Trung học cơ sở", "Lower secondary"), ("9/12", "7/10", "THCS", "Cấp II")),
        Choice("upper_secondary", Text("Trung học phổ thông", "Upper secondary"), ("12/12", "10/10", "THPT")),
    ),
)
MEMBERSHIP = FieldType(
    Kind.CHOICE,
    (
        Choice("none", Text("chưa là đảng viên", "not a member"), ("Chưa", "Không")),
        Choice("probationary", Text("đảng viên dự bị", "probationary member"), ("Dự bị",)),
        Choice("official", Text("đảng viên chính thức", "official member"), ("Chính thức", "x")),
    ),
)
FORMS = FieldType(
    Kind.CHOICE,
    (Choice("reprimand", Text("Khiển trách", "Reprimand")), Choice("warning", Text("Cảnh cáo", "Warning"))),
)
DATE = FieldType(Kind.DATE)
AS_OF = FieldRef("as_of", DATE)
BORN = FieldRef("birth_date", DATE)
GIVEN_ON = FieldRef("given_on", DATE, Scope.ITEM)
FIELDS = (
    simple("case_id", Kind.TEXT, "Mã cán bộ", "Mã CB", key=True),
    simple("full_name", Kind.TEXT, "Họ và tên", "Họ tên", personal=True),
    simple("commune", Kind.TEXT, "Xã", "Đơn vị", section=True),
    simple("birth_date", Kind.DATE, "Ngày sinh", "Năm sinh"),
    Field("party_membership", MEMBERSHIP, words("Đảng viên", "Party membership")),
    simple("party_admitted_on", Kind.DATE, "Ngày vào Đảng dự bị", "Ngày vào Đảng (dự bị)"),
    simple(
        "party_official_on", Kind.DATE, "Ngày vào Đảng chính thức", "Ngày chính thức",
        cells={"Chưa": Statement({"party_membership": "none"})},
    ),
    Field("education", EDUCATION, words("Trình độ học vấn", "Education"), headings=("Học vấn", "Trình độ GDPT")),
    simple("children", Kind.INTEGER, "Số con", cells={"Chưa": 0, "Không": 0}),
    simple("income", Kind.NUMBER, "Hệ số lương"),
    simple("resident", Kind.BOOLEAN, "Thường trú"),
    simple("phone", Kind.TEXT, "Số CCCD", "CCCD", personal=True),
    simple("id_issued_on", Kind.DATE, "Ngày cấp CCCD", personal=True),
    Field(
        "discipline",
        FieldType(
            Kind.LIST,
            fields={
                "form": Field("form", FORMS, words("Hình thức kỷ luật", "Form")),
                "given_on": simple("given_on", Kind.DATE, "Ngày kỷ luật"),
                "months": Field(
                    "months", FieldType(Kind.INTEGER), words("Số tháng"),
                    derived=Elapsed(Unit.MONTHS, GIVEN_ON, AS_OF),
                ),
            },
        ),
        words("Kỷ luật", "Discipline"), cells={"Không": ()}, blank=(),
    ),
    Field(
        "relatives",
        FieldType(
            Kind.LIST,
            fields={
                "relation": simple("relation", Kind.TEXT, "Quan hệ"),
                "relative_name": simple("relative_name", Kind.TEXT, "Tên người thân", "Họ tên người thân"),
            },
        ),
        words("Quan hệ gia đình", "Relatives"),
    ),
    Field(
        "posts",
        FieldType(
            Kind.LIST,
            fields={
                "post": Field(
                    "post", POSTS, words("Chức vụ", "Post"), headings=("Chức vụ Đảng", "Chức vụ chính quyền")
                ),
                "unit": simple("unit", Kind.TEXT, "Thôn", defaults_to="commune"),
            },
        ),
        words("Chức danh", "Posts"),
    ),
    simple("age", Kind.INTEGER, "Tuổi", derived=Elapsed(Unit.YEARS, BORN, AS_OF)),
)  # fmt: skip


def judged(requirement: str, title: str, question: str, *headings: str) -> Requirement:
    asked = Judgement(words(question, f"{question}?"), headings)
    return Requirement(requirement, words(title, requirement), None, asked)


VOCABULARY = Vocabulary(
    "candidate", words("Người", "Candidate"), {f.name: f for f in FIELDS},
    CellWords(unknown=("-", "?", "không rõ"), true=("Có", "x"), false=("Không", "Chưa"), separators=(";", " kiêm ")),
)  # fmt: skip
HEAD = Policy(
    "hamlet/head", words("Trưởng thôn"), Stance.PERMITTED, "candidate",
    (judged("trusted", "Được tín nhiệm", "Được nhân dân tín nhiệm?", "Tín nhiệm"),),
)  # fmt: skip
ADMISSION = Policy(
    "party/admission", words("Kết nạp"), Stance.PERMITTED, "candidate",
    (
        judged("trusted", "Uy tín", "Có uy tín với quần chúng?", "Tín nhiệm"),
        judged("introduced", "Có người giới thiệu", "Hai đảng viên giới thiệu?", "Giới thiệu"),
    ),
)  # fmt: skip
LIBRARY = Library("test", {"candidate": VOCABULARY}, {}, {}, {p.id: p for p in (HEAD, ADMISSION)})

Rows = Sequence[Sequence[object]]
Sheets = Mapping[str, Rows]


def write_xlsx(path: Path, sheets: Sheets, merges: dict[str, Sequence[str]] | None = None) -> Path:
    """Rows of cells by sheet; a date makes a date cell, a text like "#N/A" a failed formula. ``merges`` by sheet."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(i, j, cell, day)
                    elif isinstance(cell, str) and cell.startswith("#"):
                        sheet.write_formula(i, j, "=NA()", None, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(i, j, cell)
                    elif cell is not None:
                        sheet.write(i, j, cell)
            for merged in (merges or {}).get(name, ()):
                first = merged.partition(":")[0]
                sheet.merge_range(merged, _at(rows, first))
    return path


def _at(rows: Sequence[Sequence[object]], cell: str) -> object:
    row, column = xl_cell_to_rowcol(cell)
    return rows[row][column]


def write_csv(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = "\r\n".join(delimiter.join(map(str, row)) for row in rows) + "\r\n"
    path.write_bytes(text.encode(encoding))
    return path


class Reads:
    """Reads files and answers short questions about the result."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.library = library
        self.folder = folder

    def __call__(self, *paths: Path) -> Reading:
        return read(paths, self.library)

    def rows(self, *rows: Sequence[object], **sheets: Sequence[Sequence[object]]) -> Reading:
        """A workbook of one sheet of people, and others."""
        return self(write_xlsx(self.folder / "t.xlsx", {"DS": rows, **sheets}))

    def cell(self, heading: str, cell: object) -> Reading:
        """One person with one cell of interest."""
        return self.rows(["Mã CB", "Họ tên", heading], ["A1", "Lò Văn Mẫu", cell])


def found(reading: Reading, name: str) -> list[str]:
    """Where the problems of a code are, as an officer reads it: sheet and cell or line."""
    return [
        str(p.place).partition(" ")[2] if p.place and p.place.sheet else str(p.place.line if p.place else None)
        for p in reading.problems
        if p.code.id == name
    ]
