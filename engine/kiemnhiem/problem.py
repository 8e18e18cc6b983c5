"""Problems told to a reader: where, a stable code, what was found, what was expected, did-you-mean.

Every room declares its codes with :func:`declare` beside the code that reports them; ``docs/problems.md`` lists
them all and a test keeps the two equal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from kiemnhiem.language import Lang, Text, plain


class Severity(StrEnum):
    """``error``: something asked for could not be had. ``warning``: read, but look at it. ``note``: for the record."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file: ``line`` and ``column`` from 1. With ``sheet``, ``line`` is a row of it."""

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        if self.sheet is None:
            return ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)
        cell = f"{column_letters(self.column) if self.column else ''}{self.line or ''}"
        return f"{self.file} [{self.sheet}]{' ' + cell if cell else ''}"


def column_letters(column: int) -> str:
    """A spreadsheet's name for a column counted from 1: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class Code:
    """A kind of problem. ``message`` may use the ``{names}`` a problem gives values for; ``advice`` says
    what to do, in plain words.
    """

    id: str
    severity: Severity
    message: Text
    advice: Text

    def __reduce__(self) -> tuple[Callable[[str], Code], tuple[str]]:
        """A code is itself wherever it travels."""
        return _declared, (self.id,)


CODES: dict[str, Code] = {}


def _declared(id: str) -> Code:
    return CODES[id]


def declare(id: str, severity: Severity, message: Text, advice: Text) -> Code:
    """Add a code to the catalogue. An id is given once and never changes its meaning."""
    if id in CODES:
        raise ValueError(f"code {id} declared twice")
    CODES[id] = Code(id, severity, message, advice)
    return CODES[id]


_DID_YOU_MEAN = Text(" — có phải «{name}»?", ' — did you mean "{name}"?')


@dataclass(frozen=True)
class Problem:
    """One problem. ``values`` fill the code's message; ``suggestion`` is the name that was probably meant."""

    code: Code
    place: Place | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    suggestion: str | None = None

    @property
    def severity(self) -> Severity:
        """The severity of its code."""
        return self.code.severity

    def words(self, lang: Lang) -> str:
        """The message without its place."""
        text = self.code.message.format(**self.values)[lang]
        if self.suggestion:
            text += _DID_YOU_MEAN.format(name=self.suggestion)[lang]
        return text

    def message(self, lang: Lang) -> str:
        """One line: place, code, words."""
        said = f"{self.code.id} {self.words(lang)}"
        place = plain(str(self.place)).replace("\n", " ") if self.place else ""
        return f"{place}: {said}" if place else said


def errors_in(problems: Iterable[Problem]) -> bool:
    """Whether any of them is an error."""
    return any(p.severity is Severity.ERROR for p in problems)


@lru_cache(maxsize=20_000)
def unaccented(text: str) -> str:
    """Lower case without diacritics, for comparing how words look."""
    plain = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(c for c in plain if not unicodedata.combining(c))


def did_you_mean(found: str, known: Iterable[str]) -> str | None:
    """The known name that ``found`` most resembles, if one does; diacritics count little."""
    by_look = {unaccented(name): name for name in known}
    close = get_close_matches(unaccented(found), by_look, n=1, cutoff=0.7)
    return by_look[close[0]] if close else None
