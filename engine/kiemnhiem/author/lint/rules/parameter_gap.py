"""A parameter without a value on a day when it is needed."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.periods import told, uncovered
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.lint.uses import parameter_uses, spans
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "parameter-gap",
    "L102",
    Severity.ERROR,
    message=Text(
        "tham số ${found} không có giá trị {period}, khi «{user}» cần đến",
        "parameter ${found} has no value {period}, when {user} needs one",
    ),
    anti_pattern=Text(
        "Hỏi vào một ngày trong khoảng trống thì chương trình dừng với P503, không có kết luận nào.",
        "Asked on a day in the gap, the program stops with P503 and gives no verdict.",
    ),
    best_practice=Text(
        "Cho tham số một giá trị ở mọi ngày mà điều kiện dùng nó có hiệu lực; hoặc giới hạn in_force của chính sách.",
        "Give it a value for every day on which a condition that uses it is in force; or date the policy's in_force.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """The first uncovered day of each use, once a parameter."""
    seen = set()
    for use in parameter_uses(context):
        gap = uncovered(use.period, spans(use.history))
        if gap and (use.policy.id, use.history.name) not in seen:
            seen.add((use.policy.id, use.history.name))
            values = {"found": use.history.name, "period": told(gap), "user": use.user}
            yield Finding(use.file.place("parameters", use.history.name, key=True), values)
