"""One cell to what it says of one field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar

from kiemnhiem.cases.dates import FIRST_YEAR, LAST_YEAR, read_date
from kiemnhiem.cases.grid import EPOCH, FORMULA_ERRORS
from kiemnhiem.cases.matching import clean, fold
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.types import CellMeaning, CellWords, Choice, Field, Kind, Statement, Unknown
from kiemnhiem.policy.values import LIMIT, NUMBER_PLACES, Scalar, Span
from kiemnhiem.problem import did_you_mean

_WHOLE = re.compile(r"([+-]?[0-9]{1,15})(?:[.,]0{1,2})?")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:([.,])([0-9]{1,30}))?")
#: Halves of characters, and what stands for damaged ones.
_DAMAGED = re.compile("[\ud800-\udfff\ufffd]")
_PLACES = Decimal(1).scaleb(-NUMBER_PLACES)
#: Spreadsheets keep 15 digits of a number; what is longer has lost some.
_EXACT = 10**15
#: Different texts of one field worth remembering, and unreadable ones worth a did-you-mean.
_REMEMBERED, _SUGGESTED = 100_000, 300

_NUMBERS = Text("không tách hàng nghìn", "no thousands separator")
_EXPECTED: dict[Kind, Text] = {
    Kind.TEXT: Text("chữ", "text"),
    Kind.INTEGER: Text(f"một số nguyên, {_NUMBERS.vi}", f"a whole number, {_NUMBERS.en}"),
    Kind.NUMBER: Text(f"một số, {_NUMBERS.vi}", f"a number, {_NUMBERS.en}"),
    Kind.BOOLEAN: Text("có hoặc không", "yes or no"),
    Kind.DATE: Text(
        f"một ngày như 31/12/1975, 12/1975 hoặc 1975 (ngày trước, tháng sau; năm {FIRST_YEAR}–{LAST_YEAR})",
        f"a date like 31/12/1975, 12/1975 or 1975 (day before month; years {FIRST_YEAR}–{LAST_YEAR})",
    ),
    Kind.LIST: Text("một danh sách", "a list"),
}
_SHOWN_CHOICES = 8
_SAYS_NOTHING = Unknown()


class Parsed(NamedTuple):
    """What a cell says. ``given`` is false for an empty one. With ``expected`` it cannot be read. ``rebuilt`` is the
    text that a spreadsheet had turned into a date.
    """

    meaning: CellMeaning = _SAYS_NOTHING
    given: bool = True
    expected: Text | None = None
    suggestion: str | None = None
    rebuilt: str | None = None

    def says(self, name: str) -> tuple[tuple[str, Scalar | tuple[()]], ...]:
        """The facts, by name, that a readable cell of field ``name`` tells."""
        if isinstance(self.meaning, Statement):
            return tuple(self.meaning.facts.items())
        return () if isinstance(self.meaning, Unknown) else ((name, self.meaning),)


_NOTHING = Parsed()
_STRUCTURES = (list, dict, tuple)


def parse_value(field: Field, raw: object, words: CellWords) -> Parsed:
    """What one raw value (of a YAML file, say) says of a field that is no list. ``None`` is unknown."""
    return _NOTHING if raw is None else FieldReader(field, words, strict=True).read(raw)


_LEAST = Text("từ {limit}", "from {limit}")
_SHORTER = Text(f"nhiều nhất {LIMITS.text} ký tự", f"at most {LIMITS.text} characters")
_MOST = Text("đến {limit}", "to {limit}")
_Number = TypeVar("_Number", int | None, Decimal | None)


class FieldReader:
    """Reads cells of one field, and remembers what it read. ``strict``: values are of structured files, where a truth
    value, number or text must suit the type, and numbers do not stand for days.
    """

    def __init__(self, field: Field, words: CellWords, epoch: date = EPOCH, *, strict: bool = False) -> None:
        self.field = field
        self._kind = field.type.kind
        self._epoch = epoch
        self._strict = strict
        self._meanings: dict[str, CellMeaning] = {fold(word): meaning for word, meaning in field.cells.items()}
        self._choices = _by_word(field.type.choices)
        self._unknown = frozenset(map(fold, words.unknown))
        words_ends = {word[-1:] for word in (*self._meanings, *self._unknown)}
        #: A text that ends so, as ids do, is none of the words, and need not be folded.
        self._plain_ends = frozenset("0123456789") - words_ends
        self._true = {"true", *map(fold, words.true)}
        self._false = {"false", *map(fold, words.false)}
        self._separators = [re.compile(_separator(s), re.IGNORECASE) for s in words.separators]
        self._seen: dict[tuple[type, object], Parsed] = {}
        self._suggested = 0
        self._blank = Parsed(field.blank, given=False)
        typed: dict[Kind, Callable[[object, str, str], Scalar | None]] = {
            Kind.TEXT: self._text,
            Kind.CHOICE: self._choice,
            Kind.SCALE: self._choice,
            Kind.BOOLEAN: self._truth,
            Kind.INTEGER: self._integer,
            Kind.NUMBER: self._number,
            Kind.DATE: self._date,
        }
        #: The value of a cell, from it, its text, and the text in the form for comparing.
        self._typed = typed.get(self._kind, _no_scalar)

    def read(self, raw: object) -> Parsed:
        """What a cell says; never raises."""
        if raw is None:
            return self._blank
        if isinstance(raw, _STRUCTURES):
            return Parsed(expected=self.expected)
        key = (type(raw), raw)
        found = self._seen.get(key)
        if found is None:
            found = self._parse(raw)
            if len(self._seen) < _REMEMBERED:
                self._seen[key] = found
        return found

    def pieces(self, raw: object) -> list[str]:
        """The values in a cell that holds several, by the vocabulary's separators; one piece if it does not."""
        if not isinstance(raw, str):
            return []
        pieces = [raw]
        for separator in self._separators:
            pieces = [part for piece in pieces for part in separator.split(piece)]
        return [piece for piece in map(clean, pieces) if piece]

    @property
    def expected(self) -> Text:
        """What can be read, in words."""
        choices = self.field.type.choices
        if not choices:
            return self._within_words(_EXPECTED[self._kind])
        more = "; …" if len(choices) > _SHOWN_CHOICES else ""
        vi = "; ".join(c.label.vi for c in choices[:_SHOWN_CHOICES])
        en = "; ".join(c.label.en for c in choices[:_SHOWN_CHOICES])
        return Text(f"một trong: {vi}{more}", f"one of: {en}{more}")

    def _parse(self, raw: object) -> Parsed:
        if isinstance(raw, str):
            raw = clean(raw)
            if not raw:
                return self._blank
            if len(raw) > LIMITS.text:
                return Parsed(expected=_SHORTER)
            bad = raw[0] == "#" and (raw in FORMULA_ERRORS or not raw.strip("#"))
            if bad or (not raw.isascii() and _DAMAGED.search(raw)):
                return Parsed(expected=self.expected)
            if self._kind is Kind.TEXT and raw[-1] in self._plain_ends:
                return Parsed(raw)
        elif self._strict and not self._suits(raw):
            return Parsed(expected=self.expected)
        if isinstance(raw, date):
            return self._of_day(raw)
        text = _as_text(raw)
        if text is not None:
            word = fold(text)
            if word in self._meanings:
                return Parsed(self._meanings[word])
            if (value := self._typed(raw, text, word)) is not None:
                return Parsed(value)
            if word in self._unknown:
                return _NOTHING
        return Parsed(expected=self.expected, suggestion=self._suggest(text))

    def _of_day(self, raw: date) -> Parsed:
        if self._kind is Kind.DATE and (day := read_date(raw)) is not None:
            return Parsed(day)
        if self._kind in (Kind.CHOICE, Kind.SCALE, Kind.TEXT):
            return self._undated(raw)
        return Parsed(expected=self.expected)

    def _suits(self, raw: object) -> bool:
        if isinstance(raw, bool):
            return self._kind is Kind.BOOLEAN
        if isinstance(raw, int | float):
            year = self._kind is Kind.DATE and FIRST_YEAR <= raw <= LAST_YEAR
            return year or self._kind in (Kind.INTEGER, Kind.NUMBER)
        return isinstance(raw, date) and self._kind is Kind.DATE

    def _text(self, raw: object, text: str, word: str) -> str | None:
        lost = isinstance(raw, float) and abs(raw) >= _EXACT
        return None if word in self._unknown or lost else text

    def _choice(self, _: object, __: str, word: str) -> str | None:
        codes = self._choices.get(word, ())
        return codes[0] if len(codes) == 1 else None

    def _integer(self, _: object, text: str, __: str) -> int | None:
        return self._within(_integer(text))

    def _number(self, raw: object, text: str, _: str) -> Decimal | None:
        return self._within(_number(raw, text, dot_is_decimal=self._strict))

    def _date(self, raw: object, text: str, _: str) -> date | Span | None:
        serial = self._strict and text.isdigit() and len(text) > len("1975")
        return None if serial or isinstance(raw, bool) else read_date(raw, self._epoch)

    def _truth(self, raw: object, _: str, word: str) -> bool | None:
        if word in self._true or (raw == 1 and not self._strict):
            return True
        return False if word in self._false or (raw == 0 and not self._strict) else None

    def _within(self, number: _Number) -> _Number | None:
        """A number that the field can be at all."""
        least, most = self.field.least, self.field.most
        if number is None or (least is not None and number < least) or (most is not None and number > most):
            return None
        return number

    def _within_words(self, expected: Text) -> Text:
        """What is expected, with the field's limits."""
        for limit, words in ((self.field.least, _LEAST), (self.field.most, _MOST)):
            if limit is not None:
                more = words.format(limit=limit)
                expected = Text(f"{expected.vi} {more.vi}", f"{expected.en} {more.en}")
        return expected

    def _undated(self, day: date) -> Parsed:
        """A date in a field that is none: "9/12" that the spreadsheet took for a day and a month."""
        texts = dict.fromkeys((f"{day.day}/{day.month}", f"{day.month}/{day.day}"))
        read = [(text, found) for text in texts if (found := self._parse(text)).expected is None]
        if isinstance(day, datetime) or not read or any(p.meaning != read[0][1].meaning for _, p in read):
            return Parsed(expected=self.expected)
        text, found = read[0]
        return Parsed(found.meaning, rebuilt=text)

    def _suggest(self, text: str | None) -> str | None:
        if text is None or self._suggested >= _SUGGESTED:
            return None
        self._suggested += 1
        return did_you_mean(text, _words(self.field))


