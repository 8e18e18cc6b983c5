"""A fact that policies ask for, known to files by one name only."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.lint.written import written
from kiemnhiem.language import Text
from kiemnhiem.policy.shapes import VocabularyFile
from kiemnhiem.problem import Severity


@rule(
    "field-without-heading",
    "L703",
    Severity.NOTE,
    message=Text(
        "trường «{found}» chỉ nhận một tiêu đề cột: «{label}»",
        'the field "{found}" knows one column heading only: "{label}"',
    ),
    anti_pattern=Text(
        "Biểu mẫu của mỗi nơi gọi một khác; cột không nhận ra thì dữ liệu bị bỏ.",
        "Forms differ from place to place; a column that is not recognised is left out.",
    ),
    best_practice=Text(
        "Ghi headings: các tên mà biểu mẫu thật dùng.", "Write headings: the names that real forms use."
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Case fields that conditions use, neither derived nor with headings."""
    used = {name for part in written(context) if part.record is None for name in part.raw}
    for file, shape in context.of(VocabularyFile):
        for name, field in shape.fields.items():
            if name in used and not field.headings and field.derived is None and not field.section:
                yield Finding(file.place("fields", name, key=True), {"found": name, "label": field.label.vi})
