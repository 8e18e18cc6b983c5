"""Delimited text (.csv, .tsv, .txt): its encoding and delimiter found, not asked."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

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
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SAMPLE = 64 * 1024


def decode(content: bytes) -> tuple[str, str] | None:
    """The text, composed (NFC), and the name of its encoding; ``None`` if none fits.

    UTF-8 and UTF-16 are recognised for certain; what is neither and decodes as Windows-1258, the Vietnamese code page,
    is taken for it.
    """
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), None)
    zeros = (content[:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0))
    tried = [encoding] if encoding else ["utf-8"]
    if encoding is None and max(zeros) > 2 * min(zeros):
        tried = ["utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"]
    elif encoding is None:
        tried.append("cp1258")
    for name in tried:
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if not _NO_TEXT.search(text):
            return unicodedata.normalize("NFC", text), name
    return None


def read_delimited(path: Path, file: str, rank: Callable[[Grid], int]) -> tuple[list[Grid], list[Problem]]:
    """Its one table. The delimiter is that under which ``rank`` of its first rows is highest."""
    decoded = decode(path.read_bytes())
    if decoded is None:
        return [], [Problem(codes.NOT_TEXT, Place(file))]
    text, encoding = decoded
    problems = []
    if not encoding.startswith("utf-8"):
        problems.append(Problem(codes.ENCODING, Place(file), {"encoding": _NAMES.get(encoding, encoding.upper())}))
    head = text[:_SAMPLE]

    def order(delimiter: str) -> tuple[int, int]:
        grid = Grid(file, None, path.stem, rows_of(_loose(head, delimiter)))
        return rank(grid), max((len(row) for row in grid.rows.values()), default=0)

    best = max(DELIMITERS, key=order)
    table, odd = _table(text, best)
    problems += [Problem(codes.BAD_QUOTES, Place(file, line), {"reason": reason}) for line, reason in odd]
    return [Grid(file, None, path.stem, rows_of(table))], problems


_NAMES = {"cp1258": "Windows-1258", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE"}


def _table(text: str, delimiter: str) -> tuple[list[list[object]], list[tuple[int, str]]]:
    """All rows. Where quotation marks are misplaced, one of them could swallow the rest of the file: then each line is
    read by itself, and the line is told.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table: list[list[object]] = []
    try:
        table.extend(map(list, reader))
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
