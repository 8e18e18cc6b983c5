"""``screen`` by engine and as a process: the same answers whoever decides, nothing half written when it ends early."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.columnar import frame_of, records_of
from support.command import POLICIES, kiemnhiem
from support.examples import EXAMPLES, run
from support.strict import strict_library

from kiemnhiem.cases import read
from kiemnhiem.policy import load_library, shipped_library

BASE = ("--as-of", "2018-12-30", "--policies", str(POLICIES), "--policy", "plain")
LAI_CHAU = ("--as-of", "2018-12-30", "--policy", "hamlet/secretary-and-head")


@pytest.fixture(scope="module")
def heads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example's workbook, and the same people as tables."""
    folder = tmp_path_factory.mktemp("lai-chau")
    workbook = folder / "people.xlsx"
    run(EXAMPLES / "lai-chau-2018" / "make_workbook.py", workbook)
    library, _ = load_library(shipped_library())
    cases = read([workbook], library).cases
    provinces = ("lai-chau", None, "ben-tre")
    of_several = [replace(c, facts={**c.facts, "province": provinces[i % 3]}) for i, c in enumerate(cases)]
    frame_of(library, cases).write_parquet(folder / "nested.parquet")
    frame_of(library, of_several).write_parquet(folder / "provinces.parquet")
    apart = folder / "apart"
    apart.mkdir()
    frame_of(library, cases).drop("discipline", "posts").write_parquet(apart / "people.parquet")
    for list_ in ("discipline", "posts"):
        records_of(library, cases, list_).write_parquet(apart / f"{list_}.parquet")
    return folder


def figures(*args: str | Path) -> dict[str, Any]:
    """The summary without who made it, and without what the files alone tell."""
    found: dict[str, Any] = json.loads(kiemnhiem("screen", *args, "--format", "json").stdout)
    return {name: value for name, value in found.items() if name not in ("engine", "rejected")}


# --- the same answers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [("--place", "vn"), ("--place", "lai-chau")], ids=lambda p: p[1])
def test_a_workbook_and_tables_of_the_same_people_give_the_same_figures(heads: Path, place: tuple[str, str]) -> None:
    workbook = figures(heads / "people.xlsx", *LAI_CHAU, *place)
    assert workbook["cases"] == 1169
    assert figures(heads / "nested.parquet", *LAI_CHAU, *place) == workbook
    assert figures(heads / "apart", *LAI_CHAU, *place) == workbook


