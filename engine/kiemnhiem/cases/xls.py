"""Workbooks of Excel 97–2003, by xlrd: calamine cannot tell a failed formula in them from an empty cell."""

from __future__ import annotations

import io
from datetime import time
from pathlib import Path
from typing import Any

import xlrd

from kiemnhiem.cases import codes
from kiemnhiem.cases.grid import EPOCH, EPOCH_1904, Cell, Grid, Merge, Rows
from kiemnhiem.limits import LIMITS
from kiemnhiem.problem import Place, Problem


def read_xls(path: Path, file: str) -> tuple[list[Grid], list[Problem]]:
    """Its sheets in order, and what could not be read. Never raises for what a file holds."""
    grids: list[Grid] = []
    problems: list[Problem] = []
    try:
        with xlrd.open_workbook(str(path), logfile=io.StringIO(), formatting_info=True) as book:
            if book.nsheets > LIMITS.sheets:
                values = {"found": book.nsheets, "limit": LIMITS.sheets}
                return [], [Problem(codes.TOO_MANY_SHEETS, Place(file), values)]
            for sheet in book.sheets():
                table = [[_cell(cell, book.datemode) for cell in sheet.row(row)] for row in range(sheet.nrows)]
                merges = tuple(
                    Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
                )
                epoch = EPOCH_1904 if book.datemode else EPOCH
                grids.append(Grid(file, sheet.name, sheet.name, Rows.of(table), merges, epoch, bool(sheet.visibility)))
    except xlrd.XLRDError as error:
        code = codes.PASSWORD if "encrypted" in str(error) else codes.CORRUPT
        problems.append(Problem(code, Place(file), {"reason": str(error)}))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - xlrd raises whatever a damaged record leads to
        problems.append(Problem(codes.CORRUPT, Place(file), {"reason": type(error).__name__}))
    return grids, problems


def _cell(cell: Any, datemode: int) -> Cell:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype != xlrd.XL_CELL_DATE:
        return cell.value
    try:
        moment = xlrd.xldate.xldate_as_datetime(cell.value, datemode)
    except (ValueError, OverflowError):
        return cell.value
    return moment.date() if moment.time() == time() else moment
