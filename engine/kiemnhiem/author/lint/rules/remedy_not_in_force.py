"""A cure that is not to be had when it is needed."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.periods import told, uncovered
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "remedy-not-in-force",
    "L111",
    Severity.WARNING,
    message=Text(
        "«{found}» chỉ ra cách khắc phục là {remedy}, nhưng {period} chính sách đó không có hiệu lực",
        '"{found}" names {remedy} as its cure, which is not in force {period}',
    ),
    anti_pattern=Text(
        "Cán bộ được chỉ đến một chính sách không hỏi được vào ngày đó.",
        "Officers are sent to a policy that cannot be asked on that day.",
    ),
    best_practice=Text(
        "Sửa thời gian của một trong hai, hoặc viết cách khắc phục bằng lời.",
        "Correct the time of either, or put the cure into words.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Requirements with a day on which their remedy is not in force."""
    for owned in context.requirements:
        remedy = owned.requirement.remedy
        cure = context.library.policies.get(remedy.policy) if remedy and remedy.policy else None
        if cure is None or owned.period is None:
            continue
        bare = uncovered(owned.period, [cure.period])
        if bare:
            values = {"found": owned.requirement.id, "remedy": cure.id, "period": told(bare)}
            yield Finding(owned.place("remedy"), values)
