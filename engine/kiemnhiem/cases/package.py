"""What calamine does not tell of a workbook: where formulas failed, how far its cells reach, where it counts days from.

It gives a failed formula as an empty cell, which could be taken for "none"; and it lays out the whole rectangle that a
sheet spans, so that one stray cell in the last row and column would exhaust the memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS

#: Columns with names of one letter.
_LETTERS = 26

#: What may be a row's number, a cell in a column of more than one letter, a failed formula. They begin with letters of
#: their own, as only so they are found fast; that some text in a cell matches too costs an exact look. A row's pattern
#: takes in all of its tag, number or not: else a text of nothing but "row row row" would be gone through for each.
_ROW = re.compile(rb'row\b(?:[^<>]*?\sr=["\'](\d+))?[^<>]*')
_FAR = re.compile(rb'r=["\']([A-Z]{2,})[0-9]')
_ERROR = re.compile(rb't=["\']e["\']')


#: Bytes of a part that are looked through at a time.
_BLOCK = 1 << 18
_PARTS = Text("có {found} phần, nhiều nhất {limit}", "it has {found} parts, at most {limit}")
_UNPACKED = Text("giải nén ra {found} MiB, nhiều nhất {limit} MiB", "unpacked it has {found} MiB, at most {limit} MiB")
_SHARED = Text("bảng chuỗi {found} MiB, nhiều nhất {limit} MiB", "its texts have {found} MiB, at most {limit} MiB")
_RATIO = Text("{part}: giải nén ra lớn gấp hơn {limit} lần", "{part}: unpacked it is over {limit} times as large")
_NO_ZIP = Text(
    "không phải gói zip mà loại tệp này phải là, hoặc gói không còn nguyên vẹn",
    "it is not the zip package that such a file has to be, or not whole",
)
_NO_PART = Text("trong gói thiếu {part}", "{part} is missing in its package")
_NO_XML = Text("XML bên trong sai cú pháp ({reason})", "the XML inside is damaged ({reason})")
_DOCTYPE = Text(
    "XML bên trong có DOCTYPE, điều tệp loại này không có", "the XML inside has a DOCTYPE, as no such file has"
)
_OVERLAP = Text("các phần nén chồng lên nhau", "its parts overlap")
#: What is neither run nor followed, by a part of the names of its parts.
_MARKS = {
    "vbaproject.bin": Text("macro", "macros"),
    "basic/": Text("macro", "macros"),
    "/externallinks/": Text("liên kết tới tệp khác", "links to other files"),
    "xl/connections.xml": Text("kết nối dữ liệu", "data connections"),
    "/embeddings/": Text("tệp nhúng", "embedded files"),
}


class _Refused(Exception):
    """``why``, in words."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


class BadPackage(_Refused):
    """The file is not a workbook of its kind."""


class Overfull(_Refused):
    """The file is packed as no spreadsheet program packs one."""


class PasswordProtected(Exception):
    """The file is encrypted."""


@dataclass
class Survey:
    """How far a sheet's cells reach, and the failed formulas by (row, column), from 1."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def reach(self, row: int, column: int) -> None:
        """Count a cell in."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


@dataclass(frozen=True)
class PackageSurvey:
    """Of every sheet by name. ``ignored``: what else the file holds that is neither run nor followed."""

    sheets: Mapping[str, Survey]
    from_1904: bool = False
    ignored: tuple[Text, ...] = ()


def survey_xlsx(path: Path) -> PackageSurvey:
    """Raises :class:`BadPackage`, :class:`Overfull`."""
    with _open(path) as parts:
        root = _relations(parts, "_rels/.rels")
        book_name = next(
            (target for kind, target in root.values() if kind.endswith("/officeDocument")), "xl/workbook.xml"
        )
        folder, _, name = book_name.rpartition("/")
        relations = _relations(parts, f"{folder}/_rels/{name}.rels")
        book = _xml(parts, book_name)
        sheets = {}
        from_1904 = False
        for element in book.iter():
            tag = element.tag.rpartition("}")[2]
            if tag == "workbookPr":
                from_1904 = element.get("date1904") in ("1", "true")
            elif tag == "sheet":
                id_ = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
                kind, target = relations.get(id_, ("", ""))
                if kind.endswith("/worksheet"):
                    part = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                    sheets[element.get("name", "")] = _survey_sheet(parts, part)
        return PackageSurvey(sheets, from_1904, _ignored(parts))


def _survey_sheet(parts: zipfile.ZipFile, name: str) -> Survey:
    found, errors = Survey(0, _LETTERS), False
    for data in _blocks(parts, name):
        columns = max(map(_column, set(_FAR.findall(data))), default=0)
        found.reach(max(map(int, filter(None, _ROW.findall(data))), default=0), columns)
        errors = errors or _ERROR.search(data) is not None
    if found.rows * found.columns <= LIMITS.cells and found.columns <= LIMITS.columns and not errors:
        return found
    walk = _SheetWalk()
    _parse(_part(parts, name), walk.start, walk.end, walk.text)
    return walk.survey


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number


class _SheetWalk:
    """Walks a worksheet's XML; counts only cells with a value."""

    def __init__(self) -> None:
        self.survey = Survey()
        self._row = self._column = 0
        self._error = self._value = False
        self._text = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            letters = "".join(c for c in attributes.get("r", "") if c.isalpha())
            self._column = _column(letters.encode()) if letters else self._column + 1
            self._error = attributes.get("t") == "e"
        elif tag in ("v", "is"):
            self.survey.reach(self._row, self._column)
            self._value, self._text = tag == "v", ""

    def end(self, tag: str) -> None:
        if self._value and tag.rpartition(":")[2] == "v":
            if self._error:
                self.survey.errors[self._row, self._column] = self._text or "#N/A"
            self._value = False

    def text(self, text: str) -> None:
        if self._value:
            self._text += text


