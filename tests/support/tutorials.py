"""A tutorial as its reader works through it: files written down, commands typed, and what they are shown to print.

Blocks titled with a file's name are that file. In ``console`` blocks, lines that begin with ``$`` are commands, and
the lines under one are all it prints, but for runs of spaces and empty lines; ``…`` stands for what is left out, lines
or a part of one. Where nothing is shown, nothing is told of it. A command ends with 0 unless ``# ends with N`` (``# kết
thúc với N``) stands behind it. ``kiemnhiem serve`` runs until the tutorial ends.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

_BLOCK = re.compile(r"^( *)```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_ENDS = re.compile(r"\s+# (?:ends with|kết thúc với) (\d)$")
#: The port that tutorials speak of; here any that is free.
PORT = "8710"
_PATIENCE = 60


@dataclass(frozen=True)
class Command:
    """``shown``: the lines under it, plain."""

    text: str
    code: int
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """A file that the reader writes."""

    name: str
    text: str


def steps(text: str) -> Iterator[Command | Kept]:
    """What a tutorial tells to do."""
    for indent, kind, title, inside in _BLOCK.findall(text):
        body = re.sub(rf"^{indent}", "", inside, flags=re.MULTILINE)
        if title:
            yield Kept(title, body)
        elif kind == "console":
            yield from _commands(body)


def _commands(body: str) -> Iterator[Command]:
    for part in re.split(r"^\$ ", body.replace("\\\n", ""), flags=re.MULTILINE)[1:]:
        line, *shown = part.splitlines()
        ends = _ENDS.search(line)
        yield Command(_ENDS.sub("", line).strip(), int(ends[1]) if ends else 0, _plain(shown))


def _plain(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines without what differs between terminals: runs of spaces, empty lines."""
    plain = (" ".join(unicodedata.normalize("NFC", line).split()) for line in lines)
    return tuple(line for line in plain if line)


def _is_shown(shown: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    lines = (r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*?") + r"\n" for line in shown)
    return not shown or re.fullmatch("".join(lines), "".join(f"{line}\n" for line in printed)) is not None


class Reader:
    """Works through one tutorial in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._servers: list[subprocess.Popen[bytes]] = []

    def do(self, step: Command | Kept) -> None:
        """Do a step, and see that it comes out as shown."""
        if isinstance(step, Kept):
            path = self._folder / step.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text.replace(PORT, self._port), encoding="utf-8")
        elif step.text.startswith("kiemnhiem serve") and not step.code:
            self._serve(step.text.replace(PORT, self._port))
        else:
            self._run(step)

    def _run(self, step: Command) -> None:
        text = step.text.replace(PORT, self._port)
        done = subprocess.run(
            ["bash", "-c", text], cwd=self._folder, env=_environment(), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=300, check=False,
        )  # fmt: skip
        printed = done.stdout.decode(errors="replace").replace(self._port, PORT)
        assert done.returncode == step.code, f"{text}: ended with {done.returncode}\n{printed}"
        wanted = "\n".join(step.shown)
        assert _is_shown(step.shown, _plain(printed.splitlines())), f"{text}: does not print\n{wanted}\nbut\n{printed}"

    def _serve(self, text: str) -> None:
        if f"--port {self._port}" not in text:
            text += f" --port {self._port}"
        server = subprocess.Popen(["bash", "-c", f"exec {text}"], cwd=self._folder, env=_environment())
        self._servers.append(server)
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and server.poll() is None:
            try:
                with urlopen(f"http://127.0.0.1:{self._port}/sign-in", timeout=5) as answer:
                    assert answer.status == 200
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"{text}: does not answer (ended with {server.poll()})")

    def close(self) -> None:
        """Stop what runs, as its reader would."""
        for server in self._servers:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=_PATIENCE)


def _environment() -> dict[str, str]:
    here = Path(sys.executable).parent
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KIEMNHIEM_")}
    return {
        **kept,
        "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
    }


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
