"""Whatever goes wrong while a result is made: one line in words, the right exit code, the old result or the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from support.command import POLICIES
from support.postgres import postgres_url

from kiemnhiem.errors import UsageError
from kiemnhiem.report import remains, target

__all__ = ["postgres_url"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

OPTIONS = ("--policies", str(POLICIES), "--as-of", "2024-01-01", "--lang", "en")
OLD = "the old result"
WAITED = 30


def table(path: Path, rows: int) -> Path:
    people = "".join(f"Lò Mẫu {i},05/06/1975,Trưởng thôn,Bản Một\n" for i in range(rows))
    path.write_text(f"Họ tên,Ngày sinh,Chức danh,Đơn vị\n{people}", "utf-8")
    return path


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return table(tmp_path_factory.mktemp("many") / "people.csv", 60_000)


def started(*args: str | Path, before: str = "", options: tuple[str, ...] = OPTIONS) -> subprocess.Popen[str]:
    run = f"{before}\nfrom kiemnhiem.cli import main\nmain()"
    return subprocess.Popen(
        [sys.executable, "-c", run, *map(str, args), *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=WAITED * 2)
    assert "Traceback" not in out + err, err
    return process.returncode, out, err


def until(done: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    for _ in range(WAITED * 100):
        if done():
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    pytest.fail("it did not come to writing")


def hidden(folder: Path) -> list[str]:
    return [p.name for p in folder.iterdir() if p.name.startswith(".")]


@pytest.mark.parametrize(
    ("name", "signal_", "code"),
    [("r.csv", signal.SIGTERM, 143), ("r.xlsx", signal.SIGTERM, 143), ("r.json", signal.SIGTERM, 143),
     ("r.parquet", signal.SIGTERM, 143), ("r.jsonl", signal.SIGINT, 130)],
)  # fmt: skip
def test_who_is_asked_to_end_leaves_the_old_result_and_nothing_else(
    many: Path, tmp_path: Path, name: str, signal_: int, code: int
) -> None:
    result = tmp_path / name
    result.write_text(OLD)
    process = started("screen", many, "-o", result)
    until(lambda: bool(hidden(tmp_path)), process)
    process.send_signal(signal_)
    exit_code, _, err = ended(process)
    assert (exit_code, result.read_text()) == (code, OLD)
    assert err.strip().splitlines()[-1] == "Interrupted."
    assert hidden(tmp_path) == []


def test_half_a_result_of_a_killed_run_is_removed_by_the_next_one(many: Path, tmp_path: Path) -> None:
    result = tmp_path / "r.csv"
    process = started("screen", many, "-o", result)
    until(lambda: bool(hidden(tmp_path)), process)
    process.kill()
    process.communicate()
    [left] = hidden(tmp_path)
    assert not result.exists()
    os.utime(tmp_path / left, (0, 0))
    code, _, _ = ended(started("screen", table(tmp_path / "few.csv", 3), "-o", result))
    assert (code, hidden(tmp_path)) == (0, [])


def test_what_another_run_is_writing_is_left_alone(tmp_path: Path) -> None:
    with target.whole(tmp_path / "slow.csv") as slow:
        slow.write(b"slow")
        [partial] = hidden(tmp_path)
        os.utime(tmp_path / partial, (0, 0))
        with target.whole(tmp_path / "fast.csv") as fast:
            fast.write(b"fast")
    assert (tmp_path / "slow.csv").read_bytes() == b"slow"
    assert (tmp_path / "fast.csv").read_bytes() == b"fast"
    assert hidden(tmp_path) == []


def test_files_of_others_are_not_taken_for_remains(tmp_path: Path) -> None:
    others = [tmp_path / ".other.part", tmp_path / "kiemnhiem.part"]
    for other in others:
        other.write_text("theirs")
        os.utime(other, (0, 0))
    with target.whole(tmp_path / "r.csv") as file:
        file.write(b"x")
    assert all(other.read_text() == "theirs" for other in others)


def test_rows_that_a_killed_run_left_waiting_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / "kiemnhiem-rows-x"
    left.mkdir()
    (left / "rows").write_text("Lò Mẫu")
    os.utime(left, (0, 0))
    with remains.scratch() as folder:
        os.utime(folder, (0, 0))
        with remains.scratch():
            assert Path(folder).exists(), "somebody waits there"
    assert list(tmp_path.iterdir()) == []


LIMIT_FILES = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
"""


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
def test_a_full_disk_is_one_line_and_leaves_the_old_result(tmp_path: Path, name: str) -> None:
    result = tmp_path / name
    result.write_text(OLD)
    process = started("screen", table(tmp_path / "p.csv", 200), "-o", result, before=LIMIT_FILES)
    code, _, err = ended(process)
    assert (code, result.read_text(), hidden(tmp_path)) == (2, OLD, [])
    assert [line for line in err.splitlines() if "R405" in line] == err.splitlines()[-1:]


