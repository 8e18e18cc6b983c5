"""Expressions of columns in SQL, with one meaning in every database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from typing import Any

from sqlglot import exp

from kiemnhiem.evaluate.columnar.expression import (
    And,
    Column,
    DateOf,
    Expression,
    Extreme,
    If,
    Known,
    Literal,
    Narrowed,
    Not,
    OneOf,
    Or,
    Ordered,
    PartOf,
    Product,
    Quotient,
    Same,
    Sum,
    Sure,
    Type,
    Widened,
    type_of,
)
from kiemnhiem.evaluate.columnar.plan import Fold, Folded
from kiemnhiem.evaluate.sql.dialects import Dialect

#: How many conditions stand side by side; more make a tree, as parsers and planners recurse.
_SIDE_BY_SIDE = 16
#: What may stand beside an operator as it is.
_TIGHT = (exp.Column, exp.Literal, exp.Func, exp.Paren, exp.Boolean, exp.Null)


class Compiler:
    """Turns expressions into SQL.

    :param column: the column of a name.
    """

    def __init__(self, dialect: Dialect, column: Callable[[str], exp.Expr]) -> None:
        self._dialect = dialect
        self._column = column

    def fold(self, folded: Folded) -> exp.Expr:
        """What the expression is over a group of records."""
        of = self(folded.of)
        match folded.fold:
            case Fold.COUNT:
                return exp.Count(this=exp.Case(ifs=[exp.If(this=of, true=exp.Literal.number(1))]))
            case Fold.SUM:
                return exp.Sum(this=self._dialect.cast(of, Type.WIDE))
            case Fold.DISTINCT:
                return exp.Count(this=exp.Distinct(expressions=[of]))
            case Fold.LEAST:
                return exp.Min(this=of)
            case Fold.GREATEST:
                return exp.Max(this=of)

    def __call__(self, expression: Expression) -> exp.Expr:
        """The expression."""
        match expression:
            case Column(name):
                return self._column(name)
            case Literal(value, type):
                return literal(value, type, self._dialect)
            case Ordered(left, right, equal):
                return self._binary(exp.LTE if equal else exp.LT, left, right)
            case Same(left, right):
                return self._binary(exp.EQ, left, right)
            case OneOf(item, values):
                type_ = Type.TEXT if isinstance(values[0], str) else Type.INTEGER
                return exp.In(this=self._tight(item), expressions=[literal(v, type_, self._dialect) for v in values])
            case And(items):
                return _joined(exp.And, [self._tight(i) for i in items])
            case Or(items):
                return _joined(exp.Or, [self._tight(i) for i in items])
            case Not(Known(item)):
                return exp.Is(this=self._tight(item), expression=exp.Null())
            case Not(item):
                return exp.Not(this=self._tight(item))
            case Known(item):
                return exp.Not(this=exp.Paren(this=exp.Is(this=self._tight(item), expression=exp.Null())))
            case Sure(item):
                return exp.Coalesce(this=self(item), expressions=[exp.false()])
            case If():
                return self._case(expression)
            case Extreme(items, greatest):
                first, *others = map(self, items)
                return (exp.Greatest if greatest else exp.Least)(this=first, expressions=others, ignore_nulls=True)
            case Sum(left, right, minus):
                return self._binary(exp.Sub if minus else exp.Add, left, right, self._widest(left, right))
            case Product(left, right):
                return self._binary(exp.Mul, left, right, self._widest(left, right))
            case Quotient(left, right, rest):
                return self._quotient(left, right, rest=rest)
            case Widened(item):
                return self._as(item, Type.WIDE)
            case Narrowed(item):
                return self._as(item, Type.INTEGER)
            case PartOf(part, item):
                return self._dialect.part(part, self._tight(item))
            case DateOf(year, month, day):
                return self._dialect.date_of(self(year), self(month), self(day))

    def _case(self, expression: Expression) -> exp.Expr:
        """A chain of choices as one ``CASE``, however long."""
        ifs = []
        while isinstance(expression, If):
            ifs.append(exp.If(this=self(expression.test), true=self(expression.then)))
            expression = expression.otherwise
        return exp.Case(ifs=ifs, default=self(expression))

    def _quotient(self, left: Expression, right: Expression, *, rest: bool) -> exp.Expr:
        if rest:
            return self._binary(exp.Mod, left, right, self._widest(left, right))
        type_ = type_of(Quotient(left, right))
        return self._dialect.quotient(self._number(left, type_), self._number(right, type_), type_)

    def _binary(
        self, operator: type[exp.Binary], left: Expression, right: Expression, number: Type | None = None
    ) -> exp.Expr:
        a, b = (self._number(side, number) if number else self._tight(side) for side in (left, right))
        return exp.Paren(this=operator(this=a, expression=b))

    def _widest(self, left: Expression, right: Expression) -> Type:
        return type_of(Sum(left, right))

    def _number(self, side: Expression, type: Type) -> exp.Expr:
        """A side of arithmetic in the type that holds the result."""
        same = type_of(side) is type and not isinstance(side, Literal)
        return self._tight(side) if same else self._dialect.cast(self(side), type)

    def _as(self, item: Expression, type: Type) -> exp.Expr:
        found = type_of(item)
        if found is Type.BOOLEAN:
            return self._dialect.truth_as(self(item), type)
        return self(item) if found is type else self._dialect.cast(self(item), type)

    def _tight(self, item: Expression) -> exp.Expr:
        found = self(item)
        return found if isinstance(found, _TIGHT) and not isinstance(found, exp.Connector) else exp.Paren(this=found)


def literal(value: Any, type: Type, dialect: Dialect) -> exp.Expr:
    """A constant; null and what is wide with its type, as nothing else would tell it."""
    if value is None:
        return dialect.cast(exp.Null(), type)
    match value:
        case bool():
            return exp.true() if value else exp.false()
        case date():
            return dialect.cast(exp.Literal.string(value.isoformat()), Type.DATE)
        case int():
            number = exp.Literal.number(value)
            return dialect.cast(number, type) if type is Type.WIDE else number
        case _:
            return exp.Literal.string(value)


def _joined(connector: type[exp.Connector], items: Sequence[exp.Expr]) -> exp.Expr:
    """``items`` as a tree of few levels, so that a thousand conditions do not make a tower of a thousand."""
    if len(items) <= _SIDE_BY_SIDE:
        return reduce(lambda a, b: connector(this=a, expression=b), items)
    size = -(-len(items) // _SIDE_BY_SIDE)
    groups = [items[at : at + size] for at in range(0, len(items), size)]
    return _joined(connector, [g[0] if len(g) == 1 else exp.Paren(this=_joined(connector, g)) for g in groups])
