"""Times of several contestants, taken in turns so that a slow minute of the machine meets all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Times:
    """Seconds of some runs."""

    least: float
    median: float
    most: float
    runs: int

    @classmethod
    def of(cls, seconds: list[float]) -> Times:
        """What was measured, in short."""
        return cls(min(seconds), median(seconds), max(seconds), len(seconds))

    def per(self, cases: int) -> dict[str, Any]:
        """The same in microseconds a case."""
        return {k: v if k == "runs" else v / cases * 1e6 for k, v in asdict(self).items()} | {"cases": cases}


#: What is timed, and what makes its input anew before each run, which is not timed.
Contest = Mapping[str, tuple[Callable[[], Any], Callable[[Any], Any]]]


def interleaved(contest: Contest, runs: int, *, warm: bool = True) -> dict[str, Times]:
    """The times of each contestant over ``runs`` rounds, one run each in every round. Python looks for garbage before
    each run and not in it, as its own ``timeit`` has it.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contest}
    for round_ in range(-int(warm), runs):
        for name, (load, run) in contest.items():
            state = load()
            gc.collect()
            gc.disable()
            start = time.perf_counter()
            result = run(state)
            taken = time.perf_counter() - start
            gc.enable()
            del result, state
            if round_ >= 0:
                seconds[name].append(taken)
    return {name: Times.of(taken) for name, taken in seconds.items()}
