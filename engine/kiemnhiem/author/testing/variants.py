"""Small changes of conditions: another bound, the operator beside it, one item less, and for or."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from kiemnhiem.author.testing.tracing import atom_text, chosen
from kiemnhiem.explain.words import Phrases
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import (
    AllOf,
    Always,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    NoneOf,
    Operand,
    PolicyVerdict,
    Quantified,
)
from kiemnhiem.policy.operators import OPERATORS, Arity
from kiemnhiem.policy.typecheck import INTEGER
from kiemnhiem.policy.types import Field, FieldType, Kind
from kiemnhiem.policy.values import Scalar

#: The operator that is easily written instead.
BESIDE = {
    "is": "is_not",
    "is_not": "is",
    "in": "not_in",
    "not_in": "in",
    "at_least": "more_than",
    "more_than": "at_least",
    "at_most": "less_than",
    "less_than": "at_most",
    "on_or_after": "after",
    "after": "on_or_after",
    "on_or_before": "before",
    "before": "on_or_before",
}
#: Which neighbour of a bound is not what the operator beside it says already; of whole values.
_OUTWARD = {
    "at_least": -1,
    "on_or_after": -1,
    "less_than": -1,
    "before": -1,
    "more_than": 1,
    "after": 1,
    "at_most": 1,
    "on_or_before": 1,
}


@dataclass(frozen=True)
class Variant:
    """A condition with one change: at which atom, as a policy would write it, in words."""

    after: Condition
    index: int
    code: str
    what: Text


def neighbours(type: FieldType, value: Scalar) -> tuple[tuple[int, Scalar], ...]:
    """The values just below (-1) and above (1) one, where its type has such."""
    match value:
        case bool():
            return ()
        case int() | Decimal():
            return (-1, value - 1), (1, value + 1)
        case date():
            return (-1, value - timedelta(days=1)), (1, value + timedelta(days=1))
        case str() if type.kind is Kind.SCALE:
            at = type.positions[value]
            beside = ((step, at + step) for step in (-1, 1))
            return tuple((step, type.choices[i].code) for step, i in beside if 0 <= i < len(type.choices))
        case _:
            return ()


def leaves(condition: Condition) -> int:
    """How many atoms a condition has, as :mod:`kiemnhiem.author.testing.tracing` counts them."""
    match condition:
        case Always():
            return 0
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            return sum(map(leaves, items))
        case Quantified() if not chosen(condition):
            return 1 + leaves(condition.where)
        case CountOf(where=where):
            return 1 + leaves(where)
        case _:
            return 1


class Variants:
    """Changes conditions over one vocabulary."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def of(self, condition: Condition, at: int = 0, record: Mapping[str, Field] | None = None) -> Iterator[Variant]:
        """Every condition that differs from this one in one place; ``at`` is the number of its first atom."""
        match condition:
            case AllOf(items) | AnyOf(items) | NoneOf(items):
                yield from self._group(condition, items, at, record)
            case Quantified(list=list_, where=where):
                inside = at if chosen(condition) else at + 1
                for v in self.of(where, inside, list_.type.fields):
                    yield replace(v, after=replace(condition, where=v.after))
            case CountOf(list_, where, operator, operands):
                for name, values in _tests(INTEGER, operator, operands):
                    yield self._changed(condition, replace(condition, operator=name, operands=values), at, None)
                for v in self.of(where, at + 1, list_.type.fields):
                    yield replace(v, after=replace(condition, where=v.after))
            case Compare(field, operator, operands) if "#" not in field.name:
                for name, values in _tests(field.type, operator, operands):
                    yield self._changed(condition, Compare(field, name, values), at, record)
                yield from self._shorter(condition, at, record)
            case PolicyVerdict(policy, eligible):
                yield self._changed(condition, PolicyVerdict(policy, not eligible), at, None)
            case _:
                pass

    def _group(
        self,
        condition: AllOf | AnyOf | NoneOf,
        items: tuple[Condition, ...],
        at: int,
        record: Mapping[str, Field] | None,
    ) -> Iterator[Variant]:
        start = at
        for i, item in enumerate(items):
            for v in self.of(item, start, record):
                yield replace(v, after=replace(condition, items=(*items[:i], v.after, *items[i + 1 :])))
            if len(items) > 1:
                rest = replace(condition, items=(*items[:i], *items[i + 1 :]))
                said = _DROPPED.format(what=self._phrases.phrase(item, record))
                yield Variant(rest, start, f"- {atom_text(item, record)}", said)
            start += leaves(item)
        other: dict[type, tuple[Callable[[tuple[Condition, ...]], Condition], str, Text]] = {
            AllOf: (AnyOf, "all_of -> any_of", _AND_TO_OR),
            AnyOf: (AllOf, "any_of -> all_of", _OR_TO_AND),
        }
        if type(condition) in other and len(items) > 1:
            make, code, said = other[type(condition)]
            whole = self._phrases.phrase(condition, record)
            yield Variant(make(items), at, f"{code}: {atom_text(condition, record)}", said.format(what=whole))

    def _shorter(self, of: Compare, at: int, record: Mapping[str, Field] | None) -> Iterator[Variant]:
        """A list of values without one of them."""
        if OPERATORS[of.operator].arity is Arity.MANY and len(of.operands) > 1:
            for i, operand in enumerate(of.operands):
                left_out = Compare(of.field, "is", (operand,))
                said = _DROPPED.format(what=self._phrases.phrase(left_out, record))
                code = f"- {atom_text(left_out, record)}"
                yield Variant(replace(of, operands=(*of.operands[:i], *of.operands[i + 1 :])), at, code, said)

    def _changed(self, before: Condition, after: Condition, at: int, record: Mapping[str, Field] | None) -> Variant:
        code = f"{atom_text(before, record)} -> {atom_text(after, record)}"
        said = _INSTEAD.format(before=self._phrases.phrase(before, record), after=self._phrases.phrase(after, record))
        return Variant(after, at, code, said)


def _tests(type: FieldType, operator: str, operands: tuple[Operand, ...]) -> Iterator[tuple[str, tuple[Operand, ...]]]:
    """The operator beside it; the neighbours of each constant it is compared with."""
    if operator in BESIDE:
        yield BESIDE[operator], operands
    exact = operator in ("is", "is_not") and type.kind is Kind.SCALE
    if exact or OPERATORS[operator].arity is Arity.MANY:
        return
    for i, operand in enumerate(operands):
        for step, value in neighbours(type, operand.value) if isinstance(operand, Constant) else ():
            told_already = type.kind is not Kind.NUMBER and _OUTWARD.get(operator, step) != step
            changed = (*operands[:i], Constant(value), *operands[i + 1 :])
            if not told_already and not _empty(type, changed):
                yield operator, changed


def _empty(type: FieldType, operands: tuple[Operand, ...]) -> bool:
    """Whether it is a ``between`` whose ends have crossed."""
    ends = [type.bounds(o.value) for o in operands if isinstance(o, Constant)]
    return len(ends) > 1 and ends[0] is not None and ends[1] is not None and ends[0] > ends[1]  # type: ignore[operator]  # on one type's axis


_INSTEAD = Text("«{before}» thành «{after}»", '"{before}" becomes "{after}"')
_DROPPED = Text("bỏ «{what}»", '"{what}" is left out')
_AND_TO_OR = Text("«và» thành «hoặc» trong: {what}", '"and" becomes "or" in: {what}')
_OR_TO_AND = Text("«hoặc» thành «và» trong: {what}", '"or" becomes "and" in: {what}')
