"""A group of one."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.lint.written import written
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "single-item-group",
    "L403",
    Severity.WARNING,
    message=Text("{found} chỉ có một điều kiện", "{found} holds one condition only"),
    anti_pattern=Text(
        "any_of với một mục thường là mục kia bị thụt dòng sai hoặc bị xoá mất: «hoặc» đã thành «và».",
        "An any_of of one often lost its other item to a wrong indentation: an or has become an and.",
    ),
    best_practice=Text(
        "Viết thẳng điều kiện, hoặc thêm mục còn thiếu.", "Write the condition itself, or add the rest."
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """``all_of`` and ``any_of`` with one item."""
    for part in written(context):
        for key, items in part.groups():
            if key != "none_of" and len(items) == 1:
                yield Finding(part.place(key, key=True), {"found": key})