@pytest.mark.parametrize(
    ("day", "policy"),
    [
        ("2018-12-30", "hamlet/secretary-and-head"),
        ("2018-12-30", "party/admission"),
        ("2022-01-01", "hamlet/secretary-and-head"),
    ],
)
def test_each_case_is_asked_by_the_rules_of_its_place_and_all_if_it_is_not_known(
    heads: Path, tmp_path: Path, day: str, policy: str
) -> None:
    table, out = heads / "provinces.parquet", tmp_path / "out.jsonl"
    asked = ("--as-of", day, "--policy", policy)
    of_columns = figures(table, *asked)
    result = kiemnhiem("screen", table, *asked, "-o", out, "--format", "json")
    assert result.exit_code == 0, result.output  # the definition agrees with the engine about every case
    verdicts = [json.loads(line)["verdict"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert {v: n for v, n in of_columns["verdicts"].items() if n} == {v: verdicts.count(v) for v in set(verdicts)}
    missing = [json.loads(line)["missing"] for line in out.read_text(encoding="utf-8").splitlines()]
    counted = {m["field"]: m["cases"] for m in of_columns["missing"]}
    assert counted == {name: sum(name in m for m in missing) for name in {n for m in missing for n in m}}


def test_cases_of_no_known_place_wait_for_it(heads: Path) -> None:
    found = figures(heads / "provinces.parquet", "--as-of", "2018-12-30", "--policy", "party/admission")
    assert "province" in [m["field"] for m in found["missing"]]


ENGINES = ["reference", "rete", "polars", "duckdb", "auto", pytest.param("spark", marks=pytest.mark.slow)]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_summary_of_a_workbook(tmp_path: Path, engine: str) -> None:
    if engine == "rete":
        pytest.importorskip("durable_rules_engine")
    elif engine in ("duckdb", "spark"):
        pytest.importorskip({"duckdb": "duckdb", "spark": "pyspark"}[engine])
    path = tmp_path / "people.csv"
    provinces = ("Bắc", "Nam", "")
    rows = (f"Người {n},{n % 28 + 1}/{n % 12 + 1}/{1990 + n % 30},{provinces[n % 3]}" for n in range(40))
    path.write_text("\n".join(("Họ tên,Ngày sinh,Tỉnh", *rows)), encoding="utf-8")
    named = json.loads(kiemnhiem("screen", path, *BASE, "--engine", engine, "--format", "json").stdout)
    assert named["engine"] == ("reference" if engine == "auto" else engine)
    plain = json.loads(kiemnhiem("screen", path, *BASE, "--format", "json").stdout)
    assert {**named, "engine": ""} == {**plain, "engine": ""}


@pytest.mark.parametrize("engine", ["polars", "duckdb", pytest.param("spark", marks=pytest.mark.slow)])
def test_every_engine_for_columns_gives_the_same_summary_of_a_table(heads: Path, engine: str) -> None:
    if engine != "polars":
        pytest.importorskip({"duckdb": "duckdb", "spark": "pyspark"}[engine])
    few = heads / "few.parquet"
    pl.read_parquet(heads / "nested.parquet").head(60).write_parquet(few)
    asked = (few, *LAI_CHAU, "--place", "vn")
    assert figures(*asked, "--engine", engine) == figures(*asked)


@pytest.mark.parametrize("engine", ["reference", "rete", "postgres"])
def test_an_engine_that_has_no_columns_says_which_have(tmp_path: Path, engine: str) -> None:
    table = tmp_path / "people.parquet"
    pl.DataFrame({"birth_date": ["1980"]}).write_parquet(table)
    workbook = tmp_path / "people.csv"
    workbook.write_text("Họ tên,Ngày sinh\nNguyễn A,1980\n", encoding="utf-8")
    for args in ((table,), (workbook, "-o", tmp_path / "out.parquet")):
        result = kiemnhiem("screen", *args, *BASE, "--engine", engine)
        assert result.exit_code == 2
        assert "auto, polars, duckdb, spark" in result.stderr
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_disagreement_with_the_definition_ends_with_5_and_no_result(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiemnhiem.evaluate.columnar.screening import Screening

    path = tmp_path / f"people.{kind}"
    if kind == "csv":
        path.write_text("Họ tên,Ngày sinh\nNguyễn A,1980\n", encoding="utf-8")
    else:
        pl.DataFrame({"birth_date": ["1980"]}).write_parquet(path)
    honest = Screening.screened

    def wrong(self: Screening, frames: Any) -> Any:
        found, counts = honest(self, frames)
        return found.with_columns(pl.lit("not_eligible", dtype=found["verdict"].dtype).alias("verdict")), counts

    monkeypatch.setattr(Screening, "screened", wrong)
    outputs = [part for name in ("out.parquet", "out.csv") for part in ("-o", tmp_path / name)]
    result = kiemnhiem("screen", path, *BASE, *outputs, "--lang", "en")
    assert result.exit_code == 5
    assert "the definition decide case" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


# --- without the extra ------------------------------------------------------------------------------------------------

WITHOUT = "import sys; sys.modules['polars'] = None; from kiemnhiem.cli import main; main()"


def without_polars(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT, "screen", *map(str, args), *BASE, "--lang", "en"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_without_polars_workbooks_are_screened_by_the_definition(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Họ tên,Ngày sinh\n" + "Nguyễn A,1980\n" * 400, encoding="utf-8")
    done = without_polars(path, "--format", "json")
    assert json.loads(done.stdout)["engine"] == "reference"
    assert json.loads(done.stdout)["cases"] == 400


def test_without_polars_what_needs_it_says_what_to_install(tmp_path: Path) -> None:
    table, path = tmp_path / "people.parquet", tmp_path / "people.csv"
    pl.DataFrame({"birth_date": ["1980"]}).write_parquet(table)
    path.write_text("Họ tên,Ngày sinh\nNguyễn A,1980\n", encoding="utf-8")
    for args in ((table,), (path, "--engine", "polars"), (path, "-o", tmp_path / "out.parquet")):
        done = without_polars(*args)
        assert done.returncode == 5
        assert "pip install 'kiemnhiem[polars]'" in done.stderr
        assert "Traceback" not in done.stderr


# --- ended early ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four files of many rows."""
    folder = tmp_path_factory.mktemp("many")
    rows = pl.select(id=pl.int_range(100_000)).with_columns(
        birth_date=pl.date(1960 + pl.col("id") % 60, 1 + pl.col("id") % 12, 1),
        discipline=pl.concat_list(pl.struct(given_on=pl.date(2000 + pl.col("id") % 18, 1, 1))),
    )
    for n in range(4):
        rows.write_parquet(folder / f"part-{n}.parquet")
    return folder


def started(*args: str | Path, **more: Any) -> subprocess.Popen[Any]:
    command = [sys.executable, "-m", "kiemnhiem", "screen", *map(str, args), *BASE]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def until(condition: Any, process: subprocess.Popen[Any]) -> None:
    """Wait for something that the process does."""
    deadline = time.monotonic() + 60
    while not condition() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_killed_run_resumes_where_it_was(many: Path, tmp_path: Path) -> None:
    out, whole = tmp_path / "out", tmp_path / "whole"
    out.mkdir()
    whole.mkdir()
    process = started(many, "-o", out)
    until(lambda: any(p.suffix == ".parquet" for p in out.iterdir()), process)
    process.kill()
    process.communicate()
    done = {p.name: p.stat().st_mtime_ns for p in out.glob("*.parquet")}
    assert 1 <= len(done) < 4
    resumed = figures(many, *BASE, "-o", out, "--resume")
    assert {n: (out / n).stat().st_mtime_ns for n in done} == done
    assert resumed == figures(many, *BASE, "-o", whole)
    for n in range(4):
        assert pl.read_parquet(out / f"part-{n}.parquet").equals(pl.read_parquet(whole / f"part-{n}.parquet"))


@pytest.mark.parametrize("name", ["out.parquet", "out.csv"])
def test_control_c_leaves_nothing_half_written(many: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    out.write_bytes(b"what was there before")
    process = started(many, "-o", out, "--lang", "en")
    until(lambda: any(p.suffix == ".part" for p in tmp_path.iterdir()), process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert said.decode().strip().endswith("Interrupted.")
    assert b"Traceback" not in said
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {name: b"what was there before"}


def test_who_watches_sees_how_far_it_has_come(many: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    command = [sys.executable, "-m", "kiemnhiem", "screen", str(many), *BASE, "-o", str(tmp_path / "out.parquet")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b"".join(_read(ours)).decode(errors="replace")
    assert process.wait() == 0
    assert "out.parquet" in shown
    assert "400000" in shown
    assert "/s" in shown
    assert "0:00:0" in shown


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            return
        if not part:
            return
        yield part


# --- size -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_three_million_rows_are_screened_in_600_mib(tmp_path: Path) -> None:
    """As much as a few batches take, with lists and texts; at once these rows take half as much again."""
    path, library = tmp_path / "people.parquet", strict_library(tmp_path / "library")
    number = pl.col("number")
    rows = pl.LazyFrame({"number": pl.int_range(3_000_000, eager=True)}).with_columns(
        birth_date=pl.date(1960 + number % 60, 1 + number % 12, 1),
        member=number % 3 == 0,
        unit=pl.format("Bản {}", number % 1000),
        score=number / 7 % 10,
        children=number % 5,
        region=pl.lit("highland"),
        discipline=pl.concat_list(pl.struct(form=pl.lit("reprimand")), pl.struct(form=pl.lit("warning"))),
    )
    rows.sink_parquet(path, row_group_size=200_000)
    code = (
        "from kiemnhiem.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: print(end.code, *(l for l in open('/proc/self/status') if 'VmHWM' in l))"
    )
    args = ["screen", path, "--policies", library, "--policy", "strict", "-o", tmp_path / "out.parquet"]
    done = subprocess.run([sys.executable, "-c", code, *map(str, args)], capture_output=True, text=True, check=True)
    exit_code, _, peak, _ = done.stdout.split()[-4:]
    assert exit_code == "3"
    assert int(peak) / 1024 < 600
    assert pl.scan_parquet(tmp_path / "out.parquet").select(pl.len()).collect().item() == 3_000_000
