"""The Spark engine: in this process's own two threads, or on a cluster."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.columnar.plan import Plan
from kiemnhiem.evaluate.columnar.polars import Frames
from kiemnhiem.evaluate.columnar.verdicts import plan
from kiemnhiem.evaluate.sql.dialects import SPARK
from kiemnhiem.evaluate.sql.engine import SqlEngine, frames_as_tables, statement, table_names
from kiemnhiem.evaluate.sql.java import java_home
from kiemnhiem.evaluate.sql.statement import ID, Names
from kiemnhiem.language import Text
from kiemnhiem.policy.program import Program

LOCAL = "local[2]"
_FAILED = Text("Spark không chạy được câu hỏi: {kind}", "Spark could not run the question: {kind}")
#: Nothing listens beyond this machine, no pages are served; numbers that do not fit are errors, never wrapped.
SETTINGS: Mapping[str, str] = {
    "spark.app.name": "kiemnhiem",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
}
_HERE: Mapping[str, str] = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
}


class SparkEngine(SqlEngine):
    """Decides cases in Spark.

    :param master: ``local[2]``, or a cluster's ``spark://host:port``, whose workers read this machine's folder for
        temporary files.
    """

    name = "spark"
    dialect = SPARK

    def __init__(self, program: Program, master: str = LOCAL) -> None:
        super().__init__(program)
        self._master = master

    def run(self, sql: str, tables: Mapping[str, pl.DataFrame]) -> Iterable[Sequence[Any]]:
        """The rows of a statement over some tables."""
        folder = Path(tempfile.mkdtemp(prefix="kiemnhiem-spark-"))
        try:
            with told():
                session = spark_session(self._master)
                for name, frame in tables.items():
                    frame.write_parquet(folder / f"{name}.parquet")
                    session.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)
                return session.sql(sql).collect()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def spark_session(master: str = LOCAL, settings: Mapping[str, str] | None = None) -> SparkSession:
    """The session of this process, started where there is none."""
    os.environ.setdefault("JAVA_HOME", java_home())
    builder = SparkSession.builder.master(master)
    here = _HERE if master.startswith("local") else {}
    for name, value in {**SETTINGS, **here, **(settings or {})}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


@contextmanager
def told() -> Iterator[None]:
    """Tells what fails in Spark in our words."""
    try:
        yield
    except PySparkException as error:
        kind = error.getCondition() or type(error).__name__
        raise EngineError(_FAILED.format(kind=kind)) from error


def screen_batches(
    program: Program,
    batches: Iterable[Frames],
    target: Path,
    *,
    partial: frozenset[str] | None = None,
    master: str = LOCAL,
    settings: Mapping[str, str] | None = None,
) -> Plan:
    """Decide batches of cases in one job and write a folder of Parquet files: ``id``, the number of the case from 0
    over all batches, and the results of the plan, which is returned.

    The batches are written beside ``target`` first, where every worker must be able to read them. A worker that is
    lost in the middle costs time: what it had is done again by others.

    :param partial: the dates that may be partly known; ``None``: all.
    :raises EngineError: for what Spark cannot do.
    """
    planned = plan(program, partial)
    compiled, sql = statement(planned, SPARK, ordered=False)
    folder = Path(tempfile.mkdtemp(prefix="kiemnhiem-spark-", dir=target.parent))
    try:
        _write(planned, batches, compiled.names, folder)
        with told():
            session = spark_session(master, settings)
            for name in table_names(planned):
                session.read.parquet(str(folder / name)).createOrReplaceTempView(name)
            session.sql(sql).write.parquet(str(target))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return planned


def _write(planned: Plan, batches: Iterable[Frames], names: Names, folder: Path) -> None:
    """A folder of files for each table, a file for each batch."""
    for name in table_names(planned):
        (folder / name).mkdir()
    start = 0
    for number, frames in enumerate(batches):
        for name, frame in frames_as_tables(planned, frames, names).items():
            numbered = frame.with_columns(pl.col(ID).cast(pl.Int64) + start)
            numbered.write_parquet(folder / name / f"{number:06}.parquet")
        start += frames.cases.height
