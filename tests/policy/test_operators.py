"""The two ways each operator is written down, its meaning and its certainties, agree: by trying everything small."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations_with_replacement, product

import pytest

from kiemnhiem.policy.operators import (
    OPERATORS,
    Arity,
    Below,
    Both,
    Either,
    Formula,
    High,
    Low,
    Operator,
    Side,
    UpTo,
)

Bounds = tuple[int, int]
SMALL = range(5)
SPANS: list[Bounds] = list(combinations_with_replacement(SMALL, 2))

#: What an operator says of exact ordinals.
EXACT: dict[str, Callable[[int, Sequence[int]], bool]] = {
    "is": lambda x, y: x == y[0],
    "is_not": lambda x, y: x != y[0],
    "in": lambda x, y: x in y,
    "not_in": lambda x, y: x not in y,
    "at_least": lambda x, y: x >= y[0],
    "on_or_after": lambda x, y: x >= y[0],
    "more_than": lambda x, y: x > y[0],
    "after": lambda x, y: x > y[0],
    "at_most": lambda x, y: x <= y[0],
    "on_or_before": lambda x, y: x <= y[0],
    "less_than": lambda x, y: x < y[0],
    "before": lambda x, y: x < y[0],
    "between": lambda x, y: y[0] <= x <= y[1],
}
every_operator = pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda o: o.name)
every_operator_on_fields = pytest.mark.parametrize(
    "operator", [o for o in OPERATORS.values() if o.arity is not Arity.MANY], ids=lambda o: o.name
)


def operands(operator: Operator) -> Iterator[list[Bounds]]:
    """Every list of operands over a small axis."""
    match operator.arity:
        case Arity.ONE:
            yield from ([s] for s in SPANS)
        case Arity.TWO:
            yield from (list(pair) for pair in product(SPANS, repeat=2))
        case Arity.MANY:
            for size in range(4):
                yield from ([(m, m) for m in members] for members in product(SMALL, repeat=size))


def holds(formula: Formula, bounds: Sequence[Bounds]) -> bool:
    match formula:
        case Below(left, right):
            return value(left, bounds) < value(right, bounds)
        case UpTo(left, right):
            return value(left, bounds) <= value(right, bounds)
        case Both(parts):
            return all(holds(p, bounds) for p in parts)
        case Either(parts):
            return any(holds(p, bounds) for p in parts)


def value(side: Side, bounds: Sequence[Bounds]) -> int:
    match side:
        case Low(of):
            return bounds[of][0]
        case High(of):
            return bounds[of][1]
        case _:
            return side


def certain(operator: Operator, x: Bounds, y: Sequence[Bounds], constants: Sequence[int | None]) -> bool | None:
    yes, no = (holds(f, [x, *y]) for f in operator.certain(constants))
    assert not (yes and no), "certainly true and certainly false at once"
    return True if yes else False if no else None


@every_operator_on_fields
def test_the_certainties_of_fields_are_the_meaning(operator: Operator) -> None:
    for x, y in product(SPANS, operands(operator)):
        assert certain(operator, x, y, [None] * len(y)) is operator.meaning(x, y), (x, y)


@every_operator
def test_the_certainties_of_constants_are_the_meaning(operator: Operator) -> None:
    for x, y in product(SPANS, operands(operator)):
        if all(low == high for low, high in y):
            assert certain(operator, x, y, [low for low, _ in y]) is operator.meaning(x, y), (x, y)


@every_operator
def test_the_meaning_of_exact_values_is_the_plain_one(operator: Operator) -> None:
    for x, y in product(SMALL, operands(operator)):
        if all(low == high for low, high in y):
            assert operator.meaning((x, x), y) is EXACT[operator.name](x, [low for low, _ in y]), (x, y)


@every_operator
def test_a_test_on_a_range_is_decided_exactly_when_every_value_in_it_agrees(operator: Operator) -> None:
    for x, y in product(SPANS, operands(operator)):
        if operator.arity is Arity.TWO and y[0][1] > y[1][0]:
            continue  # from a later to an earlier one: two tests, each decided for itself
        inside = product(range(x[0], x[1] + 1), *(range(low, high + 1) for low, high in y))
        answers = {EXACT[operator.name](value, others) for value, *others in inside}
        expected = answers.pop() if len(answers) == 1 else None
        assert operator.meaning(x, y) is expected, (x, y)


@pytest.mark.parametrize("operand", [3, None])
def test_a_constant_stands_in_the_formulas_as_itself_and_a_field_as_its_bounds(operand: int | None) -> None:
    low, high = (Low(1), High(1)) if operand is None else (operand, operand)
    assert OPERATORS["at_least"].certain((operand,)) == (UpTo(high, Low(0)), Below(High(0), low))
    assert OPERATORS["is"].certain((operand,)) == (
        Both((UpTo(High(0), low), UpTo(high, Low(0)))), Either((Below(High(0), low), Below(high, Low(0)))),
    )  # fmt: skip
