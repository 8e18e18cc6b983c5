"""An ignore must say why."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "ignore-without-reason",
    "L001",
    Severity.WARNING,
    message=Text("bỏ qua «{found}» mà không nói lý do", '"{found}" is ignored without a reason'),
    anti_pattern=Text(
        "Người đọc sau không biết ai đã cân nhắc và vì sao, nên không dám sửa mà cũng không dám tin.",
        "Whoever reads it later cannot tell who weighed it and why, and dares neither change nor trust it.",
    ),
    best_practice=Text(
        "Viết lý do sau dấu gạch: # lint: ignore mã-quy-tắc — lý do.",
        "Write the reason after a dash: # lint: ignore rule-id — reason.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Ignores with nothing after the rule."""
    for ignore in context.ignores:
        if not ignore.reason:
            yield Finding(ignore.place, {"found": ignore.rule or "…"})
