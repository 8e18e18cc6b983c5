"""The one layout of library files: same meaning, every comment kept, canonical order of keys.

Written on the positions that the YAML parser gives, so that comments stay with the key they stand above or beside also
where keys change places.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiemnhiem.author.comments import comments
from kiemnhiem.author.formatting import codes
from kiemnhiem.author.formatting.layout import laid_out
from kiemnhiem.author.formatting.order import ordered
from kiemnhiem.author.formatting.tree import grown
from kiemnhiem.errors import PolicyError
from kiemnhiem.policy.shapes import read_shape
from kiemnhiem.policy.source import Raw, load_document
from kiemnhiem.problem import Place, Problem

__all__ = ["formatted"]


def formatted(text: str, name: str = "") -> str:
    """A file of a library in its one layout; formatting it again changes nothing.

    :param text: the file's text. :param name: how messages call it.
    :raises PolicyError: with its problems, for a file that is not YAML, or not as the language has it.
    """
    document, problems = load_document(text, name)
    if document is not None and not problems:
        problems = read_shape(document)[1]
    if problems or document is None:
        raise PolicyError(problems)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    result = laid_out(ordered(grown(text), document.data))
    _check_same(name, document.data, text, result)
    return result


def _check_same(name: str, data: Raw, text: str, result: str) -> None:
    """See that nothing was lost, whatever the layout did."""
    again, problems = load_document(result, name)
    if problems or again is None or data != again.data or _said(text) != _said(result):
        raise PolicyError([Problem(codes.NOT_FORMATTED, Place(name))])


def _said(text: str) -> Sequence[str]:
    return sorted(comment.text for comment in comments(text))
