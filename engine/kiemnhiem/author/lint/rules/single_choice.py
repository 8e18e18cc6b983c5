"""A list of one value."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, File
from kiemnhiem.author.lint.rule import Edit, Finding, rule
from kiemnhiem.author.lint.written import Written, written
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity

_PLAIN = {"in": "is", "not_in": "is_not"}


@rule(
    "single-choice",
    "L405",
    Severity.NOTE,
    message=Text("{found} chỉ có một giá trị; viết {plain}", "{found} holds one value; write {plain}"),
    anti_pattern=Text(
        "Danh sách một mục khiến người đọc đi tìm mục còn thiếu.",
        "A list of one sends the reader looking for the rest.",
    ),
    best_practice=Text(
        "Viết is / is_not, hoặc giá trị trần (--fix làm việc này).",
        "Write is or is_not, or the bare value (--fix does).",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """``in`` and ``not_in`` with one constant."""
    for part in written(context):
        for name, tests in part.raw.items():
            for operator, plain in _PLAIN.items():
                items = tests.get(operator) if name in part.fields and isinstance(tests, dict) else None
                if isinstance(items, list) and len(items) == 1:
                    values = {"found": operator, "plain": plain}
                    yield Finding(part.place(name, operator), values, fix=_fix(part, name, operator, plain))


def _fix(part: Written, name: str, operator: str, plain: str) -> tuple[Edit, ...]:
    file: File = part.file
    path = (*part.path, name, operator)
    key, (start, end), item = file.span(*path, key=True), file.span(*path), file.span(*path, 0)
    if "#" in file.text[start:end] or "\n" in file.text[start:end]:
        return ()
    return (Edit(file.name, *key, plain), Edit(file.name, start, end, file.text[slice(*item)]))
