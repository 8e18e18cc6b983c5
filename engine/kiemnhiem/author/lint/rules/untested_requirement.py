"""A requirement that no test expects to fail or to be left open."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "untested-requirement",
    "L602",
    Severity.WARNING,
    message=Text(
        "không ca kiểm thử nào chờ «{found}» không đạt hay chưa rõ",
        'no test expects "{found}" to be failed or left open',
    ),
    anti_pattern=Text(
        "Các ca đều đạt thì xoá hẳn yêu cầu này, kiểm thử vẫn qua.",
        "Where every case meets it, the requirement could be deleted and the tests would still pass.",
    ),
    best_practice=Text(
        "Thêm một ca nêu tên nó trong expect (hoặc remarks, nếu là should).",
        "Add a case that names it in expect (or in remarks, for a should).",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Requirements, of policies with tests, that no expectation names."""
    for owned in context.requirements:
        tests = context.tests.get(owned.policy.id, [])
        named = {id_ for t in tests for id_ in (*t.expected.requirements, *(t.expected.remarks or ()))}
        if tests and owned.requirement.id not in named:
            yield Finding(owned.place("id"), {"found": owned.requirement.id})
