"""A document that was to be looked at again by now."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.periods import day
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.shapes import SourcesFile
from kiemnhiem.problem import Severity


@rule(
    "check-overdue",
    "L109",
    Severity.NOTE,
    message=Text("đã quá ngày phải kiểm tra lại {number}: {day}", "{number} was to be checked again after {day}"),
    anti_pattern=Text(
        "Văn bản có thể đã bị thay thế mà thư viện vẫn xét theo bản cũ.",
        "The document may have been replaced while the library still judges by it.",
    ),
    best_practice=Text(
        "Tìm văn bản mới; nếu chưa có, đặt check_after sang ngày sẽ tìm lại.",
        "Look for the new text; if there is none, set check_after to the day of the next look.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Documents in the register whose ``check_after`` has passed."""
    for file, shape in context.of(SourcesFile):
        for id_, source in shape.documents.items():
            if source.check_after and source.check_after < context.today:
                place = file.place("documents", id_, "check_after")
                yield Finding(place, {"number": source.number, "day": day(source.check_after)})
