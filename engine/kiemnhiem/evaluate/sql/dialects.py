"""What the three databases call things, where they differ."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from kiemnhiem.evaluate.columnar.expression import Part, Type

#: 1970-01-01, counted from 0001-01-01 as day 1.
_EPOCH = 719163


@dataclass(frozen=True)
class Dialect:
    """One database. ``name`` is sqlglot's. ``wide``: whole numbers of 38 digits. ``columns``: how many a table may have
    (with room for some of our own); ``None``: as many as we need. ``fenced``: whether a subquery must be kept from
    being merged into the one around it, which would copy what it computes to each place that reads it.
    """

    name: str
    wide: str
    columns: int | None = None
    fenced: bool = False

    def type(self, type: Type) -> exp.DataType:
        """A type of column."""
        names = {Type.BOOLEAN: "BOOLEAN", Type.INTEGER: "BIGINT", Type.DATE: "DATE", Type.WIDE: self.wide}
        return exp.DataType.build(names.get(type, "TEXT"), dialect=self.name)

    def cast(self, item: exp.Expr, type: Type) -> exp.Expr:
        """``item`` as another type; a boolean is 0 or 1."""
        return exp.Cast(this=item, to=self.type(type))

    def truth_as(self, item: exp.Expr, type: Type) -> exp.Expr:
        """A boolean as 0 or 1."""
        return self.cast(exp.Cast(this=item, to=exp.DataType.build("INT")), type)

    def quotient(self, left: exp.Expr, right: exp.Expr, type: Type) -> exp.Expr:
        """The whole part of ``left / right``."""
        raise NotImplementedError

    def part(self, part: Part, day: exp.Expr) -> exp.Expr:
        """A part of a date."""
        if part is Part.ORDINAL:
            return exp.Paren(this=exp.Add(this=self.days(day), expression=exp.Literal.number(_EPOCH)))
        return self.cast(exp.Extract(this=exp.Var(this=part.value.upper()), expression=day), Type.INTEGER)

    def days(self, day: exp.Expr) -> exp.Expr:
        """Days from 1970-01-01."""
        epoch = exp.cast(exp.Literal.string("1970-01-01"), "DATE")
        return self.cast(exp.Paren(this=exp.Sub(this=day, expression=epoch)), Type.INTEGER)

    def date_of(self, year: exp.Expr, month: exp.Expr, day: exp.Expr) -> exp.Expr:
        """A date of its parts."""
        parts = [exp.Cast(this=p, to=exp.DataType.build("INT")) for p in (year, month, day)]
        return exp.Anonymous(this="make_date", expressions=parts)


class _DuckDB(Dialect):
    def quotient(self, left: exp.Expr, right: exp.Expr, type: Type) -> exp.Expr:  # noqa: ARG002 - of any type
        return exp.Paren(this=exp.IntDiv(this=left, expression=right))


class _Postgres(Dialect):
    def quotient(self, left: exp.Expr, right: exp.Expr, type: Type) -> exp.Expr:
        if type is Type.WIDE:
            return exp.Anonymous(this="div", expressions=[left, right])
        return exp.Paren(this=exp.Div(this=left, expression=right, typed=True))


class _Spark(Dialect):
    def quotient(self, left: exp.Expr, right: exp.Expr, type: Type) -> exp.Expr:
        """``DIV`` gives 64 bits whatever it is given; what divides evenly, a decimal division gives exactly."""
        if type is not Type.WIDE:
            return exp.Paren(this=exp.IntDiv(this=left, expression=right))
        rest = exp.Mod(this=left.copy(), expression=right.copy())
        even = exp.Paren(this=exp.Sub(this=left, expression=exp.Paren(this=rest)))
        return self.cast(exp.Paren(this=exp.Div(this=even, expression=right, typed=True)), type)

    def days(self, day: exp.Expr) -> exp.Expr:
        epoch = exp.cast(exp.Literal.string("1970-01-01"), "DATE")
        return self.cast(exp.Anonymous(this="date_diff", expressions=[day, epoch]), Type.INTEGER)


DUCKDB: Dialect = _DuckDB("duckdb", "HUGEINT")
POSTGRES: Dialect = _Postgres("postgres", "NUMERIC", columns=1600, fenced=True)
SPARK: Dialect = _Spark("spark", "DECIMAL(38, 0)")
