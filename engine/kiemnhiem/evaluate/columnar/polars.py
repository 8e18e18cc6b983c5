"""The Polars engine: a plan as Polars expressions, run in memory on one batch of cases."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, reduce
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
from kiemnhiem.evaluate.columnar.plan import Fold, Folded, Grouped, ListStage, Plan

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
_MANY = 3
#: Bits of the whole numbers that counts are packed into.
_WORD = 32
#: Queries here are expressions over a table in memory: all there is to gain is to compute what is the same once. To
#: look for more takes longer than a small batch itself.
_ONCE = pl.QueryOptFlags.none()
_ONCE.comm_subexpr_elim = True
#: Whether the list is known, beside what its records sum up to.
_THERE = "~there"
T = TypeVar("T")


@dataclass(frozen=True)
class Frames:
    """A batch: the table of cases, numbered in order from 0 by :data:`ROW`, and the tables of their lists' records, in
    the order of their cases.
    """

    cases: pl.DataFrame
    records: Mapping[str, pl.DataFrame]


#: Runs a plan over frames: its results, a row a case.
Runner: TypeAlias = Callable[[Plan, Frames], pl.DataFrame]


def run(plan: Plan, frames: Frames) -> pl.DataFrame:
    """The results of a plan, a row a case."""
    cases = frames.cases.lazy()
    for stage in plan.stages:
        if stage.lists:
            cases = _with_folds(stage.lists, collected(cases), frames.records).lazy()
        cases = cases.with_columns(_column(n, e) for n, e in stage.columns.items())
    return collected(cases.select(plan.results))


def collected(frame: Frame) -> pl.DataFrame:
    """The rows of a query, run as it is written."""
    return frame.collect(optimizations=_ONCE)


@lru_cache(maxsize=1 << 14)
def _column(name: str, expression: Expression) -> pl.Expr:
    """A column, compiled once for all batches."""
    return compiled(expression).alias(name)


# --- lists


def _with_folds(lists: Sequence[ListStage], cases: pl.DataFrame, records: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The cases with what their lists are folded into, each list in a thread of its own."""
    with ThreadPoolExecutor(len(lists)) as pool:
        folded = pool.map(lambda of: list(_folded(of, cases, records[of.list])), lists)
        return cases.with_columns(series for found in folded for series in found)


def _folded(listing: ListStage, cases: pl.DataFrame, records: pl.DataFrame) -> Iterator[pl.Series]:
    """What the records of each case are folded into."""
    borrowed = [cases[n].gather(records[ROW]).alias(lent(n)) for n in listing.borrowed]
    frame = records.with_columns(borrowed).lazy()
    for layer in listing.layers:
        frame = frame.with_columns(_column(n, e) for n, e in layer.items())
    summed = {n: f for n, f in listing.folds.items() if f.fold in (Fold.COUNT, Fold.SUM)}
    others = {n: f for n, f in listing.folds.items() if n not in summed}
    there = cases[listed(listing.list)]
    if summed:
        yield from _sums(frame, summed, records[ROW], there)
    if others:
        found = collected(frame.group_by(ROW).agg(_fold(f).alias(n) for n, f in others.items()))
        spread = _spread(found, cases.height)
        zero = [n for n, f in others.items() if f.fold is Fold.DISTINCT]
        yield from _known(spread.select(pl.col(zero).fill_null(0)), there)
        yield from spread.drop(zero).get_columns()
    for group in listing.groups:
        yield from _known(_spread(_grouped(group, frame), cases.height).fill_null(0), there)


def _known(frame: pl.DataFrame, there: pl.Series) -> list[pl.Series]:
    """Null where the list is not known."""
    return frame.select(pl.when(there).then(pl.col(n)).alias(n) for n in frame.columns).get_columns()


