"""The queue of jobs on a real server: killed, stopped, full, started twice."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from reliability.kills_serve import RIGHT
from support.desk import PEOPLE, Office, done, workbook
from support.restarted import PATIENCE, Restarted, alive, until

from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang
from kiemnhiem.policy.model import Library
from kiemnhiem.web import codes
from kiemnhiem.web.access import accounts
from kiemnhiem.web.access.visitor import Visitor
from kiemnhiem.web.jobs import orders, worker
from kiemnhiem.web.jobs.kinds import SCREEN
from kiemnhiem.web.jobs.order import Order
from kiemnhiem.web.jobs.queue import ATTEMPTS, Queue
from kiemnhiem.web.screenings import Asked, begin
from kiemnhiem.web.store.alone import alone
from kiemnhiem.web.store.database import Database
from kiemnhiem.web.store.tables import Job, Screening, State, now

#: Cases of a file that is not decided at once.
MANY = 4_000


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(tmp_path_factory.mktemp("files") / "danh-sach.xlsx")


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that keeps a job at work for a while."""
    people = [(f"CB-{n:05}", *PEOPLE[n % 7][1:]) for n in range(MANY)]
    return workbook(tmp_path_factory.mktemp("files") / "dai.xlsx", people)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restarted]:
    """One for all tests here: each leaves it running, with no job at work."""
    with Restarted(tmp_path_factory.mktemp("queue") / "desk") as server:
        yield server


def over(server: Restarted, screening: str) -> bool:
    return set(server.states(screening)) <= {"done", "failed"}


@pytest.mark.slow
def test_jobs_of_a_killed_server_are_done_by_the_next_one_and_their_processes_end_with_it(
    server: Restarted, file: Path, long: Path
) -> None:
    first, second = server.upload(long), server.upload(file)
    server.until(server.workers, "a job at work")
    [worker] = server.workers()
    server.kill()
    until(lambda: not alive(worker.pid), "the job's process to end with its server")
    assert server.states(second) == ["queued"]
    server.start()
    server.until(lambda: over(server, first) and over(server, second), "both to be decided")
    assert server.states(first) == server.states(second) == ["done"]
    assert server.verdicts(second) == RIGHT
    assert len(server.verdicts(first)) == MANY


@pytest.mark.slow
def test_a_job_whose_process_is_killed_fails_in_words_and_can_be_tried_again(server: Restarted, long: Path) -> None:
    id_ = server.upload(long)
    server.until(server.workers, "a job at work")
    server.workers()[0].kill()
    server.until(lambda: over(server, id_), "the job to end")
    [job] = server.jobs(id_)
    assert job["state"] == "failed"
    assert "ended abnormally (code -9)" in job["problem"]
    page = httpx.get(f"{server.address}/screenings/{id_}?lang=en").text
    assert "ended abnormally" in page
    assert "Try again" in page
    assert server.post(f"/screenings/{id_}/again").status_code == 303
    server.until(lambda: over(server, id_), "the second job to end")
    assert server.states(id_) == ["failed", "done"]


@pytest.mark.slow
def test_a_server_told_to_stop_lets_jobs_end_and_leaves_the_others_in_the_queue(server: Restarted, file: Path) -> None:
    ids = [server.upload(file) for _ in range(4)]
    server.until(server.workers, "a job at work")
    assert server.terminate() == 143  # by SIGTERM, as shells count
    states = [state for id_ in ids for state in server.states(id_)]
    assert set(states) <= {"done", "queued"}
    assert "done" in states
    server.start()
    server.until(lambda: all(over(server, id_) for id_ in ids), "all to be decided")
    assert [server.verdicts(id_) for id_ in ids] == [RIGHT] * 4


@pytest.mark.slow
def test_a_second_server_on_one_database_is_refused(server: Restarted) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "kiemnhiem", "serve", "--data", server.data, "--port", "1", "--lang", "en"],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert second.returncode == 2
    assert "W126 another server is at work on this database" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.slow
def test_a_job_at_work_is_stopped_and_deleted_with_its_files_and_process(server: Restarted, long: Path) -> None:
    stopped, deleted = server.upload(long), server.upload(long)
    server.until(server.workers, "a job at work")
    [worker] = server.workers()
    assert server.post(f"/screenings/{stopped}/stop").status_code == 303
    assert not alive(worker.pid)
    assert "Stopped on request" in server.jobs(stopped)[0]["problem"]
    server.until(server.workers, "the next job at work")
    [worker] = server.workers()
    assert server.post(f"/screenings/{deleted}/delete").status_code == 303
    assert not alive(worker.pid)
    assert not (server.data / "screenings" / deleted).exists()
    assert httpx.get(f"{server.address}/screenings/{deleted}").status_code == 404


