"""Dates as officers write them, day first. A month or a year alone is every day in it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from kiemnhiem.cases.grid import EPOCH
from kiemnhiem.policy.values import Span, span

#: Years a date may have; a number among them is a year, not a count of days.
FIRST_YEAR, LAST_YEAR = 1900, 2100
#: Numbers below it are more likely mistyped years than counts of days (it is in 1927).
_FIRST_SERIAL = 10_000

#: No date is longer, and to look for one in a long text takes the square of its length.
_LONGEST = 80

_TIME = r"(?:[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})\s*([/.-])\s*([0-9]{{1,2}})\s*\2\s*([0-9]{{4}}){_TIME}")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([/.-])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_MONTH = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{4})")
_YEAR_MONTH = re.compile(r"([0-9]{4})[/-]([0-9]{1,2})")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_IN_WORDS = re.compile(
    r"(?:(?:ngày\s*)?([0-9]{1,2})\s*)?tháng\s*([0-9]{1,2})\s*[,/-]?\s*(?:năm\s*)?([0-9]{4})", re.IGNORECASE
)
_LEAD = re.compile(r"^(?:ngày|tháng|năm)\s+(?=[0-9][0-9/.\s-]*$)", re.IGNORECASE)


def read_date(raw: object, epoch: date = EPOCH) -> date | Span | None:
    """The date that a cell holds, or the span of days it leaves open; ``None`` when it cannot be read as one.

    ``raw`` is a cell's value or cleaned text. Times of day are ignored.
    """
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return raw if FIRST_YEAR <= raw.year <= LAST_YEAR else None
    if isinstance(raw, str):
        return _of_text(raw, epoch)
    return _of_number(raw, epoch) if isinstance(raw, int | float) and not isinstance(raw, bool) else None


def _of_number(number: float, epoch: date) -> date | Span | None:
    if FIRST_YEAR <= number <= LAST_YEAR:
        return _days(int(number)) if number == int(number) else None
    if not _FIRST_SERIAL <= number <= (date(LAST_YEAR, 12, 31) - epoch).days + 1:
        return None
    return read_date(epoch + timedelta(days=int(number)))


def _of_text(text: str, epoch: date) -> date | Span | None:
    if len(text) > _LONGEST:
        return None
    text = _LEAD.sub("", text)
    if match := _DAY_FIRST.fullmatch(text):
        return _days(int(match[4]), int(match[3]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _days(int(match[1]), int(match[3]), int(match[4]))
    if match := _IN_WORDS.fullmatch(text):
        return _days(int(match[3]), int(match[2]), int(match[1] or 0))
    if match := _MONTH.fullmatch(text):
        return _days(int(match[2]), int(match[1]))
    if match := _YEAR_MONTH.fullmatch(text):
        return _days(int(match[1]), int(match[2]))
    if match := _SERIAL.fullmatch(text):
        return _of_number(int(match[1]), epoch)
    return _days(int(text)) if re.fullmatch(r"[0-9]{4}(?:[.,]0)?", text) and (text := text[:4]) else None


def _days(year: int, month: int = 0, day: int = 0) -> date | Span | None:
    """The days of a year, month or day; 0 stands for what is not written, as in 00/00/1975."""
    if not FIRST_YEAR <= year <= LAST_YEAR or month > 12 or (day and not month):  # noqa: PLR2004 - months of a year
        return None
    if not month:
        return Span(date(year, 1, 1), date(year, 12, 31))
    last = monthrange(year, month)[1]
    if day > last:
        return None
    low, high = date(year, month, day or 1), date(year, month, day or last)
    found = span(low, high)
    return found if isinstance(found, date | Span) else None
