"""What ``screen`` is given: files, folders and globs of columnar files, addresses of databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path
from typing import Any

import click

from kiemnhiem.cli import codes
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.columnar.forms import READ, WRITTEN
from kiemnhiem.files import real
from kiemnhiem.problem import Place, Problem
from kiemnhiem.report import codes as report_codes
from kiemnhiem.report import target
from kiemnhiem.report.write import WRITERS, check_target

DATABASES = ("postgresql://", "postgres://")


class Source(click.ParamType[str]):
    """A file, a folder, a glob, or the address of a database."""

    name = "input"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The source as it was typed, if there is such a thing."""
        text = str(value)
        if is_database(text) or Path(text).exists() or glob(text):  # noqa: PTH207 - the pattern may be absolute
            return text
        return self.fail(f"{text!r}: không có / does not exist", param, ctx)


def is_database(source: str) -> bool:
    """Whether a source is the address of a database."""
    return source.startswith(DATABASES)


def files_of(inputs: Sequence[str]) -> tuple[Path, ...]:
    """The files that are meant, each once: those of a glob, and the columnar ones of a folder, in order of their names.
    A folder without any stands for itself, as the address of a database does.

    :raises UsageError: where a database is to be screened together with something else.
    """
    if len(inputs) > 1 and any(map(is_database, inputs)):
        raise UsageError([Problem(codes.MIXED_SOURCES)])
    return tuple(dict.fromkeys(path for source in inputs for path in _files(source)))


def _files(source: str) -> Iterator[Path]:
    here = Path(source)
    found = [here] if here.exists() else sorted(map(Path, glob(source)))  # noqa: PTH207 - as above
    for path in found or [here]:
        inside = sorted(p for p in path.iterdir() if _columnar(p)) if path.is_dir() else []
        yield from inside or [path]


def _columnar(path: Path) -> bool:
    return path.suffix.lower() in READ and not path.name.startswith(".")


def are_columnar(files: Sequence[Path]) -> bool:
    """Whether the files are columnar ones.

    :raises UsageError: where some are and some are not.
    """
    others = [path for path in files if not _columnar(path)]
    if 0 < len(others) < len(files):
        raise UsageError([Problem(codes.MIXED_SOURCES, Place(str(others[0])))])
    return not others


def check_output(path: Path, inputs: Sequence[Path], *, tables_too: bool) -> None:
    """See, before the work is done, that a result can be written to ``path``. Raises :class:`UsageError`."""
    if path.is_dir() and tables_too:
        _check_folder(path, inputs)
    elif path.suffix.lower() in WRITTEN:
        target.check(path, (*WRITERS, *WRITTEN), report_codes.UNKNOWN_EXTENSION, inputs)
    else:
        check_target(path, inputs)


def _check_folder(folder: Path, inputs: Sequence[Path]) -> None:
    inside = next((p for p in inputs if real(p).parent == real(folder)), None)
    if inside:
        raise UsageError([Problem(codes.INPUT_FOLDER, Place(str(folder)), {"found": inside.name})])
    stems: dict[str, Path] = {}
    for path in inputs:
        if stems.setdefault(path.stem, path) != path:
            raise UsageError([Problem(codes.SAME_NAME, Place(str(path)), {"found": path.stem})])


def check_resume(outputs: Sequence[Path]) -> None:
    """See that there is a folder whose results can be kept. Raises :class:`UsageError`."""
    if not any(path.is_dir() for path in outputs):
        raise UsageError([Problem(codes.NO_RESULT_FOLDER)])
