"""A plan as one statement: a chain of common table expressions, one for each stage and each list it reads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.columnar.expression import Type, columns_of
from kiemnhiem.evaluate.columnar.names import ROW, last, lent, listed, without_unit
from kiemnhiem.evaluate.columnar.plan import Fold, Folded, Grouped, Input, ListStage, Plan, Stage
from kiemnhiem.evaluate.sql.dialects import Dialect
from kiemnhiem.evaluate.sql.expressions import Compiler, literal
from kiemnhiem.language import Text

#: The column of the number, or the key, of a row of cases.
ID = "id"
_ZERO_OVER_NONE = (Fold.COUNT, Fold.SUM, Fold.DISTINCT)
#: Databases cut longer names.
_LONGEST = 40
_BOTH, _WITHOUT = "b", "w"
_TOO_WIDE = Text(
    "Câu hỏi cần bảng {found} cột, cơ sở dữ liệu chỉ cho {most}: hãy xét ít chính sách hơn trong một lần",
    "The question needs a table of {found} columns, the database allows {most}: ask fewer policies at a time",
)


class Names:
    """Short names of columns, which every database takes: a number, and what it is as far as ASCII can say."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {ROW: ID}

    def __getitem__(self, name: str) -> str:
        if name not in self._given:
            plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:_LONGEST].strip("_")
            self._given[name] = f"c{len(self._given)}_{plain}" if plain else f"c{len(self._given)}"
        return self._given[name]


@dataclass(frozen=True)
class Tables:
    """The names of the tables a statement reads: of cases, and by list those of records. Their columns have the names
    that ``names`` gives to those of the plan.
    """

    cases: str
    records: Mapping[str, str]
    names: Names


def columns_read(inputs: Mapping[str, Input]) -> Iterator[tuple[str, Type]]:
    """The columns of a table that a plan reads, with their types, without the row's number."""
    for name, of in inputs.items():
        yield name, of.type
        if of.partial:
            yield last(name), of.type


@dataclass(frozen=True)
class Compiled:
    """A plan's last table, ``name``, and the tables it is made of. ``packed``: columns that stand in arrays, by name:
    the array and the position in it, from 0.
    """

    ctes: Sequence[tuple[str, exp.Select]]
    name: str
    names: Names
    packed: Mapping[str, tuple[str, int]]

    def column(self, name: str) -> exp.Expr:
        """A result of the plan, or a column kept, in the last table."""
        if name in self.packed:
            array, at = self.packed[name]
            return exp.Bracket(this=exp.column(array), expressions=[exp.Literal.number(at)])
        return exp.column(self.names[name])

    def select(self, *columns: Any, earlier: Iterable[tuple[str, exp.Select]] = ()) -> exp.Select:
        """A statement over the last table, after tables of ``earlier``."""
        found = exp.select(*columns).from_(self.name)
        for name, table in (*earlier, *self.ctes):
            found = found.with_(name, as_=table, copy=False)
        return found


def compile_plan(
    plan: Plan, dialect: Dialect, tables: Tables, keep: Collection[str] = (), wanted: Collection[str] | None = None
) -> Compiled:
    """The plan's statement but for its last SELECT; columns ``keep`` of the cases stay in it. ``wanted``: the results
    it is asked for; ``None``: all.

    :raises EngineError: where a table would be wider than the database can have.
    """
    results = plan.results if wanted is None else tuple(wanted)
    return _Statement(plan, dialect, tables, set(keep), results).compiled()


def rows(compiled: Compiled, plan: Plan) -> exp.Select:
    """The results of a plan, a row a case, in order; what is packed stays packed (:func:`unpacked`)."""
    plain = [n for n in plan.results if n not in compiled.packed]
    arrays = dict.fromkeys(array for array, _ in compiled.packed.values())
    return compiled.select(*(compiled.column(n) for n in plain), *map(exp.column, arrays)).order_by(ID)


def unpacked(compiled: Compiled, plan: Plan, row: Sequence[Any]) -> list[Any]:
    """A row of :func:`rows` with a value for each of the plan's results."""
    plain = [n for n in plan.results if n not in compiled.packed]
    arrays = dict.fromkeys(array for array, _ in compiled.packed.values())
    values = dict(zip((*plain, *arrays), row, strict=True))
    return [values[compiled.packed[n][0]][compiled.packed[n][1]] if n in compiled.packed else values[n]
            for n in plan.results]  # fmt: skip


