"""Temporary tables of what a plan reads, made inside the server from the tables that are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from kiemnhiem.cases.readers import Readers
from kiemnhiem.evaluate.columnar.names import last, listed
from kiemnhiem.evaluate.columnar.plan import Input
from kiemnhiem.evaluate.sql.database import codes
from kiemnhiem.evaluate.sql.database.cells import Cells, by_words, column_type, direct
from kiemnhiem.evaluate.sql.database.source import Feed, Source
from kiemnhiem.evaluate.sql.statement import ID, Names
from kiemnhiem.policy.types import Field, Kind, Statement
from kiemnhiem.problem import Place, Problem

SQL, Identifier = sql.SQL, sql.Identifier


@dataclass(frozen=True)
class Wanted:
    """What is read of one table: by name of field or judgement."""

    source: Source
    inputs: Mapping[str, Input]


@dataclass
class Canonical:
    """Makes the tables of one connection; ``problems`` are what it found in their values."""

    connection: psycopg.Connection
    readers: Readers
    names: Names
    problems: list[Problem] = field(default_factory=list)
    _made: int = 0

    def cases(self, table: str, wanted: Wanted, records: Mapping[str, str]) -> None:
        """The table of cases. ``records``: by list, the table of its records, made before."""
        lists = [of.field for of in wanted.inputs.values() if of.field.type.kind is Kind.LIST]
        joins, there = [], []
        for number, of in enumerate(lists):
            known: sql.Composable = SQL("false")
            if of.name in records:
                alias = Identifier(f"l{number}")
                has = SQL(" LEFT JOIN (SELECT DISTINCT id FROM {}) {alias} ON {alias}.id = {id}")
                joins.append(has.format(Identifier(records[of.name]), alias=alias, id=_id(wanted.source)))
                known = SQL("true") if of.blank == () else SQL("{}.id IS NOT NULL").format(alias)
            there.append(SQL("{} AS {}").format(known, Identifier(self.names[listed(of.name)])))
        self._create(table, wanted, there, joins)

    def records(self, table: str, wanted: Wanted) -> None:
        """The table of a list's records."""
        self._create(table, wanted, [], [])

    def _create(
        self, table: str, wanted: Wanted, more: Sequence[sql.Composable], joins: Sequence[sql.Composable]
    ) -> None:
        source = wanted.source
        inputs = {n: of for n, of in wanted.inputs.items() if of.field.type.kind is not Kind.LIST}
        read = {n: self._read(source, f) for n, f in source.feeds.items() if n in inputs or _states(f.field)}
        columns = [SQL("{} AS {}").format(_id(source), Identifier(ID)), *more]
        lost: list[Feed] = []
        for n, cells in read.items():
            columns.append(SQL("coalesce({}, false) AS {}").format(cells.lost, Identifier(f"lost{len(lost)}")))
            lost.append(source.feeds[n])
        doubted: list[Field] = []
        for name, of in inputs.items():
            said = [c.says[name] for c in read.values() if name in c.says]
            low, high, contradicted = _agreed(read.get(name), said, of.field)
            columns.append(SQL("{} AS {}").format(low, Identifier(self.names[name])))
            if of.partial:
                columns.append(SQL("{} AS {}").format(high, Identifier(self.names[last(name)])))
            if contradicted is not None:
                columns.append(SQL("{} AS {}").format(contradicted, Identifier(f"doubted{len(doubted)}")))
                doubted.append(of.field)
        found = SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {}{}").format(
            Identifier(table),
            SQL(", ").join(columns),
            source.table,
            SQL("").join([c.joins for c in read.values() if c.joins] + list(joins)),
        )
        self.connection.execute(found)
        self.connection.execute(SQL("ANALYZE {}").format(Identifier(table)))
        self.problems += self._unread(table, source, lost, doubted)

    def _read(self, source: Source, feed: Feed) -> Cells:
        """A column; the table of its different texts is made on the way."""
        column = Identifier(feed.column)
        found = direct(feed.field, feed.family, column)
        if found is None:
            table = Identifier(f"kn_words{self._made}")
            self._made += 1
            found, words = by_words(feed.field, column, table, self.readers)
            self.connection.execute(words.create(table, source.table, column))
            self.connection.execute(SQL("ANALYZE {}").format(table))
        return found

    def _unread(self, table: str, source: Source, lost: Sequence[Feed], doubted: Sequence[Field]) -> Iterator[Problem]:
        """How many cells of each column could not be read, and how many cases contradict themselves."""
        counted = [Identifier(f"lost{n}") for n in range(len(lost))]
        counted += [Identifier(f"doubted{n}") for n in range(len(doubted))]
        if not counted:
            return
        counts = SQL(", ").join(SQL("count(*) FILTER (WHERE {})").format(c) for c in counted)
        row = self.connection.execute(SQL("SELECT {} FROM {}").format(counts, Identifier(table))).fetchone() or ()
        for feed, count in zip(lost, row, strict=False):
            if count:
                values = {"column": feed.column, "field": feed.field.label, "count": count}
                values["expected"] = self.readers.of(feed.field).expected
                yield Problem(codes.UNREADABLE_VALUES, Place(source.name), values)
        for of, count in zip(doubted, row[len(lost) :], strict=True):
            if count:
                yield Problem(codes.CONTRADICTED, Place(source.name), {"field": of.label, "count": count})


def _id(source: Source) -> sql.Composable:
    return SQL("{}::text").format(Identifier(source.key))


def _states(field: Field) -> bool:
    """Whether cells of a field may speak of other fields."""
    return any(isinstance(m, Statement) for m in (*field.cells.values(), field.blank))


def _agreed(
    own: Cells | None, said: Sequence[sql.Composable], field: Field
) -> tuple[sql.Composable, sql.Composable, sql.Composable | None]:
    """What a field's own cells and those of others say of it together; where they contradict each other, or its own
    cannot be read, nothing. The last is whether they contradict each other, where they may.
    """
    ends = [own.low, own.high] if own else [SQL("NULL::{}").format(column_type(field.type))] * 2
    if not said:
        return ends[0], ends[1], None
    tellings = ([own.low] if own else []) + list(said)
    least, greatest = (SQL("{}({})").format(SQL(f), SQL(", ").join(tellings)) for f in ("least", "greatest"))
    differ = SQL("coalesce({} <> {}, false)").format(least, greatest)
    lost = SQL("coalesce({}, false)").format(own.lost) if own else SQL("false")
    low, high = (
        SQL("CASE WHEN {} OR {} THEN NULL ELSE coalesce({}) END").format(lost, differ, SQL(", ").join((end, *said)))
        for end in ends
    )
    return low, high, differ
