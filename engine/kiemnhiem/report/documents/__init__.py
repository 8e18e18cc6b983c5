"""Administrative documents: the report of a run, and the appraisal sheet of a case, as Word files and as PDF."""

from kiemnhiem.report.documents.letterhead import Letterhead, letterhead
from kiemnhiem.report.documents.write import (
    REPORTS,
    SHEETS,
    Paper,
    check_number,
    check_paper,
    write_report,
    write_sheets,
)

__all__ = [
    "REPORTS",
    "SHEETS",
    "Letterhead",
    "Paper",
    "check_number",
    "check_paper",
    "letterhead",
    "write_report",
    "write_sheets",
]
