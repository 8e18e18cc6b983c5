"""Results as ``.csv``: UTF-8 with a byte order mark, so that Excel shows Vietnamese; no text that it would run.

A spreadsheet runs what looks like a formula whatever quotes stand around it, so an apostrophe is put before it. Where
the list separator is a semicolon, as in Vietnam, a cell may begin inside our text: after a semicolon, tab or new line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import IO

from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.report import words
from kiemnhiem.report.answer import HEADINGS, answer
from kiemnhiem.report.columns import united
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary, Tally

#: Where a spreadsheet may take what follows for a formula.
_FORMULA = re.compile(r'\A(?=[\t\r\n]|"*[=+\-@])|(?<=[;\t\r\n])(?="*[=+\-@])')


def write_csv(file: IO[bytes], findings: Iterable[CaseFinding], run: Run) -> Summary:
    """One row a case: the officer's own columns, then the answer."""
    columns, tally = united(run), Tally(run)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow([guarded(h) for h in (*columns.headings, *(h[run.lang] for h in HEADINGS))])
    for finding in tally.watch(findings):
        own = [cell_text(cell, run) for cell in columns.cells(finding.case)]
        rows.writerow([*own, *(guarded(part) for part in answer(finding, run))])
    text.detach()
    return tally.summary()


def guarded(text: str) -> str:
    """Text that a spreadsheet shows and does not run: an apostrophe before what looks like a formula."""
    return _FORMULA.sub("'", text)


def cell_text(cell: object, run: Run) -> str:
    """A cell as text: dates as readers write them, whole numbers without a fraction."""
    match cell:
        case None:
            return ""
        case datetime():
            clock = "" if cell.time() == cell.min.time() else f" {cell:%H:%M}"
            return words.day(cell, run.lang) + clock
        case date():
            return words.day(cell, run.lang)
        case float() if cell.is_integer():
            return str(int(cell))
        case bool() | int() | float():
            return str(cell).upper()
        case _:
            return guarded(str(cell))
