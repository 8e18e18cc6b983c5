"""A real ``kiemnhiem serve`` in a process of its own, to be killed and started again on one data folder."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import httpx
import psutil
from support.desk import AS_OF, POLICY

#: Seconds to wait for what should come at once: on a busy machine that takes minutes.
PATIENCE = 600


class Restarted:
    """One data folder and the server on it. ``options``: more of the command line."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data, self._options = data, options
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The server."""
        assert self._process is not None
        return self._process

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "kiemnhiem", "serve", "--data", str(self.data), "--port", str(self.port)]
        with (self.data / "serve.log").open("ab") as log:
            self._process = subprocess.Popen([*command, "--lang", "en", *self._options], stderr=log, stdout=log)
        self.until(self._answers, "the server to answer")

    def until(self, happens: Callable[[], Any], what: str) -> None:
        """Wait for something that a server at work brings about. One that has died is told at once."""

        def happened() -> Any:
            assert self.process.poll() is None, (self.data / "serve.log").read_text()
            return happens()

        until(happened, what)

    def _answers(self) -> bool:
        try:
            return httpx.get(self.address, timeout=60).is_success
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def terminate(self) -> int:
        """Tell it to stop, and wait; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def workers(self) -> list[psutil.Process]:
        """The processes of jobs at work."""
        try:
            found = psutil.Process(self.process.pid).children()
        except psutil.NoSuchProcess:
            return []
        return [p for p in found if _is_worker(p)]

    def upload(self, path: Path) -> str:
        """Send a file, which must be accepted; the screening's id."""
        answer = self.send(path)
        assert answer.status_code == 303, answer.text
        return screening_in(answer)

    def send(self, path: Path) -> httpx.Response:
        """Send a file. Raises :class:`httpx.TransportError` where the server is dead."""
        data = {"as_of": AS_OF, "policy": POLICY, "place": ""}
        with path.open("rb") as file:
            return httpx.post(f"{self.address}/screenings", data=data, files={"file": file}, timeout=PATIENCE)

    def post(self, path: str, **data: str) -> httpx.Response:
        """Send a form."""
        return httpx.post(self.address + path, data=data, timeout=PATIENCE)

    def jobs(self, screening: str | None = None) -> list[dict[str, Any]]:
        """The jobs as the database has them (of one screening, if it is named), oldest first."""
        with closing(sqlite3.connect(self.data / "kiemnhiem.sqlite", timeout=PATIENCE)) as db:
            db.row_factory = sqlite3.Row
            jobs = [dict(row) for row in db.execute("SELECT * FROM jobs ORDER BY number")]
        return [job for job in jobs if screening in (None, job["screening_id"])]

    def states(self, screening: str) -> list[str]:
        """The states of a screening's jobs."""
        return [job["state"] for job in self.jobs(screening)]

    def verdicts(self, screening: str) -> dict[str, str]:
        """The verdicts in a screening's results."""
        path = self.data / "screenings" / screening / "results.sqlite"
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return dict(db.execute("SELECT id, verdict FROM cases").fetchall())


def screening_in(answer: httpx.Response) -> str:
    """The id of the screening that an answer leads to."""
    return answer.headers["location"].rpartition("/")[2]


def until(happens: Callable[[], Any], what: str) -> None:
    """Wait for something."""
    end = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        os.kill(pid, 0)
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "kiemnhiem.web.jobs.worker" in process.cmdline()
    except psutil.Error:
        return False
