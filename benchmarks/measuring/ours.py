"""Our own columnar engine as a contestant: from the typed columns that the scripts by hand start from."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from kiemnhiem.evaluate.columnar.polars import Frames, run
from kiemnhiem.evaluate.columnar.scan import BATCH, open_all
from kiemnhiem.evaluate.columnar.table import VERDICT, Columns, met_column, table, waived_column
from kiemnhiem.evaluate.columnar.verdicts import plan
from kiemnhiem.policy.program import Program
from measuring.cases import frame
from measuring.data import Data
from measuring.workload import POLICY, policy_of


class OurPolars:
    """The Polars engine: columns converted and decided, a batch after another.

    :param source: the file whose columns it is given; none: one made up, for frames in memory that are like it.
    """

    name = "Kiêm nhiệm, Polars engine"

    def __init__(self, program: Program, source: Path | None = None) -> None:
        with tempfile.TemporaryDirectory() as folder:
            if source is None:
                source = Path(folder) / "columns.parquet"
                frame(10).write_parquet(source)
            [self.scan], _ = open_all([source], program.library)
        self.plan, self.columns = plan(program, self.scan.partial), Columns(program)
        self.rules = [rule.id for rule in policy_of(program).rules]

    def load(self, data: Data) -> pl.DataFrame:
        return data.nested

    def run(self, state: pl.DataFrame) -> pl.DataFrame:
        return pl.concat([self.decided(self.converted(batch)) for batch in state.iter_slices(BATCH)])

    def converted(self, batch: pl.DataFrame) -> Frames:
        """The columns of a batch as the engine compares them."""
        return self.scan.frames(batch, self.plan)

    def decided(self, frames: Frames) -> pl.DataFrame:
        """Outcomes and verdicts of a batch."""
        return table(self.plan, run(self.plan, frames), self.columns)

    def answers(self, result: pl.DataFrame) -> pl.DataFrame:
        waived = {rule: pl.col(name) for rule in self.rules if (name := waived_column(POLICY, rule)) in result.columns}
        values = {rule: pl.col(met_column(POLICY, rule)) for rule in self.rules}
        values |= {rule: values[rule] | applies_not for rule, applies_not in waived.items()}
        applies = {f"{rule}_applies": ~applies_not for rule, applies_not in waived.items()}
        return result.select(**values, **applies, verdict=pl.col(VERDICT).cast(pl.String))


class OurPolarsConverted(OurPolars):
    """The same, given columns that are converted already."""

    name = "Kiêm nhiệm, Polars engine, columns converted before"

    def load(self, data: Data) -> Sequence[Frames]:  # type: ignore[override]  # this is what it leaves out
        return [self.converted(batch) for batch in data.nested.iter_slices(BATCH)]

    def run(self, state: Sequence[Frames]) -> pl.DataFrame:  # type: ignore[override]
        return pl.concat([self.decided(frames) for frames in state])
