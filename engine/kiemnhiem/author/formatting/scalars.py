"""Texts in YAML: bare where that is safe, quoted where it is not, folded where they are long."""

from __future__ import annotations

import re

from kiemnhiem.author.formatting.tree import Scalar

WIDTH = 120
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
#: Quotes that an author wrote are kept around what means something else in some corner of YAML.
_HARMLESS = re.compile(r"[^\W\d_]([\w ()/.;+%-]*[\w%])?")
_WORDS = re.compile(r"y|n|yes|no|on|off|true|false|null|none", re.IGNORECASE)


def on_a_line(scalar: Scalar, *, flow: bool) -> str:
    """A text on one line; ``flow``: between brackets."""
    value = scalar.value
    if not value and scalar.style is None:
        return ""
    asked = scalar.style in ("'", '"') and not (_HARMLESS.fullmatch(value) and not _WORDS.fullmatch(value))
    if not asked and _bare(value, flow=flow):
        return value
    single = scalar.style == "'" or ('"' in value and "'" not in value and "\\" not in value)
    if single and all(c.isprintable() for c in value):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, value)) + '"'


def _bare(value: str, *, flow: bool) -> bool:
    """Whether a text reads as itself without quotes."""
    if not value or value != value.strip() or any(not c.isprintable() for c in value) or value in ("---", "..."):
        return False
    after = value[1:2]
    if value[0] in _INDICATORS and not (value[0] in "-?:" and after and after not in " ,[]{}"):
        return False
    if ": " in value or " #" in value or value.endswith(":") or value.startswith(("--- ", "... ")):
        return False
    return not (flow and (set(value) & set(",[]{}") or value.startswith((":", "?")) or value == "-"))


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter == "\n":
        return "\\n"
    if letter == "\t":
        return "\\t"
    return letter if letter.isprintable() else f"\\U{ord(letter):08X}"


def as_block(scalar: Scalar, indent: int) -> list[str] | None:
    """A block scalar: its ``>-`` or ``|`` and its lines, not yet indented; ``None`` where it is better on one line."""
    value = scalar.value
    if scalar.style not in ("|", ">"):
        return [">-", *_wrapped(value, indent)] if foldable(value) else None
    body = value.removesuffix("\n")
    if not body or body.endswith("\n") or scalar.lines[0][:1] in (" ", "\t", ""):
        return None
    sign = scalar.style + ("" if value.endswith("\n") else "-")
    too_long = any(indent + len(line) > WIDTH for line in scalar.lines)
    lines = _wrapped(body, indent) if too_long and scalar.style == ">" and foldable(body) else list(scalar.lines)
    return [sign, *(line.rstrip() for line in lines)]


def foldable(value: str) -> bool:
    """Whether a text may be broken at its spaces."""
    return " " in value and "  " not in value and value == value.strip() and all(c.isprintable() for c in value)


def _wrapped(value: str, indent: int) -> list[str]:
    lines, line = [], ""
    for word in value.split(" "):
        if line and indent + len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]
