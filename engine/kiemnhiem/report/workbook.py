"""Results as a workbook: the summary, the officer's own columns with the answer beside them, their other sheets, what
could not be read, and what the words mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import PurePath
from typing import IO, TYPE_CHECKING

from kiemnhiem.errors import UsageError
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.problem import Problem
from kiemnhiem.report import codes, remains, words
from kiemnhiem.report.columns import Key, case_key, separate
from kiemnhiem.report.legend_sheet import LEGEND, write_legend
from kiemnhiem.report.problem_sheet import write_problems
from kiemnhiem.report.receipt_sheet import write_receipt
from kiemnhiem.report.records_sheet import write_records
from kiemnhiem.report.results_sheet import MAX_COLUMNS, ResultsSheet
from kiemnhiem.report.run import Run
from kiemnhiem.report.styles import Styles, close
from kiemnhiem.report.summary import Summary, Tally
from kiemnhiem.report.summary_sheet import write_summary

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: How many cases of a table the widths of its columns are taken from.
_SAMPLE = 300
#: What a sheet's name may have.
_NAME_LENGTH = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def write_xlsx(file: IO[bytes], findings: Iterable[CaseFinding], run: Run) -> Summary:
    """The result workbook. Rows go to disk as they come; a run of any length fits in memory."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - start-up of the commands that write no workbook

    # Rows wait in files of a folder of our own: they are personal data, and are gone whatever happens.
    with remains.scratch() as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        book.use_zip64()
        styles, tally = Styles(book), Tally(run)
        first = book.add_worksheet(words.SUMMARY[run.lang])
        results = _Results(book, styles, run)
        for finding in tally.watch(findings):
            results.add(finding)
        results.close()
        for table in run.reading.records:
            write_records(results.sheet(table.sheet or PurePath(table.file).stem), table, styles, run)
        summary = tally.summary()
        write_problems(book.add_worksheet(words.UNREADABLE[run.lang]), summary, styles, run)
        write_summary(first, summary, styles, run)
        write_legend(book.add_worksheet(LEGEND[run.lang]), styles, run)
        if receipt := run.receipt:
            write_receipt(book.add_worksheet(words.RECEIPT[run.lang]), receipt, styles, run.lang)
        book.set_properties({"title": f"{words.RESULTS[run.lang]} {words.day(summary.as_of, run.lang)}"})
        close(book)
    return summary


class _Results:
    """The results sheets: one a table, opened when its first case comes."""

    def __init__(self, book: Workbook, styles: Styles, run: Run) -> None:
        self._book, self._styles, self._run = book, styles, run
        self._columns = separate(run)
        self._open: dict[Key | None, ResultsSheet] = {}
        for columns in self._columns.values():
            if (width := len(columns.headings)) > MAX_COLUMNS:
                raise UsageError([Problem(codes.TOO_WIDE, None, {"columns": width, "limit": MAX_COLUMNS})])

    def add(self, finding: CaseFinding) -> None:
        key = case_key(finding.case, self._columns)
        sheet = self._open.get(key)
        if sheet is None or sheet.full:
            if sheet:
                sheet.close()
            self._open[key] = sheet = self._start(key)
        sheet.add(finding)

    def close(self) -> None:
        """Finish every sheet; a run without cases still has one."""
        if not self._open:
            key = next(reversed(self._columns))
            self._open[key] = self._start(key)
        for sheet in self._open.values():
            sheet.close()

    def _start(self, key: Key | None) -> ResultsSheet:
        columns = self._columns[key]
        only = len(self._columns) <= 2  # noqa: PLR2004 - one table, and the columns of cases without a table
        title = words.RESULTS[self._run.lang] if only else columns.title
        cases = (case for case in self._run.reading.cases if case_key(case, self._columns) == key)
        return ResultsSheet(self.sheet(title), columns, islice(cases, _SAMPLE), self._styles, self._run)

    def sheet(self, title: str) -> Worksheet:
        """A new sheet with this title, as far as a sheet's name may have it and it is not taken."""
        reserved = (words.SUMMARY, words.UNREADABLE, words.RECEIPT, LEGEND)
        taken = {t[self._run.lang].casefold() for t in reserved} | {s.name.casefold() for s in self._book.worksheets()}
        base = words.plain(title).translate(_NOT_IN_NAMES)[:_NAME_LENGTH].strip(" '") or words.RESULTS[self._run.lang]
        name, number = base, 1
        while name.casefold() in taken | {"history"}:
            number += 1
            ending = f" ({number})"
            name = base[: _NAME_LENGTH - len(ending)] + ending
        return self._book.add_worksheet(name)
