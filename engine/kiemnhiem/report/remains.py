"""What a run that was killed has left: half a file, rows that waited to be written. The next run removes it.

Such files are locked as long as they are written, and the kernel unlocks those of a process that has died.
"""

from __future__ import annotations

import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_PARTIAL, _ROWS, _LOCK = ".kiemnhiem-{}.part", "kiemnhiem-rows-", "lock"
#: Seconds that a file is left alone: it may be one that is just about to be locked.
_NEW = 60


def partial(folder: Path) -> Path:
    """A name for a file that is being written."""
    return folder / _PARTIAL.format(secrets.token_hex(8))


def hold(file: IO[bytes]) -> None:
    """Say that a file is being written, until it is closed."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - not on Windows

        with suppress(OSError):  # a file system without locks
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def remove_files(folder: Path) -> None:
    """Remove the half-written files of processes that have died."""
    for path in folder.glob(_PARTIAL.format("*")):
        with suppress(OSError):
            if _is_old(path) and _is_left(path):
                path.unlink()


@contextmanager
def scratch() -> Iterator[str]:
    """A folder for rows that wait to be written. They are people's data: gone afterwards, or with the next run."""
    for path in Path(tempfile.gettempdir()).glob(f"{_ROWS}*"):
        with suppress(OSError):
            if _is_old(path) and (not (path / _LOCK).exists() or _is_left(path / _LOCK)):
                shutil.rmtree(path)
    with tempfile.TemporaryDirectory(prefix=_ROWS) as folder, (Path(folder) / _LOCK).open("xb") as lock:
        hold(lock)
        yield folder


def _is_old(path: Path) -> bool:
    return time.time() - path.lstat().st_mtime > _NEW


def _is_left(path: Path) -> bool:
    """Whether nobody writes the file any more. On Windows a file that is open cannot be removed anyway."""
    if sys.platform == "win32":
        return True
    import fcntl  # noqa: PLC0415 - not on Windows

    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
