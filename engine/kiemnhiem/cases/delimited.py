"""Delimited text (.csv, .tsv, .txt): its encoding and delimiter found, not asked."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiemnhiem.cases import codes
from kiemnhiem.cases.grid import Grid, rows_of
from kiemnhiem.problem import Place, Problem

DELIMITERS = ",;\t|"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DAMAGE = "\ufffd"
_DOS_END = "\x1a"
_SAMPLE = 64 * 1024
#: Share of zero bytes above which text is UTF-16; share of control characters above which a guess is no text; how often
#: what is UTF-8 outnumbers what is not in a damaged file.
_MANY_ZEROS, _MOST_CONTROLS, _GOOD_FOR_BAD = 1 / 4, 1 / 10, 2


def decode(content: bytes) -> tuple[str, str] | None:
    """The text, composed (NFC), and the name of its encoding; ``None`` if none fits.

    UTF-8 and UTF-16 are recognised for certain; what is mostly UTF-8 is UTF-8 with damaged bytes, which become U+FFFD;
    what is neither and decodes as Windows-1258, the Vietnamese code page, is taken for it.
    """
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), None) or _unmarked(content)
    if encoding.startswith("utf-8") and (text := _mostly_utf8(content, encoding)) is not None:
        return _composed(text), encoding
    try:
        text = content.decode("cp1258" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError:
        return None
    if encoding == "utf-8":
        encoding = "cp1258"
        if len(_CONTROL.findall(text)) > len(text) * _MOST_CONTROLS:
            return None
    return _composed(text), encoding


def _unmarked(content: bytes) -> str:
    """UTF-16 if zero bytes abound, and stand at even or at odd places; else perhaps UTF-8."""
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd <= len(sample) * _MANY_ZEROS or max(even, odd) <= 2 * min(even, odd):
        return "utf-8"
    return "utf-16-be" if even > odd else "utf-16-le"


def _mostly_utf8(content: bytes, encoding: str) -> str | None:
    """The text if it is UTF-8, or if sequences of UTF-8 far outnumber the bytes that are not."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode(encoding, errors="replace")
    bad = text.count(_DAMAGE)
    good = sum(not c.isascii() for c in text) - bad
    return text if good > bad * _GOOD_FOR_BAD else None


def _composed(text: str) -> str:
    """The text in the form NFC, without the mark by which DOS ended files."""
    end = text.rstrip()
    return unicodedata.normalize("NFC", end.rstrip(_DOS_END) if end.endswith(_DOS_END) else text)


def read_delimited(path: Path, file: str, rank: Callable[[Grid], int]) -> tuple[list[Grid], list[Problem]]:
    """Its one table. The delimiter is that under which ``rank`` of its first rows is highest."""
    decoded = decode(path.read_bytes())
    if decoded is None:
        return [], [Problem(codes.NOT_TEXT, Place(file))]
    text, encoding = decoded
    problems = []
    if not encoding.startswith("utf-8"):
        problems.append(Problem(codes.ENCODING, Place(file), {"encoding": _NAMES.get(encoding, encoding.upper())}))
    head = _CONTROL.sub(" ", text[:_SAMPLE])

    def order(delimiter: str) -> tuple[int, int]:
        grid = Grid(file, None, path.stem, rows_of(_loose(head, delimiter)))
        return rank(grid), max((len(row) for row in grid.rows.values()), default=0)

    best = max(DELIMITERS, key=order)
    table, odd = _table(text, best)
    problems += [Problem(codes.BAD_QUOTES, Place(file, line), {"reason": reason}) for line, reason in odd]
    if _CONTROL.search(text) or _DAMAGE in text:
        problems += _mended(table, file)
    return [Grid(file, None, path.stem, rows_of(table))], problems


_NAMES = {"cp1258": "Windows-1258", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE"}


def _mended(table: list[list[object]], file: str) -> list[Problem]:
    """Make stray control characters spaces; tell each row that has one, or a damaged character."""
    problems = []
    for number, row in enumerate(table, 1):
        whole = "".join(map(str, row))
        if _DAMAGE in whole:
            problems.append(Problem(codes.STRAY_BYTE, Place(file, number)))
        if _CONTROL.search(whole):
            problems.append(Problem(codes.STRAY_CONTROL, Place(file, number)))
            row[:] = [_CONTROL.sub(" ", cell) if isinstance(cell, str) else cell for cell in row]
    return problems


def _table(text: str, delimiter: str) -> tuple[list[list[object]], list[tuple[int, str]]]:
    """All rows. Where quotation marks are misplaced, one of them could swallow the rest of the file: then each line is
    read by itself, and the line is told.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table: list[Any] = []
    try:
        table.extend(reader)
    except csv.Error as error:
        return _loose(text, delimiter), [(reader.line_num, str(error))]
    return table, []


def _loose(text: str, delimiter: str) -> list[list[object]]:
    return [_line(line, delimiter) for line in io.StringIO(text, newline=None)]


def _line(line: str, delimiter: str) -> list[object]:
    try:
        return list(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:  # longer than any cell may be
        return [line[:200]]
