"""Answers that are remembered: what was asked before is not worked out again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

#: Answers that are remembered of one question; what comes later is worked out each time.
MOST = 65_536

K = TypeVar("K")
A = TypeVar("A")


class Answers(dict[K, A], Generic[K, A]):
    """The answers of a function of one value that always gives the same: ``answers[value]``."""

    def __init__(self, ask: Callable[[K], A]) -> None:
        self._ask = ask

    def __missing__(self, key: K) -> A:
        answer = self._ask(key)
        if len(self) < MOST:
            self[key] = answer
        return answer
