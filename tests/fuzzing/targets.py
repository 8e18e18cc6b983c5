"""What is thrown bytes at, and what must hold whatever they are: for the fuzzer, and to replay what it found.

A target takes bytes and returns; an exception is a finding.
"""

from __future__ import annotations

import io
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from support.libraries import library_with
from support.office import LIBRARY, VOCABULARY, write_xlsx
from yaml import safe_dump

from kiemnhiem.cases import read
from kiemnhiem.cases.headings import Headings
from kiemnhiem.cases.matching import fold
from kiemnhiem.cases.package import BadPackage, PasswordProtected, survey_ods, survey_xlsx
from kiemnhiem.errors import InputError, PolicyError
from kiemnhiem.language import Lang
from kiemnhiem.policy.conditions import Condition, parameters_of
from kiemnhiem.policy.printer import condition_map
from kiemnhiem.policy.source import Document, load_document
from kiemnhiem.policy.typecheck import Checker
from kiemnhiem.problem import Problem

Target = Callable[[bytes], None]

_SHEET = "xl/worksheets/sheet1.xml"
_ROWS = {"DS": [["Mã CB", "Họ tên", "Ngày sinh"], ["A1", "Lò Mẫu", "05/06/1975"], ["A2", "Hà Thử", "#N/A"]]}
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"


@cache
def workplace() -> Path:
    """A folder for the files that are read, gone with the process; in memory where that is to be had."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="kiemnhiem-fuzz-")
    _KEPT.append(folder)
    return Path(folder.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def _told(problems: Iterable[Problem]) -> None:
    """Every problem says where it is, in both languages."""
    for problem in problems:
        assert problem.place, problem.code.id
        assert problem.place.file, problem.code.id
        assert all(problem.message(lang) for lang in Lang)


# --- policies


def yaml(content: bytes) -> None:
    """One YAML document, as the loader parses it: text for text, with the place of everything in it."""
    document, problems = load_document(content, "fuzzed.yaml")
    _told(problems)
    assert document or problems
    if document and not problems:
        again, none = load_document(content, "fuzzed.yaml")
        assert not none
        assert again == document


def library(content: bytes) -> None:
    """A library with one file more."""
    try:
        library_with(workplace(), content)
    except PolicyError as error:
        _told(error.problems)


def condition(content: bytes) -> None:
    """A condition on made-up candidates: typed, printed, typed again as the same one."""
    document, problems = load_document(content, "fuzzed.yaml")
    if document is None or problems:
        return
    typed = _typed(document)
    if typed is None or any(parameters_of(typed)):
        return
    again, problems = load_document(safe_dump(condition_map(typed), allow_unicode=True), "printed.yaml")
    assert again
    assert not problems
    assert _typed(again) == typed


def _typed(document: Document) -> Condition | None:
    checker = Checker(document, VOCABULARY.fields, frozenset({"least", "areas"}), frozenset({"hamlet/head"}))
    found = checker.condition(document.data, ())
    _told(checker.problems)
    assert found is not None or checker.problems
    return found if not checker.problems else None


# --- files of people


def _read(name: str, content: bytes) -> None:
    path = workplace() / name
    path.write_bytes(content)
    try:
        reading = read([path], LIBRARY)
    except InputError as error:
        _told(error.problems)
    else:
        _told(reading.problems)
        assert reading.cases or reading.problems
        assert len({case.id for case in reading.cases}) == len(reading.cases)


def csv(content: bytes) -> None:
    """A delimited file."""
    _read("fuzzed.csv", content)


def json(content: bytes) -> None:
    """A JSON file; JSON Lines where it begins with ``L``."""
    _read("fuzzed.jsonl" if content[:1] == b"L" else "fuzzed.json", content.removeprefix(b"L"))


@cache
def parts_of_workbook() -> Mapping[str, bytes]:
    path = workplace() / "whole.xlsx"
    write_xlsx(path, _ROWS)
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


#: Which part of a workbook the bytes after the first become.
PARTS = {b"S": _SHEET, b"B": "xl/workbook.xml", b"R": "xl/_rels/workbook.xml.rels", b"T": "xl/sharedStrings.xml"}


def workbook(content: bytes) -> None:
    """The survey of a workbook's package: one part of it replaced, an OpenDocument's content, or the package whole."""
    kind, rest = content[:1], content[1:]
    path = workplace() / ("fuzzed.ods" if kind in {b"O", b"o"} else "fuzzed.xlsx")
    if kind in PARTS:
        path.write_bytes(_package({**parts_of_workbook(), PARTS[kind]: rest}))
    elif kind == b"O":
        path.write_bytes(_package({"mimetype": _SPREADSHEET, "content.xml": rest}))
    else:
        path.write_bytes(rest)
    with suppress(BadPackage, PasswordProtected):
        survey = survey_ods(path) if path.suffix == ".ods" else survey_xlsx(path)
        for sheet in survey.sheets.values():
            assert all(1 <= row <= sheet.rows and 1 <= column <= sheet.columns for row, column in sheet.errors)


def _package(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


# --- headings


@cache
def _headings() -> Headings:
    return Headings(VOCABULARY, LIBRARY)


def headings(content: bytes) -> None:
    """A heading means the same however its accents are composed, and with spaces around it."""
    text = content.decode(errors="replace")
    composed, apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(composed) == fold(apart)
    assert fold(f"  {composed} ") == fold(composed)
    found = _headings().target(composed)
    assert _headings().target(apart) == found


TARGETS: Mapping[str, Target] = {
    "yaml": yaml,
    "library": library,
    "condition": condition,
    "csv": csv,
    "json": json,
    "workbook": workbook,
    "headings": headings,
}
