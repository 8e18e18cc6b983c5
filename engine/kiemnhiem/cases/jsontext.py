"""JSON read strictly, case by case, so that each has its line and an error loses nothing before it."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from kiemnhiem.cases import codes
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.problem import Place, Problem

_SPACE = re.compile(r"[ \t\r\n]*")
#: In place of a value that was told and is passed over.
_REFUSED = object()
_DEEP = Text("lồng nhau quá sâu", "nested too deeply")
_EXTRA = Text("thừa chữ ở sau", "extra text")
_EXPECTED = Text("cần dấu «{mark}»", "'{mark}' expected")
_EITHER = Text("cần dấu «,» hoặc «]»", "',' or ']' expected")
#: What Python's reader says. What is not here is told as it says it.
_WORDS = {
    "Expecting value": Text("cần một giá trị", "a value is expected"),
    "Expecting property name enclosed in double quotes": Text(
        "cần một tên trong ngoặc kép", "a name in double quotes is expected"
    ),
    "Expecting ':' delimiter": _EXPECTED.format(mark=":"),
    "Expecting ',' delimiter": _EXPECTED.format(mark=","),
    "Unterminated string starting at": Text("thiếu ngoặc kép đóng", "the closing quote is missing"),
    "Invalid control character at": Text("ký tự điều khiển trong chuỗi", "a control character in a text"),
    "Invalid \\escape": Text("dấu «\\» không đúng chỗ", "an invalid escape"),
    "Invalid \\uXXXX escape": Text("cần bốn chữ số thập lục phân sau «\\u»", "four hexadecimal digits are expected"),
}
_WANTED = Text('một mảng các người, hoặc {"cases": [...]}', 'an array of cases, or {"cases": [...]}')


@dataclass(frozen=True)
class NotANumber:
    """``NaN`` or an infinity, which JSON does not have, or a number too long to be one; no field takes it."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass
class JsonText:
    """A JSON file; JSON Lines have no ``text`` as a whole. ``problems`` grows while it is read."""

    text: str
    file: str
    problems: list[Problem] = field(default_factory=list)
    _repeated: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_constant=NotANumber,
            parse_int=lambda digits: int(digits) if len(digits) <= LIMITS.json_digits else NotANumber(digits),
            parse_float=lambda text: number if isfinite(number := float(text)) else NotANumber(text),
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object; a key that stands twice is told, and neither value taken."""
        found: dict[str, Any] = {}
        twice = set()
        for key, value in pairs:
            if key in found:
                twice.add(key)
            found[key] = value
        self._repeated.extend(twice)
        return {key: value for key, value in found.items() if key not in twice}

    def lines(self, lines: Iterable[str]) -> Iterator[tuple[int, Any]]:
        """The values of JSON Lines, with their lines. A bad line is told and passed over."""
        for number, line in enumerate(lines, 1):
            if line.strip():
                decoded = self._value(line, _SPACE.match(line).end(), number)  # type: ignore[union-attr]  # matches ""
                if decoded and line[decoded[1] :].strip():
                    self._syntax(number, decoded[1] + 1, _EXTRA)
                elif decoded and decoded[0] is not _REFUSED:
                    yield number, decoded[0]

    def cases(self) -> Iterator[tuple[int, Any]]:
        """The elements of the array of cases, with their lines."""
        start = self._skip(0)
        if self.text.startswith("[", start):
            end = yield from self._array(start)
        elif self.text.startswith("{", start):
            end = yield from self._wrapper(start)
        else:
            self.problems.append(Problem(codes.WRONG_SHAPE, Place(self.file, 1), {"what": "JSON", "expected": _WANTED}))
            return
        if end is not None and self._skip(end) < len(self.text):
            self._syntax(self._line(end), None, _EXTRA)

    def _wrapper(self, start: int) -> Generator[tuple[int, Any], None, int | None]:
        """``{"cases": [...]}``; gives the end, or ``None`` after an error."""
        at = self._skip(start + 1)
        seen = False
        while self.text.startswith('"', at):
            key = self._value(self.text, at, self._line(at))
            colon = self._skip(key[1]) if key else -1
            if key is None or not self.text.startswith(":", colon):
                self._syntax(self._line(at), None, _EXPECTED.format(mark=":"))
                return None
            at = self._skip(colon + 1)
            if key[0] == "cases" and not seen and self.text.startswith("[", at):
                seen = True
                end = yield from self._array(at)
            else:
                values = {"what": "JSON", "expected": _WANTED}
                self.problems.append(Problem(codes.WRONG_SHAPE, Place(self.file, self._line(at)), values))
                passed = self._value(self.text, at, self._line(at))
                end = passed[1] if passed else None
            if end is None:
                return None
            at = self._skip(end)
            if not self.text.startswith(",", at):
                break
            at = self._skip(at + 1)
        if not seen and not self.problems:
            self.problems.append(Problem(codes.WRONG_SHAPE, Place(self.file, 1), {"what": "JSON", "expected": _WANTED}))
        if not self.text.startswith("}", at):
            self._syntax(self._line(at), None, _EXPECTED.format(mark="}"))
            return None
        return at + 1

    def _array(self, start: int) -> Generator[tuple[int, Any], None, int | None]:
        at = self._skip(start + 1)
        line, counted = self._line(at), at
        if self.text.startswith("]", at):
            return at + 1
        while True:
            line, counted = line + self.text.count("\n", counted, at), at
            decoded = self._value(self.text, at, line)
            if decoded is None:
                return None
            if decoded[0] is not _REFUSED:
                yield line, decoded[0]
            at = self._skip(decoded[1])
            if self.text.startswith("]", at):
                return at + 1
            if not self.text.startswith(",", at):
                self._syntax(self._line(at), None, _EITHER)
                return None
            at = self._skip(at + 1)

    def _value(self, text: str, start: int, line: int) -> tuple[Any, int] | None:
        try:
            value, end = self._decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            inner = text.count("\n", start, error.pos)
            self._syntax(line + inner, error.colno, _WORDS.get(error.msg, error.msg))
            return None
        except RecursionError:
            self._syntax(line, None, _DEEP)
            return None
        finally:
            for key in self._repeated:
                self.problems.append(Problem(codes.REPEATED_KEY, Place(self.file, line), {"found": key}))
            self._repeated.clear()
        brackets = text.count("[", start, end) + text.count("{", start, end)
        if brackets > LIMITS.json_depth and _depth(value) > LIMITS.json_depth:  # to count is fast, and mostly enough
            self._syntax(line, None, _DEEP)
            return _REFUSED, end
        return value, end

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _line(self, at: int) -> int:
        return self.text.count("\n", 0, at) + 1

    def _syntax(self, line: int, column: int | None, reason: object) -> None:
        values = {"format": "JSON", "reason": reason}
        self.problems.append(Problem(codes.SYNTAX, Place(self.file, line, column), values))


def _depth(value: object) -> int:
    """How many arrays and objects stand in one another."""
    depth, level = 0, [value]
    while level := [v for v in level if isinstance(v, dict | list)]:
        depth += 1
        level = [inner for v in level for inner in (v.values() if isinstance(v, dict) else v)]
    return depth
