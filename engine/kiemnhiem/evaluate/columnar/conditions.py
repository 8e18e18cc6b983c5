"""Conditions as boolean expressions over columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.columnar import expression as ex
from kiemnhiem.evaluate.columnar.bounds import Bounds, Elapsed, Side, ordered, plain
from kiemnhiem.evaluate.columnar.expression import FALSE, TRUE, UNKNOWN, Expression, Literal, Type
from kiemnhiem.language import Text
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
    PolicyVerdict,
    Quantified,
    Quantifier,
)
from kiemnhiem.policy.operators import OPERATORS, Below, Both, Either, Formula, High, Low, UpTo
from kiemnhiem.policy.types import FieldType, Kind
from kiemnhiem.policy.values import Scalar

_UNRESOLVED = Text(
    "Bộ máy cột: «{what}» chưa được thay bằng nội dung của nó",
    'Columnar engine: "{what}" has not been replaced by what it stands for',
)
INTEGER = FieldType(Kind.INTEGER)


class Facts(Protocol):
    """Where a condition finds the facts it reads: those of the case, or of a record of a list."""

    def bounds(self, ref: FieldRef) -> Bounds:
        """What is known of a scalar field."""
        ...

    def counted(self, ref: FieldRef, where: Condition) -> tuple[Expression, Expression, Expression]:
        """Of how many records of a list ``where`` is true, false, unknown; null where the list is."""
        ...

    def held(self, ref: FieldRef, posts: Sequence[str]) -> tuple[Expression, Expression]:
        """How many units there are in which the records hold all of ``posts`` for sure, and possibly."""
        ...


def column_type(type: FieldType) -> Type:
    """The type of a column of values of a field's type."""
    return {Kind.BOOLEAN: Type.BOOLEAN, Kind.DATE: Type.DATE, Kind.TEXT: Type.TEXT}.get(type.kind, Type.INTEGER)


def literal(type: FieldType, value: Scalar) -> Literal:
    """A constant of a field's type."""
    bounds = type.bounds(value)
    if bounds is None or bounds[0] != bounds[1]:
        raise EngineError(_UNRESOLVED.format(what=value))
    return ordinal_literal(type, bounds[0])


def ordinal_literal(type: FieldType, ordinal: int | str) -> Literal:
    """The constant of a field's type that has this ordinal."""
    match type.kind, ordinal:
        case Kind.DATE, int():
            return Literal(date.fromordinal(ordinal), Type.DATE)
        case Kind.BOOLEAN, _:
            return Literal(bool(ordinal), Type.BOOLEAN)
        case _:
            return Literal(ordinal, column_type(type))


def compile_condition(condition: Condition, facts: Facts) -> Expression:
    """The expression that is true, false or null where ``condition`` is true, false or unknown."""

    def inner(c: Condition) -> Expression:
        return compile_condition(c, facts)

    match condition:
        case Always(value):
            return TRUE if value else FALSE
        case Compare(field, operator, operands):
            return _Test(field.type, facts.bounds(field), operator).against(operands, facts)
        case AllOf(items):
            return ex.all_of(map(inner, items))
        case AnyOf(items):
            return ex.any_of(map(inner, items))
        case NoneOf(items):
            return ex.negated(ex.any_of(map(inner, items)))
        case Quantified(quantifier, list_, where):
            return _quantified(quantifier, *facts.counted(list_, where))
        case CountOf(list_, where, operator, operands):
            true, _, open_ = facts.counted(list_, where)
            return _Test(INTEGER, Bounds(true, ex.Sum(true, open_)), operator).against(operands, facts)
        case Holds(list_, posts):
            certain, possible = facts.held(list_, posts)
            return ex.decided(ordered(ex.whole(0), certain), ex.Same(possible, ex.whole(0)))
        case Excepted(base, exceptions):
            return _excepted(inner(base), [(inner(c), inner(r)) for c, r in exceptions])
        case PolicyVerdict(policy):
            raise EngineError(_UNRESOLVED.format(what=policy))


def _quantified(quantifier: Quantifier, true: Expression, false: Expression, open_: Expression) -> Expression:
    decisive = false if quantifier is Quantifier.EVERY else true
    found = ordered(ex.whole(0), decisive)
    none = ex.all_of((ex.Same(decisive, ex.whole(0)), ex.Same(open_, ex.whole(0))))
    return ex.decided(found, none) if quantifier is Quantifier.SOME else ex.decided(none, found)


def _excepted(base: Expression, exceptions: Sequence[tuple[Expression, Expression]]) -> Expression:
    """See :func:`kiemnhiem.evaluate.kleene.excepted`."""
    if len(exceptions) == 1:
        [(applies, value)] = exceptions
        if value == TRUE:
            return ex.any_of((applies, base))
        default = ex.all_of((ex.negated(applies), base))
        return ex.any_of((ex.all_of((applies, value)), default, ex.all_of((value, base))))

    def certainly(truth: Expression, of: Sequence[Expression]) -> Expression:
        agree = (ex.any_of((ex.sure(ex.negated(c)), v)) for (c, _), v in zip(exceptions, of, strict=True))
        return ex.all_of((*agree, ex.any_of((*(ex.sure(c) for c, _ in exceptions), truth))))

    true = certainly(ex.sure(base), [ex.sure(v) for _, v in exceptions])
    false = certainly(ex.sure(ex.negated(base)), [ex.sure(ex.negated(v)) for _, v in exceptions])
    return ex.decided(true, false)


