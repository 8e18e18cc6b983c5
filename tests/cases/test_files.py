from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from support.office import Reads, found, write_csv, write_xlsx

from kiemnhiem.cases import Reading, read
from kiemnhiem.errors import InputError
from kiemnhiem.language import Lang
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Severity

ROWS = [["Mã CB", "Họ và tên", "Ngày sinh", "Đảng viên"], ["A1", "Nguyễn Thị Hằng", "05/06/1975", "Chính thức"]]
FACTS = {
    "case_id": "A1",
    "full_name": "Nguyễn Thị Hằng",
    "birth_date": date(1975, 6, 5),
    "party_membership": "official",
}


def windows_1258(text: str) -> bytes:
    """As old Vietnamese Windows writes it: a vowel with its mark as one letter, the tone after it."""
    content = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            content += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, tone = letter, ""
            for mark in "\u0300\u0301\u0303\u0309\u0323":
                if mark in unicodedata.normalize("NFD", letter):
                    rest = unicodedata.normalize("NFD", letter).replace(mark, "")
                    base, tone = unicodedata.normalize("NFC", rest), mark
            content += base.encode("cp1258") + tone.encode("cp1258")
    return content


ENCODERS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with its mark": lambda text: text.encode("utf-8-sig"),
    "UTF-8 decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "Windows-1258": windows_1258,
}


