"""Which program a case is asked, by the places its row names, as SQL."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from kiemnhiem.evaluate.sql.statement import Names
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.types import Field

SQL = sql.SQL


@dataclass(frozen=True)
class Group:
    """Cases that are asked the same: ``programs``, the first of which decides; with others, their place is not known,
    and what these do not agree on is undetermined.
    """

    number: int
    programs: tuple[Program, ...]


class Groups:
    """The groups of a question."""

    def __init__(self, programs: Programs) -> None:
        vocabulary = programs.of({}).vocabulary
        self.fields: tuple[Field, ...] = tuple(f for f in vocabulary.fields.values() if f.place)
        self.by_case = programs.by_case and bool(self.fields)
        self._numbers: dict[tuple[str | None, ...], Group] = {}
        self.unknown = self._group(programs.possible({}))
        codes = {c.code for f in self.fields for c in f.type.choices} if self.by_case else ()
        last = self.fields[-1].name if self.fields else ""
        self._of = {code: self._group(programs.possible({last: code})) for code in sorted(codes)}

    @property
    def all(self) -> tuple[Group, ...]:
        """Every group that a case may be in."""
        return tuple(self._numbers.values())

    def number(self, names: Names) -> sql.Composable:
        """The number of a case's group: by the last known of its places, which are declared widest first."""
        found: sql.Composable = sql.Literal(self.unknown.number)
        for of in self.fields if self.by_case else ():
            column = sql.Identifier(names[of.name])
            by_group: dict[int, list[int]] = {}
            for code, position in of.type.positions.items():
                by_group.setdefault(self._of[code].number, []).append(position)
            whens = SQL(" ").join(
                SQL("WHEN {} IN ({}) THEN {}").format(column, SQL(", ").join(map(sql.Literal, at)), number)
                for number, at in by_group.items()
            )
            found = SQL("CASE {} ELSE {} END").format(whens, found) if by_group else found
        return found

    def _group(self, programs: tuple[Program, ...]) -> Group:
        places = tuple(p.place for p in programs)
        return self._numbers.setdefault(places, Group(len(self._numbers), programs))