def says_none(whole: FieldReader, own: Parsed, raw: object) -> bool:
    """Whether a cell of a record says that its list, which ``whole`` reads, is empty. What it says of its ``own`` field
    comes first: "no" to a question about the record does not do away with the record.
    """
    if own.expected is None and isinstance(own.meaning, Scalar):
        return False
    said = whole.read(raw)
    return own.meaning == () or (said.expected is None and said.meaning == ())


def _no_scalar(_: object, __: str, ___: str) -> None:
    """No cell alone is a list."""


def _separator(text: str) -> str:
    """A separator as a pattern: " kiêm " needs spaces around it, ";" does not."""
    space = r"\s+" if text != text.strip() else r"\s*"
    return space + re.escape(text.strip()) + space if text.strip() else r"\s{2,}|\n"


def _words(field: Field) -> Iterator[str]:
    yield from field.cells
    for choice in field.type.choices:
        yield from (choice.label.vi, choice.label.en, *choice.aliases)


def _by_word(choices: tuple[Choice, ...]) -> dict[str, tuple[str, ...]]:
    """Codes by the words for them; a code names itself whatever else its word means."""
    found: dict[str, tuple[str, ...]] = {}
    for choice in choices:
        for word in dict.fromkeys(map(fold, (choice.label.vi, choice.label.en, *choice.aliases))):
            found[word] = (*found.get(word, ()), choice.code)
    return found | {fold(choice.code): (choice.code,) for choice in choices}


