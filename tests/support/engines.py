"""Every engine by name, so that one test runs over all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

import pytest
from support import counting
from support.rete_programs import ManyPrograms

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Decision
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.evaluate.remembered import RememberingEngine
from kiemnhiem.policy.program import Program

#: Decides cases by a program.
Decide: TypeAlias = Callable[[Program, Iterable[Case]], list[Decision]]
NAMES = (
    "reference",
    "remembering",
    "rete",
    "polars",
    "duckdb",
    "postgres",
    pytest.param("spark", marks=pytest.mark.slow),
)
#: Tiny questions are planned and compiled for longer than they run.
_SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
_NEEDS = {"rete": "durable.engine", "polars": "polars", "duckdb": "duckdb", "spark": "pyspark"}


@pytest.fixture(scope="session")
def spark_here() -> Iterator[Decide]:
    """Spark in this process, told not to prepare for much."""
    from kiemnhiem.evaluate.sql.spark import SparkEngine, spark_session

    session = spark_session("local[1]", _SMALL)
    yield lambda program, cases: list(SparkEngine(program, "local[1]").decide(cases))
    session.stop()


@pytest.fixture(scope="module", params=NAMES)
def decide(request: pytest.FixtureRequest) -> Iterator[Decide]:
    """Each engine in turn."""
    yield from engine(request.param, request)


def engine(name: str, request: pytest.FixtureRequest) -> Iterator[Decide]:
    """One engine by name, its cases counted. Skips where its extra is not installed, but never in CI."""
    for decide in _engine(name, request):

        def counted(program: Program, cases: Iterable[Case], decide: Decide = decide) -> list[Decision]:
            found = decide(program, cases)
            counting.decided(name, len(found))
            return found

        yield counted


def _engine(name: str, request: pytest.FixtureRequest) -> Iterator[Decide]:
    if name in _NEEDS and "CI" not in os.environ:
        pytest.importorskip(_NEEDS[name])
    match name:
        case "reference":
            yield lambda program, cases: list(ReferenceEngine(program).decide(cases))
        case "remembering":
            yield lambda program, cases: list(RememberingEngine(program).decide(cases))
        case "rete":
            many = ManyPrograms()
            yield lambda program, cases: [a.decision for a in many.answers(program, cases) if a.decision]
            many.close()
        case "polars":
            from kiemnhiem.evaluate.columnar.engine import PolarsEngine

            yield lambda program, cases: list(PolarsEngine(program).decide(cases))
        case "duckdb":
            from kiemnhiem.evaluate.sql.duckdb import DuckDBEngine

            yield lambda program, cases: list(DuckDBEngine(program).decide(cases))
        case "postgres":
            url = request.getfixturevalue("postgres_url")
            from kiemnhiem.evaluate.sql.postgres import PostgresEngine

            yield lambda program, cases: list(PostgresEngine(program, url).decide(cases))
        case _:
            yield request.getfixturevalue("spark_here")
