"""The Polars engine: a plan as Polars expressions, run in memory on one batch of cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias, TypeVar

import polars as pl

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
    Part,
    PartOf,
    Product,
    Quotient,
    Same,
    Sum,
    Sure,
    Type,
    Widened,
    columns_of,
    type_of,
)
from kiemnhiem.evaluate.columnar.names import ROW, lent, listed, without_unit
from kiemnhiem.evaluate.columnar.plan import Fold, Folded, Grouped, ListStage, Plan, Stage

Frame: TypeAlias = pl.LazyFrame
DTYPES: Mapping[Type, Any] = {
    Type.BOOLEAN: pl.Boolean,
    Type.INTEGER: pl.Int64,
    Type.WIDE: pl.Int128,
    Type.DATE: pl.Date,
    Type.TEXT: pl.String,
}
#: 1970-01-01, from which Polars counts days.
_EPOCH = 719163
_ZERO_OVER_NONE = (Fold.COUNT, Fold.SUM, Fold.DISTINCT)
_MANY = 3
T = TypeVar("T")


@dataclass(frozen=True)
class Frames:
    """A batch: the table of cases, numbered in order from 0 by :data:`ROW`, and the tables of their lists' records."""

    cases: pl.DataFrame
    records: Mapping[str, pl.DataFrame]


def run(plan: Plan, frames: Frames, keep: Sequence[str] = ()) -> pl.DataFrame:
    """The results of a plan, a row a case; before them the columns ``keep``."""
    records = {name: frame.lazy() for name, frame in frames.records.items()}
    cases = frames.cases.lazy()
    for stage in plan.stages:
        cases = _staged(stage, cases, records)
    return cases.select(*keep, *plan.results).collect()


def _staged(stage: Stage, cases: Frame, records: Mapping[str, Frame]) -> Frame:
    for listing in stage.lists:
        folded = _folded(listing, cases, records[listing.list])
        cases = cases.join(folded, on=ROW, how="left", maintain_order="left")
        names = [n for n, f in _outcomes(listing) if f.fold in _ZERO_OVER_NONE]
        there = pl.col(listed(listing.list))
        cases = cases.with_columns(pl.when(there).then(pl.col(n).fill_null(0)).alias(n) for n in names)
    return cases.with_columns(compiled(e).alias(n) for n, e in stage.columns.items())


def _outcomes(listing: ListStage) -> Iterator[tuple[str, Folded]]:
    yield from listing.folds.items()
    for group in listing.groups:
        yield from group.outer.items()


def _folded(listing: ListStage, cases: Frame, records: Frame) -> Frame:
    """A row for each case that has records, with what these are folded into."""
    if listing.borrowed:
        own = cases.select(ROW, *(pl.col(n).alias(lent(n)) for n in listing.borrowed))
        records = records.join(own, on=ROW, how="left", maintain_order="left")
    for layer in listing.layers:
        records = records.with_columns(compiled(e).alias(n) for n, e in layer.items())
    found = records.group_by(ROW).agg(_fold(f).alias(n) for n, f in listing.folds.items())
    for group in listing.groups:
        found = found.join(_grouped(group, records), on=ROW, how="left")
    return found


def _grouped(group: Grouped, records: Frame) -> Frame:
    inner = records.group_by(ROW, group.by).agg(_fold(f).alias(n) for n, f in group.inner.items())
    nowhere = pl.col(group.by).is_null()
    without = inner.filter(nowhere).select(ROW, *(pl.col(n).alias(without_unit(n)) for n in group.inner))
    beside = [without_unit(n) for n in group.inner]
    both = inner.join(without, on=ROW, how="left").with_columns(
        pl.when(nowhere).then(0).otherwise(pl.col(n).fill_null(0)).alias(n) for n in beside
    )
    both = both.with_columns(compiled(e).alias(n) for n, e in group.columns.items())
    return both.group_by(ROW).agg(_fold(f).alias(n) for n, f in group.outer.items())


