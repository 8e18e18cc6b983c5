"""An exception for ever."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, common
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "exception-without-expiry",
    "L501",
    Severity.WARNING,
    message=Text("ngoại lệ «{found}» không có ngày cuối (until)", 'the exception "{found}" has no last day (until)'),
    anti_pattern=Text(
        "Ngoại lệ thường gắn với một văn bản hướng dẫn có hạn; không ai nhớ gỡ nó khi văn bản thôi hiệu lực.",
        "Exceptions mostly hang on guidance that will lapse, and nobody remembers to take them out.",
    ),
    best_practice=Text(
        "Đặt until; nếu luật không đặt hạn thì bỏ qua quy tắc này ở đây và ghi lý do.",
        "Set until; where the law sets no limit, ignore this rule here and say so.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Exceptions that neither they, their requirement nor their policy ever end."""
    for owned in context.requirements:
        for i, exception in enumerate(owned.requirement.exceptions):
            period = common(owned.period, exception.period)
            if period and period.until is None:
                yield Finding(owned.place("except", i, "id"), {"found": exception.id})
    for file, _, policy in context.policies:
        for i, exception in enumerate(policy.exceptions):
            period = common(policy.period, exception.period)
            if period and period.until is None:
                yield Finding(file.place("except", i, "id"), {"found": exception.id})
