"""The sheet of cells that could not be read, and of whatever else was met in reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiemnhiem.cases.ours import PROBLEMS
from kiemnhiem.language import Text
from kiemnhiem.problem import Problem
from kiemnhiem.report import cells, place, words
from kiemnhiem.report.run import Run
from kiemnhiem.report.styles import A4, Styles
from kiemnhiem.report.summary import Summary

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (11, 28, 20, 8, 60, 56, 8)
_NOTHING = Text("Mọi ô đều đọc được.", "Every cell could be read.")


def write_problems(sheet: Worksheet, summary: Summary, styles: Styles, run: Run) -> None:
    """One row a problem: unreadable cells first."""
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for column, (heading, width) in enumerate(zip(PROBLEMS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        cells.put_text(sheet, 0, column, heading[run.lang], styles.header)
    problems = (*summary.rejected, *summary.problems)
    for row, problem in enumerate(problems, 1):
        texts = _row(problem, run)
        sheet.set_row(row, cells.height(zip(texts, _WIDTHS, strict=True)))
        for column, text in enumerate(texts):
            cells.put_text(sheet, row, column, text, styles.text)
    if problems:
        sheet.autofilter(0, 0, len(problems), len(_WIDTHS) - 1)
        sheet.print_area(0, 0, len(problems), len(_WIDTHS) - 1)
    else:
        cells.put_text(sheet, 1, 0, _NOTHING[run.lang], styles.plain)


def _row(problem: Problem, run: Run) -> tuple[str, ...]:
    where, lang = place.parts(problem.place), run.lang
    return (
        words.SEVERITIES[problem.severity][lang],
        where.file or "",
        where.sheet or "",
        where.cell,
        words.plain(problem.words(lang)),
        problem.code.advice[lang],
        problem.code.id,
    )