def _fold(folded: Folded) -> pl.Expr:
    of = compiled(folded.of)
    if not any(columns_of(folded.of)):  # a constant alone has one row, however many the group has
        of = pl.when(pl.col(ROW).is_not_null()).then(of)
    match folded.fold:
        case Fold.COUNT:
            return of.sum()
        case Fold.SUM:
            return of.cast(pl.Int128).sum()
        case Fold.DISTINCT:
            return of.drop_nulls().n_unique()
        case Fold.LEAST:
            return of.min()
        case Fold.GREATEST:
            return of.max()


def compiled(expression: Expression) -> pl.Expr:
    """An expression in Polars."""
    match expression:
        case Column(name):
            return pl.col(name)
        case Literal(value, type):
            return _literal(value, type)
        case Ordered(left, right, equal):
            return compiled(left) <= compiled(right) if equal else compiled(left) < compiled(right)
        case Same(left, right):
            return compiled(left) == compiled(right)
        case OneOf(item, values):
            return _one_of(compiled(item), values)
        case And(items):
            return _joined(pl.all_horizontal, items)
        case Or(items):
            return _joined(pl.any_horizontal, items)
        case Not(item):
            return ~compiled(item)
        case Known(item):
            return compiled(item).is_not_null()
        case Sure(item):
            return compiled(item).fill_null(value=False)
        case If(test, then, otherwise):
            return pl.when(compiled(test)).then(compiled(then)).otherwise(compiled(otherwise))
        case Extreme(items, greatest):
            return (pl.max_horizontal if greatest else pl.min_horizontal)(list(map(compiled, items)))
        case Sum(left, right, minus):
            a, b = _numbers(left, right)
            return a - b if minus else a + b
        case Product(left, right):
            a, b = _numbers(left, right)
            return a * b
        case Quotient(left, right, rest):
            a, b = _numbers(left, right)
            return a % b if rest else a // b
        case Widened(item):
            return compiled(item).cast(pl.Int128)
        case Narrowed(item):
            return compiled(item).cast(pl.Int64)
        case PartOf(part, item):
            return _part(part, compiled(item))
        case DateOf(year, month, day):
            return pl.date(compiled(year), compiled(month), compiled(day))


def _literal(value: Any, type: Type) -> pl.Expr:
    """Whole numbers as narrow as they can be, so that no column is widened to be compared with one."""
    if type is Type.INTEGER and value is not None:
        return pl.lit(value, dtype=pl.Int8 if -128 <= value < 128 else pl.Int32 if abs(value) < 1 << 31 else pl.Int64)  # noqa: PLR2004 - bits
    return pl.lit(value, dtype=DTYPES[type])


def _one_of(item: pl.Expr, values: Sequence[int | str]) -> pl.Expr:
    if len(values) <= _MANY:
        return balanced([item == v for v in values], lambda a, b: a | b)
    return item.is_in(list(values))


def _joined(horizontal: Any, items: Iterable[Expression]) -> pl.Expr:
    found: pl.Expr = horizontal(list(map(compiled, items)))
    return found


def balanced(items: Sequence[T], join: Any) -> T:
    """``items`` joined two by two, so that a thousand make a tree of ten levels and not of a thousand."""
    if len(items) <= 2:  # noqa: PLR2004 - two by two
        return reduce(join, items)
    middle = len(items) // 2
    found: T = join(balanced(items[:middle], join), balanced(items[middle:], join))
    return found


def _numbers(left: Expression, right: Expression) -> tuple[pl.Expr, pl.Expr]:
    """Both sides in the one type that holds the result."""
    wide = Type.WIDE in (type_of(left), type_of(right))
    a, b = (compiled(side).cast(pl.Int128 if wide else pl.Int64) for side in (left, right))
    return a, b


def _part(part: Part, day: pl.Expr) -> pl.Expr:
    match part:
        case Part.YEAR:
            return day.dt.year()
        case Part.MONTH:
            return day.dt.month()
        case Part.DAY:
            return day.dt.day()
        case Part.ORDINAL:
            return day.to_physical().cast(pl.Int64) + _EPOCH
