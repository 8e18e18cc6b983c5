"""Text of files and policies as an XML file can hold it."""

from __future__ import annotations

import re

from kiemnhiem.report import words

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """The text with a space for each character that XML does not allow or a terminal would obey."""
    return _NOT_XML.sub(" ", words.plain(text))
