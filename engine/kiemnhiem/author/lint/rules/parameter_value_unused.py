"""A parameter's value that is in force on no day when it is needed."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, common
from kiemnhiem.author.lint.periods import told
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.lint.uses import parameter_uses, spans
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Period
from kiemnhiem.problem import Severity


@rule(
    "parameter-value-unused",
    "L104",
    Severity.WARNING,
    message=Text(
        "giá trị {period} của ${found} không bao giờ được dùng", "the value of ${found} {period} is never used"
    ),
    anti_pattern=Text(
        "Giá trị chỉ có hiệu lực khi chính sách không còn, hoặc chưa có: ngày nào đó gõ nhầm, hoặc dòng thừa.",
        "It is in force only when the policy is not: some date is mistyped, or the line is left over.",
    ),
    best_practice=Text("Sửa ngày của giá trị hoặc của chính sách; xoá dòng thừa.", "Correct the dates, or delete it."),
)
def check(context: Context) -> Iterator[Finding]:
    """Values in force on no day on which a condition that uses the parameter is."""
    needed: dict[tuple[str, str], list[Period]] = {}
    for use in parameter_uses(context):
        needed.setdefault((use.policy.id, use.history.name), []).append(use.period)
    for file, _, policy in context.policies:
        for name, history in policy.parameters.items():
            starts = [v.start for v in history.values]
            for span in spans(history):
                if not any(common(span, period) for period in needed.get((policy.id, name), [])):
                    i = starts.index(span.start) if span.start else 0
                    yield Finding(file.place("parameters", name, i), {"found": name, "period": told(span)})
