"""A condition that everybody fulfils."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.logic import about, settled
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.lint.written import written
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "always-true",
    "L402",
    Severity.WARNING,
    message=Text(
        "điều kiện về «{found}» luôn đúng, giá trị nào cũng vậy",
        'the condition on "{found}" is true whatever its value',
    ),
    anti_pattern=Text(
        "Yêu cầu trông như một tiêu chuẩn mà không loại ai; chỉ hỏi thêm một dữ liệu.",
        "It looks like a standard and turns nobody away; all it does is ask for one more fact.",
    ),
    best_practice=Text(
        "Sửa ngưỡng hoặc danh sách cho đúng văn bản; nếu đúng là không đòi gì thì xoá.",
        "Correct the threshold or the list; if nothing is asked, delete it.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Tests of one field that hold for all values it can have."""
    for part in written(context):
        for key, condition in part.entries():
            ref = about(condition)
            if settled(condition, part.fields.get(ref.name) if ref else None) is True:
                yield Finding(part.place(key, key=True), {"found": key})
