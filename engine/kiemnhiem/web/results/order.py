"""Vietnamese order: letters first (a ă â b c d đ …), then tones; names by their last word, as lists of people are.

The order of letters and tones is that of dictionaries (TCVN 6909 has no order; the Unicode CLDR's for ``vi`` is this).
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(0x100 + i) for i, letter in enumerate(_LETTERS)}
#: No mark, grave, hook, tilde, acute, dot below.
_TONES = {mark: str(i) for i, mark in enumerate(("\u0300", "\u0309", "\u0303", "\u0301", "\u0323"), start=1)}
_NUMBER = re.compile(r"\d+")
_DIGITS = 12


def key(text: str) -> str:
    """What to sort words by; numbers in them by their size."""
    words = unicodedata.normalize("NFC", text.casefold())
    letters: list[str] = []
    tones: list[str] = []
    for letter in words:
        marks = unicodedata.normalize("NFD", letter)
        tones.append(next((_TONES[m] for m in marks if m in _TONES), "0"))
        plain = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
        letters.append(_RANK.get(plain, plain))
    by_letters = _NUMBER.sub(lambda n: n[0].zfill(_DIGITS), "".join(letters))
    return f"{by_letters}\x00{''.join(tones)}"


def name_key(name: str) -> str:
    """What to sort names of people by: the given name, which is the last word, then the others from the first."""
    *others, given = name.split() or [""]
    return key(" ".join((given, *others)))
