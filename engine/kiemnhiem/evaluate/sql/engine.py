"""What the SQL engines share: cases in batches, frames as tables, rows as decisions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from sqlglot import exp

from kiemnhiem.evaluate.columnar.engine import ColumnarEngine
from kiemnhiem.evaluate.columnar.names import ROW
from kiemnhiem.evaluate.columnar.plan import Plan
from kiemnhiem.evaluate.columnar.polars import Frames
from kiemnhiem.evaluate.sql.dialects import Dialect
from kiemnhiem.evaluate.sql.statement import Compiled, Names, Tables, columns_read, compile_plan, rows, unpacked
from kiemnhiem.policy.program import Program

_CASES = "cases"


class SqlEngine(ColumnarEngine):
    """Decides cases in batches by one statement each."""

    dialect: Dialect

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._asked: dict[int, tuple[Plan, Compiled, str]] = {}

    def results(self, planned: Plan, frames: Frames) -> pl.DataFrame:
        """The results of a plan, a row a case, in order."""
        if id(planned) not in self._asked:  # the plan is kept, so that its id stays its own
            self._asked[id(planned)] = planned, *statement(planned, self.dialect)
        _, compiled, sql = self._asked[id(planned)]
        found = self.run(sql, frames_as_tables(planned, frames, compiled.names))
        verdicts = {planned.verdict, *(p.verdict for p in planned.policies)}
        schema = {name: pl.Int64 if name in verdicts else pl.Boolean for name in planned.results}
        return pl.DataFrame([unpacked(compiled, planned, row) for row in found], schema=schema, orient="row")

    @abstractmethod
    def run(self, sql: str, tables: Mapping[str, pl.DataFrame]) -> Iterable[Sequence[Any]]:
        """The rows of a statement over some tables. Raises :class:`kiemnhiem.errors.EngineError`."""


def statement(planned: Plan, dialect: Dialect) -> tuple[Compiled, str]:
    """The statement of a plan over :func:`frames_as_tables`: the results of each case, in order."""
    tables = Tables(_CASES, {name: _records(name) for name in planned.records}, Names())
    compiled = compile_plan(planned, dialect, tables)
    return compiled, as_text(rows(compiled, planned), dialect)


def as_text(statement: exp.Expr, dialect: Dialect, *, pretty: bool = False) -> str:
    """A statement in the words of a database."""
    return statement.sql(dialect.name, pretty=pretty, comments=False)


def frames_as_tables(planned: Plan, frames: Frames, names: Names) -> dict[str, pl.DataFrame]:
    """The frames that a plan reads, with the names of tables and columns in its statement."""
    found = {_CASES: (planned.inputs, frames.cases)}
    found |= {_records(name): (inputs, frames.records[name]) for name, inputs in planned.records.items()}
    return {
        table: frame.select(pl.col(name).alias(names[name]) for name in (ROW, *(n for n, _ in columns_read(inputs))))
        for table, (inputs, frame) in found.items()
    }


def _records(name: str) -> str:
    return f"records_{name}"
