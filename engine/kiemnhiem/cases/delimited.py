"""Delimited text (.csv, .tsv, .txt): its encoding and delimiter found, not asked."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from kiemnhiem.cases import codes
from kiemnhiem.cases.grid import Grid, Row, blank, rows_of
from kiemnhiem.cases.lines import bounded
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.problem import Place, Problem

T = TypeVar("T")

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
_BLOCK = 1 << 20
#: Blank lines that wait to be seen as the end of the file.
_WAITING = 10_000
_LINE = Text("dòng quá dài (ký tự)", "too long a line (characters)")
_WIDE = Text("hàng có {found} cột", "a row of {found} columns")
_ROWS = Text("hơn {limit} dòng", "over {limit} lines")
#: Share of zero bytes above which text is UTF-16; share of control characters above which a guess is no text; how often
#: what is UTF-8 outnumbers what is not in a damaged file.
_MANY_ZEROS, _MOST_CONTROLS, _GOOD_FOR_BAD = 1 / 4, 1 / 10, 2


@dataclass(frozen=True)
class _Encoding:
    """``errors`` as :func:`open` takes it; ``stray``: there are control characters, or damaged ones."""

    name: str
    errors: str = "strict"
    stray: bool = False


def _encoding(path: Path) -> _Encoding | None:
    """The encoding of a file; ``None`` if none fits.

    UTF-8 and UTF-16 are recognised for certain; what is mostly UTF-8 is UTF-8 with damaged bytes, which become U+FFFD;
    what is neither and decodes as Windows-1258, the Vietnamese code page, is taken for it.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    name = next((name for mark, name in _BOMS if sample.startswith(mark)), None) or _unmarked(sample)
    if name.startswith("utf-8"):
        try:
            return _Encoding(name, stray=_Characters(path, name).stray)
        except UnicodeDecodeError:
            seen = _Characters(path, name, "replace")
        if seen.foreign - seen.damaged > seen.damaged * _GOOD_FOR_BAD:
            return _Encoding(name, "replace", stray=True)
    old = name == "utf-8"
    try:
        seen = _Characters(path, "cp1258" if old else name)
    except UnicodeDecodeError:
        return None
    if old and seen.controls > seen.all * _MOST_CONTROLS:
        return None
    return _Encoding("cp1258" if old else name, stray=seen.stray)