def test_a_full_device_as_the_screen_is_one_line(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    run = [sys.executable, "-m", "kiemnhiem", "screen", str(table(tmp_path / "p.csv", 3)), *OPTIONS]
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        done = subprocess.run(run, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert [line for line in done.stderr.splitlines() if line] == ["Cannot write the result: No space left on device"]


def test_who_reads_the_screen_may_leave() -> None:
    process = started("problems", options=())
    assert process.stdout
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr
    err = process.stderr.read()
    assert (process.wait(WAITED), err) == (0, "")


def test_a_folder_that_takes_no_files_is_one_line(tmp_path: Path) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc")
    code, _, err = ended(started("screen", table(tmp_path / "p.csv", 3), "-o", "/proc/r.csv"))
    assert code == 2
    assert len([line for line in err.splitlines() if "R405" in line]) == 1


def test_a_file_that_goes_while_it_is_read_is_told_and_no_result_is_written(many: Path, tmp_path: Path) -> None:
    source, result = tmp_path / "people.csv", tmp_path / "r.parquet"
    source.write_bytes(many.read_bytes())
    before = "from kiemnhiem.cli import streamed\nstreamed.LARGE = 0\nstreamed._PART = 500"
    process = started("screen", source, "-o", result, before=before)
    until(lambda: bool(hidden(tmp_path)), process)
    source.unlink()
    code, _, err = ended(process)
    if code != 0:  # else all of it had been read
        assert (code, result.exists()) == (3, False)
        assert "people.csv" in err
    assert hidden(tmp_path) == []


def test_a_writer_that_fails_half_way_leaves_the_old_result(tmp_path: Path) -> None:
    result = tmp_path / "r.csv"
    result.write_text(OLD)
    with pytest.raises(RuntimeError), target.whole(result) as file:
        _half_written(file)
    with pytest.raises(UsageError), target.whole(result):
        raise OSError(28, "No space left on device")
    assert (result.read_text(), hidden(tmp_path)) == (OLD, [])


def _half_written(file: IO[bytes]) -> None:
    file.write(b"new")
    raise RuntimeError


# --- PostgreSQL

ASK = ("--as-of", "2018-12-30", "--lang", "en", "--policy", "hamlet/secretary-and-head", "--place", "vn")
BUSY = "SELECT pid FROM pg_stat_activity WHERE application_name = 'kiemnhiem' AND xact_start IS NOT NULL"


@pytest.mark.parametrize("how", ["connection", "server"])
def test_a_database_that_goes_away_leaves_words_and_no_half_table(postgres_url: str, how: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as db:
        db.execute("DROP TABLE IF EXISTS vanishing, half")
        db.execute(
            """CREATE TABLE vanishing AS SELECT 'A' || n AS "Mã CB", 'Chính thức' AS "Đảng viên","""
            " date '1975-01-01' AS birth_date FROM generate_series(1, 300000) n"
        )
        process = started("screen", postgres_url, "--table", "vanishing", "--into", "half", options=ASK)
        pids: list[int] = []

        def running() -> bool:
            pids[:] = [pid for (pid,) in db.execute(BUSY).fetchall()]
            return bool(pids)

        until(running, process)
        time.sleep(0.5)  # into its work
        if how == "connection":
            db.execute("SELECT pg_terminate_backend(%s)", [pids[0]])
        else:
            os.kill(pids[0], signal.SIGKILL)  # the server ends all its processes and starts anew
            with pytest.raises(psycopg.OperationalError):
                [db.execute("SELECT 1") and time.sleep(0.1) for _ in range(WAITED * 10)]
    code, _, err = ended(process)
    assert (code, len(err.strip().splitlines())) == (5, 1)
    assert err.startswith("Error: PostgreSQL")
    with reconnected(postgres_url) as db:
        assert db.execute("SELECT to_regclass('vanishing'), to_regclass('half')").fetchone() == ("vanishing", None)


def reconnected(url: str) -> Any:
    import psycopg

    for _ in range(WAITED * 10):
        try:
            return psycopg.connect(url)
        except psycopg.OperationalError:
            time.sleep(0.1)
    return psycopg.connect(url)
