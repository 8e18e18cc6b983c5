"""Strong Kleene logic over true, false and unknown (``None``). Kleene, Introduction to Metamathematics, 1952, §64."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Truth: TypeAlias = bool | None


def all_of(truths: Iterable[Truth]) -> Truth:
    """False if any is false, else unknown if any is unknown, else true."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def any_of(truths: Iterable[Truth]) -> Truth:
    """True if any is true, else unknown if any is unknown, else false."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def negated(truth: Truth) -> Truth:
    """The other one; unknown stays unknown."""
    return None if truth is None else not truth


def excepted(base: Truth, exceptions: Iterable[tuple[Truth, Truth]]) -> Truth:
    """The value of a requirement ``base`` under exceptions (applies, value); see
    :class:`kiemnhiem.policy.conditions.Excepted`. Decided when every value that may apply agrees.
    """
    candidates, sure = [], False
    for applies, value in exceptions:
        if applies is not False:
            candidates.append(value)
            sure = sure or applies is True
    if not sure:
        candidates.append(base)
    return candidates[0] if candidates.count(candidates[0]) == len(candidates) else None
