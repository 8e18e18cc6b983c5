"""Conditions and cases as short YAML on one line, as authors write them."""

from __future__ import annotations

import json
import re
from typing import Any

_PLAIN = re.compile(r"[^\W_][\w./…-]*(?: [\w./…-]+)*|\$[\w-]+")


def flow(raw: Any) -> str:
    """A map without its outer braces: ``education: {at_least: primary}``; equality as ``residence: permanent``."""
    text = value(raw)
    return text[1:-1] if isinstance(raw, dict) else text


def value(raw: Any) -> str:
    """Any value in flow style; text is quoted where YAML would read it as something else."""
    match raw:
        case {"is": only} if len(raw) == 1:
            return value(only)
        case {"in": list(many)} if len(raw) == 1:
            return value(many)
        case dict():
            return "{" + ", ".join(f"{k}: {value(v)}" for k, v in raw.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(value, raw)) + "]"
        case bool():
            return str(raw).lower()
        case str():
            return raw if _PLAIN.fullmatch(raw) else json.dumps(raw, ensure_ascii=False)
        case _:
            return str(raw)