def _sums(records: Frame, folds: Mapping[str, Folded], rows: pl.Series, there: pl.Series) -> list[pl.Series]:
    """Sums over the records of each case, which stand together: the running sum at its last one less that at the last
    one of the case before. Null where the list is not known.

    Counts are packed side by side into whole numbers, as many as the case with the most records lets fit.
    """
    last = (rows != rows.shift(-1)).fill_null(value=True)
    width = max(_most(last).bit_length(), 1)
    counts = [n for n, f in folds.items() if f.fold is Fold.COUNT]
    packs = [counts[start : start + _WORD // width] for start in range(0, len(counts), _WORD // width)]
    summands = [_packed(tuple(folds[n].of for n in pack), width).alias(str(at)) for at, pack in enumerate(packs)]
    summands += [_summand(f).alias(n) for n, f in folds.items() if f.fold is Fold.SUM]
    running = collected(records.select(s.cum_sum() for s in summands)).filter(last)
    sums = [_scattered(rows.filter(last), s - s.shift(1, fill_value=0), len(there)) for s in running.get_columns()]
    lanes = {n: _lane(str(at), lane, width, last=n == pack[-1])
             for at, pack in enumerate(packs) for lane, n in enumerate(pack)}  # fmt: skip
    found = pl.DataFrame([there.alias(_THERE), *sums]).lazy()
    return collected(found.select(lanes.get(n, _there(n)).alias(n) for n in folds)).get_columns()


def _most(last: pl.Series) -> int:
    """The number of records of the case with the most, of which the ``last`` ones are known."""
    ends = pl.int_range(1, len(last) + 1, dtype=pl.UInt32, eager=True).filter(last)
    return int((ends - ends.shift(1, fill_value=0)).max() or 0)  # type: ignore[arg-type]  # whole numbers


def _scattered(at: pl.Series, values: pl.Series, height: int) -> pl.Series:
    """Values by number of row; 0 elsewhere."""
    return pl.zeros(height, dtype=values.dtype, eager=True).scatter(at, values).alias(values.name)


def _there(name: str) -> pl.Expr:
    return pl.when(_THERE).then(name)


@lru_cache(maxsize=1 << 12)
def _lane(packed: str, lane: int, width: int, *, last: bool) -> pl.Expr:
    """One of the numbers that stand side by side."""
    lowered = _there(packed) // (1 << lane * width) if lane else _there(packed)
    return lowered if last else lowered & (1 << width) - 1


@lru_cache(maxsize=1 << 12)
def _packed(tests: Sequence[Expression], width: int) -> pl.Expr:
    """Tests as bits ``width`` apart."""
    bits = (
        pl.when(_broadcast(test)).then(pl.lit(1 << n * width, dtype=pl.UInt32)).otherwise(pl.lit(0, dtype=pl.UInt32))
        for n, test in enumerate(tests)
    )
    return reduce(operator.add, bits)


def _summand(folded: Folded) -> pl.Expr:
    return _broadcast(folded.of).cast(pl.Int128).fill_null(0)


def _spread(found: pl.DataFrame, height: int) -> pl.DataFrame:
    """Rows by number over all cases; null where there is none."""
    at = found[ROW]
    nothing = found.drop(ROW).clear(height)
    return nothing.with_columns(s.clone().scatter(at, found[s.name]) for s in nothing.get_columns())


def _grouped(group: Grouped, records: Frame) -> pl.DataFrame:
    inner = records.group_by(ROW, group.by).agg(_fold(f).alias(n) for n, f in group.inner.items())
    nowhere = pl.col(group.by).is_null()
    without = inner.filter(nowhere).select(ROW, *(pl.col(n).alias(without_unit(n)) for n in group.inner))
    beside = [without_unit(n) for n in group.inner]
    both = inner.join(without, on=ROW, how="left").with_columns(
        pl.when(nowhere).then(0).otherwise(pl.col(n).fill_null(0)).alias(n) for n in beside
    )
    both = both.with_columns(_column(n, e) for n, e in group.columns.items())
    return collected(both.group_by(ROW).agg(_fold(f).alias(n) for n, f in group.outer.items()))


def _broadcast(expression: Expression) -> pl.Expr:
    """An expression with a row a record; a constant alone has one row, however many records there are."""
    of = compiled(expression)
    return of if any(columns_of(expression)) else pl.when(pl.col(ROW).is_not_null()).then(of)


def _fold(folded: Folded) -> pl.Expr:
    of = _broadcast(folded.of)
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
            return _compared(left, right, operator.le if equal else operator.lt)
        case Same(left, right):
            return _compared(left, right, operator.eq)
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


def _compared(left: Expression, right: Expression, test: Callable[[Any, Any], Any]) -> pl.Expr:
    found: pl.Expr = test(_side(left), _side(right))
    return found


def _side(expression: Expression) -> Any:
    """A side of a comparison. A plain number takes the type of what it is compared with."""
    match expression:
        case Literal(int() as value, Type.INTEGER):
            return value
        case _:
            return compiled(expression)


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
