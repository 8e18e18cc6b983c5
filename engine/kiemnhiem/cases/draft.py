"""A case while its files are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kiemnhiem.cases.case import Case, Origin, Recorded
from kiemnhiem.cases.gathering import Gathering
from kiemnhiem.policy.values import Value
from kiemnhiem.problem import Place


@dataclass
class Draft:
    """One person so far. ``key`` is the id that the file gives, if any; ``id`` names the person in any case.
    ``doubted``: lists with rows of nobody known, which may be this person's.
    """

    id: str
    key: str | None
    origin: Origin
    place: Place
    gathering: Gathering
    witnesses: dict[str, tuple[str | None, date | None]] = field(default_factory=dict)
    doubted: set[str] = field(default_factory=set)

    def case(self) -> Case:
        """The finished case."""
        return Case(self.id, *split(self.gathering, self.witnesses), self.origin)


def split(
    gathering: Gathering, witnesses: Mapping[str, tuple[str | None, date | None]]
) -> tuple[dict[str, Value], dict[str, Recorded]]:
    """Facts, and recorded answers to judgements (whose names hold a ``#``)."""
    facts: dict[str, Value] = {}
    answers = {}
    for name, value in gathering.facts.items():
        if "#" in name:
            answers[name] = Recorded(bool(value), *witnesses.get(name, (None, None)))
        else:
            facts[name] = value
    return facts, answers
