"""Two headings that look alike without their marks."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.shapes import VocabularyFile
from kiemnhiem.problem import Severity, unaccented


@rule(
    "similar-headings",
    "L305",
    Severity.WARNING,
    message=Text(
        "tiêu đề «{found}» chỉ khác «{other}» của trường «{field}» ở dấu",
        'the heading "{found}" differs from "{other}" of the field "{field}" only by its marks',
    ),
    anti_pattern=Text(
        "Gõ sót dấu là dữ liệu rơi vào trường khác mà không ai hay.",
        "One mark left out, and the data lands in another field unnoticed.",
    ),
    best_practice=Text("Đặt tiêu đề khác hẳn, hoặc bỏ bớt một.", "Choose headings that differ more, or drop one."),
)
def check(context: Context) -> Iterator[Finding]:
    """Headings and Vietnamese labels of two fields of one case, equal but for marks and capitals."""
    for file, shape in context.of(VocabularyFile):
        seen: dict[str, tuple[str, str]] = {}
        for name, field in shape.fields.items():
            words = [(("label", "vi"), field.label.vi)]
            words += [(("headings", i), heading) for i, heading in enumerate(field.headings)]  # type: ignore[misc]  # a path of either kind
            for path, word in words:
                other, owner = seen.setdefault(" ".join(unaccented(word).split()), (word, name))
                if owner != name:
                    yield Finding(file.place("fields", name, *path), {"found": word, "other": other, "field": owner})
