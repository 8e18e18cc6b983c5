"""Engines that run a plan of columns, behind :class:`~kiemnhiem.evaluate.decision.Engine`: cases in, decisions out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import islice

import polars as pl

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.columnar.decisions import decisions
from kiemnhiem.evaluate.columnar.frames import frames_of, partial_dates
from kiemnhiem.evaluate.columnar.plan import Plan
from kiemnhiem.evaluate.columnar.polars import Frames, run
from kiemnhiem.evaluate.columnar.verdicts import plan
from kiemnhiem.evaluate.decision import Decision
from kiemnhiem.policy.program import Program

#: Cases decided at a time.
BATCH = 100_000


class ColumnarEngine(ABC):
    """Decides cases in batches."""

    name: str

    def __init__(self, program: Program) -> None:
        self.program = program
        self._plans: dict[frozenset[str] | None, Plan] = {}

    @abstractmethod
    def results(self, planned: Plan, frames: Frames) -> pl.DataFrame:
        """The results of a plan, a row a case, in order. Raises :class:`kiemnhiem.errors.EngineError`."""

    def decide(self, cases: Iterable[Case]) -> Iterator[Decision]:
        """One decision a case, in order."""
        rest = iter(cases)
        while batch := list(islice(rest, BATCH)):
            frames = frames_of(batch, self._plan(None))
            planned = self._plan(partial_dates(frames, self._plan(None)))
            found = self.results(planned, frames)
            yield from decisions(self.program, planned, (c.id for c in batch), found.columns, found.iter_rows())

    def _plan(self, partial: frozenset[str] | None) -> Plan:
        """The plan where ``partial`` are the dates that may be partly known; ``None``: all."""
        if partial not in self._plans:
            self._plans[partial] = plan(self.program, partial)
        return self._plans[partial]


class PolarsEngine(ColumnarEngine):
    """Decides cases in Polars, in this process."""

    name = "polars"

    def results(self, planned: Plan, frames: Frames) -> pl.DataFrame:
        """The results of a plan, a row a case, in order."""
        return run(planned, frames)
