"""A case that says again what the base says."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.testshapes import TestsFile
from kiemnhiem.problem import Severity


@rule(
    "repeated-base",
    "L604",
    Severity.WARNING,
    message=Text("«{found}» lặp lại giá trị của phần chung", '"{found}" repeats what the base says'),
    anti_pattern=Text(
        "Người đọc tưởng ca này khác ở điểm đó; sửa phần chung thì ca này lặng lẽ ở lại giá trị cũ.",
        "A reader thinks that this is where the case differs; and when the base changes, it keeps the old value.",
    ),
    best_practice=Text("Chỉ ghi ở with, judgements những gì khác.", "Write in with and judgements only what differs."),
)
def check(context: Context) -> Iterator[Finding]:
    """Entries of ``with``, ``judgements``, ``as_of`` or ``place`` equal to those of the file."""
    for file, shape in context.of(TestsFile):
        for i, case in enumerate(shape.cases):
            for key, own, common in (
                ("with", case.with_, shape.base),
                ("judgements", case.judgements, shape.judgements),
            ):
                for name, value in own.items():
                    if name in common and common[name] == value:
                        yield Finding(file.place("cases", i, key, name, key=True), {"found": name})
            for key, mine, theirs in (("as_of", case.as_of, shape.as_of), ("place", case.place, shape.place)):
                if mine is not None and mine == theirs:
                    yield Finding(file.place("cases", i, key, key=True), {"found": key})
