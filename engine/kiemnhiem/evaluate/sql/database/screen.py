"""Screening a table inside a PostgreSQL server: a table in, a table of results out, and only counts come back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from sqlglot import exp

from kiemnhiem.cases.readers import Readers
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.columnar.conditions import column_type
from kiemnhiem.evaluate.columnar.plan import Input, Plan
from kiemnhiem.evaluate.columnar.verdicts import plan
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.sql.database import codes
from kiemnhiem.evaluate.sql.database.canonical import Canonical, Wanted
from kiemnhiem.evaluate.sql.database.cells import FUNCTIONS, Family
from kiemnhiem.evaluate.sql.database.digest import digested
from kiemnhiem.evaluate.sql.database.figures import counted
from kiemnhiem.evaluate.sql.database.places import Group, Groups
from kiemnhiem.evaluate.sql.database.results import Results, records_table, verdicts
from kiemnhiem.evaluate.sql.database.source import Source, cases_of, lists_of, query, records_of, table_of
from kiemnhiem.evaluate.sql.database.texts import compared_alike
from kiemnhiem.evaluate.sql.dialects import POSTGRES
from kiemnhiem.evaluate.sql.engine import as_text
from kiemnhiem.evaluate.sql.postgres import connected
from kiemnhiem.evaluate.sql.statement import ID, Names
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Place, Problem

SQL, Identifier = sql.SQL, sql.Identifier
#: Temporary tables; tables of the same names would hide behind them.
_CASES, _GROUPED, _GROUP = "kn_cases", "kn_grouped", "asked"


@dataclass(frozen=True)
class Screened:
    """What came of a table: its ``counts`` in figures; by key of policy, how many cases have which verdict of it.
    ``digest``: of the table of results, see :mod:`kiemnhiem.evaluate.sql.database.digest`. ``statements``: what filled
    it, one for each program.
    """

    cases: int
    counts: Counts
    policies: Mapping[str, Mapping[Verdict, int]]
    problems: tuple[Problem, ...]
    seconds: float
    digest: str
    statements: tuple[str, ...] = field(repr=False, default=())


def screen_table(
    url: str,
    source: str,
    programs: Programs,
    output: str,
    *,
    lists: Mapping[str, str] | None = None,
    asks: bool = False,
    blockers: bool = True,
    mapped: Mapping[str, str] | None = None,
    before_commit: Callable[[Counts, str], None] = lambda _counts, _digest: None,
) -> Screened:
    """Screen a table by a question and write a table of results beside it, in one transaction.

    :param url: ``postgresql://user@host/database``.
    :param source: the table of cases, with or without its schema; with ``asks`` a query that gives one.
    :param output: the table of results, which must not exist.
    :param lists: by name of a list of the vocabulary, the table of its records.
    :param blockers: with the ids of the requirements that are not met, or unknown, as text.
    :param mapped: as :func:`kiemnhiem.cases.read` has it.
    :param before_commit: told the figures and the digest; while it raises, there is no table of results.
    :raises UsageError: for tables and columns that are not there, ids that are missing or not unique.
    :raises EngineError: for what else the server refuses.
    """
    started = time.monotonic()
    readers = Readers(programs.of({}).vocabulary, programs.library, mapped)
    children = lists_of(lists or {}, readers)
    with connected(url) as connection:
        problems: list[Problem] = []
        table = query(source) if asks else table_of(source)
        cases = cases_of(connection, "--query" if asks else source, table, readers, problems)
        records = {
            name: records_of(connection, (lists or {})[name], of, readers, problems) for name, of in children.items()
        }
        _check(connection, cases, output)
        run = _Run(connection, readers, programs, cases, records, problems)
        run.prepare()
        results, statements = run.write(output, blockers=blockers)
        counts, policies = counted(connection, output, results)
        digest = digested(connection, output, results)
        before_commit(counts, digest)
        seconds = time.monotonic() - started
        return Screened(counts.verdicts.total(), counts, policies, tuple(problems), seconds, digest, tuple(statements))


def _check(connection: psycopg.Connection, cases: Source, output: str) -> None:
    """Ids that name one case each, and no table of results yet."""
    exists = connection.execute("SELECT to_regclass(%s)", [table_of(output).as_string()]).fetchone()
    if exists and exists[0] is not None:
        raise UsageError([Problem(codes.RESULT_EXISTS, None, {"found": output})])
    counted = SQL(
        "SELECT sum(rows) FILTER (WHERE unnamed), count(*) FILTER (WHERE rows > 1 AND NOT unnamed) FROM"
        " (SELECT coalesce(btrim({0}::text), '') = '' AS unnamed, count(*) AS rows FROM {1} GROUP BY {0}) a"
    ).format(Identifier(cases.key), cases.table)
    empty, twice = connection.execute(counted).fetchone() or (0, 0)
    if empty or twice:
        raise UsageError([Problem(codes.KEYS, None, {"found": cases.name, "empty": empty or 0, "twice": twice})])


@dataclass
class _Run:
    connection: psycopg.Connection
    readers: Readers
    programs: Programs
    cases: Source
    records: Mapping[str, Source]
    problems: list[Problem]
    names: Names = field(default_factory=Names)

    def __post_init__(self) -> None:
        self.groups = Groups(self.programs)
        self.plans: dict[str | None, Plan] = {}

    def prepare(self) -> None:
        """Make the tables that the programs read."""
        compared_alike(self.connection)
        for function in FUNCTIONS:
            self.connection.execute(function.encode())
        inputs = {of.name: Input(of, column_type(of.type)) for of in self.groups.fields}
        lists: dict[str, dict[str, Input]] = {}
        for program in {p.place: p for group in self.groups.all for p in group.programs}.values():
            self.plans[program.place] = planned = plan(program, self._partial())
            inputs |= planned.inputs
            for name, of in planned.records.items():
                lists.setdefault(name, {}).update(of)
        canonical = Canonical(self.connection, self.readers, self.names)
        for name, wanted in lists.items():
            if name in self.records:
                canonical.records(records_table(name), Wanted(self.records[name], wanted))
            else:
                self._nothing(name, wanted)
        canonical.cases(_CASES, Wanted(self.cases, inputs), {n: records_table(n) for n in self.records if n in lists})
        self.connection.execute(
            SQL("CREATE TEMPORARY VIEW {} AS SELECT *, {} AS {} FROM {}").format(
                Identifier(_GROUPED), self.groups.number(self.names), Identifier(_GROUP), Identifier(_CASES)
            )
        )
        self.problems += canonical.problems
        self._nobody(lists)

    def write(self, output: str, *, blockers: bool) -> tuple[Results, list[str]]:
        """Make the table of results and fill it."""
        present = self.connection.execute(
            SQL("SELECT DISTINCT {} FROM {}").format(Identifier(_GROUP), Identifier(_GROUPED))
        ).fetchall()
        whole = self.programs.whole
        results = Results(self.cases.key, whole, blockers=blockers)
        if len(results.columns) > LIMITS.result_columns:
            rules = sum(len(p.rules) for _, p in whole.all_policies)
            self.problems.append(Problem(codes.TOO_MANY_COLUMNS, Place(output), {"found": rules}))
            results = Results(self.cases.key, whole, split=False)
        columns = SQL(", ").join(SQL("{} {}").format(Identifier(c.name), SQL(c.type)) for c in results.columns)
        self.connection.execute(SQL("CREATE TABLE {} ({})").format(table_of(output), columns))
        for column in results.columns:
            said = sql.Literal(f"{column.label.vi} — {column.label.en}")
            self.connection.execute(
                SQL("COMMENT ON COLUMN {}.{} IS {}").format(table_of(output), Identifier(column.name), said)
            )
        numbers = {number for (number,) in present}
        statements = [self._insert(output, results, g) for g in self.groups.all if g.number in numbers]
        for statement in statements:
            self.connection.execute(statement.encode())
        self.connection.execute(SQL("ANALYZE {}").format(table_of(output)))
        return results, statements

    def _insert(self, output: str, results: Results, group: Group) -> str:
        """The statement that decides the cases of a group."""
        cases = (
            exp.select("*")
            .from_(_GROUPED)
            .where(exp.EQ(this=exp.column(_GROUP), expression=exp.Literal.number(group.number)))
        )
        first, *others = group.programs
        asked = [verdicts(self.plans[p.place], self.names, cases.copy()) for p in others]
        found = results.filled(self.plans[first.place], first.place, self.names, cases, asked)
        columns = SQL(", ").join(Identifier(c.name) for c in results.columns).as_string()
        return f"INSERT INTO {table_of(output).as_string()} ({columns})\n{as_text(found, POSTGRES, pretty=True)}"

    def _partial(self) -> frozenset[str]:
        """The dates that may be partly known: those not in columns of dates."""
        found = {n for n, f in self.cases.feeds.items() if _may_be_partial(f.field, f.family)}
        for name, source in self.records.items():
            found |= {f"{name}.{n}" for n, f in source.feeds.items() if _may_be_partial(f.field, f.family)}
        return frozenset(found)

    def _nothing(self, name: str, wanted: Mapping[str, Input]) -> None:
        """The table of the records of a list that nothing feeds."""
        empty = Source(name, SQL("(SELECT NULL::text AS id WHERE false) AS nothing"), ID, {})
        Canonical(self.connection, self.readers, self.names).records(records_table(name), Wanted(empty, wanted))

    def _nobody(self, lists: Mapping[str, object]) -> None:
        """Tell of records that belong to no case."""
        for name, source in self.records.items():
            if name not in lists:
                continue
            counted = SQL("SELECT count(*) FROM {} r WHERE NOT EXISTS (SELECT FROM {} c WHERE c.id = r.id)").format(
                Identifier(records_table(name)), Identifier(_CASES)
            )
            [count] = self.connection.execute(counted).fetchone() or (0,)
            if count:
                self.problems.append(Problem(codes.NOBODY, Place(source.name), {"found": source.name, "count": count}))


def _may_be_partial(of: Field, family: Family) -> bool:
    return of.type.kind is Kind.DATE and family is not Family.DATE
