"""Formulas and integer terms, with what is constant folded away before z3 sees it.

A formula is a ``bool`` or a ``z3.BoolRef``, a number an ``int`` or a ``z3.ArithRef``; z3 has no types of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import z3

Formula: TypeAlias = Any
Number: TypeAlias = Any


def every(items: Iterable[Formula]) -> Formula:
    """All of ``items``."""
    left = []
    for item in items:
        if item is False:
            return False
        if item is not True:
            left.append(item)
    return z3.And(left) if len(left) > 1 else left[0] if left else True


def some(items: Iterable[Formula]) -> Formula:
    """Any of ``items``."""
    left = []
    for item in items:
        if item is True:
            return True
        if item is not False:
            left.append(item)
    return z3.Or(left) if len(left) > 1 else left[0] if left else False


def no(item: Formula) -> Formula:
    """The opposite."""
    return (not item) if isinstance(item, bool) else z3.Not(item)


def choose(condition: Formula, yes: Number, other: Number) -> Number:
    """``yes`` where ``condition`` holds, else ``other``."""
    if condition is True or yes is other:
        return yes
    return other if condition is False else z3.If(condition, yes, other)


def total(numbers: Iterable[Number]) -> Number:
    """Their sum."""
    return sum(numbers)


def least(numbers: Sequence[Number]) -> Number:
    """The smallest of them."""
    return reduce(lambda a, b: a if a is b else choose(a <= b, a, b), numbers)


def greatest(numbers: Sequence[Number]) -> Number:
    """The largest of them."""
    return reduce(lambda a, b: a if a is b else choose(a >= b, a, b), numbers)


def counted(items: Iterable[Formula]) -> Number:
    """How many of ``items`` hold."""
    return total(choose(item, 1, 0) for item in items)


@dataclass(frozen=True)
class Truth:
    """A condition in Kleene's logic: where it is certainly true, where it is certainly false."""

    true: Formula
    false: Formula

    @property
    def unknown(self) -> Formula:
        """Where it is neither."""
        return every((no(self.true), no(self.false)))

    @property
    def negated(self) -> Truth:
        """The opposite; unknown stays unknown."""
        return Truth(self.false, self.true)


def all_true(truths: Sequence[Truth]) -> Truth:
    """Kleene's conjunction."""
    return Truth(every(t.true for t in truths), some(t.false for t in truths))


def any_true(truths: Sequence[Truth]) -> Truth:
    """Kleene's disjunction."""
    return Truth(some(t.true for t in truths), every(t.false for t in truths))
