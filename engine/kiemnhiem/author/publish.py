"""Write the book of a library to a file, in the form its name asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from kiemnhiem.author.book import Book, book
from kiemnhiem.author.book_docx import check_docx, write_docx
from kiemnhiem.author.book_html import write_html
from kiemnhiem.language import Lang
from kiemnhiem.policy.model import Library
from kiemnhiem.report import codes, target

WRITERS: Mapping[str, Callable[[IO[bytes], Book], None]] = {".html": write_html, ".docx": write_docx}


def publish(library: Library, path: Path, lang: Lang) -> None:
    """Write the book beside ``path`` and rename it when whole. Raises :class:`kiemnhiem.errors.UsageError` for whatever
    stands in the way.
    """
    target.check(path, WRITERS, codes.UNKNOWN_BOOK)
    if path.suffix.lower() == ".docx":
        check_docx()
    with target.whole(path) as file:
        WRITERS[path.suffix.lower()](file, book(library, lang))
