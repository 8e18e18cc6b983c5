"""One record, and the chain that holds it in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kiemnhiem.trust.canonical import JSON, digest

#: What stands before the first record.
GENESIS = "0" * 64
_DIGITS = 64


@dataclass(frozen=True)
class Entry:
    """What is to be recorded. ``case``: the id of a case; ``receipt``: that of a receipt; ``screening``: that of a
    screening of the server. ``details``: by the keys that the action has.
    """

    actor: str
    action: str
    screening: str | None = None
    case: str | None = None
    receipt: str | None = None
    details: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """An entry in the trail. ``number``: from 1, without gaps. ``time``: in UTC, ISO 8601. ``hash``: the SHA-256 of the
    canonical JSON of all the others, among them the hash of the record before.
    """

    number: int
    time: str
    actor: str
    action: str
    screening: str | None
    case: str | None
    receipt: str | None
    details: Mapping[str, Any]
    previous: str
    hash: str

    @classmethod
    def of(cls, entry: Entry, head: Head, time: str) -> Record:
        """The record that follows a head."""
        said = {"number": head.number + 1, "time": time, **asdict(entry), "previous": head.hash}
        return cls(**said, hash=digest(said))

    @property
    def sound(self) -> bool:
        """Whether it says what it said when it was written."""
        try:
            return digest({name: value for name, value in asdict(self).items() if name != "hash"}) == self.hash
        except TypeError:  # what no record was ever written with
            return False

    @property
    def head(self) -> Head:
        """What follows it must know of it."""
        return Head(self.number, self.hash)


@dataclass(frozen=True)
class Head:
    """The last record of a trail: its number and hash, written ``number:hash``."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parsed(cls, text: str) -> Head:
        """What :meth:`__str__` wrote. Raises :class:`ValueError`."""
        number, colon, of = text.strip().partition(":")
        if not colon or not number.isascii() or not number.isdigit() or len(of) != _DIGITS or set(of) - _HEX:
            raise ValueError(text)
        return cls(int(number), of)


_HEX = set("0123456789abcdef")
#: The head of a trail without records.
EMPTY = Head(0, GENESIS)
