"""A case while its files are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, cast

from kiemnhiem.cases.case import Case, Origin, Recorded
from kiemnhiem.cases.gathering import Gathering
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.values import Records, Value
from kiemnhiem.problem import Place

#: Facts, and recorded answers to judgements.
Plain: TypeAlias = tuple[dict[str, Value], dict[str, Recorded]]


@dataclass(slots=True)
class Draft:
    """One person so far. ``key`` is the id that the file gives, if any; ``id`` names the person in any case.
    ``column``: where the id stands. ``told``: what is known; of a row with nothing unusual only the facts, and
    ``again`` reads that row in full. ``added``: records that other sheets have given to such a row. ``doubted``: lists
    with rows of nobody known, which may be this person's.
    """

    id: str
    key: str | None
    origin: Origin
    column: int | None
    told: Gathering | Plain
    again: Callable[[int], Gathering] | None = None
    added: tuple[tuple[str, Records, Place], ...] = ()
    doubted: frozenset[str] = frozenset()

    @property
    def place(self) -> Place:
        """Where the person's id stands, or would."""
        return Place(self.origin.file, self.origin.row, self.column, self.origin.sheet)

    @property
    def gathering(self) -> Gathering:
        """What is known, with all that is needed to compare it with what other sheets say."""
        if isinstance(self.told, tuple):
            assert self.again  # noqa: S101 - for the type checker: plain facts come with it
            self.told = self.again(self.origin.row or 0)
            for name, records, where in self.added:
                self.told.append(name, records, where)
        return self.told

    def add(self, name: str, records: Records, where: Place) -> bool:
        """Give records of another sheet to a row that tells nothing of the list; whether it is such a row."""
        if not isinstance(self.told, tuple):
            return False
        facts = self.told[0]
        if name in facts and name not in {given for given, _, _ in self.added}:
            return False
        both = (*cast("Records", facts.get(name, ())), *records)
        if len(both) > LIMITS.records:  # told where the row is read in full
            return False
        facts[name] = both
        self.added += ((name, records, where),)
        return True

    def suppose(self, name: str, value: Value, where: Place) -> None:
        """Take ``value`` for a fact that nothing tells of. Comes last: afterwards nothing else is compared."""
        if isinstance(self.told, tuple):
            self.told[0].setdefault(name, value)
        elif name not in self.told:
            self.told.say(name, value, where, weak=True)

    def forget_blank(self, name: str) -> None:
        """An empty cell no longer tells a fact: there are signs that it was left empty by mistake."""
        if not isinstance(self.told, tuple) or name in self.told[0]:
            self.gathering.forget_blank(name)

    def case(self) -> Case:
        """The finished case."""
        return Case(self.id, *(self.told if isinstance(self.told, tuple) else split(self.told)), self.origin)


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