@pytest.mark.parametrize("encoding", ENCODERS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimited_text_is_read_in_every_encoding(reads: Reads, tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(ENCODERS[encoding]("\r\n".join(delimiter.join(row) for row in ROWS)))
    reading = reads(path)
    assert [dict(c.facts) for c in reading.cases] == [FACTS]
    used = [p.words(Lang.EN) for p in reading.problems if p.code.id == "C109"]
    assert used == ([] if encoding.startswith("UTF-8") else [f"the file was read as {encoding}"])


def test_csv_rows_are_numbered_as_a_spreadsheet_shows_them(reads: Reads, tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text('Mã CB,"Họ và\ntên",Ngày sinh\n\nA1,"Lò, Văn\nMẫu",x\n,Hà Thử,1975\n', encoding="utf-8")
    reading = reads(path)
    assert [c.origin.row for c in reading.cases if c.origin] == [3, 4]
    assert [c.id for c in reading.cases] == ["A1", "4"]
    assert reading.cases[0].facts["full_name"] == "Lò, Văn\nMẫu"
    assert found(reading, "C301") == ["3"]


def test_an_unclosed_quotation_mark_loses_no_row(reads: Reads, tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_text('Mã CB,Họ tên\nA1,Lò Mẫu\nA2,"Hà Thử\nA3,Tẩn Ba\n', encoding="utf-8")
    reading = reads(path)
    assert [c.id for c in reading.cases] == ["A1", "A2", "A3"]
    assert [p.code.id for p in reading.problems] == ["C111"]


CSV = "Mã CB,Họ tên,Ngày sinh,Xã\r\nA1,Lò Mẫu,1975,Xã A\r\nA2,Hà Thử,1976,Xã B\r\nA3,Tẩn Ba,1977,Xã C\r\n"


@pytest.mark.parametrize("stray", [b"\x00", b"\x07", b"\x1a", b"\x1b"])
def test_a_stray_control_character_is_a_space_and_costs_nothing(reads: Reads, tmp_path: Path, stray: bytes) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(CSV.encode().replace("Hà Thử".encode(), b"H\xc3\xa0" + stray + "Thử".encode()))
    reading = reads(path)
    assert [c.facts["full_name"] for c in reading.cases] == ["Lò Mẫu", "Hà Thử", "Tẩn Ba"]
    assert [(p.code.id, p.place and p.place.line) for p in reading.problems] == [("C115", 3)]


def test_the_mark_of_the_end_of_a_dos_file_is_dropped(reads: Reads, tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(CSV.encode() + b"\x1a\x1a\r\n")
    reading = reads(path)
    assert [c.id for c in reading.cases] == ["A1", "A2", "A3"]
    assert reading.problems == ()


def test_a_damaged_byte_costs_only_its_cell(reads: Reads, tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(CSV.encode().replace(b"1976,X", b"1976,X\xff"))
    reading = reads(path)
    assert [c.facts["full_name"] for c in reading.cases] == ["Lò Mẫu", "Hà Thử", "Tẩn Ba"]
    assert [c.facts.get("commune") for c in reading.cases] == ["Xã A", None, "Xã C"]
    assert (found(reading, "C116"), found(reading, "C301")) == (["3"], ["3"])


def test_an_old_code_page_with_a_stray_control_character_is_read(reads: Reads, tmp_path: Path) -> None:
    path = tmp_path / "ds.csv"
    path.write_bytes(windows_1258(CSV).replace(b"A2,", b"A2,\x07"))
    reading = reads(path)
    assert [c.facts["full_name"] for c in reading.cases] == ["Lò Mẫu", "Hà Thử", "Tẩn Ba"]
    assert {p.code.id for p in reading.problems} == {"C109", "C115"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ds.csv", "Mã CB,Họ tên\n"),
        ("ds.json", "[]"),
        ("ds.jsonl", "\n"),
        ("ds.yaml", "[]"),
        ("ds.json", '{"cases": []}'),
    ],
)
def test_a_file_without_anybody_is_told(reads: Reads, tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    good = write_csv(tmp_path / "good.csv", ROWS)
    for reading in (reads(path), reads(path, good)):
        told = [(p.place.file if p.place else None, p.severity) for p in reading.problems if p.code.id == "C216"]
        assert told == [(str(path), Severity.WARNING)]


def refused(library: Library, path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read([path], library)
    assert all(p.message(lang) for p in caught.value.problems for lang in Lang)
    return [p.code.id for p in caught.value.problems]


def zipped(content: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        for name, part in content.items():
            parts.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("không-có.xlsx", None, "C101"),
        ("ds.pdf", b"x", "C103"),
        ("ds", b"x", "C103"),
        *((f"ds{extension}", b"", "C105") for extension in (".xlsx", ".xls", ".ods", ".csv", ".json", ".yaml")),
        *((f"ds{extension}", b"hello", "C106") for extension in (".xlsx", ".xlsm", ".xls", ".ods")),
        *((f"ds{extension}", zipped({"a.txt": b"x"}), "C106") for extension in (".xlsx", ".ods")),
        ("ds.csv", bytes(range(256)), "C108"),
        ("ds.csv", b"\xff\xfea", "C108"),
        ("ds.csv", "chỉ có chữ\n".encode(), "C201"),
        ("ds.json", b"\xff\xff", "C108"),
        ("ds.json", b"{", "C112"),
        ("ds.yaml", b"a: [", "P101"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    library: Library, tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert code in refused(library, path)


@pytest.mark.parametrize(
    ("name", "content", "vi", "en"),
    [
        ("ds.xlsx", b"hello", "không phải gói zip", "not the zip package"),
        ("ds.xlsx", zipped({"a.txt": b"x"}), "trong gói thiếu", "is missing in its package"),
        ("ds.json", b'{"cases": [', "cần một giá trị", "a value is expected"),
        ("ds.json", b'[{"a" 1}]', "cần dấu «:»", "':' expected"),
        ("ds.json", b'[{"a": 1 "b"}]', "cần dấu «,»", "',' expected"),
        ("ds.json", b'[{"a": "b}]', "thiếu ngoặc kép đóng", "the closing quote is missing"),
        ("ds.json", b"[] []", "thừa chữ ở sau", "extra text"),
    ],
)
def test_what_is_damaged_is_said_in_the_language_of_the_reader(
    library: Library, tmp_path: Path, name: str, content: bytes, vi: str, en: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read([path], library)
    assert vi in caught.value.problems[0].words(Lang.VI)
    assert en in caught.value.problems[0].words(Lang.EN)
    assert en not in caught.value.problems[0].words(Lang.VI)


def test_a_folder_is_refused_with_the_kinds_of_files_wanted(library: Library, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.xlsx"):
        read([tmp_path], library)


def test_a_file_without_permission_is_a_problem(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_: Path, *__: object, **___: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write_csv(tmp_path / "ds.csv", ROWS)
    monkeypatch.setattr(Path, "open", forbidden)
    assert refused(library, path) == ["C104"]


def test_a_truncated_workbook_is_a_problem(library: Library, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "ds.xlsx", {"DS": ROWS})
    path.write_bytes(path.read_bytes()[:-300])
    assert refused(library, path) == ["C106"]


def test_a_workbook_with_a_password_is_told(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mk.xlsx"
    path.write_bytes(Path(__file__).with_name("password.xlsx").read_bytes())
    assert refused(library, path) == ["C107"]


def test_a_stray_cell_at_the_far_end_is_refused_and_other_sheets_are_read(reads: Reads, tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        good, far = book.add_worksheet("DS"), book.add_worksheet("Xa")
        for i, row in enumerate(ROWS):
            good.write_row(i, 0, row)
        far.write("A1", "x")
        far.write("XFD1048576", "y")
    reading = reads(path)
    assert [c.id for c in reading.cases] == ["A1"]
    assert found(reading, "C110") == ["[Xa]"]
    assert LIMITS.cells < 16_384 * 1_048_576


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="DS"><table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
    "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


def test_an_open_document_of_endlessly_repeated_cells_is_refused(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "ds.ods"
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    path.write_bytes(zipped({"mimetype": mimetype, "content.xml": ODS.encode()}))
    assert refused(library, path) == ["C110"]


def test_an_encrypted_open_document_is_told(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "ds.ods"
    manifest = (
        b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    )
    path.write_bytes(zipped({"META-INF/manifest.xml": manifest, "content.xml": b"\x00\x01"}))
    assert refused(library, path) == ["C107"]


def test_a_good_file_is_read_beside_a_bad_one(reads: Reads, tmp_path: Path) -> None:
    reading = reads(tmp_path / "none.xlsx", write_csv(tmp_path / "ds.csv", ROWS))
    assert [c.id for c in reading.cases] == ["A1"]
    assert [p.code.id for p in reading.problems] == ["C101"]


def test_the_generated_ids_of_two_files_differ(reads: Reads, tmp_path: Path) -> None:
    paths = [write_csv(tmp_path / f"{n}.csv", [["Họ tên", "Ngày sinh"], ["Lò Mẫu", "1975"]]) for n in "ab"]
    reading = reads(*paths)
    assert [c.id for c in reading.cases] == ["2", "2 (2)"]
    assert isinstance(reading, Reading)
