"""A file to be written: whole or not at all, and never over an input."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NoReturn

from kiemnhiem.errors import UsageError
from kiemnhiem.files import is_regular, real
from kiemnhiem.language import Text
from kiemnhiem.problem import Code, Place, Problem, did_you_mean
from kiemnhiem.report import codes, remains

_NOT_REGULAR = Text("đây là ống dẫn hoặc thiết bị, không phải tệp", "this is a pipe or a device and not a file")


def check(path: Path, extensions: Collection[str], unknown: Code, inputs: Sequence[Path] = ()) -> None:
    """See, before the work is done, that ``path`` can be written. ``unknown``: the problem of a name that ends in none
    of ``extensions``. Raises :class:`UsageError`.
    """
    if path.suffix.lower() not in extensions:
        found = path.suffix or path.name
        _refuse(unknown, path, did_you_mean(found, extensions), found=found)
    try:
        real(path)
        if path.is_dir():
            _refuse(codes.IS_FOLDER, path)
        if path.exists() and not is_regular(path):
            _refuse(codes.NOT_WRITABLE, path, reason=_NOT_REGULAR)
        if not path.parent.is_dir():
            _refuse(codes.NO_FOLDER, path, folder=path.parent)
        if any(_same(path, source) for source in inputs):
            _refuse(codes.OVER_INPUT, path)
    except (OSError, ValueError) as error:
        _refuse(codes.NOT_WRITABLE, path, reason=_reason(error))


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the name ``path`` only when it is complete."""
    target = real(path)
    remains.remove_files(target.parent)
    partial = remains.partial(target.parent)
    try:
        with partial.open("xb") as file:
            remains.hold(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        _refuse(codes.NOT_WRITABLE, path, reason=_reason(error))
    finally:
        with suppress(OSError):
            partial.unlink()


def _same(path: Path, source: Path) -> bool:
    return real(path) == real(source) or (path.exists() and source.exists() and path.samefile(source))


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _refuse(code: Code, path: Path, suggestion: str | None = None, **values: object) -> NoReturn:
    raise UsageError([Problem(code, Place(str(path)), values, suggestion)])
