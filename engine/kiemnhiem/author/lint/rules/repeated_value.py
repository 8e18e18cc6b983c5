"""A value that stands twice in a list."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, File, walk
from kiemnhiem.author.lint.rule import Edit, Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.source import Path_
from kiemnhiem.problem import Severity

_LISTS = ("in", "not_in", "cells", "headings", "replaces", "sources", "value", "unknown", "true", "false", "without")


@rule(
    "repeated-value",
    "L406",
    Severity.WARNING,
    message=Text("«{found}» đã có trong danh sách này", '"{found}" stands in this list already'),
    anti_pattern=Text(
        "Một mục viết hai lần thường là mục khác bị gõ nhầm: danh sách thiếu mà trông như đủ.",
        "An item written twice is often another one mistyped: the list is short and looks complete.",
    ),
    best_practice=Text(
        "So lại với văn bản xem thiếu mục nào, rồi xoá mục thừa (--fix xoá giúp).",
        "See whether another item was meant, then delete this one (--fix does).",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """The second and later ones of equal values of a list."""
    for file in context.files:
        for path, raw in walk(file.document.data):
            if path and path[-1] in _LISTS and isinstance(raw, list):
                for i, item in enumerate(raw):
                    if isinstance(item, str) and item in raw[:i]:
                        yield Finding(file.place(*path, i), {"found": item}, fix=_removed(file, path, i))


def _removed(file: File, path: Path_, i: int) -> tuple[Edit, ...]:
    """The item taken out with the comma before it, where the list is written in brackets."""
    before, (start, end) = file.span(*path, i - 1)[1], file.span(*path, i)
    between = file.text[before:start]
    return (Edit(file.name, before, end, ""),) if between.strip() == "," else ()
