"""An ignore of a rule that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity, did_you_mean


@rule(
    "unknown-ignore",
    "L003",
    Severity.WARNING,
    message=Text("không có quy tắc nào tên «{found}»", 'no rule is called "{found}"'),
    anti_pattern=Text(
        "Mã viết sai thì không bỏ qua được gì, còn người viết tưởng là đã bỏ qua.",
        "A misspelt id ignores nothing, while its author thinks it does.",
    ),
    best_practice=Text("Lấy mã ở: kiemnhiem lint --list.", "Take the id from: kiemnhiem lint --list."),
)
def check(context: Context) -> Iterator[Finding]:
    """Ignores whose id no rule has."""
    from kiemnhiem.author.lint.rules import RULES  # noqa: PLC0415 - this module is one of them

    known = [r.id for r in RULES]
    for ignore in context.ignores:
        if ignore.rule not in known:
            yield Finding(ignore.place, {"found": ignore.rule or "…"}, did_you_mean(ignore.rule, known))
