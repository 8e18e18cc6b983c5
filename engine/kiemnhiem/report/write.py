"""Write a result to a file, in the form its name asks for: whole or not at all, and never over an input."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NoReturn

from kiemnhiem.errors import UsageError
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.problem import Code, Place, Problem, did_you_mean
from kiemnhiem.report import codes
from kiemnhiem.report.delimited import write_csv
from kiemnhiem.report.run import Run
from kiemnhiem.report.structured import write_json, write_jsonl
from kiemnhiem.report.summary import Summary
from kiemnhiem.report.workbook import write_xlsx

Writer = Callable[[IO[bytes], Iterable[CaseFinding], Run], Summary]

WRITERS: Mapping[str, Writer] = {
    ".xlsx": write_xlsx,
    ".csv": write_csv,
    ".json": write_json,
    ".jsonl": write_jsonl,
}


def check_target(path: Path, inputs: Sequence[Path] = ()) -> None:
    """See, before the work is done, that a result can be written to ``path``. Raises :class:`UsageError`."""
    if path.suffix.lower() not in WRITERS:
        found = path.suffix or path.name
        _refuse(codes.UNKNOWN_EXTENSION, path, did_you_mean(found, WRITERS), found=found)
    try:
        path.resolve()
        if path.is_dir():
            _refuse(codes.IS_FOLDER, path)
        if not path.parent.is_dir():
            _refuse(codes.NO_FOLDER, path, folder=path.parent)
        if any(_same(path, source) for source in inputs):
            _refuse(codes.OVER_INPUT, path)
    except (OSError, ValueError) as error:
        _refuse(codes.NOT_WRITABLE, path, reason=_reason(error))


def write(path: Path, findings: Iterable[CaseFinding], run: Run, inputs: Sequence[Path] = ()) -> Summary:
    """Write the result in the form of ``path``'s extension, and give its figures.

    It is written beside ``path`` and renamed when whole: an existing file stays as it was until then. Raises
    :class:`UsageError` with a problem for whatever stands in the way.
    """
    check_target(path, inputs)
    with _whole(path) as file:
        return WRITERS[path.suffix.lower()](file, findings, run)


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the name ``path`` only when it is complete."""
    target = path.resolve()
    partial = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with partial.open("xb") as file:
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
    return path.resolve() == source.resolve() or (path.exists() and source.exists() and path.samefile(source))


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _refuse(code: Code, path: Path, suggestion: str | None = None, **values: object) -> NoReturn:
    raise UsageError([Problem(code, Place(str(path)), values, suggestion)])
