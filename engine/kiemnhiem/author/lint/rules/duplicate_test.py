"""A test that tries again what another tried."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.testing import PolicyTest
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "duplicate-test",
    "L603",
    Severity.WARNING,
    message=Text("cùng hồ sơ, cùng ngày với ca «{other}»", 'the same case on the same day as "{other}"'),
    anti_pattern=Text(
        "Số ca tăng mà không thử thêm điều gì; tên ca nói một đằng, dữ liệu một nẻo.",
        "The count grows and nothing more is tried; what the name says is not what the data does.",
    ),
    best_practice=Text(
        "Sửa dữ liệu cho đúng với tên ca, hoặc xoá ca.", "Make the data do what the name says, or delete it."
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Tests of a policy with the same facts, answers, date and place."""
    for tests in context.tests.values():
        seen: dict[str, PolicyTest] = {}
        for test in tests:
            other = seen.setdefault(_tried(test), test)
            if other is not test:
                yield Finding(test.place, {"other": other.name})


def _tried(test: PolicyTest) -> str:
    """What a test puts to the policy, and whether it asks for remarks, as one text."""
    case = test.case
    return repr(
        (test.as_of, test.locality, sorted(case.facts.items()), sorted(case.judgements.items()), test.expected.remarks)
    )
