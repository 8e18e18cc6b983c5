"""With ``--audit`` there is no result of a run that is not in the trail."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.command import POLICIES, kiemnhiem

from kiemnhiem.explain.question import Question
from kiemnhiem.trust import seal
from kiemnhiem.trust.audit import AuditTrail, Entry, Record
from kiemnhiem.trust.inputs import Inputs

ASK = ("--as-of", "2018-12-30", "--policy", "hamlet/secretary-and-head", "--lang", "en")


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    """A trail with two records."""
    path = tmp_path / "trail.db"
    with AuditTrail.open(str(path)) as opened:
        opened.record_all([Entry("somebody", "decided")] * 2)
    return path


def close(trail: Path) -> None:
    """From now on the trail takes no record."""
    with sqlite3.connect(trail) as connection:
        connection.execute(
            "CREATE TRIGGER IF NOT EXISTS full BEFORE INSERT ON kiemnhiem_audit"
            " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
    connection.close()


def records(trail: Path) -> tuple[Record, ...]:
    """What is in a trail, which must be sound."""
    with AuditTrail.open(str(trail), make=False) as opened:
        assert opened.verify().fault is None
        return opened.records()


@pytest.fixture
def closed_midway(trail: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trail that takes no record from when the cases begin to be read."""

    def reading(files: Any) -> Inputs:
        close(trail)
        return Inputs(files)

    monkeypatch.setattr(seal, "Inputs", reading)
    return trail


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "html", "jsonl", "parquet", "arrow"])
def test_a_trail_that_fails_midway_leaves_no_result(heads: Path, closed_midway: Path, form: str) -> None:
    out = heads.parent / f"out.{form}"
    out.write_text("what was there before")
    there = {path.name for path in heads.parent.iterdir()} | {"trail.db-wal", "trail.db-shm"}
    ran = kiemnhiem("screen", heads, *ASK, "-o", out, "--receipt", heads.parent / "r.json", "--audit", closed_midway)
    assert (ran.exit_code, "S301" in ran.stderr, "the disk is full" in ran.stderr) == (2, True, True), ran.output
    assert out.read_text() == "what was there before"
    assert "Wrote" not in ran.stderr
    assert "Eligible" not in ran.stdout
    assert {path.name for path in heads.parent.iterdir()} <= there
    assert len(records(closed_midway)) == 2


@pytest.mark.parametrize("name", ["out.parquet", "out.arrow"])
def test_nor_does_it_leave_a_table_of_a_table(tmp_path: Path, closed_midway: Path, name: str) -> None:
    pl.DataFrame({"birth_date": ["1980-05-01"]}).write_parquet(tmp_path / "people.parquet")
    ask = ("--as-of", "2018-12-30", "--policies", POLICIES, "--policy", "plain", "--lang", "en")
    ran = kiemnhiem("screen", tmp_path / "people.parquet", *ask, "-o", tmp_path / name, "--audit", closed_midway)
    assert (ran.exit_code, "S301" in ran.stderr) == (2, True), ran.output
    assert not (tmp_path / name).exists()


def test_a_folder_of_results_has_no_receipt_before_the_run_is_recorded(tmp_path: Path, closed_midway: Path) -> None:
    parts, out = tmp_path / "parts", tmp_path / "out"
    parts.mkdir()
    out.mkdir()
    pl.DataFrame({"birth_date": ["1980-05-01"]}).write_parquet(parts / "a.parquet")
    ask = ("--as-of", "2018-12-30", "--policies", POLICIES, "--policy", "plain", "--lang", "en")
    ran = kiemnhiem("screen", parts, *ask, "-o", out, "--audit", closed_midway)
    assert (ran.exit_code, "S301" in ran.stderr) == (2, True), ran.output
    assert (out / "a.parquet").exists(), "for --resume"
    assert not (tmp_path / "out.receipt.json").exists()


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("command", ["screen", "check"])
def test_nothing_is_shown_that_is_not_in_the_trail(
    heads: Path, trail: Path, monkeypatch: pytest.MonkeyPatch, command: str, form: str
) -> None:
    """The trail is closed when the first case has been decided."""
    explain = Question.explain

    def explained(*args: Any) -> Any:
        close(trail)
        return explain(*args)

    monkeypatch.setattr(Question, "explain", explained)
    ran = kiemnhiem(command, heads, *ASK, "--format", form, "--audit", trail)
    assert (ran.exit_code, "S301" in ran.stderr, ran.stdout) == (2, True, ""), ran.output


