"""A policy that nothing tests."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "untested-policy",
    "L601",
    Severity.WARNING,
    message=Text("không có ca kiểm thử nào ({expected})", "no test of it ({expected})"),
    anti_pattern=Text(
        "Sai một ngưỡng hay một ngày mà không gì báo, cho đến khi có người bị xét sai.",
        "A wrong threshold or date goes unnoticed until somebody is judged wrongly.",
    ),
    best_practice=Text(
        "Viết tệp .test.yaml bên cạnh: một ca đạt, một ca không đạt, một ca chưa rõ.",
        "Write the .test.yaml beside it: a case that passes, one that fails, one left open.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Policies without a test."""
    for file, _, policy in context.policies:
        if not context.test_problems and policy.id not in context.tests:
            yield Finding(file.place("policy"), {"expected": f"{policy.id}.test.yaml"})
