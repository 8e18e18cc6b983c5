"""Two policies that say the same of the same posts."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, common
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.lint.rules.duplicate_requirement import normal
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Policy
from kiemnhiem.problem import Severity


@rule(
    "duplicate-policy",
    "L503",
    Severity.WARNING,
    message=Text(
        "cùng chức danh, cùng quan điểm, cùng thời gian với «{other}»",
        'same posts, same stance, same time as "{other}"',
    ),
    anti_pattern=Text(
        "Hai tệp cùng trả lời một câu hỏi thì sớm muộn trả lời khác nhau.",
        "Two files that answer one question will sooner or later answer differently.",
    ),
    best_practice=Text(
        "Gộp làm một; nếu là hai giai đoạn của luật thì cho thời gian nối nhau.",
        "Make them one; if they are two periods of the law, let their times follow each other.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Policies about the same posts with the same stance and applicability whose times overlap."""
    seen: dict[tuple[object, ...], list[Policy]] = {}
    for file, _, policy in context.policies:
        if not policy.posts:
            continue
        key = (policy.subject, frozenset(policy.posts), policy.stance, normal(policy.when))
        for other in seen.setdefault(key, []):
            if common(policy.period, other.period):
                yield Finding(file.place("posts"), {"other": other.id})
                break
        seen[key].append(policy)
