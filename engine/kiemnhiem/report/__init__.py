"""Results for people and for programs: console, workbook, CSV, JSON."""

from kiemnhiem.report.case_view import show_case
from kiemnhiem.report.console import show_summary
from kiemnhiem.report.run import Run
from kiemnhiem.report.structured import case_object, summary_object
from kiemnhiem.report.summary import Summary, Tally, summarise
from kiemnhiem.report.terminal import terminal
from kiemnhiem.report.write import WRITERS, check_target, write

__all__ = [
    "WRITERS",
    "Run",
    "Summary",
    "Tally",
    "case_object",
    "check_target",
    "show_case",
    "show_summary",
    "summarise",
    "summary_object",
    "terminal",
    "write",
]
