"""Run an example as its README says, and change a row of what it made."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(script: Path, *args: str | Path) -> str:
    """What a script of an example prints; a shell script finds this Python and its commands first."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["sh" if script.suffix == ".sh" else sys.executable, str(script), *map(str, args)]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PATH": path}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def with_cell(workbook: Path, copy: Path, sheet: str, row_of: str, column: int, value: object) -> Path:
    """A copy of a workbook with one cell changed: in the first row that says ``row_of``, in a column counted from 1."""

    def change(rows: Any) -> None:
        row = next(cells[0].row for cells in rows.iter_rows() if any(cell.value == row_of for cell in cells))
        rows.cell(row, column).value = value

    return edited(workbook, copy, sheet, change)


def edited(workbook: Path, copy: Path, sheet: str, change: Callable[[Any], None]) -> Path:
    """A copy of a workbook with one of its sheets changed."""
    shutil.copy(workbook, copy)
    book = openpyxl.load_workbook(copy)
    change(book[sheet])
    book.save(copy)
    return copy
