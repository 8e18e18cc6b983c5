"""The Spark engine: in this process's own two threads, or on a cluster."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.sql.dialects import SPARK
from kiemnhiem.evaluate.sql.engine import SqlEngine
from kiemnhiem.evaluate.sql.java import java_home
from kiemnhiem.language import Text
from kiemnhiem.policy.program import Program

LOCAL = "local[2]"
_FAILED = Text("Spark không chạy được câu hỏi: {kind}", "Spark could not run the question: {kind}")
_LACKING = Text(
    "Python của máy thợ Spark không có {module}: cài 'kiemnhiem[polars]' ở đó, hoặc đặt PYSPARK_PYTHON là Python có nó",
    "The Python of Spark's workers has no {module}: install 'kiemnhiem[polars]' there, or name a Python that has it "
    "by PYSPARK_PYTHON",
)
#: How addresses of Spark begin.
_MASTERS = ("local", "spark://", "yarn", "k8s://")
_NO_MASTER = Text(
    "«{master}» không phải là địa chỉ cụm Spark: cần dạng spark://máy:cổng",
    '"{master}" is no address of a Spark cluster: expected one like spark://host:port',
)
_NO_CLUSTER = Text("Không kết nối được với Spark tại {master}", "Cannot connect to Spark at {master}")
_NO_MODULE = "ModuleNotFoundError: No module named '"
#: How Spark names a kind of failure, and a Python on a worker.
_CONDITION = re.compile(r"\[([A-Z][A-Z_.]+)\]|\b([A-Za-z]+(?:Error|Exception))\b")
_LOGGING = Path(__file__).with_name("log4j2.properties").as_uri()
#: Java that starts soon, and never runs long enough to be compiled twice.
_SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
#: Nothing listens beyond this machine, no pages are served; numbers that do not fit are errors, never wrapped.
SETTINGS: Mapping[str, str] = {
    "spark.app.name": "kiemnhiem",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.executorEnv.POLARS_MAX_THREADS": "1",
    "spark.driver.defaultJavaOptions": f"{_SHORT_LIVED} -Dlog4j2.configurationFile={_LOGGING}",
    "spark.executor.defaultJavaOptions": _SHORT_LIVED,
}
#: Columns of a plan; where Spark is told, it need not look into each file.
_TYPES = {
    pl.Boolean(): "boolean",
    pl.Int64(): "bigint",
    pl.UInt32(): "bigint",
    pl.Date(): "date",
    pl.String(): "string",
}
#: Exceptions that only carry others.
_AROUND = ("Py4JJavaError", "SparkException", "PythonException")
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
                    columns = ", ".join(f"`{column}` {_TYPES[of]}" for column, of in frame.schema.items())
                    found = session.read.schema(columns).parquet(str(folder / f"{name}.parquet"))
                    found.createOrReplaceTempView(name)
                return session.sql(sql).collect()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def spark_session(master: str = LOCAL, settings: Mapping[str, str] | None = None) -> SparkSession:
    """The session of this process, started where there is none."""
    return SparkSession(spark_context(master, settings))


def spark_context(master: str = LOCAL, settings: Mapping[str, str] | None = None) -> SparkContext:
    """The connection of this process to Spark, made where there is none.

    :raises EngineError: where there is no Spark to connect to.
    """
    if not master.startswith(_MASTERS):
        raise EngineError(_NO_MASTER.format(master=master))
    os.environ.setdefault("JAVA_HOME", java_home())
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    here = _HERE if master.startswith("local") else {}
    of = {**SETTINGS, **here, **(settings or {})}
    conf = SparkConf().setMaster(master).setAll(list(of.items()))
    with ThreadPoolExecutor(1) as pool:  # Java that is interrupted while it starts is left behind: it is waited for
        try:
            return pool.submit(SparkContext.getOrCreate, conf).result()
        except (Py4JError, PySparkException) as error:
            raise EngineError(_NO_CLUSTER.format(master=master)) from error


@contextmanager
def told() -> Iterator[None]:
    """Tells what fails in Spark in our words."""
    try:
        yield
    except PySparkException as error:
        kind = error.getCondition() or type(error).__name__
        raise EngineError(_FAILED.format(kind=kind)) from error
    except Py4JError as error:  # what it says may hold people's data: only its kind is told
        said = str(error)
        _, lacking, rest = said.partition(_NO_MODULE)
        if lacking:
            raise EngineError(_LACKING.format(module=rest.partition("'")[0])) from error
        kind = next((a or b for a, b in _CONDITION.findall(said) if b not in _AROUND), type(error).__name__)
        raise EngineError(_FAILED.format(kind=kind)) from error
