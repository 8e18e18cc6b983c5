"""A large workbook is read while the command that it is given to is still being loaded, as that takes half as long."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from pathlib import Path

from kiemnhiem.files import WORKBOOKS

#: The commands that read cases.
_READING = ("screen", "check")
#: Bytes of a workbook from which on it is worth another process.
_LARGE = 1 << 20
_DECIDING = ("kiemnhiem.evaluate.columnar.frames", "kiemnhiem.evaluate.columnar.screening", "kiemnhiem.trust.tables")


def begin(args: Sequence[str]) -> None:
    """Begin to read the first large workbook among a command's name and arguments; those of options are passed over."""
    if args[0] not in _READING:
        return
    for before, path in ((before, Path(arg)) for before, arg in pairwise(args)):
        if not before.startswith("-") and path.suffix.lower() in WORKBOOKS and _size(path) > _LARGE:
            from kiemnhiem.cases import workbook  # noqa: PLC0415 - start-up

            workbook.begin(path)
            return


def meanwhile() -> None:
    """While a workbook is being read, load what will decide so many cases."""
    if (workbook := sys.modules.get("kiemnhiem.cases.workbook")) and workbook.is_begun():
        with suppress(ImportError):  # an extra; without it the definition decides
            for module in _DECIDING:
                import_module(module)


def give_up() -> None:
    """End what nobody has asked for, as when the command was used wrongly."""
    if workbook := sys.modules.get("kiemnhiem.cases.workbook"):
        workbook.give_up()


def _size(path: Path) -> int:
    with suppress(OSError, ValueError):  # told when it is read
        return path.stat().st_size
    return 0
