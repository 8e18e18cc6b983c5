"""A policy that claims to have always been in force."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "policy-without-start",
    "L110",
    Severity.WARNING,
    message=Text("không ghi có hiệu lực từ ngày nào", "it does not say from when it is in force"),
    anti_pattern=Text(
        "Hồ sơ của bất cứ năm nào cũng bị xét theo chính sách này, kể cả trước khi có luật.",
        "Cases of any year are judged by it, even those from before the law.",
    ),
    best_practice=Text(
        "Ghi in_force: {from: …} theo văn bản sớm nhất.", "Write in_force: {from: …}, after the earliest document."
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Policies and amendments without ``in_force.from``."""
    written = [(f, "policy", s.in_force) for f, s, _ in context.policies]
    written += [(f, "amendment", s.in_force) for f, s, _ in context.amendments]
    for file, first, in_force in written:
        if in_force is None or in_force.from_ is None:
            yield Finding(file.place("in_force" if in_force else first, key=True))
