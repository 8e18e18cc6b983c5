"""A field that no column of a file can fill."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.cases.headings import Headings
from kiemnhiem.language import Text
from kiemnhiem.policy.shapes import VocabularyFile
from kiemnhiem.problem import Severity


@rule(
    "unfillable-field",
    "L702",
    Severity.WARNING,
    message=Text(
        "không cột nào điền được trường «{found}»: nhãn và tiêu đề của nó đều là của «{other}»",
        'no column fills the field "{found}": its label and headings all belong to "{other}"',
    ),
    anti_pattern=Text(
        "Trường luôn thiếu dữ liệu dù tệp có cột; mọi điều kiện dùng nó mãi chưa rõ.",
        "It is always missing, whatever the file holds, and every condition on it stays open.",
    ),
    best_practice=Text("Đặt nhãn hoặc tiêu đề riêng cho trường.", "Give it a label or heading of its own."),
)
def check(context: Context) -> Iterator[Finding]:
    """Fields all of whose names other fields answer to first."""
    for file, shape in context.of(VocabularyFile):
        vocabulary = context.library.vocabularies.get(shape.vocabulary)
        if vocabulary is None:
            continue
        headings = Headings(vocabulary, context.library)
        for name, field in vocabulary.fields.items():
            if field.derived or field.section:
                continue
            words = (field.label.vi, field.label.en, *field.headings)
            targets = [t for word in words if (t := headings.target(word))]
            if all(name not in (t.field.name, t.list.name if t.list else None) for t in targets):
                values = {"found": name, "other": targets[0].field.name}
                yield Finding(file.place("fields", name, key=True), values)
