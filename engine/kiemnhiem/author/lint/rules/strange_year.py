"""A year that looks like a slip of the finger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiemnhiem.author.lint.context import Context, walk
from kiemnhiem.author.lint.periods import day
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.constants import parse_day
from kiemnhiem.problem import Severity

#: Years from today: no rule is made so far ahead, and nobody who is judged was born so long ago.
AHEAD, BACK = 30, 120


@rule(
    "strange-year",
    "L105",
    Severity.WARNING,
    message=Text("năm {year} có đúng không? ({day})", "is the year {year} right? ({day})"),
    anti_pattern=Text(
        "Gõ 2102 thay vì 2012: quy định trở thành của tương lai và không ai thấy thiếu.",
        "2102 typed for 2012: the rule belongs to the future, and nobody notices that it is missing.",
    ),
    best_practice=Text("So lại với văn bản.", "Compare with the document."),
)
def check(context: Context) -> Iterator[Finding]:
    """Dates more than a generation ahead, or older than anybody's birth."""
    low, high = context.today.year - BACK, context.today.year + AHEAD
    for file in context.files:
        for path, raw in walk(file.document.data):
            found = parse_day(raw) if isinstance(raw, str) else None
            if found and found not in (date.min, date.max) and not low <= found.year <= high:
                yield Finding(file.place(*path), {"year": found.year, "day": day(found)})
