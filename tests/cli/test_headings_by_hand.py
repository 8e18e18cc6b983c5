"""Columns that nobody knows are mapped by hand, in files of every kind; a replay maps them too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.command import kiemnhiem, people
from support.desk import workbook
from support.postgres import postgres_url

from kiemnhiem.cli import streamed

__all__ = ["postgres_url"]

ASK = ("--as-of", "2018-12-30", "--policy", "hamlet/secretary-and-head", "--lang", "en")
#: What the list calls a date of birth, and Party membership.
BORN, MEMBER = "Sinh", "Vào Đảng chưa?"
MAPPED = ("--heading", f"{BORN}=birth_date", "--heading", f"{MEMBER}=party_membership")
ROWS = (("CB-1", "Một", "1980-05-01", "Chính thức", "x"), ("CB-2", "Hai", "2001-01-01", "Chưa", "y"))
HEADINGS = ("Mã CB", "Họ và tên", BORN, MEMBER, "Ghi chú")


@pytest.fixture
def list_(tmp_path: Path) -> Path:
    """A list with headings of its own."""
    return people(tmp_path, "\n".join(",".join(row) for row in (HEADINGS, *ROWS)))


def outcomes(results: Path) -> dict[str, dict[str, str]]:
    """By case, the outcomes that rest on the two columns."""
    told: list[dict[str, Any]] = json.loads(results.read_text("utf-8"))["results"]
    found = {one["case"]: {f["requirement"]: f["outcome"] for f in one["policies"][0]["findings"]} for one in told}
    return {case: {r: of[r] for r in ("official-member", "age-21")} for case, of in found.items()}


KNOWN = {
    "CB-1": {"official-member": "met", "age-21": "met"},
    "CB-2": {"official-member": "not_met", "age-21": "not_met"},
}
UNKNOWN = {case: {"official-member": "unknown", "age-21": "unknown"} for case in KNOWN}


def written(folder: Path, form: str) -> Path:
    """The list in a form."""
    path = folder / f"people.{form}"
    match form:
        case "xlsx":
            return workbook(path, ROWS, HEADINGS)
        case "jsonl":
            path.write_text("\n".join(json.dumps(dict(zip(HEADINGS[:-1], row[:-1], strict=True))) for row in ROWS))
        case "parquet":
            pl.DataFrame([dict(zip(HEADINGS, row, strict=True)) for row in ROWS]).write_parquet(path)
        case _:
            return people(folder, "\n".join(",".join(row) for row in (HEADINGS, *ROWS)))
    return path


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "parquet"])
def test_a_mapped_column_is_read_in_files_of_every_kind_and_again(tmp_path: Path, form: str) -> None:
    path, out = written(tmp_path, form), tmp_path / "out.json"
    assert kiemnhiem("screen", path, *ASK, "-o", out).exit_code in (0, 3)
    assert outcomes(out) == UNKNOWN
    ran = kiemnhiem("screen", path, *ASK, *MAPPED, "-o", out)
    assert (ran.exit_code, "U554" in ran.stderr) == (0, False), ran.output
    assert outcomes(out) == KNOWN
    again = kiemnhiem("replay", out, "-o", tmp_path / "again.json", "--lang", "en")
    assert (again.exit_code, "IDENTICAL: 2 cases" in again.stdout) == (0, True), again.output
    assert (tmp_path / "again.json").read_bytes() == out.read_bytes()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_mapped_column_is_read_in_a_file_screened_in_parts(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = written(tmp_path, form), tmp_path / "out.parquet"
    assert kiemnhiem("screen", path, *ASK, *MAPPED, "-o", tmp_path / "whole.parquet").exit_code == 0
    monkeypatch.setattr(streamed, "LARGE", 0)
    ran = kiemnhiem("screen", path, *ASK, *MAPPED, "--heading", "Không có=sex", "-o", out)
    assert (ran.exit_code, 'no sheet has a column "Không có"' in ran.stderr) == (0, True), ran.output
    assert pl.read_parquet(out).equals(pl.read_parquet(tmp_path / "whole.parquet"))
    assert pl.read_parquet(out)["verdict"].to_list() == ["undetermined", "not_eligible"]
    assert kiemnhiem("replay", out).exit_code == 0


def test_a_mapped_column_of_a_database_is_read(postgres_url: str, tmp_path: Path) -> None:
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP TABLE IF EXISTS odd, odd_one, odd_two")
        connection.execute('CREATE TABLE odd ("Mã CB" text, "Sinh" date)')
        connection.execute("INSERT INTO odd VALUES ('CB-1', '2010-01-01')")
    receipt = tmp_path / "r.json"
    ask = ("--table", "odd", "--into", "odd_one", "--receipt", receipt, "--format", "json")
    ran = kiemnhiem("screen", postgres_url, *ASK, *MAPPED[:2], *ask)
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["verdicts"]["not_eligible"] == 1
    assert kiemnhiem("replay", receipt, "--input", postgres_url, "--into", "odd_two").exit_code == 0


def test_a_check_maps_columns_and_is_done_again(list_: Path, tmp_path: Path) -> None:
    receipt = tmp_path / "r.json"
    ran = kiemnhiem("check", list_, *ASK, *MAPPED, "--format", "json", "--receipt", receipt)
    assert [json.loads(line)["verdict"] for line in ran.stdout.splitlines()] == ["undetermined", "not_eligible"]
    assert json.loads(receipt.read_text())["options"]["headings"] == {BORN: "birth_date", MEMBER: "party_membership"}
    again = kiemnhiem("replay", receipt, "--lang", "en")
    assert (again.exit_code, "IDENTICAL: 2 cases" in again.stdout) == (0, True), again.output


def test_results_that_other_columns_fed_are_not_kept(tmp_path: Path) -> None:
    parts, out = tmp_path / "parts", tmp_path / "out"
    parts.mkdir()
    out.mkdir()
    written(parts, "parquet")
    assert kiemnhiem("screen", parts, *ASK, "-o", out).exit_code == 0
    again = kiemnhiem("screen", parts, *ASK, *MAPPED, "-o", out, "--resume")
    assert "Doing people.parquet again" in again.stderr.replace(f"{out}/", "")
    assert "not_eligible" in pl.read_parquet(out / "people.parquet")["verdict"].to_list()


def test_a_field_is_named_by_its_heading_and_the_receipt_has_its_name(list_: Path, tmp_path: Path) -> None:
    receipt = tmp_path / "r.json"
    kiemnhiem("screen", list_, *ASK, "--heading", f"{BORN.upper()} =Ngày sinh", "--receipt", receipt)
    assert json.loads(receipt.read_text())["options"]["headings"] == {BORN.upper(): "birth_date"}


def test_a_judgement_and_a_record_may_be_mapped(tmp_path: Path) -> None:
    path = people(tmp_path, "Mã CB,Dân tin?,Án\nCB-1,Có,Cách chức\n")
    fact, out = "hamlet/secretary-and-head#trusted", tmp_path / "out.json"
    ran = kiemnhiem("screen", path, *ASK, "--heading", f"Dân tin?={fact}", "--heading", "Án=discipline.form", "-o", out)
    assert ran.exit_code == 0, ran.output
    [one] = json.loads(out.read_text("utf-8"))["results"]
    assert {f["requirement"]: f["outcome"] for f in one["policies"][0]["findings"]}["trusted"] == "met"


def test_a_column_that_is_left_out_is_not_read_and_not_told(list_: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    left = ("--heading", "Ghi chú=", "--heading", f"{MEMBER}=")
    ran = kiemnhiem("screen", list_, *ASK, *MAPPED[:2], *left, "-o", out)
    assert ran.exit_code == 0
    assert "C205" not in ran.output
    assert outcomes(out)["CB-1"] == {"official-member": "unknown", "age-21": "met"}


@pytest.mark.parametrize(
    ("mapped", "told"),
    [
        ("Sinh", "U550"),
        ("=birth_date", "U550"),
        ("Sinh=birth_dat", 'U551 --heading: there is no field "birth_dat" — did you mean "birth_date"?'),
        ("Sinh=relatives.nothing", "U551"),
        ("Sinh=months_to_retirement", "U552"),
    ],
)
def test_wrong_use_is_told_before_the_list_is_read(list_: Path, mapped: str, told: str) -> None:
    list_.write_bytes(b"\xff\x00")
    for command in ("screen", "check"):
        ran = kiemnhiem(command, list_, *ASK, "--heading", mapped)
        assert (ran.exit_code, told in ran.stderr) == (2, True), ran.output


def test_a_heading_mapped_twice_and_one_that_stands_nowhere_are_told(list_: Path) -> None:
    ran = kiemnhiem("screen", list_, *ASK, *MAPPED, "--heading", f" {BORN.lower()}=sex")
    assert (ran.exit_code, "U553" in ran.stderr) == (2, True)
    told = 'U554 --heading: no sheet has a column "Không có"'
    for command in ("screen", "check"):
        ran = kiemnhiem(command, list_, *ASK, "--heading", "Không có=sex")
        assert (ran.exit_code, told in ran.stderr) == (0, True), ran.output
