"""What ``screen`` is given: files, folders and globs of columnar files, addresses of databases."""

from __future__ import annotations

from collections.abc import Sequence
from glob import glob
from pathlib import Path
from typing import Any

import click

from kiemnhiem.cli import codes
from kiemnhiem.errors import UsageError
from kiemnhiem.problem import Problem
from kiemnhiem.report import codes as report_codes
from kiemnhiem.report import target
from kiemnhiem.report.write import WRITERS, check_target

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".ipc", ".feather")
COLUMNAR = (*PARQUET, *ARROW)
#: Forms of results that are tables, without reasons.
TABLES = (".parquet", *ARROW)
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


def is_columnar(source: str) -> bool:
    """Whether a source names columnar files: one, a glob of them, or a folder that holds some."""
    path = Path(source)
    if path.is_dir():
        return any(p.suffix.lower() in COLUMNAR for p in path.iterdir())
    return path.suffix.lower() in COLUMNAR and not is_database(source)


def are_columnar(inputs: Sequence[str]) -> bool:
    """Whether the sources are columnar files.

    :raises UsageError: where some are and some are not.
    """
    found = {source: is_columnar(source) for source in inputs}
    databases = [source for source in inputs if is_database(source)]
    if len(set(found.values())) > 1 or (databases and len(inputs) > 1):
        raise UsageError([Problem(codes.MIXED_SOURCES)])
    return all(found.values())


def check_output(path: Path, inputs: Sequence[Path], *, tables_too: bool) -> None:
    """See, before the work is done, that a result can be written to ``path``. Raises :class:`UsageError`."""
    if path.is_dir() and tables_too:
        return
    if path.suffix.lower() in TABLES:
        target.check(path, (*WRITERS, *TABLES), report_codes.UNKNOWN_EXTENSION, inputs)
    else:
        check_target(path, inputs)
