"""The meaning of conditions: strong Kleene logic over facts that may be unknown or partly known; docs/language.md 3.

With :mod:`kiemnhiem.evaluate.reference` this is the definition that every other engine is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations, product
from typing import Any, TypeAlias

from kiemnhiem.evaluate.answers import Answers
from kiemnhiem.evaluate.kleene import Truth, all_of, any_of, excepted, negated
from kiemnhiem.policy.conditions import (
    AllOf,
    Always,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    Excepted,
    FieldRef,
    Holds,
    NoneOf,
    Operand,
    Parameter,
    PolicyVerdict,
    Quantified,
    Quantifier,
    Scope,
)
from kiemnhiem.policy.operators import OPERATORS
from kiemnhiem.policy.typecheck import INTEGER as _INTEGER
from kiemnhiem.policy.values import Bounds, Facts, Record, Records, Scalar, comparable

Test: TypeAlias = Callable[[Facts, Record], Truth]
#: Outside a list.
NO_RECORD: Record = {}
_QUANTIFIED: Mapping[Quantifier, Callable[[Iterable[Truth]], Truth]] = {
    Quantifier.SOME: any_of,
    Quantifier.EVERY: all_of,
    Quantifier.NONE: lambda truths: negated(any_of(truths)),
}


def compiled(condition: Condition) -> Test:
    """A condition as a function, for asking it of many cases."""
    match condition:
        case Always(value):
            return lambda _facts, _record: value
        case Compare(field, operator, operands):
            constants = [o.value for o in operands if isinstance(o, Constant)]
            if len(constants) == len(operands):
                return _compare_constants(field, operator, constants)
            match operands:
                case (FieldRef(scope=Scope.CASE) as other,) if field.scope is Scope.CASE:
                    return _compare_fields(field, operator, other)
            return _compare(_bounds_of(field), operator, tuple(map(_operand(field), operands)))
        case AllOf(items):
            return _joined(items, decisive=False)
        case AnyOf(items):
            return _joined(items, decisive=True)
        case NoneOf(items):
            some = _joined(items, decisive=True)
            return lambda facts, record: negated(some(facts, record))
        case Quantified():
            return _quantified(condition)
        case CountOf(list_, where, operator, operands):
            number = FieldRef(list_.name, _INTEGER)
            return _compare(_count(list_.name, where), operator, tuple(map(_operand(number), operands)))
        case Holds(list_, posts):
            return lambda facts, _record: holds(facts.get(list_.name), posts)  # type: ignore[arg-type]  # a list field
        case PolicyVerdict(policy):
            raise ValueError(f"the verdict of {policy} is not resolved")
        case Excepted(base, exceptions):
            default = compiled(base)
            pairs = tuple((compiled(c), compiled(r)) for c, r in exceptions)
            return lambda facts, record: excepted(
                default(facts, record), [(c(facts, record), r(facts, record)) for c, r in pairs]
            )


def _joined(items: Sequence[Condition], *, decisive: bool) -> Test:
    """``all_of`` (one false decides) or ``any_of`` (one true does), asking no further than needed."""
    tests = tuple(map(compiled, items))

    def joined(facts: Facts, record: Record) -> Truth:
        result: Truth = not decisive
        for test in tests:
            truth = test(facts, record)
            if truth is decisive:
                return decisive
            if truth is None:
                result = None
        return result

    return joined


# --- atoms

_Bounded: TypeAlias = Callable[[Facts, Record], Bounds | None]


def _bounds_of(ref: FieldRef) -> _Bounded:
    name, bounds = ref.name, Answers[Any, Bounds | None](ref.type.bounds)
    if ref.scope is Scope.ITEM:
        return lambda _facts, record: bounds[record.get(name)]
    return lambda facts, _record: bounds[facts.get(name)]


def _operand(field: FieldRef) -> Callable[[Operand], _Bounded]:
    def bounded(operand: Operand) -> _Bounded:
        match operand:
            case Constant(value):
                constant = field.type.bounds(value)
                return lambda _facts, _record: constant
            case FieldRef():
                return _bounds_of(operand)
            case Parameter(name):
                raise ValueError(f"parameter ${name} is not resolved")

    return bounded


def _compare(field: _Bounded, operator: str, operands: Sequence[_Bounded]) -> Test:
    meaning = OPERATORS[operator].meaning

    def compare(facts: Facts, record: Record) -> Truth:
        found = field(facts, record)
        if found is None:
            return None
        sides: list[Any] = [operand(facts, record) for operand in operands]
        return None if None in sides else meaning(found, sides)

    return compare


def _compare_constants(field: FieldRef, operator: str, constants: Sequence[Scalar]) -> Test:
    name, bounds, meaning = field.name, field.type.bounds, OPERATORS[operator].meaning
    sides: list[Any] = [bounds(c) for c in constants]

    def compare(value: Scalar | None) -> Truth:
        found = bounds(value)
        return None if found is None else meaning(found, sides)

    answers = Answers[Any, Truth](compare)
    if field.scope is Scope.ITEM:
        return lambda _facts, record: answers[record.get(name)]
    return lambda facts, _record: answers[facts.get(name)]


def _compare_fields(field: FieldRef, operator: str, other: FieldRef) -> Test:
    one, two, meaning = field.name, other.name, OPERATORS[operator].meaning
    bounds = Answers[Any, Bounds | None](field.type.bounds)

    def compare(facts: Facts, _record: Record) -> Truth:
        found, side = bounds[facts.get(one)], bounds[facts.get(two)]
        return None if found is None or side is None else meaning(found, (side,))

    return compare


# --- lists


def _quantified(condition: Quantified) -> Test:
    name, where, quantifier = condition.list.name, compiled(condition.where), _QUANTIFIED[condition.quantifier]

    def quantified(facts: Facts, _record: Record) -> Truth:
        records = facts.get(name)
        return quantifier([where(facts, r) for r in records]) if isinstance(records, tuple) else None

    return quantified


def _count(name: str, where: Condition) -> _Bounded:
    fits = compiled(where)

    def count(facts: Facts, _record: Record) -> Bounds | None:
        records = facts.get(name)
        if not isinstance(records, tuple):
            return None
        truths = [fits(facts, r) for r in records]
        return truths.count(True), len(truths) - truths.count(False)

    return count


def holds(records: Records | None, posts: Sequence[str]) -> Truth:
    """Whether records of posts include all of ``posts``, in one and the same unit where there are several."""
    if records is None:
        return None
    candidates = [[r for r in records if r.get("post") in (post, None)] for post in posts]
    return any_of(_together(chosen, posts) for chosen in product(*candidates))


def _together(records: Sequence[Record], posts: Sequence[str]) -> Truth:
    if any(a is b for a, b in combinations(records, 2)):  # one record is one post
        return False
    named = all_of(None if r.get("post") is None else r["post"] == p for r, p in zip(records, posts, strict=True))
    units = [None if r.get("unit") is None else comparable(str(r["unit"])) for r in records]
    same_unit = all_of(None if a is None or b is None else a == b for a, b in combinations(units, 2))
    return all_of((named, same_unit))
