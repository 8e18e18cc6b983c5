"""Engines by name. Those that need more than the package itself say which extra to install."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING

from kiemnhiem.evaluate.sql.extras import needed

if TYPE_CHECKING:
    from kiemnhiem.evaluate.columnar.polars import Runner
    from kiemnhiem.policy.program import Program


class Name(StrEnum):
    """The engines that an officer may name."""

    AUTO = "auto"
    REFERENCE = "reference"
    RETE = "rete"
    POLARS = "polars"
    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"


#: Those that run a plan of columns here.
COLUMNAR = (Name.POLARS, Name.DUCKDB, Name.SPARK)


def polars_is_here() -> bool:
    """Whether the columnar engine can run."""
    return find_spec("polars") is not None


def runner(name: Name, program: Program, spark_master: str | None = None) -> Runner:
    """What runs plans over frames.

    :raises EngineUnavailable: where its extra is not installed.
    """
    with needed("polars"):
        from kiemnhiem.evaluate.columnar.polars import run  # noqa: PLC0415 - heavy, and may be missing
    if name is Name.DUCKDB:
        with needed("duckdb"):
            from kiemnhiem.evaluate.sql.duckdb import DuckDBEngine  # noqa: PLC0415 - as above
        return DuckDBEngine(program).results
    if name is Name.SPARK:
        with needed("spark"):
            from kiemnhiem.evaluate.sql.spark import LOCAL, SparkEngine  # noqa: PLC0415 - as above
        return SparkEngine(program, spark_master or LOCAL).results
    return run
