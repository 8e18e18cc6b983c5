"""The facts of one case while its cells are read: what each says, and whether two of them disagree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from kiemnhiem.cases import codes
from kiemnhiem.cases.case import Recorded
from kiemnhiem.cases.cells import Parsed
from kiemnhiem.cases.grid import Cell
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.types import Field
from kiemnhiem.policy.values import Records, Scalar, Span, Value
from kiemnhiem.problem import Place, Problem

#: A position: a column of the case's row, a path into its object, or a place elsewhere.
Where: TypeAlias = "int | tuple[str | int, ...] | Place"
Witness: TypeAlias = "tuple[str | None, date | None]"
Locate: TypeAlias = Callable[["int | tuple[str | int, ...]"], Place]
#: Facts, and recorded answers to judgements.
Plain: TypeAlias = tuple[dict[str, Value], dict[str, Recorded]]


class Gathering:
    """Facts (and judgements' answers) of one case by name. ``problems`` is shared with the reader of the file.
    ``lost``: facts that are unknown whatever else is said. ``witnesses``: who answered judgements, and when.
    """

    def __init__(self, fields: Mapping[str, Field], locate: Locate, problems: list[Problem]) -> None:
        self.facts: dict[str, Value] = {}
        self.problems = problems
        self.lost: set[str] = set()
        self.witnesses: dict[str, Witness] = {}
        self._fields = fields
        self._locate = locate
        self._where: dict[str, Where] = {}
        self._weak: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self.facts or name in self.lost

    def take(self, name: str, parsed: Parsed, where: Where) -> None:
        """What a readable cell of field ``name`` says. What an empty one means gives way to what another says."""
        for other, value in parsed.says(name):
            self.say(other, value, where, weak=not parsed.given)

    def say(self, name: str, value: Value, where: Where, *, weak: bool = False, label: Text | None = None) -> None:
        """One source's word on a fact. When two disagree it becomes unknown, and a problem names both."""
        if name in self.lost or self._too_many(name, value, where):
            return
        if name not in self.facts or (name in self._weak and not weak):
            self.facts[name] = value
            self._where[name] = where
            (self._weak.add if weak else self._weak.discard)(name)
        elif not weak:
            both = narrower(self.facts[name], value)
            if both is None:
                self._disagree(name, value, where, label)
            else:
                self.facts[name] = both

    def lose(self, name: str) -> None:
        """A source could not be read: the fact is unknown whatever others say."""
        self.lost.add(name)
        self.facts.pop(name, None)

    def forget_blank(self, name: str) -> None:
        """An empty cell no longer tells a fact: there are signs that it was left empty by mistake."""
        if name in self._weak:
            self._weak.discard(name)
            self.facts.pop(name, None)

    def _too_many(self, name: str, value: Value, where: Where) -> bool:
        """Whether a list is longer than any person's; it is then unknown."""
        if not isinstance(value, tuple) or len(value) <= LIMITS.records:
            return False
        field = self._fields.get(name)
        values = {"what": field.label if field else name, "limit": LIMITS.records}
        self.problems.append(Problem(codes.TOO_MANY_RECORDS, self.place(where), values))
        self.lose(name)
        return True

    def _disagree(self, name: str, value: Value, where: Where, label: Text | None) -> None:
        field = self._fields.get(name)
        first = self.facts[name]
        values = {
            "what": field.label if field else label or name,
            "first": shown(first, field),
            "second": shown(value, field),
            "where": self.place(self._where[name]),
        }
        self.problems.append(Problem(codes.CONFLICT, self.place(where), values))
        self.lose(name)

    def place(self, where: Where) -> Place:
        """Where it stands in the file."""
        return where if isinstance(where, Place) else self._locate(where)

    def append(self, name: str, records: Records, where: Place) -> None:
        """Records of a sheet of their own, beside those that the case's row tells."""
        present = self.facts.get(name)
        if isinstance(present, tuple) and present and name not in self._weak:
            if not self._too_many(name, present + records, where):
                self.facts[name] = present + records
        else:
            self.say(name, records, where)


def split(gathering: Gathering) -> Plain:
    """Facts, and recorded answers to judgements (whose names hold a ``#``)."""
    facts: dict[str, Value] = {}
    answers = {}
    for name, value in gathering.facts.items():
        if "#" in name:
            answers[name] = Recorded(bool(value), *gathering.witnesses.get(name, (None, None)))
        else:
            facts[name] = value
    return facts, answers


def narrower(first: Value, second: Value) -> Value:
    """What two sources say together: 1975 and 05/06/1975 agree. ``None`` when they disagree."""
    if first == second:
        return first
    if isinstance(first, Scalar) and isinstance(second, Scalar):
        for wide, narrow in ((first, second), (second, first)):
            if isinstance(wide, Span) and isinstance(narrow, date | Span):
                low, high = (narrow.low, narrow.high) if isinstance(narrow, Span) else (narrow, narrow)
                if wide.low <= low and high <= wide.high:  # type: ignore[operator]  # both are dates
                    return narrow
    return None


def shown(value: object, field: Field | None) -> object:
    """A value in words; masked when it is personal."""
    if field and field.personal:
        return codes.MASKED
    match value:
        case date():
            return f"{value:%d/%m/%Y}"
        case Span():
            return f"{shown(value.low, None)}–{shown(value.high, None)}"
        case Decimal():
            return f"{value:f}"
        case bool():
            return Text("có", "yes") if value else Text("không", "no")
        case ():
            return Text("không có", "none")
        case tuple():
            return Text(f"{len(value)} mục", f"{len(value)} records")
        case str() if field:
            return next((c.label for c in field.type.choices if c.code == value), value)
    return value


def rebuilt(field: Field, parsed: Parsed, raw: Cell, what: object, place: Place) -> Problem:
    """The warning of a text that a spreadsheet had turned into a date, and that was read as the text."""
    masked = codes.MASKED if field.personal else None
    values = {"what": what, "read": masked or parsed.rebuilt, "found": masked or shown(raw, None)}
    return Problem(codes.TURNED_INTO_DATE, place, values)


def unreadable(field: Field, parsed: Parsed, raw: Cell, what: object, place: Place) -> Problem:
    """The problem of a cell that cannot be read. The cell's text is shown unless the field is personal."""
    found = codes.MASKED if field.personal else shown(raw, None) if isinstance(raw, date) else short(raw)
    suggestion = None if field.personal else parsed.suggestion
    values = {"what": what, "found": found, "expected": parsed.expected}
    return Problem(codes.UNREADABLE_CELL, place, values, suggestion)


_LONGEST = 80


def short(raw: object) -> str:
    """A found text on one line, cut where it is long."""
    text = " ".join(str(raw).encode(errors="replace").decode().split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
