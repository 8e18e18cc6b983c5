"""A field that decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, walk
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.shapes import FieldShape, VocabularyFile
from kiemnhiem.policy.testshapes import TestsFile
from kiemnhiem.problem import Severity


@rule(
    "unused-field",
    "L204",
    Severity.NOTE,
    message=Text("không điều kiện nào dùng trường «{found}»", 'no condition uses the field "{found}"'),
    anti_pattern=Text(
        "Cán bộ nhập dữ liệu mà không kết luận nào cần đến, nhất là dữ liệu cá nhân.",
        "Officers enter data that no verdict needs, personal data above all.",
    ),
    best_practice=Text(
        "Xoá trường; giữ lại nếu nó chỉ để nhận ra người hoặc đơn vị trong tệp.",
        "Delete it; keep it where it only tells who or where somebody is.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Case fields that no condition, derived fact, default or breakdown names."""
    used: set[str] = set()
    for file in context.files:
        if isinstance(file.shape, TestsFile):
            continue
        for path, value in walk(file.document.data):
            declared = isinstance(file.shape, VocabularyFile) and (len(path) < 3 or "derived" not in path)  # noqa: PLR2004 - a field's name is the second step
            if not declared and path and isinstance(path[-1], str):
                used.add(path[-1])
            if isinstance(value, str):
                used.add(value)
    for file, shape in context.of(VocabularyFile):
        for name, of in shape.fields.items():
            if name not in used and not _tells_who(of):
                yield Finding(file.place("fields", name, key=True), {"found": name})


def _tells_who(field: FieldShape) -> bool:
    return field.key or field.personal or field.section or field.type == "place"
