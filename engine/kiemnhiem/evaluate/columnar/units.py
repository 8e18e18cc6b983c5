"""Posts held in one and the same unit, as folds over the records of each unit."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from typing import TYPE_CHECKING

from kiemnhiem.evaluate.columnar import expression as ex
from kiemnhiem.evaluate.columnar.bounds import ordered, plain
from kiemnhiem.evaluate.columnar.expression import Column, Expression, Type
from kiemnhiem.evaluate.columnar.names import without_unit
from kiemnhiem.evaluate.columnar.plan import Fold, Folded, Grouped
from kiemnhiem.policy.conditions import FieldRef, Scope

if TYPE_CHECKING:
    from kiemnhiem.evaluate.columnar.tables import Records

#: The fields of the list of posts; docs/language.md 2.
POST, UNIT = "post", "unit"


class Units:
    """Finds units in which all of some posts are held.

    For sure: every post has a record with that unit. Possibly: counting also records without a unit, the records whose
    post is unknown are at least as many as the posts that have none. (A record whose post is known can stand for that
    post only, and each record for one; so these two counts decide whether there is a way to assign them.)
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._held: dict[str, Folded] = {}
        self._asked: dict[tuple[str, ...], tuple[str, str]] = {}
        self._columns: dict[str, Expression] = {}

    def holding(self, posts: tuple[str, ...]) -> tuple[Expression, Expression]:
        """The number of units that surely, and that possibly, hold all of ``posts``; of one post, of records."""
        post = self._field(POST)
        if len(posts) == 1:
            there = self._records.folded(Fold.COUNT, self._is(posts[0]))
            return there, ex.Sum(there, self._records.folded(Fold.COUNT, ex.negated(ex.known(post))))
        if posts not in self._asked:
            unit = self._field(UNIT)
            surely, possibly = (self._records.tables.name() for _ in range(2))
            held = [self._fold(f"~{code}", self._is(code)) for code in posts]
            open_ = self._fold("~?", ex.negated(ex.known(post)))
            self._columns[surely] = ex.all_of((ex.known(unit), *(ordered(ex.whole(0), h) for h in held)))
            missing = (_one_if(ex.Same(_both(h), ex.whole(0))) for h in held)
            self._columns[possibly] = ordered(reduce(ex.Sum, missing), _both(open_), equal=True)
            for name in (surely, possibly):
                self._records.give(name, (*ex.columns_of(post), *ex.columns_of(unit)))
            self._asked[posts] = surely, possibly
        surely, possibly = self._asked[posts]
        return Column(surely, Type.INTEGER), Column(possibly, Type.INTEGER)

    def grouped(self, names: Collection[str]) -> tuple[Grouped, ...]:
        """What is to be grouped for the results ``names``."""
        columns = {n: e for n, e in self._columns.items() if n in names}
        if not columns:
            return ()
        read = {c for e in columns.values() for c in ex.columns_of(e)}
        inner = {n: f for n, f in self._held.items() if {n, without_unit(n)} & read}
        unit = self._field(UNIT)
        assert isinstance(unit, Column)  # noqa: S101 - what is stored is a column
        outer = {n: Folded(Fold.COUNT, Column(n, Type.BOOLEAN)) for n in columns}
        return (Grouped(unit.name, inner, columns, outer),)

    def _field(self, name: str) -> Expression:
        of = self._records.type.fields[name]
        return plain(self._records.bounds(FieldRef(name, of.type, Scope.ITEM)).low)

    def _is(self, code: str) -> Expression:
        of = self._records.type.fields[POST]
        return ex.Same(self._field(POST), ex.whole(of.type.positions[code]))

    def _fold(self, name: str, of: Expression) -> Column:
        self._held[name] = Folded(Fold.COUNT, of)
        return Column(name, Type.INTEGER)


def _both(held: Column) -> Expression:
    """A count over the unit's records and those without a unit."""
    return ex.Sum(held, Column(without_unit(held.name), held.type))


def _one_if(truth: Expression) -> Expression:
    return ex.choose(truth, ex.whole(1), ex.whole(0))
