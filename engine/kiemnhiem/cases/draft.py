"""A case while its files are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from kiemnhiem.cases.case import Case, Origin
from kiemnhiem.cases.gathering import Gathering, Plain, split
from kiemnhiem.cases.plainrows import PlainRows
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.values import Records, Value
from kiemnhiem.problem import Place


@dataclass(frozen=True, slots=True)
class Source:
    """Where people stand. ``column``: that of their ids; ``plain``: what rows with nothing unusual say, and ``again``
    reads such a row in full.
    """

    file: str
    sheet: str | None = None
    column: int | None = None
    plain: PlainRows | None = None
    again: Callable[[int], Gathering] | None = None


@dataclass(slots=True)
class Draft:
    """One person so far. ``key`` is the id that the file gives, if any; ``id`` names the person in any case. ``told``:
    what is known; of a row with nothing unusual its index in the source's plain rows, or what it tells. ``added``:
    records that other sheets have given to such a row. ``doubted``: lists with rows of nobody known, which may be this
    person's.
    """

    id: str
    key: str | None
    source: Source
    row: int | None
    told: Gathering | Plain | int
    added: tuple[tuple[str, Records, Place], ...] = ()
    doubted: frozenset[str] = frozenset()
    _case: Case | None = None

    @property
    def origin(self) -> Origin:
        """Where the person stands."""
        return Origin(self.source.file, self.source.sheet, self.row)

    @property
    def place(self) -> Place:
        """Where the person's id stands, or would."""
        return Place(self.source.file, self.row, self.source.column, self.source.sheet)

    @property
    def gathering(self) -> Gathering:
        """What is known, with all that is needed to compare it with what other sheets say."""
        if not isinstance(self.told, Gathering):
            assert self.source.again  # noqa: S101 - for the type checker: plain rows come with it
            self.told = self.source.again(self.row or 0)
            for name, records, where in self.added:
                self.told.append(name, records, where)
        return self.told

    def add(self, name: str, records: Records, where: Place) -> bool:
        """Give records of another sheet to a row that tells nothing of the list; whether it is such a row."""
        if isinstance(self.told, Gathering):
            return False
        facts, _ = self._plain()
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
        if not isinstance(self.told, Gathering):
            self._plain()[0].setdefault(name, value)
        elif name not in self.told:
            self.told.say(name, value, where, weak=True)

    def forget_blank(self, name: str) -> None:
        """An empty cell no longer tells a fact: there are signs that it was left empty by mistake."""
        if isinstance(self.told, Gathering) or name in self._plain()[0]:
            self.gathering.forget_blank(name)

    def case(self) -> Case:
        """The finished case, always the same one."""
        if self._case is None:
            told = split(self.told) if isinstance(self.told, Gathering) else self._plain()
            self._case = Case(self.id, *told, self.origin)
        return self._case

    def _plain(self) -> Plain:
        """What a plain row tells, from now on apart from its source."""
        if isinstance(self.told, int):
            assert self.source.plain  # noqa: S101 - for the type checker: it is an index there
            self.told = self.source.plain.row(self.told)
        return cast("Plain", self.told)
