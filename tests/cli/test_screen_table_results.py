"""What ``screen`` writes of Parquet and Arrow files: tables, reasons, and what an earlier run has left."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from support.columnar import screened, summary, write
from support.command import POLICIES, kiemnhiem
from support.strict import strict_library

DAY = ("--as-of", "2018-12-30")
BASE = (*DAY, "--policies", POLICIES, "--policy", "plain")
BORN = {"birth_date": ["01/02/1980", "01/02/2010", None]}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return strict_library(tmp_path / "library")


# --- results ----------------------------------------------------------------------------------------------------------


def test_the_table_of_results_has_the_documented_columns(library: Path, tmp_path: Path) -> None:
    people = write(tmp_path / "people.parquet", {"id": [7, 8], "children": [1, 3], "Tín nhiệm": [None, True]})
    out = tmp_path / "out.arrow"
    asked = ("--policies", library, "--policy", "strict", *DAY)
    assert kiemnhiem("screen", people, *asked, "--blockers", "-o", out).exit_code == 0
    found = pl.read_ipc(out)
    assert found.columns[:5] == ["id", "verdict", "not_met", "unknown", "strict"]
    assert found["id"].dtype == pl.Int64
    assert found["verdict"].dtype == found["strict"].dtype
    assert found["verdict"].to_list() == ["undetermined", "not_eligible"]
    assert found["not_met"].to_list() == [None, "strict#few"]
    assert found["strict#few"].to_list() == [True, False]
    assert found["strict#trusted"].to_list() == [None, True]
    assert "strict#trusted" in found["unknown"][0].split(";")
    assert "not_met" not in screened_table(people, out, asked).columns


def screened_table(people: Path, out: Path, asked: tuple[str | Path, ...]) -> Any:
    kiemnhiem("screen", people, *asked, "-o", out)
    return pl.read_ipc(out)


def test_the_row_number_names_a_case_without_an_id(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    kiemnhiem("screen", write(tmp_path / "p.parquet", BORN), *BASE, "-o", out)
    assert pl.read_parquet(out)["row"].to_list() == [1, 2, 3]


def test_files_with_and_without_an_id_have_results_in_one_file(library: Path, tmp_path: Path) -> None:
    files = [
        write(tmp_path / "a.parquet", {"children": [1]}),
        write(tmp_path / "b.parquet", {"Mã": ["x"], "score": [9]}),
    ]
    out = tmp_path / "out.parquet"
    assert kiemnhiem("screen", *files, "--policies", library, "--policy", "strict", "-o", out).exit_code == 0
    assert pl.read_parquet(out)["Mã"].to_list() == ["1", "x"]


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.json", "out.xlsx"])
def test_reasons_are_written_from_columns_too(library: Path, tmp_path: Path, name: str) -> None:
    records = [[{"form": "dismissal", "given_on": date(2011, 2, 3)}], []]
    columns = {"id": ["a", "b"], "unit": ["BẢN Hai", "-"], "children": ["1", "sai"], "discipline": records}
    people, out, table = write(tmp_path / "p.parquet", columns), tmp_path / name, tmp_path / "out.parquet"
    asked = ("--policies", library, "--policy", "strict", *DAY)
    result = kiemnhiem("screen", people, *asked, "-o", out, "-o", table, "--format", "json")
    assert result.exit_code == 3
    assert len(summary(result)["rejected"]) == 1
    assert summary(result)["verdicts"] == screened(people, *asked)["verdicts"]
    assert pl.read_parquet(table)["verdict"].to_list() == ["not_eligible", "undetermined"]
    text = all_text(out)
    assert "cách chức" in text
    assert "BẢN Hai" in text  # as it is written, and not as it is compared


def all_text(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8-sig")
    book = openpyxl.load_workbook(path)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_written_reasons_name_the_same_cases_in_order(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    kiemnhiem("screen", write(tmp_path / "p.parquet", BORN), *BASE, "-o", out, "--lang", "en")
    with out.open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert [row[:2] for row in rows[1:]] == [["1", "Eligible"], ["2", "Not eligible"], ["3", "Undetermined"]]


def test_a_result_never_overwrites_an_input(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    people = write(folder / "people.parquet", BORN)
    before = people.read_bytes()
    for source in (people, folder, f"{folder}/*.parquet"):
        for target in (people, folder):
            assert kiemnhiem("screen", source, *BASE, "-o", target).exit_code == 2
    assert people.read_bytes() == before
    assert [p.name for p in folder.iterdir()] == ["people.parquet"]


def test_two_inputs_of_one_name_do_not_share_a_result(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    files = []
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        files.append(write(tmp_path / folder / "a.parquet", BORN))
    result = kiemnhiem("screen", *files, *BASE, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "U545" in result.stderr


# --- going on where a run ended ---------------------------------------------------------------------------------------


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    folder = tmp_path / "parts"
    folder.mkdir()
    for n in range(3):
        write(folder / f"part-{n}.parquet", {"birth_date": [f"{1990 + n}", "sai", None, "2010"]})
    (tmp_path / "out").mkdir()
    return folder


def test_a_resumed_run_gives_what_one_run_gives(parts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    whole = kiemnhiem("screen", parts, *BASE, "-o", out, "--format", "json")
    made = {p.name: p.read_bytes() for p in out.iterdir()}
    (out / "part-1.parquet").unlink()
    (out / "part-2.parquet").write_bytes(made["part-2.parquet"][:100])
    kept_at = (out / "part-0.parquet").stat().st_mtime_ns
    again = kiemnhiem("screen", parts, *BASE, "-o", out, "--resume", "--format", "json", "--lang", "vi")
    assert summary(again) == summary(whole)
    assert again.exit_code == whole.exit_code == 3
    assert {p.name: pl.read_parquet(p).rows() for p in out.iterdir()} == {
        n: pl.read_parquet(c).rows() for n, c in made.items()
    }
    assert (out / "part-0.parquet").stat().st_mtime_ns == kept_at
    assert "Giữ nguyên" in again.stderr
    assert "part-0.parquet" in again.stderr
    assert "Làm lại" in again.stderr


@pytest.mark.parametrize("change", ["day", "question", "data"])
def test_results_of_another_question_are_not_kept(parts: Path, tmp_path: Path, change: str) -> None:
    out = tmp_path / "out"
    kiemnhiem("screen", parts, *BASE, "-o", out)
    asked: list[str | Path] = [*BASE]
    if change == "day":
        asked[1] = "2005-06-01"
    elif change == "question":
        asked.append("--blockers")
    else:
        write(parts / "part-0.parquet", {"birth_date": ["2010", "2010", "2010", "2010"]})
    resumed = summary(kiemnhiem("screen", parts, *asked, "-o", out, "--resume", "--format", "json"))
    assert resumed == screened(parts, *asked)


def test_resuming_needs_a_folder_of_results(parts: Path, tmp_path: Path) -> None:
    result = kiemnhiem("screen", parts, *BASE, "--resume", "-o", tmp_path / "out.parquet", "--lang", "en")
    assert result.exit_code == 2
    assert "a folder of results" in result.stderr
