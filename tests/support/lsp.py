"""A small client of a language server over standard input and output."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

#: No answer takes this long, on any machine.
DEADLINE = 60


class LanguageServer:
    """A running server. ``settings``: what it is told when it asks for its configuration, by section."""

    def __init__(self, command: Sequence[str], folder: Path, settings: Mapping[str, object]) -> None:
        self._settings = settings
        pipe, none = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=none)
        self._answers: dict[int, queue.Queue[Any]] = {}
        self._published: dict[str, queue.Queue[Any]] = {}
        self._asked = 0
        threading.Thread(target=self._listen, daemon=True).start()
        root = folder.as_uri()
        self.ask("initialize", processId=None, rootUri=root, workspaceFolders=None, capabilities=_CAPABILITIES)
        self.tell("initialized")
        self.tell("workspace/didChangeConfiguration", settings=dict(settings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    # --- what an editor does

    def open(self, path: Path, text: str) -> None:
        """Open a file with this text."""
        self._published[path.as_uri()] = queue.Queue()
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)

    def diagnose(self, texts: Mapping[Path, str]) -> dict[Path, list[dict[str, Any]]]:
        """Open files with these texts; the diagnostics the server publishes of each."""
        for path, text in texts.items():
            self.open(path, text)
        return {path: self._published[path.as_uri()].get(timeout=DEADLINE) for path in texts}

    def until_faulty(self, path: Path, text: str) -> None:
        """Open a file that has a fault, and wait until the server says so."""
        self.open(path, text)
        while not self._published[path.as_uri()].get(timeout=DEADLINE):
            pass

    def complete(self, path: Path, line: int, column: int) -> dict[str, str]:
        """What is offered at a position counted from 1: label to documentation."""
        found = self.ask("textDocument/completion", **_at(path, line, column))
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: _said(item.get("documentation")) for item in items}

    def hover(self, path: Path, line: int, column: int) -> str:
        """What is told of a position counted from 1."""
        found = self.ask("textDocument/hover", **_at(path, line, column))
        return _said(found["contents"]) if found else ""

    # --- the protocol

    def ask(self, method: str, **parameters: object) -> Any:
        """The answer to a request; its error fails the test."""
        self._asked += 1
        answer = self._answers[self._asked] = queue.Queue()
        self._send({"id": self._asked, "method": method, "params": parameters})
        message = answer.get(timeout=DEADLINE)
        assert "error" not in message, message
        return message["result"]

    def tell(self, method: str, **parameters: object) -> None:
        """A notification."""
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream
        while header := stream.readline():
            length = int(header.split(b":")[1])
            while stream.readline().strip():
                pass
            self._receive(json.loads(stream.read(length)))

    def _receive(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._answers[message["id"]].put(message)
        elif message["method"] == "textDocument/publishDiagnostics":
            published = self._published.get(message["params"]["uri"])
            if published:
                published.put(message["params"]["diagnostics"])
        elif "id" in message:
            self._send({"id": message["id"], "result": self._told(message)})

    def _told(self, message: dict[str, Any]) -> object:
        if message["method"] != "workspace/configuration":
            return None
        return [self._settings.get(item.get("section", ""), {}) for item in message["params"]["items"]]


_CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {
        "completion": {"completionItem": {"documentationFormat": ["markdown", "plaintext"], "snippetSupport": True}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
    },
}


def _at(path: Path, line: int, column: int) -> dict[str, object]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line - 1, "character": column - 1}}


def _said(content: object) -> str:
    return str(content["value"]) if isinstance(content, dict) else str(content or "")
