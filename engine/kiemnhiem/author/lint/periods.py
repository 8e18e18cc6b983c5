"""Dates in words, and when a rule is in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kiemnhiem.language import Text
from kiemnhiem.policy.model import Period


def day(of: date) -> Text:
    """A date as each language writes it."""
    return Text(f"{of:%d/%m/%Y}" if of.year > 999 else of.isoformat(), of.isoformat())  # noqa: PLR2004 - four digits


def told(period: Period) -> Text:
    """A period in words."""
    start, until = period.start and day(period.start), period.until and day(period.until)
    if start and until:
        return Text(f"từ {start.vi} đến {until.vi}", f"from {start.en} to {until.en}")
    if start:
        return Text(f"từ {start.vi}", f"from {start.en}")
    if until:
        return Text(f"đến {until.vi}", f"until {until.en}")
    return Text("mọi lúc", "at all times")


def after(day: date) -> date:
    """The next day."""
    return day + timedelta(days=1) if day < date.max else day


def uncovered(needed: Period, by: Iterable[Period]) -> Period | None:
    """The first part of ``needed`` that none of the periods covers."""
    start = needed.start or date.min
    for period in sorted(by, key=lambda p: p.start or date.min):
        if (period.start or date.min) > start:
            end = (period.start or date.min) - timedelta(days=1)
            return Period(_stated(start), min(end, needed.until or end))
        if period.until is None:
            return None
        start = max(start, after(period.until)) if period.until >= start else start
        if needed.until and start > needed.until:
            return None
        if period.until == date.max:
            return None
    return Period(_stated(start), needed.until)


def _stated(start: date) -> date | None:
    return start if start > date.min else None
