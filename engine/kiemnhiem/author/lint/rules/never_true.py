"""A condition that nobody can fulfil."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.logic import about, conjuncts, settled
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.lint.written import Written, written
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import AllOf, Condition
from kiemnhiem.problem import Severity


@rule(
    "never-true",
    "L401",
    Severity.WARNING,
    message=Text(
        "điều kiện về «{found}» không bao giờ đúng, giá trị nào cũng vậy",
        'the condition on "{found}" is never true, whatever its value',
    ),
    anti_pattern=Text(
        "Hai ngưỡng ngược nhau, hay một số mà trường không thể có: ai cũng trượt, hoặc yêu cầu không bao giờ áp dụng.",
        "Two thresholds crossed, or a number the field cannot be: everybody fails, or the rule never applies.",
    ),
    best_practice=Text("So lại hai ngưỡng với văn bản.", "Compare the thresholds with the document."),
)
def check(context: Context) -> Iterator[Finding]:
    """Tests of one field that contradict each other, the field's limits, or themselves."""
    for part in written(context):
        alone = dict(part.entries())
        wrong = [key for key, condition in alone.items() if never(part, condition)]
        for key in wrong:
            yield Finding(part.place(key, key=True), {"found": key})
        if not wrong:
            yield from _together(part, list(alone.values()))


def never(part: Written, condition: Condition) -> bool:
    """Whether a condition is false for every value of its one field."""
    ref = about(condition)
    return settled(condition, part.fields.get(ref.name) if ref else None) is False


def _together(part: Written, alone: list[Condition]) -> Iterator[Finding]:
    """Conditions that hold each by itself, but not together."""
    by_field: dict[str, list[Condition]] = {}
    for item in (c for a in alone for c in conjuncts(a)):
        if never(part, item):
            return  # said where it stands
        if ref := about(item):
            by_field.setdefault(ref.name, []).append(item)
    for name, items in by_field.items():
        if len(items) > 1 and never(part, AllOf(tuple(items))):
            yield Finding(part.place(), {"found": name})
