"""Vietnamese order: letters first (a ă â b c d đ …), then tones; names by their last word, as lists of people are.

The order of letters and tones is that of dictionaries (TCVN 6909 has no order; the Unicode CLDR's for ``vi`` is this).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(0x100 + i) for i, letter in enumerate(_LETTERS)}
#: No mark, grave, hook, tilde, acute, dot below.
_TONES = {mark: str(i) for i, mark in enumerate(("\u0300", "\u0309", "\u0303", "\u0301", "\u0323"), start=1)}
_NUMBER = re.compile(r"\d+")
_DIGITS = 12


def key(text: str) -> str:
    """What to sort words by; numbers in them by their size."""
    parts = [_parts(letter) for letter in unicodedata.normalize("NFC", text.casefold())]
    by_letters = _NUMBER.sub(lambda n: n[0].zfill(_DIGITS), "".join([letter for letter, _ in parts]))
    return f"{by_letters}\x00{''.join([tone for _, tone in parts])}"


@lru_cache(maxsize=4096)
def _parts(letter: str) -> tuple[str, str]:
    """The rank of a letter without its tone, and that of its tone."""
    marks = unicodedata.normalize("NFD", letter)
    plain = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
    return _RANK.get(plain, plain), next((_TONES[m] for m in marks if m in _TONES), "0")


def name_key(name: str) -> str:
    """What to sort names of people by: the given name, which is the last word, with its tone; then the others."""
    *others, given = name.split() or [""]
    return f"{key(given)}\x00{key(' '.join(others))}"
