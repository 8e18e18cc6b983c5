"""How words of cells and headings are compared: case, spacing, punctuation at the ends, the form of the diacritics and
where a syllable bears its tone ("hòa", "hoà") do not count; the letters must match.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_SPACES = {ord(c): " " for c in "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"}
_LOOKALIKES = {ord(c): "-" for c in "‐‑‒–—―−"} | {ord("ð"): "đ"}  # Ð (eth) is what old converters write for Đ
_ENDS = " \t\r\n\"'`.,:;!?*()[]{}<>/\\|-_~…“”‘’«»•·"
_TONE_INSIDE = re.compile("([\u0300\u0301\u0303\u0309\u0323])((?:[^\\W\\d_]|[\u0302\u0306\u031b])+)")


def clean(text: str) -> str:
    """``text`` composed (NFC), without invisible characters, outer spaces, or marks of forced text ('0123, ="0123")."""
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE).translate(_SPACES)).strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'").strip()


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """The form of ``text`` in which equal words are equal. Not for display."""
    letters = unicodedata.normalize("NFD", clean(text).casefold()).translate(_LOOKALIKES)
    letters = "".join(_TONE_INSIDE.sub(r"\2\1", letters).split())
    return letters.strip(_ENDS) or letters
