"""From officers' files to typed cases, unknown kept as unknown.

What it offers is imported when it is asked for: the reader of a workbook begins before anything else is loaded.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiemnhiem.cases.case import Case, Origin, Recorded
    from kiemnhiem.cases.cells import Parsed, parse_value
    from kiemnhiem.cases.objects import facts_of
    from kiemnhiem.cases.reading import Reading, Table, read, read_objects
    from kiemnhiem.cases.streaming import stream

_ROOMS = {
    "case": ("Case", "Origin", "Recorded"),
    "cells": ("Parsed", "parse_value"),
    "objects": ("facts_of",),
    "reading": ("Reading", "Table", "read", "read_objects"),
    "streaming": ("stream",),
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


__all__ = [
    "Case",
    "Origin",
    "Parsed",
    "Reading",
    "Recorded",
    "Table",
    "facts_of",
    "parse_value",
    "read",
    "read_objects",
    "stream",
]