class _Statement:
    def __init__(self, plan: Plan, dialect: Dialect, tables: Tables, keep: set[str], results: Sequence[str]) -> None:
        self.plan, self.dialect, self.tables = plan, dialect, tables
        self.results = {*keep, *results}
        self.names = tables.names
        self.compile = Compiler(dialect, self.column)
        self.ctes: list[tuple[str, exp.Select]] = []
        self.packed: dict[str, tuple[str, int]] = {}
        self.packs: list[str] = []
        self.truths = _truths(plan)
        self.packing = dialect.columns is not None and len(results) > dialect.columns // 2

    def column(self, name: str) -> exp.Expr:
        return exp.column(self.names[name])

    def compiled(self) -> Compiled:
        current = self.tables.cases
        available = [name for name, _ in columns_read(self.plan.inputs)]
        for stage, later in zip(self.plan.stages, self._read_later(), strict=True):
            current, available = self.stage(stage, current, available, later)
        return Compiled(self.ctes, current, self.names, self.packed)

    def _read_later(self) -> list[set[str]]:
        """For each stage, the columns of the cases that later ones read for what is wanted."""
        found: list[set[str]] = []
        read: set[str] = set()
        for stage in reversed(self.plan.stages):
            found.insert(0, read)
            wanted = read | self.results
            made = {c for name, e in stage.columns.items() if name in wanted for c in columns_of(e)}
            lists = [listing for listing in stage.lists if wanted & _folded_by(listing).keys()]
            read = read | made | {n for listing in lists for n in (listed(listing.list), *listing.borrowed)}
        return found

    def stage(self, stage: Stage, before: str, available: Sequence[str], later: set[str]) -> tuple[str, list[str]]:
        """The table of cases with a stage's columns, and the names of all that stand in it."""
        wanted = later | self.results
        lists = [listing for listing in stage.lists if wanted & _folded_by(listing).keys()]
        sources = [source for listing in lists for source in self.folded(listing, before)]
        columns = {n: self.column(n) for n in available if n in wanted}
        for listing in lists:
            folds = _folded_by(listing).items()
            columns |= {n: self._over_none(n, f, listing.list) for n, f in folds if n in wanted}
        columns |= {n: self.compile(e) for n, e in stage.columns.items() if n in wanted}
        found = exp.select(exp.column(ID, before)).from_(before)
        for source in sources:
            on = exp.EQ(this=exp.column(ID, source), expression=exp.column(ID, before))
            found = found.join(source, on=on, join_type="left", copy=False)
        if self.packing:
            self._pack(columns, [n for n in columns if n in self.truths and n not in later], found)
        for name, e in columns.items():
            found.select(_named(e, self.names[name]), append=True, copy=False)
        self._check_width(found)
        return self.add("cases", found), list(columns)

    def _over_none(self, name: str, fold: Folded, list_: str) -> exp.Expr:
        """A fold as a column of the case: 0 over no records where the list is known."""
        if fold.fold not in _ZERO_OVER_NONE:
            return self.column(name)
        zero = literal(0, Type.WIDE if fold.fold is Fold.SUM else Type.INTEGER, self.dialect)
        value = exp.Coalesce(this=self.column(name), expressions=[zero])
        return exp.Case(ifs=[exp.If(this=self.column(listed(list_)), true=value)])

    def _pack(self, columns: dict[str, exp.Expr], finished: Sequence[str], into: exp.Select) -> None:
        """Take finished results out of ``columns`` into one array."""
        into.select(*map(exp.column, self.packs), append=True, copy=False)
        if finished:
            array = f"p{len(self.packs)}"
            self.packs.append(array)
            self.packed |= {name: (array, at) for at, name in enumerate(finished)}
            values = exp.Array(expressions=[columns.pop(name) for name in finished])
            into.select(exp.alias_(values, array), append=True, copy=False)

    def _check_width(self, found: exp.Select) -> None:
        width, most = len(found.expressions), self.dialect.columns
        if most is not None and width > most:
            raise EngineError(_TOO_WIDE.format(found=width, most=most))

    def add(self, about: str, table: exp.Select) -> str:
        """A new common table expression."""
        name = f"t{len(self.ctes)}_{about}"
        if self.dialect.fenced and not table.args.get("group"):
            table = table.offset(0, copy=False)
        self.ctes.append((name, table))
        return name

    # --- lists

    def folded(self, listing: ListStage, cases: str) -> Iterator[str]:
        """Tables with a row for each case that has records, and what these are folded into."""
        records = self._layers(listing, cases)
        if listing.folds:
            yield self._fold(records, listing.folds, (ROW,))
        for group in listing.groups:
            yield self._fold(self._grouped(group, records), group.outer, (ROW,))

    def _layers(self, listing: ListStage, cases: str) -> str:
        """The table of records with what is computed of each."""
        wanted = [set(_read_by(listing))]
        for layer in reversed(listing.layers):
            wanted.insert(0, wanted[0] | {c for e in layer.values() for c in columns_of(e)})
        records = self.tables.records[listing.list]
        available = [n for n, _ in columns_read(self.plan.records[listing.list])]
        if listing.borrowed:
            own = {n: self.column(n) for n in available if n in wanted[0]}
            borrowed = {lent(n): exp.column(self.names[n], cases) for n in listing.borrowed}
            records = self._beside(records, cases, own, borrowed)
            available = [*own, *borrowed]
        for layer, later in zip(listing.layers, wanted[1:], strict=True):
            columns = {n: self.column(n) for n in available if n in later}
            columns |= {n: self.compile(e) for n, e in layer.items()}
            records = self.add(listing.list, self._selected(columns).from_(records))
            available = list(columns)
        return records

    def _beside(self, records: str, cases: str, own: Mapping[str, exp.Expr], borrowed: Mapping[str, exp.Expr]) -> str:
        columns = [exp.alias_(e, self.names[n]) for n, e in {**own, **borrowed}.items()]
        # What both tables may hold is taken from the right one.
        for column in columns[: len(own)]:
            column.this.set("table", exp.to_identifier(records))
        on = exp.EQ(this=exp.column(ID, cases), expression=exp.column(ID, records))
        found = exp.select(exp.column(ID, records), *columns).from_(records)
        return self.add("records", found.join(cases, on=on, join_type="left", copy=False))

    def _selected(self, columns: Mapping[str, exp.Expr]) -> exp.Select:
        return exp.select(exp.column(ID), *(_named(e, self.names[n]) for n, e in columns.items()))

    def _fold(self, records: str, folds: Mapping[str, Folded], by: Sequence[str]) -> str:
        keys = [self.column(n) for n in by]
        values = (exp.alias_(self.compile.fold(f), self.names[n]) for n, f in folds.items())
        found = exp.select(*keys, *values).from_(records)
        return self.add("folded", found.group_by(*(k.copy() for k in keys), copy=False))

    def _grouped(self, group: Grouped, records: str) -> str:
        """A row for each case and value of ``group.by``, with what is computed of its folds."""
        inner = self._fold(records, group.inner, (ROW, group.by))
        by = self.names[group.by]
        columns: list[exp.Expr] = [exp.column(ID, _BOTH), exp.column(by, _BOTH)]
        nowhere = exp.Is(this=exp.column(by, _BOTH), expression=exp.Null())
        for name in group.inner:
            columns.append(exp.column(self.names[name], _BOTH))
            beside = exp.Coalesce(this=exp.column(self.names[name], _WITHOUT), expressions=[exp.Literal.number(0)])
            value = exp.Case(ifs=[exp.If(this=nowhere.copy(), true=exp.Literal.number(0))], default=beside)
            columns.append(exp.alias_(value, self.names[without_unit(name)]))
        on = exp.And(
            this=exp.EQ(this=exp.column(ID, _WITHOUT), expression=exp.column(ID, _BOTH)),
            expression=exp.Is(this=exp.column(by, _WITHOUT), expression=exp.Null()),
        )
        found = exp.select(*columns).from_(exp.alias_(exp.to_table(inner), _BOTH, table=True))
        without = exp.alias_(exp.to_table(inner), _WITHOUT, table=True)
        both = self.add("units", found.join(without, on=on, join_type="left", copy=False))
        return self.add("units", self._selected({n: self.compile(e) for n, e in group.columns.items()}).from_(both))


def _named(of: exp.Expr, name: str) -> exp.Expr:
    return of if isinstance(of, exp.Column) and of.name == name else exp.alias_(of, name)


def _folded_by(listing: ListStage) -> dict[str, Folded]:
    """All that a list's records become."""
    return {**listing.folds, **{n: f for g in listing.groups for n, f in g.outer.items()}}


def _read_by(listing: ListStage) -> Iterator[str]:
    """The columns of records that folds read."""
    groups = listing.groups
    folds = (*listing.folds.values(), *(f for g in groups for f in g.inner.values()))
    yield from (c for f in folds for c in columns_of(f.of))
    yield from (g.by for g in groups)


def _truths(plan: Plan) -> set[str]:
    """The results that are true, false or null."""
    found = set(plan.uncovered.values())
    for policy in plan.policies:
        found |= {policy.concerns} if policy.concerns else set()
        for rule in policy.rules:
            found |= {rule.met, *([rule.waived] if rule.waived else [])}
    return found
