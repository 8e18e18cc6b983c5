"""A question whose answer no column holds."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Strength
from kiemnhiem.problem import Severity


@rule(
    "judgement-without-heading",
    "L701",
    Severity.WARNING,
    message=Text(
        "câu hỏi của «{found}» không có tiêu đề cột nào (headings)",
        'the question of "{found}" has no column heading (headings)',
    ),
    anti_pattern=Text(
        "Không cột nào trong tệp của cán bộ trả lời được, trừ khi chép nguyên cả câu hỏi: hồ sơ luôn chưa rõ.",
        "No column of an officer's file answers it, short of the whole question: the case stays open for ever.",
    ),
    best_practice=Text("Ghi headings như cột trong biểu mẫu.", "Write the headings that forms use."),
)
def check(context: Context) -> Iterator[Finding]:
    """Judgements without headings whose answer a verdict waits for."""
    for owned in context.requirements:
        judgement = owned.requirement.judgement
        must = owned.requirement.strength is Strength.MUST
        if judgement and must and not judgement.headings:
            yield Finding(owned.place("judgement", key=True), {"found": owned.requirement.id})
