"""The engines that decide all cases at once, in one form: load (not timed), run (timed), answers (compared)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Protocol

import duckdb
import polars as pl

from kiemnhiem.policy.program import Program
from measuring.data import Data
from measuring.handwritten import polars_script
from measuring.peers.openfisca import OpenFisca

SQL = (Path(__file__).parent / "handwritten" / "thirty.sql").read_text(encoding="utf-8")


class Contestant(Protocol):
    """An engine for many cases."""

    name: str

    def load(self, data: Data) -> Any:
        """The cases as this engine holds them in memory."""
        ...

    def run(self, state: Any) -> Any:
        """Outcomes and verdicts, in this engine's memory."""
        ...

    def answers(self, result: Any) -> pl.DataFrame:
        """The result in the form in which engines are compared, cases in order."""
        ...


class PolarsNested:
    """The script by hand, over nested lists."""

    name = "Polars by hand, nested lists"

    def load(self, data: Data) -> pl.DataFrame:
        return data.nested

    def run(self, state: pl.DataFrame) -> pl.DataFrame:
        return polars_script.decide(polars_script.with_nested(state.lazy())).collect()

    def answers(self, result: pl.DataFrame) -> pl.DataFrame:
        return result


class PolarsTables:
    """The script by hand, over tables of records."""

    name = "Polars by hand, tables of records"

    def load(self, data: Data) -> tuple[pl.LazyFrame, dict[str, pl.LazyFrame]]:
        return data.cases.lazy(), {name: frame.lazy() for name, frame in data.records.items()}

    def run(self, state: tuple[pl.LazyFrame, dict[str, pl.LazyFrame]]) -> pl.DataFrame:
        return polars_script.decide(polars_script.with_tables(*state)).collect()

    def answers(self, result: pl.DataFrame) -> pl.DataFrame:
        return result.sort(pl.col("case_id").str.slice(1).cast(pl.Int64))


class DuckDb:
    """The SQL by hand, over tables in DuckDB's memory."""

    name = "DuckDB SQL by hand"

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()

    def load(self, data: Data) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        file = Path(self.folder.name) / "table.parquet"
        for name, frame in {"cases": data.cases, **data.records}.items():
            frame.write_parquet(file)
            connection.execute(f"CREATE TABLE {name} AS FROM '{file}'")
        return connection

    def run(self, state: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
        return state.execute(f"CREATE OR REPLACE TEMP TABLE result AS {SQL}")

    def answers(self, result: duckdb.DuckDBPyConnection) -> pl.DataFrame:
        file = Path(self.folder.name) / "result.parquet"
        result.execute(f"COPY (FROM result ORDER BY CAST(case_id[2:] AS BIGINT)) TO '{file}' (FORMAT parquet)")
        return pl.read_parquet(file)


def by_hand(program: Program) -> list[Contestant]:
    """What we compare the columnar engine with."""
    return [PolarsNested(), PolarsTables(), DuckDb(), OpenFisca(program)]
