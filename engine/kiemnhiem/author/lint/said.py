"""The bilingual texts of files, where they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, File, walk
from kiemnhiem.language import Text
from kiemnhiem.policy.source import Path_


def said(context: Context) -> Iterator[tuple[File, Path_, Text]]:
    """Every map that says the same in both languages: titles, reasons, questions, labels."""
    for file in context.files:
        for path, raw in walk(file.document.data):
            if isinstance(raw, dict) and isinstance(vi := raw.get("vi"), str) and isinstance(en := raw.get("en"), str):
                yield file, path, Text(vi, en)


def has_marks(word: str) -> bool:
    """Whether a word is written with the marks of Vietnamese."""
    return "đ" in word.casefold() or any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", word))