def _unmarked(sample: bytes) -> str:
    """UTF-16 if zero bytes abound, and stand at even or at odd places; else perhaps UTF-8."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd <= len(sample) * _MANY_ZEROS or max(even, odd) <= 2 * min(even, odd):
        return "utf-8"
    return "utf-16-be" if even > odd else "utf-16-le"


class _Characters:
    """How many characters of some kinds a file has, read in one encoding."""

    def __init__(self, path: Path, encoding: str, errors: str = "strict") -> None:
        self.all = self.foreign = self.damaged = self.controls = 0
        with path.open(encoding=encoding, errors=errors, newline="") as file:
            while text := file.read(_BLOCK):
                self.all += len(text)
                self.damaged += text.count(_DAMAGE)
                if errors == "replace":
                    self.foreign += len(text) - len(text.encode("ascii", "ignore"))
                self.controls += len(_CONTROL.findall(text))

    @property
    def stray(self) -> bool:
        return self.controls + self.damaged > 0


def _composed(lines: Iterable[str]) -> Iterator[str]:
    """Lines in the form NFC, without the mark by which DOS ended files."""
    held: list[str] = []  # a line and the blank ones after it: the mark may come
    for line in lines:
        composed = line if line.isascii() else unicodedata.normalize("NFC", line)
        if len(held) > _WAITING or (held and composed.rstrip().rstrip(_DOS_END)):
            yield from held
            held.clear()
        held.append(composed)
    text = "".join(held)
    end = text.rstrip()
    yield from io.StringIO(end.rstrip(_DOS_END), newline="") if end.endswith(_DOS_END) else held


class Delimited:
    """A file of delimited text: its one table, read as often as it is asked for.

    The delimiter is that under which ``rank`` of its first rows is highest. ``problems``: what is wrong with it as a
    whole. ``loose``: quotation marks are misplaced in it.
    """

    def __init__(self, path: Path, file: str, encoding: _Encoding, rank: Callable[[Grid], int]) -> None:
        self.path, self.file = path, file
        self.problems: list[Problem] = []
        self.loose = False
        self._line = 0
        self._told: set[int] = set()
        self._encoding = encoding
        if not encoding.name.startswith("utf-8"):
            name = _NAMES.get(encoding.name, encoding.name.upper())
            self.problems.append(Problem(codes.ENCODING, Place(file), {"encoding": name}))
        head = _CONTROL.sub(" ", self._head())

        def order(delimiter: str) -> tuple[int, int]:
            lines = io.StringIO(head, newline=None)
            grid = self.grid(rows_of([_line(line, delimiter)[: LIMITS.columns] for line in lines]))
            return rank(grid), max((len(row) for row in grid.rows.values()), default=0)

        self._delimiter = max(DELIMITERS, key=order)

    def grid(self, rows: Mapping[int, Row]) -> Grid:
        """Some of its rows."""
        return Grid(self.file, None, self.path.stem, rows)

    def parts(self, size: int | None = None) -> Iterator[tuple[dict[int, Row], list[Problem]]]:
        """Its rows by number, ``size`` at a time, and what is wrong with them. To be used under :meth:`sound`."""
        number = 1
        with closing(self._records()) as records:
            most = LIMITS.csv_rows + 1 if size is None else size
            while table := list(islice(records, most)):
                if size is None and len(table) == most:
                    yield {}, [Problem(codes.TOO_LARGE, Place(self.file), {"size": _ROWS.format(limit=most - 1)})]
                    return
                problems = _mended(table, self.file, number) if self._encoding.stray else []
                problems += _narrowed(table, self.file, number)
                yield rows_of(table, number), problems
                number += len(table)

    def sound(self, use: Callable[[], T]) -> T:
        """What ``use`` makes of :meth:`parts`. Where quotation marks are misplaced, one of them could swallow the rest
        of the file: then each line is read by itself, the line is told, and ``use`` asked again.
        """
        try:
            return use()
        except csv.Error as error:
            self.problems.append(Problem(codes.BAD_QUOTES, Place(self.file, self._line), {"reason": str(error)}))
            self.loose = True
            return use()

    def _lines(self) -> Generator[str, None, None]:
        newline = None if self.loose else ""
        with self.path.open(encoding=self._encoding.name, errors=self._encoding.errors, newline=newline) as file:
            yield from _composed(bounded(file, LIMITS.csv_line, self._tell_long))

    def _tell_long(self, number: int) -> None:
        if number not in self._told:  # the lines are gone through several times
            self._told.add(number)
            values = {"what": _LINE, "limit": LIMITS.csv_line}
            self.problems.append(Problem(codes.TOO_LONG, Place(self.file, number), values))

    def _head(self) -> str:
        head, length = [], 0
        with closing(self._lines()) as lines:
            for line in lines:
                head.append(line)
                length += len(line)
                if length >= _SAMPLE:
                    break
        return "".join(head)[:_SAMPLE]

    def _records(self) -> Generator[list[Any], None, None]:
        with closing(self._lines()) as lines:
            if self.loose:
                for line in lines:
                    yield _line(line, self._delimiter)
                return
            reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
            try:
                yield from reader
            finally:
                self._line = reader.line_num


def open_delimited(path: Path, file: str, rank: Callable[[Grid], int]) -> Delimited | None:
    """The file if it is text. Raises :class:`OSError`."""
    encoding = _encoding(path)
    return Delimited(path, file, encoding, rank) if encoding else None


_NAMES = {"cp1258": "Windows-1258", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE"}


def read_delimited(path: Path, file: str, rank: Callable[[Grid], int]) -> tuple[list[Grid], list[Problem]]:
    """Its one table, whole."""
    text = open_delimited(path, file, rank)
    if text is None:
        return [], [Problem(codes.NOT_TEXT, Place(file))]
    parts = text.sound(lambda: [*text.parts()])
    rows, problems = parts[0] if parts else ({}, [])
    return [text.grid(rows)], [*text.problems, *problems]


def _mended(table: list[list[object]], file: str, first: int) -> list[Problem]:
    """Make stray control characters spaces; tell each row that has one, or a damaged character."""
    problems = []
    for number, row in enumerate(table, first):
        whole = "".join(map(str, row))
        if _DAMAGE in whole:
            problems.append(Problem(codes.STRAY_BYTE, Place(file, number)))
        if _CONTROL.search(whole):
            problems.append(Problem(codes.STRAY_CONTROL, Place(file, number)))
            row[:] = [_CONTROL.sub(" ", cell) if isinstance(cell, str) else cell for cell in row]
    return problems


def _narrowed(table: list[list[object]], file: str, first: int) -> list[Problem]:
    """Empty the rows that have more columns than a table may have; blank ones at their ends do not count."""
    problems = []
    for number, row in enumerate(table, first):
        if len(row) > LIMITS.columns:
            while row and blank(row[-1]):
                row.pop()
            if len(row) > LIMITS.columns:
                values = {"what": _WIDE.format(found=len(row)), "limit": LIMITS.columns}
                problems.append(Problem(codes.TOO_LONG, Place(file, number), values))
                row.clear()
    return problems


def _line(line: str, delimiter: str) -> list[object]:
    try:
        return list(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:  # longer than any cell may be
        return [line[:200]]
