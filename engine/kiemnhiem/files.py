"""Files that were named by somebody else: opened only if they are files, since a pipe or a device never ends."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import IO

#: The extensions of workbooks.
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


class NotRegular(OSError):
    """A pipe, a socket or a device."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "not a regular file", str(path))


def is_regular(path: Path) -> bool:
    """Whether it is a file, or a link to one. Raises :class:`OSError` where there is nothing."""
    return stat.S_ISREG(path.stat().st_mode)


def opened(path: Path) -> IO[bytes]:
    """A file to be read. Raises :class:`NotRegular`, and what else :func:`open` raises."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotRegular(path)
    return os.fdopen(descriptor, "rb")


def real(path: Path) -> Path:
    """Where a path leads, links followed; a link to itself, which :meth:`Path.resolve` may raise for, stays one."""
    return Path(os.path.realpath(path))
