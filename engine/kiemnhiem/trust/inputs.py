"""The digests of the files that are read, taken while the run does its work."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import TypeAlias

from kiemnhiem.errors import InputError
from kiemnhiem.files import opened
from kiemnhiem.problem import Place, Problem
from kiemnhiem.trust import codes
from kiemnhiem.trust.receipt import Input

#: Bytes read at a time.
_BLOCK = 1 << 20
_State: TypeAlias = tuple[int, int, int]


class Inputs:
    """Files, whose digests a thread takes from now on."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._before = [_state(path) for path in files]
        self._found: list[Input | None] = []
        self._thread = Thread(target=self._digest, daemon=True)
        self._thread.start()

    def found(self) -> tuple[Input, ...]:
        """All files that can be read, once all are done; reading tells of the others.

        :raises InputError: where a file was changed or taken away since.
        """
        self._thread.join()
        changed = [
            Problem(codes.INPUT_CHANGED, Place(str(path)))
            for path, before in zip(self._files, self._before, strict=True)
            if before != _state(path)
        ]
        if changed:
            raise InputError(changed)
        return tuple(found for found in self._found if found)

    def _digest(self) -> None:
        for path in self._files:
            self._found.append(input_of(path))


def input_of(path: Path) -> Input | None:
    """A file as it is now; ``None`` where it cannot be read."""
    try:
        with opened(path) as file:
            found = hashlib.sha256()
            while block := file.read(_BLOCK):
                found.update(block)
            return Input(path.name, file.tell(), found.hexdigest())
    except OSError:
        return None


def _state(path: Path) -> _State | None:
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_size, now.st_mtime_ns, now.st_ino
