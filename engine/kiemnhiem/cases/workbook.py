"""Workbooks: .xlsx, .xlsm and .ods by calamine; .xls by xlrd, which tells failed formulas from empty cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from kiemnhiem.cases import codes
from kiemnhiem.cases.dates import EPOCH, EPOCH_1904
from kiemnhiem.cases.grid import Cell, Grid, Merge, rows_of
from kiemnhiem.cases.package import BadPackage, Survey, survey_ods, survey_xlsx
from kiemnhiem.language import Text
from kiemnhiem.problem import Place, Problem

#: Cells of the rectangle a sheet spans; a stray cell at its far end would make it billions.
MAX_CELLS = 40_000_000


def read_workbook(path: Path, file: str) -> tuple[list[Grid], list[Problem]]:
    """Its sheets in order, and what could not be read. Never raises for what a file holds."""
    read = _read_xls if path.suffix.lower() == ".xls" else _read_package
    try:
        return read(path, file)
    except BadPackage as error:
        return [], [Problem(codes.CORRUPT, Place(file), {"reason": error})]


def _read_package(path: Path, file: str) -> tuple[list[Grid], list[Problem]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    problems: list[Problem] = []
    grids = []
    try:
        with CalamineWorkbook.from_path(path) as book:
            survey = survey_ods(path) if path.suffix.lower() == ".ods" else survey_xlsx(path)
            for index, sheet in enumerate(book.sheets_metadata):
                if sheet.typ is not SheetTypeEnum.WorkSheet:
                    continue
                place = Place(file, sheet=sheet.name)
                seen = survey.sheets.get(sheet.name, Survey())
                if seen.rows * seen.columns > MAX_CELLS:
                    size = Text(f"{seen.rows} hàng × {seen.columns} cột", f"{seen.rows} rows × {seen.columns} columns")
                    problems.append(Problem(codes.TOO_LARGE, place, {"size": size}))
                    continue
                if sheet.visible is not SheetVisibleEnum.Visible:
                    problems.append(Problem(codes.HIDDEN_SHEET, place))
                found = book.get_sheet_by_index(index)
                table = _with_errors(found.to_python(skip_empty_area=False), seen)
                merges = found.merged_cell_ranges
                grids.append(
                    Grid(
                        file, sheet.name, sheet.name, rows_of(table),
                        None if merges is None else tuple(Merge(t + 1, l + 1, b + 1, r + 1) for (t, l), (b, r) in merges),
                        EPOCH_1904 if survey.from_1904 else EPOCH,
                    )  # fmt: skip
                )
    except PasswordError:
        return [], [Problem(codes.PASSWORD, Place(file))]
    except (CalamineError, OSError, ValueError) as error:
        problems.append(Problem(codes.CORRUPT, Place(file), {"reason": error}))
    return grids, problems


def _with_errors(table: list[list[Any]], survey: Survey) -> list[list[Cell]]:
    """Put the failed formulas back, which calamine gives as empty cells."""
    for (row, column), text in survey.errors.items():
        while len(table) < row:
            table.append([])
        cells = table[row - 1]
        cells.extend("" for _ in range(column - len(cells)))
        cells[column - 1] = text
    return table


def _read_xls(path: Path, file: str) -> tuple[list[Grid], list[Problem]]:
    import io

    import xlrd

    try:
        with xlrd.open_workbook(str(path), logfile=io.StringIO(), formatting_info=True) as book:
            grids, problems = [], []
            for sheet in book.sheets():
                if sheet.visibility:
                    problems.append(Problem(codes.HIDDEN_SHEET, Place(file, sheet=sheet.name)))
                table = [[_xls_cell(cell, book.datemode) for cell in sheet.row(row)] for row in range(sheet.nrows)]
                merges = tuple(Merge(t + 1, l + 1, b, r) for t, b, l, r in sheet.merged_cells)
                epoch = EPOCH_1904 if book.datemode else EPOCH
                grids.append(Grid(file, sheet.name, sheet.name, rows_of(table), merges, epoch))
            return grids, problems
    except xlrd.XLRDError as error:
        code = codes.PASSWORD if "encrypted" in str(error) else codes.CORRUPT
        return [], [Problem(code, Place(file), {"reason": error})]
    except Exception as error:  # noqa: BLE001 - xlrd raises whatever a damaged record leads to
        return [], [Problem(codes.CORRUPT, Place(file), {"reason": type(error).__name__})]


def _xls_cell(cell: Any, datemode: int) -> Cell:
    import xlrd

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
    whole: date = moment if moment.time() != moment.min.time() else moment.date()
    return whole
