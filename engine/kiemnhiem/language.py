"""Bilingual text: everything a reader sees exists in Vietnamese and in English."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Lang(StrEnum):
    """A language of the output."""

    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages."""

    vi: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.vi if lang is Lang.VI else self.en

    def format(self, **values: object) -> Text:
        """Fill ``{name}`` in both; a value that is itself a :class:`Text` is filled in its language. Values come from
        files, and are made safe to show.
        """
        return Text(*(self[lang].format(**{k: plain(in_lang(v, lang)) for k, v in values.items()}) for lang in Lang))


def in_lang(value: object, lang: Lang) -> str:
    """``value`` as the words of one language."""
    return value[lang] if isinstance(value, Text) else str(value)


def plain(text: str) -> str:
    """Text of a file made safe to show: what a terminal obeys (control and formatting characters), and what no encoding
    has (halves of characters, as names of files may hold), become spaces.
    """
    if text.isprintable():
        return text
    return "".join(c if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"} else " " for c in text)
