"""The names of columns. A field's own name is kept; what is made of it has a ``~`` in its name, as no field has."""

from __future__ import annotations

#: The number of a case's row, in the tables of its records.
ROW = "~row"
#: The verdict of the case.
VERDICT = "~verdict"


def last(name: str) -> str:
    """The last possible day of a date that may be partly known; its first one has the field's name."""
    return f"{name}~last"


def listed(name: str) -> str:
    """Whether a list's records are known."""
    return f"{name}~listed"


def lent(name: str) -> str:
    """A column of the case, beside each record."""
    return f"~case~{name}"


def without_unit(name: str) -> str:
    """A fold over the records of the case that have no unit."""
    return f"{name}~0"
