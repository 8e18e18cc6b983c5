"""What calamine does not tell of a workbook: where formulas failed, how far its cells reach, where it counts days from.

It gives a failed formula as an empty cell, which could be taken for "none"; and it lays out the whole rectangle that a
sheet spans, so that one stray cell in the last row and column would exhaust the memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

#: Bytes a workbook's parts may have when unpacked.
MAX_UNPACKED = 2 << 30
#: Cells of the rectangle a sheet spans; a stray cell at its far end would make it billions.
MAX_CELLS = 40_000_000
#: Columns with names of one letter.
_LETTERS = 26

#: What may be a row's number, a cell in a column of more than one letter, a failed formula. They begin with letters of
#: their own, as only so they are found fast; that some text in a cell matches too costs an exact look.
_ROW = re.compile(rb'row\b[^>]*?\sr=["\'](\d+)')
_FAR = re.compile(rb'r=["\']([A-Z]{2,})[0-9]')
_ERROR = re.compile(rb't=["\']e["\']')


class BadPackage(Exception):
    """The file is not a workbook of its kind."""


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
    """Of every sheet by name."""

    sheets: Mapping[str, Survey]
    from_1904: bool = False


def survey_xlsx(path: Path) -> PackageSurvey:
    """Raises :class:`BadPackage`."""
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
                    sheets[element.get("name", "")] = _survey_sheet(_part(parts, part))
    return PackageSurvey(sheets, from_1904)


def _survey_sheet(data: bytes) -> Survey:
    rows = max(map(int, _ROW.findall(data)), default=0)
    columns = max(map(_column, set(_FAR.findall(data))), default=_LETTERS)
    if rows * columns <= MAX_CELLS and not _ERROR.search(data):
        return Survey(rows, columns)
    walk = _SheetWalk()
    _parse(data, walk.start, walk.end, walk.text)
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
    """Raises :class:`BadPackage`."""
    with _open(path) as parts:
        if "META-INF/manifest.xml" in parts.namelist() and b"encryption-data" in _part(parts, "META-INF/manifest.xml"):
            raise PasswordProtected
        walk = _OdsWalk()
        _parse(_part(parts, "content.xml"), walk.start, walk.end, walk.text)
    return PackageSurvey(walk.sheets)


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
            if kind == "error" and self._survey.rows * self._survey.columns <= MAX_CELLS:
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
        raise BadPackage(str(error)) from error
    if sum(info.file_size for info in parts.infolist()) > MAX_UNPACKED:
        raise BadPackage(f"> {MAX_UNPACKED >> 30} GiB")
    return parts


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    try:
        return parts.read(name)
    except Exception as error:  # zlib, struct, NotImplementedError and others, as the damage has it
        raise BadPackage(f"{name}: {error}") from error


def _parse(data: bytes, start: Any, end: Any, text: Any) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # LookupError: a damaged name of an encoding
        raise BadPackage(str(error)) from error


def _xml(parts: zipfile.ZipFile, name: str) -> ET.Element:
    try:
        return ET.fromstring(_part(parts, name))  # noqa: S314 - expat bounds the expansion of entities itself
    except (ET.ParseError, ValueError, LookupError) as error:
        raise BadPackage(f"{name}: {error}") from error


def _relations(parts: zipfile.ZipFile, name: str) -> dict[str, tuple[str, str]]:
    """Of a part: id to (type, target)."""
    return {
        e.get("Id", ""): (e.get("Type", ""), e.get("Target", "").removeprefix("./"))
        for e in _xml(parts, name.removeprefix("/"))
    }