_WRITTEN = (int, float)


def _as_text(raw: object) -> str | None:
    """How a cell would be written, if it is neither a date nor a time."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw == raw and abs(raw) < _EXACT and raw == int(raw):  # noqa: PLR0124 - NaN differs from itself
        return str(int(raw))
    if isinstance(raw, int) and abs(raw) >= _EXACT:
        return f"{raw:.3g}" if abs(raw) < 10**300 else "∞"  # huge numbers are never read, only shown
    return str(raw) if isinstance(raw, _WRITTEN) else None


def _integer(text: str) -> int | None:
    match = _WHOLE.fullmatch(text)
    number = int(match[1]) if match else LIMIT
    return number if -LIMIT < number < LIMIT else None


def _number(raw: object, text: str, *, dot_is_decimal: bool) -> Decimal | None:
    if isinstance(raw, float) and "e" in text:
        text = f"{Decimal(text):f}"
    match = _DECIMAL.fullmatch(text)
    if not match:
        return None
    separator, places = match[1], match[2]
    whole = text[: match.start(1)] if separator else text
    grouped = isinstance(raw, str) and separator and len(places) == 3 and whole.strip("+-0")  # noqa: PLR2004 - 1.500
    if grouped and not (dot_is_decimal and separator == "."):
        return None
    number = Decimal(text.replace(",", ".")).quantize(_PLACES).normalize()
    return number if -LIMIT < number < LIMIT else None
