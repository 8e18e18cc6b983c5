"""A date inside a condition."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, walk
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.lint.written import written
from kiemnhiem.language import Text
from kiemnhiem.policy.constants import parse_day
from kiemnhiem.policy.shapes import VocabularyFile
from kiemnhiem.problem import Severity


@rule(
    "magic-date",
    "L408",
    Severity.NOTE,
    message=Text("ngày {found} viết thẳng trong điều kiện", "the date {found} stands in a condition"),
    anti_pattern=Text(
        "Không ai biết ngày đó của văn bản nào; thường điều muốn nói là yêu cầu có hiệu lực từ ngày đó (from).",
        "Nobody knows whose date it is; often what is meant is that the requirement begins then (from).",
    ),
    best_practice=Text(
        "Dùng from, until của yêu cầu; nếu đúng là so sánh với một ngày thì đặt tham số có nguồn.",
        "Use the requirement's from and until; where a date is truly compared with, make it a parameter with a source.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Dates among the constants of policies' conditions."""
    seen = set()
    for part in written(context):
        if isinstance(part.file.shape, VocabularyFile):
            continue
        for path, raw in walk(part.raw):
            place = part.place(*path)
            if isinstance(raw, str) and parse_day(raw) and place not in seen:
                seen.add(place)
                yield Finding(place, {"found": raw})