def survey_ods(path: Path) -> PackageSurvey:
    """Raises :class:`BadPackage`, :class:`Overfull`, :class:`PasswordProtected`."""
    with _open(path) as parts:
        if "META-INF/manifest.xml" in parts.namelist() and b"encryption-data" in _part(parts, "META-INF/manifest.xml"):
            raise PasswordProtected
        walk = _OdsWalk()
        _parse(_part(parts, "content.xml"), walk.start, walk.end, walk.text)
        return PackageSurvey(walk.sheets, ignored=_ignored(parts))


class _OdsWalk:
    """Walks the tables of an OpenDocument spreadsheet."""

    def __init__(self) -> None:
        self.sheets: dict[str, Survey] = {}
        self._survey = Survey()
        self._row = self._column = 0
        self._failed: list[tuple[int, int]] = []
        self._repeat = 1
        self._text = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._survey = self.sheets.setdefault(attributes.get("table:name", ""), Survey())
            self._row = 0
        elif tag == "table:table-row":
            self._repeat = int(attributes.get("table:number-rows-repeated", "1"))
            self._row += self._repeat
            self._column = 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            before = self._column
            self._column += int(attributes.get("table:number-columns-repeated", "1"))
            kind = attributes.get("calcext:value-type") or attributes.get("office:value-type")
            if kind:
                self._survey.reach(self._row, self._column)
            self._text, self._failed = "", []
            if kind == "error" and self._survey.rows * self._survey.columns <= LIMITS.cells:
                rows = range(self._row - self._repeat + 1, self._row + 1)
                self._failed = [(row, column) for row in rows for column in range(before + 1, self._column + 1)]

    def end(self, tag: str) -> None:
        if self._failed and tag in ("table:table-cell", "table:covered-table-cell"):
            self._survey.errors.update(dict.fromkeys(self._failed, self._text or "#N/A"))
            self._failed = []

    def text(self, text: str) -> None:
        if self._failed:
            self._text += text


def _open(path: Path) -> zipfile.ZipFile:
    try:
        parts = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadPackage(_NO_ZIP) from error
    try:
        _check(parts.infolist())
    except Overfull:
        parts.close()
        raise
    return parts


def _check(infos: list[zipfile.ZipInfo]) -> None:
    """See that the parts are those of a workbook and not of a bomb, by what the package says of itself."""
    if len(infos) > LIMITS.parts:
        raise Overfull(_PARTS.format(found=len(infos), limit=LIMITS.parts))
    unpacked = sum(info.file_size for info in infos)
    if unpacked > LIMITS.unpacked_bytes:
        raise Overfull(_UNPACKED.format(found=unpacked >> 20, limit=LIMITS.unpacked_bytes >> 20))
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            raise Overfull(_OVERLAP)
        end = info.header_offset + info.compress_size
        if info.file_size > max(LIMITS.ratio_from, info.compress_size * LIMITS.ratio):
            raise Overfull(_RATIO.format(part=info.filename, limit=LIMITS.ratio))
        if info.filename.lower().endswith("sharedstrings.xml") and info.file_size > LIMITS.shared_bytes:
            raise Overfull(_SHARED.format(found=info.file_size >> 20, limit=LIMITS.shared_bytes >> 20))


def _ignored(parts: zipfile.ZipFile) -> tuple[Text, ...]:
    names = [name.lower() for name in parts.namelist()]
    return tuple(words for mark, words in _MARKS.items() if any(mark in name for name in names))


def _blocks(parts: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part in blocks, which are gone through faster than the whole. Each ends before a tag: no tag is cut in two."""
    with _damage_told(name), parts.open(name) as part:
        pieces: list[bytes] = []
        while data := part.read(_BLOCK):
            if (end := data.rfind(b"<")) >= 0:
                yield b"".join([*pieces, data[:end]])
                pieces.clear()
            pieces.append(data[max(end, 0) :])
        yield b"".join(pieces)


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    with _damage_told(name):
        return parts.read(name)


@contextmanager
def _damage_told(name: str) -> Iterator[None]:
    try:
        yield
    except KeyError as error:
        raise BadPackage(_NO_PART.format(part=name)) from error
    except Exception as error:  # zlib, struct, NotImplementedError and others, as the damage has it
        raise BadPackage(_NO_ZIP) from error


def _parse(data: bytes, start: Any, end: Any, text: Any) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_entities
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # LookupError: a damaged name of an encoding
        raise BadPackage(_NO_XML.format(reason=error)) from error


def _no_entities(*_: object) -> None:
    raise BadPackage(_DOCTYPE)


def _xml(parts: zipfile.ZipFile, name: str) -> ET.Element:
    try:
        data = _part(parts, name)
        _parse(data, None, None, None)
        return ET.fromstring(data)  # noqa: S314 - without a document type there are no entities
    except (ET.ParseError, ValueError, LookupError) as error:
        raise BadPackage(_NO_XML.format(reason=error)) from error


def _relations(parts: zipfile.ZipFile, name: str) -> dict[str, tuple[str, str]]:
    """Of a part: id to (type, target)."""
    return {
        e.get("Id", ""): (e.get("Type", ""), e.get("Target", "").removeprefix("./"))
        for e in _xml(parts, name.removeprefix("/"))
    }