def test_a_table_of_results_in_a_database_waits_for_the_record(
    postgres_url: str, trail: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    from kiemnhiem.evaluate.sql.database import figures

    def counted(*args: Any) -> Any:
        close(trail)
        return figures.counted(*args)

    monkeypatch.setattr("kiemnhiem.evaluate.sql.database.screen.counted", counted)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP TABLE IF EXISTS audited, audited_results")
        connection.execute('CREATE TABLE audited ("Mã CB" text, "Đảng viên" text)')
        connection.execute("INSERT INTO audited VALUES ('CB-1', 'Chưa')")
    ran = kiemnhiem("screen", postgres_url, *ASK, "--table", "audited", "--into", "audited_results", "--audit", trail)
    assert (ran.exit_code, "S301" in ran.stderr) == (2, True), ran.output
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT to_regclass('audited_results')").fetchone() == (None,)


def test_results_that_could_not_be_written_after_the_record_are_noted(
    heads: Path, trail: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiemnhiem.report.target.os.fsync", full)
    out = heads.parent / "out.json"
    ran = kiemnhiem("screen", heads, *ASK, "-o", out, "--audit", trail)
    assert (ran.exit_code, "R" in ran.stderr, out.exists()) == (2, True, False), ran.output
    decided, failed = records(trail)[2:]
    assert (decided.action, failed.action) == ("decided", "results_failed")
    assert failed.receipt == decided.receipt
    assert failed.details == {"command": "screen"}


def test_a_run_is_noted_once_whatever_it_writes(heads: Path, trail: Path) -> None:
    outs = [heads.parent / name for name in ("a.json", "b.csv", "c.xlsx")]
    args = [arg for out in outs for arg in ("-o", out)]
    assert kiemnhiem("screen", heads, *ASK, *args, "--audit", trail).exit_code == 3
    [decided] = records(trail)[2:]
    assert decided.receipt == json.loads(outs[0].read_text("utf-8"))["receipt"]["id"]


def test_nothing_is_decided_on_a_trail_whose_end_was_tampered_with(heads: Path, trail: Path) -> None:
    for number in (2, 1):
        with sqlite3.connect(trail) as connection:
            connection.execute("DROP TRIGGER IF EXISTS kiemnhiem_audit_no_update")
            connection.execute("UPDATE kiemnhiem_audit SET actor = 'somebody else' WHERE number = ?", [number])
        connection.close()
        ran = kiemnhiem("screen", heads, *ASK, "-o", heads.parent / "out.json", "--audit", trail)
        assert (ran.exit_code, f"S305 record {number} " in ran.stderr) == (2, True), ran.output
        assert not (heads.parent / "out.json").exists()


def test_nothing_is_decided_on_a_trail_that_takes_no_record(heads: Path, trail: Path) -> None:
    close(trail)
    ran = kiemnhiem("screen", heads, *ASK, "-o", heads.parent / "out.json", "--audit", trail)
    assert (ran.exit_code, "the disk is full" in ran.stderr) == (2, True), ran.output
    assert not (heads.parent / "out.json").exists()


def looked(url: str) -> None:
    """Look whether a trail takes records."""
    with AuditTrail.open(url) as opened:
        before = opened.record("somebody", "decided").head
        opened.check()
        assert opened.head() == before
        opened.record("somebody", "decided")
        assert opened.verify().fault is None


def test_looking_whether_a_trail_takes_records_leaves_none(trail: Path) -> None:
    looked(str(trail))
    assert len(records(trail)) == 4


def test_a_trail_in_postgres_that_takes_no_record_is_found_before_the_run(heads: Path, postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP TABLE IF EXISTS kiemnhiem_audit")
    looked(postgres_url)
    with psycopg.connect(postgres_url) as connection:
        connection.execute("ALTER TABLE kiemnhiem_audit ADD CHECK (number < 3)")
    ran = kiemnhiem("screen", heads, *ASK, "-o", heads.parent / "out.json", "--audit", postgres_url)
    assert (ran.exit_code, "S301" in ran.stderr) == (2, True), ran.output
    assert not (heads.parent / "out.json").exists()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP TABLE kiemnhiem_audit")
