"""The DuckDB engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.sql.dialects import DUCKDB
from kiemnhiem.evaluate.sql.engine import SqlEngine
from kiemnhiem.language import Text

_FAILED = Text("DuckDB không chạy được câu hỏi: {kind}", "DuckDB could not run the question: {kind}")


@dataclass(frozen=True)
class _Stream:
    """A frame as Arrow and nothing else: given a frame, DuckDB asks for pyarrow."""

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.frame.__arrow_c_stream__(requested_schema)


class DuckDBEngine(SqlEngine):
    """Decides cases in DuckDB, in this process."""

    name = "duckdb"
    dialect = DUCKDB

    def run(self, sql: str, tables: Mapping[str, pl.DataFrame]) -> Iterable[Sequence[Any]]:
        """The rows of a statement over some tables."""
        with duckdb.connect() as connection:
            for name, frame in tables.items():
                connection.register(name, _Stream(frame))
            try:
                return connection.execute(sql).fetchall()
            except duckdb.Error as error:
                raise EngineError(_FAILED.format(kind=type(error).__name__)) from error
