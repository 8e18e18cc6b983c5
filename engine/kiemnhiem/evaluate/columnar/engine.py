"""The Polars engine behind the :class:`~kiemnhiem.evaluate.decision.Engine` protocol: cases in, decisions out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import polars as pl

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.columnar.decisions import decisions
from kiemnhiem.evaluate.columnar.frames import frames_of, partial_dates
from kiemnhiem.evaluate.columnar.plan import Plan
from kiemnhiem.evaluate.columnar.polars import run
from kiemnhiem.evaluate.columnar.verdicts import plan
from kiemnhiem.evaluate.decision import Decision
from kiemnhiem.policy.program import Program

#: Cases decided at a time.
BATCH = 100_000


class PolarsEngine:
    """Decides cases in batches."""

    name = "polars"

    def __init__(self, program: Program) -> None:
        self.program = program
        self._plans: dict[frozenset[str] | None, Plan] = {}

    def plan(self, partial: frozenset[str] | None = None) -> Plan:
        """The plan where ``partial`` are the dates that may be partly known; ``None``: all."""
        if partial not in self._plans:
            self._plans[partial] = plan(self.program, partial)
        return self._plans[partial]

    def results(self, cases: Sequence[Case]) -> tuple[Plan, pl.DataFrame]:
        """The columns of results of one batch, and the plan that tells what they are."""
        every = self.plan()
        frames = frames_of(cases, every)
        planned = self.plan(partial_dates(frames, every))
        return planned, run(planned, frames)

    def decide(self, cases: Iterable[Case]) -> Iterator[Decision]:
        """One decision a case, in order."""
        rest = iter(cases)
        while batch := list(islice(rest, BATCH)):
            planned, found = self.results(batch)
            yield from decisions(self.program, planned, (c.id for c in batch), found.columns, found.iter_rows())
