"""A run is done again from its receipt: identical, or it is said where it differs; on another machine to the byte."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from support.command import POLICIES, kiemnhiem

from kiemnhiem.policy import shipped_library

ASK = ("--as-of", "2018-12-30", "--policy", "hamlet/secretary-and-head", "--place", "vn")


@pytest.fixture
def done(heads: Path) -> Path:
    """The results of a run, with reasons."""
    out = heads.parent / "out.json"
    assert kiemnhiem("screen", heads, *ASK, "-o", out, "--receipt", heads.parent / "r.json").exit_code == 3
    return out


@pytest.mark.parametrize("name", ["out.json", "r.json"])
def test_the_same_of_the_same_is_identical(done: Path, name: str) -> None:
    again = kiemnhiem("replay", done.with_name(name), "--lang", "en")
    assert (again.exit_code, "IDENTICAL: 3 cases" in again.stdout) == (0, True), again.output


def test_an_edited_input_is_told_with_the_cases_it_changes(done: Path, heads: Path) -> None:
    heads.write_text(heads.read_text().replace("2001-01-01,Chưa", "2001-01-01,Chính thức"))
    again = kiemnhiem("replay", done, "--lang", "en")
    assert again.exit_code == 1
    assert "The input is another: people.csv" in again.stdout
    assert "The answers differ for 1 cases: CB-2" in again.stdout
    alone = kiemnhiem("replay", done.with_name("r.json"), "--lang", "en")
    assert (alone.exit_code, "The answers differ for some case" in alone.stdout) == (1, True)


def test_an_edit_that_changes_no_answer_is_told_as_such(done: Path, heads: Path) -> None:
    heads.write_text(heads.read_text().replace("Người Một", "Người Khác"))
    again = kiemnhiem("replay", done, "--lang", "en")
    assert (again.exit_code, "Every answer is as it was, though." in again.stdout) == (1, True)


@pytest.mark.parametrize(
    ("file", "before", "now", "told"),
    [
        ("hamlet/secretary-and-head.yaml", "party_membership: official", "party_membership: probationary", "CB-1"),
        ("hamlet/secretary-and-head.yaml", "{from: 2017-10-25", "{from: 2017-10-24", "as it was, though"),
        ("district/mobilisation-and-front.yaml", "{from: 2017-10-25", "{from: 2017-10-24", "rest on are as they were"),
    ],
)
def test_a_changed_policy_is_named(done: Path, tmp_path: Path, file: str, before: str, now: str, told: str) -> None:
    library = tmp_path / "policies"
    shutil.copytree(shipped_library(), library)
    path = library / file
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, now, 1))
    again = kiemnhiem("replay", done, "--policies", library, "--lang", "en")
    assert again.exit_code == 1, again.output
    assert "The policy library is another" in again.stdout
    assert (f"changed: {file}" in again.stdout) == file.startswith("hamlet")
    assert told in again.stdout


def test_a_check_is_done_again(heads: Path) -> None:
    receipt = heads.parent / "r.json"
    assert kiemnhiem("check", heads, *ASK, "--case", "CB-2", "--receipt", receipt).exit_code in (0, 3)
    again = kiemnhiem("replay", receipt, "--lang", "en")
    assert (again.exit_code, "IDENTICAL: 1 cases" in again.stdout) == (0, True), again.output


def test_tables_are_done_again(tmp_path: Path) -> None:
    path, out = tmp_path / "people.parquet", tmp_path / "out.parquet"
    pl.DataFrame({"birth_date": ["1980-05-01", "2010-01-01"], "unit": ["Một", None]}).write_parquet(path)
    kiemnhiem("screen", path, "--as-of", "2018-12-30", "--policies", POLICIES, "--policy", "plain", "-o", out)
    again = kiemnhiem("replay", out, "--policies", POLICIES)
    assert (again.exit_code, "GIỐNG HỆT: 2 hồ sơ" in again.stdout) == (0, True), again.output


def test_a_table_of_a_database_is_done_again(postgres_url: str, tmp_path: Path) -> None:
    import psycopg

    receipt = tmp_path / "r.json"
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP TABLE IF EXISTS people, one, two, three")
        connection.execute('CREATE TABLE people ("Mã CB" text, "Đảng viên" text)')
        connection.execute("INSERT INTO people SELECT 'CB-' || n, 'Chính thức' FROM generate_series(1, 50) n")
    ask = ("--table", "people", "--into", "one", "--receipt", receipt)
    assert kiemnhiem("screen", postgres_url, *ASK, *ask).exit_code == 0
    assert postgres_url not in receipt.read_text()
    again = kiemnhiem("replay", receipt, "--input", postgres_url, "--into", "two")
    assert again.exit_code == 0, again.output
    with psycopg.connect(postgres_url) as connection:
        connection.execute("UPDATE people SET \"Đảng viên\" = 'Chưa' WHERE \"Mã CB\" = 'CB-7'")
    again = kiemnhiem("replay", receipt, "--input", postgres_url, "--into", "three", "--lang", "en")
    assert (again.exit_code, "Not eligible: 0 cases, now 1" in again.stdout) == (1, True), again.output


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"receipt": 5}', '{"id": "a", "schema": 1}', "\x00\xff"])
def test_what_carries_no_receipt_is_told(tmp_path: Path, content: str) -> None:
    for name in ("a.json", "a.xlsx", "a.parquet", "a.csv"):
        (tmp_path / name).write_text(content)
        ran = kiemnhiem("replay", tmp_path / name, "--lang", "en")
        assert (ran.exit_code, "S102" in ran.stderr) == (3, True), ran.output


def test_an_altered_receipt_and_a_lost_input_are_told(done: Path, heads: Path) -> None:
    said = json.loads((receipt := done.with_name("r.json")).read_text())
    heads.unlink()
    ran = kiemnhiem("replay", receipt, "--lang", "en")
    assert (ran.exit_code, "S105" in ran.stderr, "people.csv" in ran.stderr) == (2, True, True)
    receipt.write_text(json.dumps({**said, "as_of": "2020-01-01"}))
    ran = kiemnhiem("replay", receipt, "--lang", "en")
    assert (ran.exit_code, "S103" in ran.stderr) == (3, True)


def test_a_receipt_and_a_bundle_on_a_clean_machine_give_the_same_bytes(done: Path, heads: Path, keys: Path) -> None:
    """Another process, folder, home and clock zone; of the first machine only the bundle, the key, the list, and the
    receipt alone.
    """
    clean = heads.parent / "clean"
    home = clean / "home"
    home.mkdir(parents=True)
    signed = kiemnhiem("bundle", "-o", clean / "law.knb", "--sign", keys / "office.key")
    assert signed.exit_code == 0, signed.output
    for path in (heads, done.with_name("r.json"), keys / "office.pub"):
        shutil.copy(path, clean)
    before = done.read_bytes()
    done.unlink()
    code = (
        "import kiemnhiem.policy.library as l\n"
        "def gone(): raise AssertionError('the shipped library was looked at')\n"
        "l.shipped_library = gone\n"
        "from kiemnhiem.cli import main\nmain()"
    )
    args = ["replay", "r.json", "--policies", "law.knb", "--require-signed", "office.pub", "-o", "again.json"]
    env = {"PATH": "", "HOME": str(home), "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C"}
    ran = subprocess.run([sys.executable, "-c", code, *args], cwd=clean, env=env, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    assert "GIỐNG HỆT".encode() in ran.stdout
    assert (clean / "again.json").read_bytes() == before
    assert json.loads(before)["rejected"][0]["file"] == "people.csv"
    assert str(heads.parent).encode() not in before
    assert list(home.iterdir()) == []
