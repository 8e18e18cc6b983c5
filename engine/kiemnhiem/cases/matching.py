"""How words of cells and headings are compared: case, spacing, punctuation at the ends, the form of the diacritics and
where a syllable bears its tone ("hòa", "hoà") do not count; the letters must match.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_SPACES = {ord(c): " " for c in "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"}
PLAIN: dict[int, str | None] = {**_INVISIBLE, **_SPACES}
LOOKALIKES = {ord(c): "-" for c in "‐‑‒–—―−"} | {ord("ð"): "đ"}  # Ð (eth) is what old converters write for Đ
#: Translating is slow, and few texts need it.
_ANY_PLAIN, _ANY_LOOKALIKE = (re.compile(f"[{''.join(map(chr, table))}]") for table in (PLAIN, LOOKALIKES))
ENDS = " \t\r\n\"'`.,:;!?*()[]{}<>/\\|-_~…“”‘’«»•·"
_TONE_INSIDE = re.compile("([\u0300\u0301\u0303\u0309\u0323])((?:[^\\W\\d_]|[\u0302\u0306\u031b])+)")


#: What the marks of forced text begin with.
_FORCED = frozenset("='")


def clean(text: str) -> str:
    """``text`` composed (NFC), without invisible characters, outer spaces, or marks of forced text ('0123, ="0123")."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(PLAIN) if _ANY_PLAIN.search(text) else text)
    text = text.strip()
    if text[:1] not in _FORCED:
        return text
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'").strip()


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """The form of ``text`` in which equal words are equal. Not for display."""
    letters = clean(text).casefold()
    if not letters.isascii():
        letters = unicodedata.normalize("NFD", letters)
        if _ANY_LOOKALIKE.search(letters):
            letters = letters.translate(LOOKALIKES)
        letters = _TONE_INSIDE.sub(lambda tone: tone[2] + tone[1], letters)
    letters = "".join(letters.split())
    return letters.strip(ENDS) or letters
