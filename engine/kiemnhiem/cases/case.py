"""A case: one candidate as far as the officer's files tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kiemnhiem.policy.values import Facts, Value


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a case was read: file, sheet (if it has sheets) and row, counted from 1."""

    file: str
    sheet: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A person's answer to a judgement: who gave it and when, where that was written down."""

    answer: bool | None
    by: str | None = None
    on: date | None = None


@dataclass(frozen=True)
class Case:
    """``facts`` by field name; a field that is absent or ``None`` is unknown. Derived facts are not in it.
    ``judgements`` by :func:`kiemnhiem.policy.model.judgement_fact`.
    """

    id: str
    facts: Facts
    judgements: Mapping[str, Recorded] = field(default_factory=dict)
    origin: Origin | None = None

    def fact(self, name: str) -> Value:
        """The value of a field, ``None`` when unknown."""
        return self.facts.get(name)
