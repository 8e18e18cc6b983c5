"""What keeps cases from being decided, as columns; the definition is :mod:`kiemnhiem.explain.missing`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from kiemnhiem.evaluate.columnar import expression as ex
from kiemnhiem.evaluate.columnar.bounds import Bounds, ordered, plain
from kiemnhiem.evaluate.columnar.conditions import compile_condition
from kiemnhiem.evaluate.columnar.expression import Column, Expression, Type
from kiemnhiem.evaluate.columnar.plan import Fold, Plan
from kiemnhiem.evaluate.columnar.tables import Cases, Records, Tables
from kiemnhiem.evaluate.columnar.units import POST, UNIT
from kiemnhiem.evaluate.columnar.verdicts import plan_of
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.policy.conditions import (
    Compare,
    Condition,
    CountOf,
    Excepted,
    FieldRef,
    Holds,
    Quantified,
    Scope,
    parts,
)
from kiemnhiem.policy.derived import Aggregate, Derived, Lookup, When, references
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.resolve import POSTS
from kiemnhiem.policy.types import Field, Kind

#: What is missing, by name, and where it is.
Open: TypeAlias = tuple[str, Expression]


@dataclass(frozen=True)
class MissingPlan(Plan):
    """A plan with, by the name of each fact, the column that says whether the case waits for it."""

    missing: dict[str, str] = field(default_factory=dict)

    @property
    def results(self) -> tuple[str, ...]:
        """The columns of what is missing."""
        return tuple(self.missing.values())


def missing_plan(program: Program, partial: Collection[str] | None = None) -> MissingPlan:
    """What the undetermined policies of a case wait for."""
    tables = Tables(program, partial)
    base = plan_of(program, tables)
    found: dict[str, list[Expression]] = {}
    verdicts = {p.key: p for p in base.policies}
    for policy in program.screened:
        columns = verdicts[policy.id]
        verdict = Column(columns.verdict, Type.INTEGER)
        open_ = ex.Same(verdict, ex.whole(list(Verdict).index(Verdict.UNDETERMINED)))
        waiting: list[tuple[Expression, Condition]] = [(open_, policy.concerns)]
        for rule, at in zip(policy.rules, columns.rules, strict=True):
            unknown = ex.all_of((open_, ex.negated(ex.known(Column(at.met, Type.BOOLEAN)))))
            waiting += [(unknown, rule.when), (unknown, rule.condition)] if at.must else []
        for guard, condition in waiting:
            for name, test in _open(condition, tables.cases):
                found.setdefault(name, []).append(ex.all_of((guard, test)))
    if not program.asked and POSTS in tables.records:
        records = tables.records[POSTS]
        found.setdefault(f"{POSTS}.{POST}", []).append(
            _some(records, ex.negated(ex.known(_scalar(records, POST).anchor)))
        )
    names = {n: tables.cases.made(f"?{n}", ex.sure(ex.any_of(e)), Type.BOOLEAN).name for n, e in found.items()}
    stages = tables.stages(names.values())
    records_ = {name: of.inputs for name, of in tables.records.items() if of.results}
    return MissingPlan(tables.cases.inputs, records_, stages, (), base.verdict, {}, names)


def _open(condition: Condition, facts: Cases | Records) -> Iterator[Open]:
    """What is missing to decide a condition, where it is not decided."""
    unknown = ex.negated(ex.known(facts.shared(compile_condition(condition, facts), Type.BOOLEAN)))
    if unknown != ex.FALSE:
        yield from ((name, ex.all_of((unknown, test))) for name, test in _inside(condition, facts))


def _inside(condition: Condition, facts: Cases | Records) -> Iterator[Open]:
    match condition:
        case Compare(field_, _, operands):
            for ref in (field_, *operands):
                if isinstance(ref, FieldRef):
                    yield from _inputs(ref, facts)
        case Quantified(list=ref, where=where) | CountOf(list=ref, where=where) if isinstance(facts, Cases):
            yield ref.name, _unread(ref.name, facts)
            records = facts.tables.records[ref.name]
            yield from ((name, _some(records, test)) for name, test in _open(where, records))
            for operand in condition.operands if isinstance(condition, CountOf) else ():
                if isinstance(operand, FieldRef):
                    yield from _inputs(operand, facts)
        case Excepted(base, exceptions):
            applies = [facts.shared(compile_condition(when, facts), Type.BOOLEAN) for when, _ in exceptions]
            by_default = ex.negated(ex.any_of(map(ex.sure, applies)))
            yield from _where(by_default, _open(base, facts))
            for truth, (when, require) in zip(applies, exceptions, strict=True):
                may = ex.negated(ex.sure(ex.negated(truth)))
                yield from _where(may, _open(when, facts))
                yield from _where(may, _open(require, facts))
        case Holds(ref) if isinstance(facts, Cases):
            yield from _posts(ref.name, facts)
        case _:
            for part in parts(condition):
                yield from _open(part, facts)


def _where(guard: Expression, found: Iterable[Open]) -> Iterator[Open]:
    yield from ((name, ex.all_of((guard, test))) for name, test in found)


def _some(records: Records, test: Expression) -> Expression:
    """Whether a test holds of some record."""
    return ordered(ex.whole(0), records.folded(Fold.COUNT, test))


def _unread(list_: str, facts: Cases) -> Expression:
    return ex.negated(Column(facts.listed(list_), Type.BOOLEAN))


def _scalar(records: Records, name: str) -> Bounds:
    return records.bounds(FieldRef(name, records.type.fields[name].type, Scope.ITEM))


def _posts(list_: str, facts: Cases) -> Iterator[Open]:
    records = facts.tables.records[list_]
    yield list_, _unread(list_, facts)
    post = plain(_scalar(records, POST).low)
    yield f"{list_}.{POST}", _some(records, ex.negated(ex.known(post)))
    nowhere = ex.negated(ex.known(plain(_scalar(records, UNIT).low)))
    of = records.type.fields[UNIT]
    if of.defaults_to:
        yield of.defaults_to, _some(records, nowhere)
        return
    posts = facts.tables.program.library.posts
    positions = records.type.fields[POST].type.positions
    elsewhere = nowhere
    for level, name in of.defaults_by_level.items():
        codes = tuple(n for code, n in positions.items() if code in posts and posts[code].level == level)
        if codes:
            here = ex.sure(ex.OneOf(post, codes))
            yield name, _some(records, ex.all_of((nowhere, here)))
            elsewhere = ex.all_of((elsewhere, ex.negated(here)))
    yield f"{list_}.{UNIT}", _some(records, elsewhere)


def _inputs(ref: FieldRef, facts: Cases | Records) -> Iterator[Open]:
    """The inputs behind an open field: itself, or what it is derived from."""
    if ref.scope is Scope.CASE and isinstance(facts, Records):
        for name, test in _inputs(ref, facts.tables.cases):
            lent = facts.borrow(facts.tables.cases.shared(test, Type.BOOLEAN))
            yield name, lent
        return
    open_ = _is_open(facts.bounds(ref))
    of = _field(ref, facts)
    own = f"{facts.name}.{ref.name}" if isinstance(facts, Records) else ref.name
    if of is None or not of.derived:
        yield (of.defaults_to if of and of.defaults_to else own), open_
        return
    found = [*_behind(of.derived, facts)]
    yield from _where(open_, found)
    yield own, ex.all_of((open_, ex.negated(ex.any_of(test for _, test in found))))


def _behind(derived: Derived, facts: Cases | Records) -> Iterator[Open]:
    """The open inputs of a computation."""
    match derived:
        case When(condition):
            yield from _open(condition, facts)
        case Lookup(rows):
            before: list[Expression] = []
            for row in rows:  # none after one that holds is the first that holds
                yield from _where(ex.negated(ex.any_of(before)), _open(row.when, facts))
                before.append(ex.sure(facts.shared(compile_condition(row.when, facts), Type.BOOLEAN)))
        case _:
            folded = derived.list.name if isinstance(derived, Aggregate) else None
            for ref in references(derived):
                yield from _input(ref, facts, folded)


def _field(ref: FieldRef, facts: Cases | Records) -> Field | None:
    return (facts.type.fields if isinstance(facts, Records) else facts.tables.program.vocabulary.fields).get(ref.name)


def _is_open(bounds: Bounds) -> Expression:
    unknown = ex.negated(ex.known(bounds.anchor))
    if bounds.exact:
        return unknown
    return ex.any_of((unknown, ex.sure(ordered(plain(bounds.low), plain(bounds.high)))))


def _input(ref: FieldRef, facts: Cases | Records, folded: str | None) -> Iterator[Open]:
    """The open inputs behind one that a fact is derived from; ``folded``: from the records of that list."""
    if ref.type.kind is not Kind.LIST:
        if folded is None or ref.scope is Scope.CASE:
            yield from _inputs(ref, facts)
        else:
            records = facts.tables.records[folded]
            yield from ((name, _some(records, test)) for name, test in _inputs(ref, records))
    elif isinstance(facts, Cases):
        yield ref.name, _unread(ref.name, facts)
