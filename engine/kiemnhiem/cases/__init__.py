"""From officers' files to typed cases, unknown kept as unknown."""

from kiemnhiem.cases.case import Case, Origin, Recorded
from kiemnhiem.cases.cells import Parsed, parse_value
from kiemnhiem.cases.objects import facts_of
from kiemnhiem.cases.reading import Reading, Table, read, read_objects
from kiemnhiem.cases.streaming import stream

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