def test_a_full_queue_turns_uploads_away_with_a_time_and_keeps_nothing_of_them(
    tmp_path: Path, library: Library, file: Path
) -> None:
    with Office(tmp_path / "desk", library, waiting=0) as office:
        with file.open("rb") as sent:
            answer = office.browser().post("/screenings?lang=en", data={"as_of": "2018-12-30"}, files={"file": sent})
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert "The server is busy" in answer.text
        assert list(office.desk.settings.data.glob("screenings/*")) == []
        with office.desk.database.session() as session:
            assert session.query(Screening).count() == 0


def test_a_job_is_claimed_once_however_many_ask(office: Office) -> None:
    ids = [_waiting(office) for _ in range(3)]
    queues = [Queue(office.desk) for _ in range(4)]
    claimed = [queue._claim() for queue in queues]
    assert sorted(c[1] for c in claimed if c) == sorted(ids)
    assert claimed.count(None) == 1


def test_a_job_that_stopped_its_server_too_often_is_given_up_in_words(office: Office) -> None:
    id_ = _waiting(office)
    with office.desk.database.session() as session:
        job = session.query(Job).where(Job.screening_id == id_).one()
        job.state, job.attempts = State.RUNNING.value, ATTEMPTS
    Queue(office.desk)._take_up()
    job = done(office.desk, id_)
    assert job.state == State.FAILED
    assert job.problem
    assert f"{ATTEMPTS} times" in job.problem["en"]


def test_what_has_been_kept_long_enough_is_deleted_with_its_files_unless_a_job_is_at_work(office: Office) -> None:
    browser = office.browser()
    old, working = browser.screened(office.workbook), _waiting(office, State.RUNNING)
    with office.desk.database.session() as session:
        for screening in session.query(Screening):
            screening.expires = now() - timedelta(seconds=1)
    orders.delete_expired(office.desk)
    assert not office.desk.settings.folder(old).exists()
    assert browser.get(f"/screenings/{old}").status_code == 404
    with office.desk.database.session() as session:
        assert [s.id for s in session.query(Screening)] == [working]


def test_leftovers_of_killed_jobs_are_deleted_at_the_start(office: Office) -> None:
    id_ = office.browser().screened(office.workbook)
    folder = office.desk.settings.folder(id_)
    (folder / ".0123456789abcdef.part").write_bytes(b"half")
    Queue(office.desk)._take_up()
    assert not list(folder.glob(".*.part"))
    assert (folder / "results.sqlite").exists()


def test_a_disk_that_is_full_is_told(tmp_path: Path) -> None:
    order = Order("screen", str(tmp_path), "upload.xlsx", "a.xlsx", "candidate", [], None, "2018-12-30")
    with closing(sqlite3.connect(tmp_path / "small.sqlite")) as db:
        db.execute("CREATE TABLE t (x)")
        db.execute("PRAGMA max_page_count = 3")
        with pytest.raises(sqlite3.OperationalError) as full:
            db.execute("INSERT INTO t VALUES (zeroblob(100000))")
    assert worker._told(full.value, order)[Lang.EN] == "The server cannot write the results: database or disk is full."
    no_space = OSError(28, "No space left on device", "/secret/place")
    assert worker._told(no_space, order)[Lang.VI] == "Máy chủ không ghi được kết quả: No space left on device."


def _waiting(office: Office, state: State = State.QUEUED) -> str:
    """A screening whose job waits: the queue of this desk does not take it, since it was not woken."""
    with office.desk.database.session() as session:
        user = accounts.local_user(session).id
    visitor = Visitor(user, accounts.LOCAL, frozenset(), frozenset(), everywhere=True)
    with office.workbook.open("rb") as file:
        id_ = begin(office.desk, visitor, file, "a.xlsx", Asked(date(2018, 12, 30)))
    with office.desk.database.session() as session:
        session.add(Job(screening_id=id_, kind=SCREEN, state=state.value))
    return id_


def test_one_server_at_a_time_has_a_postgresql_database(postgres_url: str) -> None:
    first, second = Database(postgres_url), Database(postgres_url)
    with alone(first):
        with pytest.raises(UsageError) as refused, alone(second):
            pass
        assert refused.value.problems[0].code is codes.ANOTHER_SERVER
    with alone(second):
        pass
    first.close()
    second.close()
