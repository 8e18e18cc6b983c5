"""A desk as officers start it: ``kiemnhiem serve`` in a process of its own, on a free port, with its own folder."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.web.access import accounts
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.settings import Settings

HOST = "127.0.0.1"
COMMAND = Path(sys.executable).parent / "kiemnhiem"
#: Seconds until a server must answer.
PATIENCE = 60


@contextmanager
def served(data: Path, *options: str) -> Iterator[str]:
    """A server; gives its address, such as ``http://127.0.0.1:40123``. What it logs is kept in ``data``/serve.log."""
    data.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    with (data / "serve.log").open("wb") as log:
        command = [str(COMMAND), "serve", "--data", str(data), "--host", HOST, "--port", str(port), *options]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait(process, port, data / "serve.log")
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def make_accounts(data: Path, users: Mapping[str, tuple[Sequence[str], Sequence[str]]], password: str) -> None:
    """Accounts of a desk that is not served yet: each with its roles and the places granted."""
    desk = Desk.open(Settings(data), load_library(shipped_library())[0])
    with desk.database.session() as session:
        for name, (roles, places) in users.items():
            accounts.add(session, name, password, roles, places, desk.library)
    desk.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the server does not answer: {log.read_text(encoding='utf-8', errors='replace')}")
