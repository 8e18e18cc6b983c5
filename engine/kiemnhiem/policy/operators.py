"""The operators of the policy language: one entry each, and nothing else knows an operator by name.

An operator tests ordinal bounds (:mod:`kiemnhiem.policy.values`). Its entry gives

* ``meaning``: the three-valued definition on known bounds, used by the reference evaluator. (A test with an
  unknown side is unknown before an operator is asked.)
* ``certain``: for engines that compile, two positive formulas over bounds: *certainly true* and *certainly
  false*. Written apart from ``meaning`` on purpose, so that a slip in one is found by comparing engines.
* ``words``: how a finding says it.

An exact value has equal bounds; a partial date or a count with unknown records has a low below its high. A test is
decided when every value between the bounds agrees.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any, TypeAlias

from kiemnhiem.language import Text
from kiemnhiem.policy.types import ORDERED, SCALAR, Kind


class Arity(Enum):
    """How many operands an operator takes."""

    ONE = 1
    TWO = 2
    MANY = "many"


# --- formulas over bounds: what a compiled engine has to know -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Low:
    """The low bound of operand ``of``; 0 is the tested field, 1… the operands."""

    of: int


@dataclass(frozen=True, slots=True)
class High:
    """The high bound of operand ``of``."""

    of: int


#: A side of a comparison; an ``int`` is a constant ordinal.
Side: TypeAlias = Low | High | int


@dataclass(frozen=True, slots=True)
class Below:
    """``left < right``."""

    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class UpTo:
    """``left <= right``."""

    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class Both:
    """All parts hold; none: true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Some part holds; none: false."""

    parts: tuple[Formula, ...]


Formula: TypeAlias = Below | UpTo | Both | Either


# --- meanings -----------------------------------------------------------------------------------------------------

Pair: TypeAlias = tuple[Any, Any]
Meaning: TypeAlias = Callable[[Pair, Sequence[Pair]], bool | None]


def _is(x: Pair, y: Sequence[Pair]) -> bool | None:
    (low, high), (ylow, yhigh) = x, y[0]
    if low == high == ylow == yhigh:
        return True
    if high < ylow or yhigh < low:
        return False
    return None


def _in(x: Pair, y: Sequence[Pair]) -> bool | None:
    low, high = x
    members = {m for m, _ in y}
    if low == high:
        return low in members
    inside = sum(low <= m <= high for m in members)
    if inside == 0:
        return False
    return True if inside == high - low + 1 else None


def _at_least(x: Pair, y: Sequence[Pair]) -> bool | None:
    (low, high), (ylow, yhigh) = x, y[0]
    if low >= yhigh:
        return True
    return False if high < ylow else None


def _not(meaning: Meaning) -> Meaning:
    def negated(x: Pair, y: Sequence[Pair]) -> bool | None:
        result = meaning(x, y)
        return None if result is None else not result

    return negated


def _swapped(meaning: Meaning) -> Meaning:
    return lambda x, y: meaning(y[0], (x,))


def _between(x: Pair, y: Sequence[Pair]) -> bool | None:
    above, below = _at_least(x, (y[0],)), _at_least(y[1], (x,))
    if above is False or below is False:
        return False
    return None if above is None or below is None else True


# --- certainties --------------------------------------------------------------------------------------------------

#: (certainly true, certainly false), given the constant ordinals of the operands (``None`` for a field).
Certainty: TypeAlias = Callable[[Sequence[int | None]], tuple[Formula, Formula]]

_X_LOW, _X_HIGH = Low(0), High(0)


def _sides(operands: Sequence[int | None], i: int) -> tuple[Side, Side]:
    constant = operands[i]
    return (Low(i + 1), High(i + 1)) if constant is None else (constant, constant)


def _certain_is(operands: Sequence[int | None]) -> tuple[Formula, Formula]:
    low, high = _sides(operands, 0)
    same = Both((UpTo(_X_HIGH, low), UpTo(high, _X_LOW)))
    apart = Either((Below(_X_HIGH, low), Below(high, _X_LOW)))
    return same, apart


def _runs(ordinals: Sequence[int | None]) -> list[tuple[int, int]]:
    """Sorted ordinals as runs of consecutive ones."""
    runs: list[tuple[int, int]] = []
    for o in sorted({o for o in ordinals if o is not None}):
        if runs and runs[-1][1] == o - 1:
            runs[-1] = (runs[-1][0], o)
        else:
            runs.append((o, o))
    return runs


def _certain_in(operands: Sequence[int | None]) -> tuple[Formula, Formula]:
    runs = _runs(operands)
    inside = Either(tuple(Both((UpTo(first, _X_LOW), UpTo(_X_HIGH, last))) for first, last in runs))
    if not runs:
        return inside, Both(())
    gaps: list[Formula] = [Below(_X_HIGH, runs[0][0])]
    gaps += [Both((Below(a[1], _X_LOW), Below(_X_HIGH, b[0]))) for a, b in pairwise(runs)]
    gaps.append(Below(runs[-1][1], _X_LOW))
    return inside, Either(tuple(gaps))


def _certain_at_least(operands: Sequence[int | None]) -> tuple[Formula, Formula]:
    low, high = _sides(operands, 0)
    return UpTo(high, _X_LOW), Below(_X_HIGH, low)


def _certain_at_most(operands: Sequence[int | None]) -> tuple[Formula, Formula]:
    low, high = _sides(operands, 0)
    return UpTo(_X_HIGH, low), Below(high, _X_LOW)


def _certain_between(operands: Sequence[int | None]) -> tuple[Formula, Formula]:
    (alow, ahigh), (blow, bhigh) = _sides(operands, 0), _sides(operands, 1)
    return Both((UpTo(ahigh, _X_LOW), UpTo(_X_HIGH, blow))), Either((Below(_X_HIGH, alow), Below(bhigh, _X_LOW)))


def _flip(certainty: Certainty) -> Certainty:
    return lambda operands: certainty(operands)[::-1]


# --- the table ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Operator:
    """One operator; see the module."""

    name: str
    kinds: frozenset[Kind]
    arity: Arity
    meaning: Meaning
    certain: Certainty
    words: Text
    #: Of a yes-or-no question, where they differ.
    boolean_words: Text | None = None
    #: What a greater operand (of ``in`` and its kin: a longer list) does: +1 the test is harder to meet, -1 easier,
    #: 0 it depends.
    harder: int = 0

    def words_for(self, kind: Kind) -> Text:
        """How a test of a field of this kind is said; ``{0}`` stands for the first operand, ``{*}`` for all."""
        return self.boolean_words if kind is Kind.BOOLEAN and self.boolean_words else self.words


_NUMERIC = frozenset({Kind.SCALE, Kind.INTEGER, Kind.NUMBER})
_DATE = frozenset({Kind.DATE})
_at_most = _swapped(_at_least)
_below = _not(_at_least)
_above = _not(_at_most)
_certain_below = _flip(_certain_at_least)
_certain_above = _flip(_certain_at_most)

OPERATORS: dict[str, Operator] = {
    o.name: o
    for o in (
        Operator("is", SCALAR, Arity.ONE, _is, _certain_is, Text("là {0}", "is {0}"), Text("{0}", "{0}")),
        Operator("is_not", SCALAR, Arity.ONE, _not(_is), _flip(_certain_is), Text("không phải là {0}", "is not {0}"),
                 Text("không phải «{0}»", 'not "{0}"')),
        Operator("in", SCALAR, Arity.MANY, _in, _certain_in, Text("là một trong: {*}", "is one of: {*}"), harder=-1),
        Operator("not_in", SCALAR, Arity.MANY, _not(_in), _flip(_certain_in),
                 Text("không thuộc: {*}", "is none of: {*}"), harder=1),
        Operator("at_least", _NUMERIC, Arity.ONE, _at_least, _certain_at_least,
                 Text("từ {0} trở lên", "at least {0}"), harder=1),
        Operator("more_than", _NUMERIC, Arity.ONE, _above, _certain_above, Text("trên {0}", "more than {0}"), harder=1),
        Operator("at_most", _NUMERIC, Arity.ONE, _at_most, _certain_at_most,
                 Text("không quá {0}", "at most {0}"), harder=-1),
        Operator("less_than", _NUMERIC, Arity.ONE, _below, _certain_below,
                 Text("dưới {0}", "less than {0}"), harder=-1),
        Operator("on_or_after", _DATE, Arity.ONE, _at_least, _certain_at_least,
                 Text("từ ngày {0} trở đi", "on or after {0}"), harder=1),
        Operator("after", _DATE, Arity.ONE, _above, _certain_above, Text("sau ngày {0}", "after {0}"), harder=1),
        Operator("on_or_before", _DATE, Arity.ONE, _at_most, _certain_at_most,
                 Text("chậm nhất ngày {0}", "on or before {0}"), harder=-1),
        Operator("before", _DATE, Arity.ONE, _below, _certain_below, Text("trước ngày {0}", "before {0}"), harder=-1),
        Operator("between", ORDERED, Arity.TWO, _between, _certain_between,
                 Text("từ {0} đến {1}", "between {0} and {1}")),
    )
}  # fmt: skip
