"""A part that is never in force, because what holds it is not."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, common
from kiemnhiem.author.lint.periods import told
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "unreachable-date",
    "L101",
    Severity.WARNING,
    message=Text(
        "«{found}» ({own}) không bao giờ có hiệu lực: {holder} có hiệu lực {period}",
        '"{found}" ({own}) is never in force: {holder} is so {period}',
    ),
    anti_pattern=Text(
        "Yêu cầu, ngoại lệ, sửa đổi nằm ngoài thời gian của chính sách thì không hồ sơ nào gặp; thường là gõ nhầm năm.",
        "A requirement, exception or amendment outside its policy's time meets no case; most often a mistyped year.",
    ),
    best_practice=Text(
        "Sửa ngày, hoặc xoá phần không bao giờ áp dụng.", "Correct the dates, or delete what can never apply."
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Parts whose period has no day in common with that of what holds them."""
    for file, shape, amendment in context.amendments:
        policy = context.library.policies[amendment.amends]
        if common(policy.period, amendment.period) is None:
            values = {"found": amendment.id, "own": told(amendment.period), "holder": policy.id}
            place = file.place("in_force" if shape.in_force else "amendment")
            yield Finding(place, {**values, "period": told(policy.period)})
    for owned in context.requirements:
        holder, requirement = owned.policy, owned.requirement
        if owned.period is None:
            values = {"found": requirement.id, "own": told(requirement.period), "holder": holder.id}
            yield Finding(
                owned.place("from" if owned.shape.from_ else "until"), {**values, "period": told(holder.period)}
            )
            continue
        for i, exception in enumerate(requirement.exceptions):
            if common(owned.period, exception.period) is None:
                values = {"found": exception.id, "own": told(exception.period), "holder": requirement.id}
                which = "from" if exception.period.start else "until"
                yield Finding(owned.place("except", i, which), {**values, "period": told(owned.period)})
