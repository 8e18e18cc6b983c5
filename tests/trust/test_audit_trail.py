"""The trail only grows, and whatever is done to it behind its back is found."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.command import kiemnhiem, people

from kiemnhiem.errors import UsageError
from kiemnhiem.trust.audit import ACTIONS, AuditTrail, Entry, Fault, Head, Record, action
from kiemnhiem.trust.audit.record import EMPTY
from kiemnhiem.trust.audit.verify import verified
from kiemnhiem.trust.canonical import JSON

JUDGED: tuple[str, dict[str, JSON]] = (
    "judgement_read",
    {"judgement": "hamlet/both#trusted", "answer": True, "on": "2018-12-01"},
)
COLUMNS = ("time", "actor", "action", "screening", "case", "receipt", "details", "previous", "hash")


def chain(length: int) -> list[Record]:
    """A trail in memory."""
    records: list[Record] = []
    for number in range(length):
        entry = Entry(f"user {number}", "decided", None, f"CB-{number}", None, {"verdicts": {"eligible": number}})
        records.append(Record.of(entry, records[-1].head if records else EMPTY, f"2026-01-01T00:00:{number:02}+00:00"))
    return records


def filled(url: str | Path, number: int = 5) -> AuditTrail:
    """A trail with records."""
    trail = AuditTrail.open(str(url))
    for n in range(number):
        trail.record(f"user {n}", JUDGED[0], case=f"CB-{n}", receipt="r", details=JUDGED[1])
    return trail


def behind_its_back(path: Path, *statements: str) -> None:
    """Somebody who can write to the file, and knows how to take the guards away."""
    with sqlite3.connect(path) as connection:
        for what in ("update", "delete"):
            connection.execute(f"DROP TRIGGER kiemnhiem_audit_no_{what}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_records_follow_each_other(tmp_path: Path) -> None:
    with filled(tmp_path / "trail.db") as trail:
        records = trail.records()
        assert [r.number for r in records] == [1, 2, 3, 4, 5]
        assert all(after.previous == before.hash for before, after in pairwise(records))
        assert all(r.sound for r in records)
        assert (records[2].actor, records[2].case, records[2].details) == ("user 2", "CB-2", JUDGED[1])
        assert trail.records(after=3, limit=1) == (records[3],)
        assert trail.head() == Head(5, records[-1].hash)
        assert trail.verify() == trail.verify(trail.head())
        assert trail.verify().fault is None


def test_a_trail_goes_on_where_it_ended(tmp_path: Path) -> None:
    filled(tmp_path / "trail.db", 2).close()
    with filled(tmp_path / "trail.db", 2) as trail:
        assert trail.verify().checked == 4


@pytest.mark.parametrize("statement", ["UPDATE kiemnhiem_audit SET actor = 'x'", "DELETE FROM kiemnhiem_audit"])
def test_the_database_itself_refuses_changes(tmp_path: Path, statement: str) -> None:
    filled(tmp_path / "trail.db").close()
    with (
        sqlite3.connect(tmp_path / "trail.db") as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(statement)
    connection.close()


@given(st.integers(2, 8), st.data())
def test_any_altered_value_is_found(length: int, data: st.DataObject) -> None:
    records = chain(length)
    at = data.draw(st.integers(0, length - 1))
    name = data.draw(st.sampled_from(COLUMNS))
    value = data.draw(st.text(max_size=70).filter(lambda v: v != getattr(records[at], name)))
    records[at] = Record(**{**vars(records[at]), name: value})
    found = verified(records)
    assert found.fault is not None
    assert found.checked <= at


@given(st.integers(2, 8), st.data())
def test_any_removed_record_is_found(length: int, data: st.DataObject) -> None:
    records = chain(length)
    at = data.draw(st.integers(0, length - 1))
    head = records[-1].head
    del records[at]
    found = verified(records, head)
    assert found.fault is (Fault.TRUNCATED if at == length - 1 else Fault.REMOVED)
    assert found.number == (length if at == length - 1 else at + 1)


@given(st.permutations(range(6)))
def test_records_in_another_order_are_found_though_they_are_numbered_anew(order: list[int]) -> None:
    records = chain(6)
    moved = [replace(records[old], number=new) for new, old in enumerate(order, 1)]
    assert (verified(moved).fault is None) == (order == sorted(order))


def test_records_rehashed_after_an_edit_are_found_where_the_next_begins() -> None:
    records = chain(5)
    entry = Entry("somebody else", "decided", case="CB-2")
    records[2] = Record.of(entry, records[1].head, records[2].time)
    assert verified(records).fault is Fault.REORDERED
    assert verified(records).number == 4


def test_a_trail_written_anew_is_found_by_the_head_that_was_kept() -> None:
    head = chain(5)[3].head
    anew = chain(3)
    while len(anew) < 6:
        anew.append(Record.of(Entry("x", "decided"), anew[-1].head, "2026-01-02"))
    assert verified(anew).fault is None
    assert verified(anew, head).fault is Fault.REPLACED
    assert verified(chain(5), head).fault is None


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("value", ["'x'", "x'00ff'", "1.5"])
def test_a_cell_changed_in_the_file_is_found(tmp_path: Path, column: str, value: str) -> None:
    path = tmp_path / "trail.db"
    filled(path).close()
    behind_its_back(path, f'UPDATE kiemnhiem_audit SET "{column}" = {value} WHERE number = 3')  # noqa: S608 - names of our own
    ran = kiemnhiem("audit", "verify", path, "--lang", "en")
    assert ran.exit_code == 1
    assert "TAMPERED WITH" in ran.stdout
    assert "Records that are sound, from the first: 2." in ran.stdout


def test_details_written_otherwise_are_found(tmp_path: Path) -> None:
    path = tmp_path / "trail.db"
    filled(path).close()
    behind_its_back(path, "UPDATE kiemnhiem_audit SET details = details || ' ' WHERE number = 2")
    with AuditTrail.open(str(path)) as trail:
        assert trail.verify().fault is Fault.ALTERED


def test_what_was_done_to_a_file_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "trail.db"
    with filled(path) as trail:
        head = str(trail.head())
    behind_its_back(path, "DELETE FROM kiemnhiem_audit WHERE number = 5")
    assert kiemnhiem("audit", "verify", path).exit_code == 0  # of itself a cut end is not seen
    ran = kiemnhiem("audit", "verify", path, "--head", head, "--lang", "en")
    assert (ran.exit_code, "its end was cut off" in ran.stdout) == (1, True)
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM kiemnhiem_audit WHERE number = 2")
    connection.close()
    ran = kiemnhiem("audit", "verify", path, "--lang", "en")
    assert (ran.exit_code, "record 2 has been removed" in ran.stdout) == (1, True)


def test_threads_and_processes_add_to_one_trail(tmp_path: Path) -> None:
    path = tmp_path / "trail.db"
    code = (
        "import sys\nfrom kiemnhiem.trust.audit import AuditTrail\n"
        "with AuditTrail.open(sys.argv[1]) as t:\n    for _ in range(15): t.record('p', 'decided')"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(path)], stderr=subprocess.PIPE) for _ in range(2)]
    with AuditTrail.open(str(path)) as trail, ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: trail.record("t", "decided"), range(40)))
        told = [process.communicate()[1] for process in processes]
        assert not any(told)
        assert trail.verify().checked == 70
        assert trail.verify().fault is None


@pytest.mark.parametrize(
    ("name", "details"),
    [
        ("never declared", {}),
        ("decided", {"name": "Người Một"}),
        ("decided", {"place": "x" * 301}),
        ("decided", {"verdicts": {"x" * 301: 1}}),
    ],
)
def test_details_that_were_not_declared_are_refused(tmp_path: Path, name: str, details: dict[str, str]) -> None:
    with AuditTrail.open(str(tmp_path / "trail.db")) as trail:
        with pytest.raises(ValueError, match="not to be recorded"):
            trail.record("user", name, details=details)
        assert trail.head().number == 0


def test_an_action_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        action("decided", "name")
    assert "name" not in ACTIONS["decided"]


def test_many_records_are_all_there_or_none(tmp_path: Path) -> None:
    with AuditTrail.open(str(tmp_path / "trail.db")) as trail:
        with pytest.raises(ValueError, match="not to be recorded"):
            trail.record_all([Entry("u", "decided"), Entry("u", "unheard of")])
        assert trail.head().number == 0
        assert len(trail.record_all([Entry("u", "decided")] * 2500)) == 2500
        assert trail.verify().checked == 2500


@pytest.mark.parametrize("text", ["", "5", "5:abc", f"-1:{'0' * 64}", f"1:{'g' * 64}", f"1:{'0' * 65}"])
def test_what_is_no_head_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}"):
        Head.parsed(text)
    filled(tmp_path / "trail.db", 1).close()
    if text:
        ran = kiemnhiem("audit", "verify", tmp_path / "trail.db", "--head", text, "--lang", "en")
        assert (ran.exit_code, "S304" in ran.stderr) == (2, True)


def test_what_is_no_trail_is_told(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database " * 100)
    (tmp_path / "empty.db").touch()
    for url, code in (
        (tmp_path / "text.db", "S301"),
        (tmp_path / "none.db", "S302"),
        (f"sqlite:///{tmp_path}/none.db", "S302"),
        (tmp_path / "empty.db", "S306"),
        ("mysql://u:secret@host/db", "S303"),
        ("sqlite://", "S303"),
    ):
        ran = kiemnhiem("audit", "verify", url, "--lang", "en")
        assert (ran.exit_code, code in ran.stderr, "secret" in ran.stderr) == (2, True, False), ran.output
    assert {path.name for path in tmp_path.iterdir()} == {"text.db", "empty.db"}, "to look makes nothing"
    with pytest.raises(UsageError):
        AuditTrail.open(str(tmp_path / "nowhere" / "trail.db"))


def test_runs_are_recorded_with_their_receipts_and_the_judgements_they_read(tmp_path: Path) -> None:
    heads = people(tmp_path, "Mã CB,Họ và tên,Ngày sinh,Đảng viên,Tín nhiệm\nCB-1,Người Một,1980-05-01,Chính thức,Có\n")
    trail, receipt = tmp_path / "trail.db", tmp_path / "r.json"
    ask = ("--as-of", "2018-12-30", "--policy", "hamlet/secretary-and-head", "--audit", trail, "--receipt", receipt)
    for command in ("screen", "check"):
        assert kiemnhiem(command, heads, *ask).exit_code == 0
        with AuditTrail.open(str(trail)) as opened:
            last = [r for r in opened.every() if r.receipt == json.loads(receipt.read_text())["id"]]
        assert last[0].action == "decided"
        assert last[0].details["command"] == command
        assert sum(last[0].details["verdicts"].values()) == 1
        assert {(r.action, r.case, r.details["answer"]) for r in last[1:]} == {("judgement_read", "CB-1", True)}
    ran = kiemnhiem("audit", "export", trail)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    assert "Người" not in ran.stdout
    assert "1980" not in ran.stdout
    head = kiemnhiem("audit", "head", trail).stdout.strip()
    assert head == f"{len(lines)}:{lines[-1]['hash']}"
    assert kiemnhiem("audit", "verify", trail, "--head", head).exit_code == 0


def test_nothing_is_decided_where_the_trail_cannot_be_written(tmp_path: Path) -> None:
    heads = people(tmp_path, "Mã CB,Đảng viên\nCB-1,Chưa\n")
    ran = kiemnhiem(
        "screen", heads, "--audit", tmp_path / "no" / "trail.db", "-o", tmp_path / "out.json", "--lang", "en"
    )
    assert (ran.exit_code, "S302" in ran.stderr) == (2, True)
    assert not (tmp_path / "out.json").exists()


def test_a_trail_in_postgres_is_guarded_and_verified(postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        connection.execute("DROP TABLE IF EXISTS kiemnhiem_audit")

    def writer(_: int) -> None:
        with AuditTrail.open(postgres_url) as own:
            for _ in range(10):
                own.record("t", "decided")

    with filled(postgres_url) as trail, ThreadPoolExecutor(4) as threads:
        list(threads.map(writer, range(4)))
        assert trail.verify().checked == 45
        for statement in (
            "UPDATE kiemnhiem_audit SET actor = 'x'",
            "DELETE FROM kiemnhiem_audit",
            "TRUNCATE kiemnhiem_audit",
        ):
            with (
                psycopg.connect(postgres_url) as connection,
                pytest.raises(psycopg.errors.RaiseException, match="append-only"),
            ):
                connection.execute(statement.encode())
        with psycopg.connect(postgres_url) as connection:
            connection.execute("ALTER TABLE kiemnhiem_audit DISABLE TRIGGER ALL")
            connection.execute("DELETE FROM kiemnhiem_audit WHERE number = 7")
        assert (trail.verify().fault, trail.verify().number) == (Fault.REMOVED, 7)