@dataclass(frozen=True)
class _Test:
    """An operator asked of what is known of a field."""

    type: FieldType
    found: Bounds
    operator: str

    def against(self, operands: Sequence[Operand], facts: Facts) -> Expression:
        """The test against its operands."""
        sides, ordinals = [self.found], list[int | None]()
        texts: dict[int, str] = {}
        for operand in operands:
            match operand:
                case Constant(value):
                    constant = literal(self.type, value)
                    sides.append(Bounds(constant, constant))
                    ordinals.append(self._ordinal(value, texts))
                case FieldRef():
                    sides.append(facts.bounds(operand))
                    ordinals.append(None)
                case _:
                    raise EngineError(_UNRESOLVED.format(what=f"${operand.name}"))
        return self._value(sides, ordinals, texts)

    def _ordinal(self, value: Scalar, texts: dict[int, str]) -> int:
        """The ordinal of a constant. Texts are numbered by twos, so that no two seem to follow each other."""
        bounds = self.type.bounds(value)
        if bounds is None or isinstance(bounds[0], int):
            return bounds[0] if bounds else 0
        known = next((n for n, text in texts.items() if text == bounds[0]), 2 * len(texts))
        texts[known] = bounds[0]
        return known

    def _value(self, sides: Sequence[Bounds], ordinals: Sequence[int | None], texts: dict[int, str]) -> Expression:
        compiler = _Formulas(self.type, sides, texts)
        yes, no = map(compiler.expression, OPERATORS[self.operator].certain(ordinals))
        if all(side.exact for side in sides):
            candidates = [e for e in (yes, ex.negated(no) if no is not None else None) if e is not None]
            value = min(candidates, key=_size)
        else:
            value = ex.decided(yes or FALSE, no or FALSE)
        several = len(ordinals) > 1 and None in ordinals
        if several or isinstance(value, Literal):  # a test with an unknown side is unknown, whatever the known ones say
            value = ex.choose(ex.known(*(b.anchor for b in sides)), value, UNKNOWN)
        return value


def _size(expression: Expression) -> int:
    return 1 + sum(map(_size, ex.parts(expression)))


@dataclass(frozen=True)
class _Formulas:
    """Formulas over bounds (:mod:`kiemnhiem.policy.operators`) as expressions."""

    type: FieldType
    sides: Sequence[Bounds]
    texts: dict[int, str]

    def expression(self, formula: Formula) -> Expression | None:
        """The formula; ``None`` where it would put texts in an order."""
        match formula:
            case Both((UpTo(a, b), UpTo(c, d))) if (self.side(a), self.side(b)) == (self.side(d), self.side(c)):
                return self._same(self.side(a), self.side(b))
            case Both(parts) | Either(parts):
                found = [self.expression(p) for p in parts]
                items = [f for f in found if f is not None]
                if len(items) < len(found):
                    return None
                return ex.all_of(items) if isinstance(formula, Both) else ex.any_of(_together(items))
            case Below(left, right):
                return self._ordered(left, right, equal=False)
            case UpTo(left, right):
                return self._ordered(left, right, equal=True)

    def side(self, side: Low | High | int) -> Side:
        """A side of a comparison."""
        match side:
            case Low(of):
                return self.sides[of].low
            case High(of):
                return self.sides[of].high
            case _:
                return ordinal_literal(self.type, self.texts.get(side, side))

    def _ordered(self, left: Low | High | int, right: Low | High | int, *, equal: bool) -> Expression | None:
        if self.type.kind is Kind.TEXT:
            return None
        a, b = self.side(left), self.side(right)
        if self.type.kind is Kind.BOOLEAN:
            a, b = _number(a), _number(b)
        return ordered(a, b, equal=equal)

    def _same(self, a: Side, b: Side) -> Expression:
        if self.type.kind is Kind.BOOLEAN:
            for one, other in ((a, b), (b, a)):
                if isinstance(one, Literal) and not isinstance(other, Literal):
                    return plain(other) if one.value else ex.negated(plain(other))
        if isinstance(a, Elapsed) or isinstance(b, Elapsed):
            return ex.all_of((ordered(a, b, equal=True), ordered(b, a, equal=True)))
        return ex.Same(a, b)


def _number(side: Side) -> Side:
    return ex.whole(int(bool(side.value))) if isinstance(side, Literal) else ex.Narrowed(plain(side))


def _together(items: Sequence[Expression]) -> list[Expression]:
    """Several tests of one column for equality as one test."""
    values: dict[Expression, list[int | str]] = {}
    others: list[Expression] = []
    for item in items:
        match item:
            case ex.Same(left, Literal(int() | str() as value)) | ex.Same(Literal(int() | str() as value), left) if (
                not isinstance(value, bool)
            ):
                values.setdefault(left, []).append(value)
            case _:
                others.append(item)
    for left, found in values.items():
        type_ = Type.TEXT if isinstance(found[0], str) else Type.INTEGER
        others.append(ex.OneOf(left, tuple(found)) if len(found) > 1 else ex.Same(left, Literal(found[0], type_)))
    return others
