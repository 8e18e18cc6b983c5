"""An ignore that ignores nothing."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.ignores import Ignore
from kiemnhiem.author.lint.rule import Edit, Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.problem import Severity


@rule(
    "unused-ignore",
    "L002",
    Severity.WARNING,
    message=Text(
        "không có gì để bỏ qua: «{found}» không báo gì ở đây", 'nothing to ignore: "{found}" finds nothing here'
    ),
    anti_pattern=Text(
        "Ghi chú bỏ qua còn lại sau khi đã sửa sẽ che một lỗi khác về sau.",
        "An ignore left behind after the repair hides another fault later.",
    ),
    best_practice=Text("Xoá ghi chú bỏ qua (--fix làm việc này).", "Delete the ignore (--fix does)."),
)
def check(context: Context) -> Iterator[Finding]:
    """Ignores of rules that ran and found nothing on their line, unless there is something they could not see."""
    if not context.whole:
        return
    for ignore in context.ignores:
        if ignore.rule in context.running and not ignore.used:
            yield Finding(ignore.place, {"found": ignore.rule}, fix=(_removed(context, ignore),))


def _removed(context: Context, ignore: Ignore) -> Edit:
    """The comment taken out, with its line where it stands alone."""
    text = next(f.text for f in context.files if f.name == ignore.file)
    comment = ignore.comment
    start, end = comment.index, comment.index + len(comment.text)
    if comment.alone:
        start = text.rfind("\n", 0, start) + 1
        end = text.find("\n", end) + 1 or len(text)
    else:
        start -= len(text[:start]) - len(text[:start].rstrip(" \t"))
    return Edit(ignore.file, start, end, "")
