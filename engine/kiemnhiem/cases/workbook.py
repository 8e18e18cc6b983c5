"""Workbooks: .xlsx, .xlsm and .ods by calamine, .xls by :mod:`kiemnhiem.cases.xls`."""

from __future__ import annotations

import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kiemnhiem.cases import codes
from kiemnhiem.cases.apart import Child, Stopped, apart
from kiemnhiem.cases.grid import EPOCH, EPOCH_1904, Cell, Grid, Merge, Rows
from kiemnhiem.cases.package import (
    BadPackage,
    Overfull,
    PackageSurvey,
    PasswordProtected,
    Survey,
    survey_ods,
    survey_xlsx,
)
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.problem import Place, Problem


def read_workbook(path: Path, file: str) -> tuple[list[Grid], list[Problem]]:
    """Its sheets in order, and what could not be read. Never raises for what a file holds.

    It is read in a child process, which may die of it.
    """
    try:
        if begun := _taken(path, file):
            return begun.answer()
        return apart(lambda: _read_here(path, file))
    except Stopped as stopped:
        return [], [Problem(codes.READER_DIED, Place(file), {"reason": stopped.why})]


@dataclass(frozen=True)
class _Begun:
    """A reading under way: of the file as it was."""

    child: Child[tuple[list[Grid], list[Problem]]]
    file: str
    state: object


#: Readings under way, by path.
_begun: dict[Path, _Begun] = {}


def begin(path: Path) -> None:
    """Begin to read a workbook that will be asked for: its reader works while this process does something else. One at
    a time: they need much memory.
    """
    state = _state(path)
    if state and state[0] <= LIMITS.workbook_bytes and sys.platform != "win32" and not _begun:
        file = str(path)
        _begun[path] = _Begun(Child(lambda: _read_here(path, file)), file, state)


def is_begun() -> bool:
    """Whether such a reading is under way."""
    return bool(_begun)


def give_up() -> None:
    """End the readings that nobody has asked for."""
    while _begun:
        _begun.popitem()[1].child.stop()


def _taken(path: Path, file: str) -> Child[tuple[list[Grid], list[Problem]]] | None:
    """The reader of a file under way, if the file is still as it was."""
    begun = _begun.pop(path, None)
    if begun and (begun.file != file or begun.state != _state(path)):
        begun.child.stop()
        return None
    return begun.child if begun else None


def _state(path: Path) -> tuple[int, int, int] | None:
    """What changes with a regular file's content."""
    with suppress(OSError, ValueError):
        now = path.stat()
        if stat.S_ISREG(now.st_mode):
            return now.st_size, now.st_mtime_ns, now.st_ino
    return None


def _read_here(path: Path, file: str) -> tuple[list[Grid], list[Problem]]:
    if path.suffix.lower() == ".xls":
        from kiemnhiem.cases.xls import read_xls  # noqa: PLC0415 - slow to import, seldom needed

        return read_xls(path, file)
    grids: list[Grid] = []
    problems: list[Problem] = []
    try:
        _read(path, file, grids, problems)
    except PasswordProtected:
        problems.append(Problem(codes.PASSWORD, Place(file)))
    except Overfull as error:
        problems.append(Problem(codes.OVERFULL, Place(file), {"reason": error.why}))
    except BadPackage as error:
        problems.append(Problem(codes.CORRUPT, Place(file), {"reason": error.why}))
    except (CalamineError, OSError, ValueError) as error:
        problems.append(Problem(codes.CORRUPT, Place(file), {"reason": str(error)}))
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own, which is no Exception
            raise
        problems.append(Problem(codes.CORRUPT, Place(file), {"reason": str(error)}))
    return grids, problems


def _read(path: Path, file: str, grids: list[Grid], problems: list[Problem]) -> None:
    if _encrypted(path):
        raise PasswordProtected
    survey = survey_ods(path) if path.suffix.lower() == ".ods" else survey_xlsx(path)
    problems += _ignored(survey, file)
    if len(survey.sheets) > LIMITS.sheets:
        values = {"found": len(survey.sheets), "limit": LIMITS.sheets}
        problems.append(Problem(codes.TOO_MANY_SHEETS, Place(file), values))
        return
    if too_large := _too_large(survey.sheets.items(), file):
        problems += too_large
        if path.suffix.lower() == ".ods":  # calamine lays out all its sheets at once
            return
    refused = {p.place.sheet for p in too_large if p.place}
    with CalamineWorkbook.from_path(path) as book:
        for index, sheet in enumerate(book.sheets_metadata):
            if sheet.typ is not SheetTypeEnum.WorkSheet or sheet.name in refused:
                continue
            hidden = sheet.visible is not SheetVisibleEnum.Visible
            found = book.get_sheet_by_index(index)
            table = _with_errors(found.to_python(skip_empty_area=False), survey.sheets.get(sheet.name, Survey()))
            epoch = EPOCH_1904 if survey.from_1904 else EPOCH
            grids.append(Grid(file, sheet.name, sheet.name, Rows.of(table), _merges(found), epoch, hidden))


def _encrypted(path: Path) -> bool:
    """Whether a password is needed; calamine tells it of .xlsx, and :func:`survey_ods` of .ods."""
    with path.open("rb") as content:
        if content.read(8) != b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            return False
    try:
        CalamineWorkbook.from_path(path).close()
    except PasswordError:
        return True
    return False


def _too_large(sheets: Any, file: str) -> list[Problem]:
    problems = []
    for name, seen in sheets:
        if seen.rows * seen.columns > LIMITS.cells or seen.columns > LIMITS.columns:
            size = Text(f"{seen.rows} hàng × {seen.columns} cột", f"{seen.rows} rows × {seen.columns} columns")
            problems.append(Problem(codes.TOO_LARGE, Place(file, sheet=name), {"size": size}))
    return problems


def _ignored(survey: PackageSurvey, file: str) -> list[Problem]:
    return [Problem(codes.IGNORED, Place(file), {"what": what}) for what in survey.ignored]


def _merges(sheet: CalamineSheet) -> tuple[Merge, ...] | None:
    ranges = sheet.merged_cell_ranges
    if ranges is None:
        return None
    return tuple(Merge(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)


def _with_errors(table: list[list[Any]], survey: Survey) -> list[list[Cell]]:
    """Put the failed formulas back, which calamine gives as empty cells."""
    for (row, column), text in survey.errors.items():
        while len(table) < row:
            table.append([])
        cells = table[row - 1]
        cells.extend("" for _ in range(column - len(cells)))
        cells[column - 1] = text
    return table
