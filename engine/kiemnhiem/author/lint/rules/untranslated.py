"""A text that is not in its language."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.author.lint.said import has_marks, said
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Severity

#: So few words may be a name.
NAME = 3


@rule(
    "untranslated",
    "L302",
    Severity.WARNING,
    message=Text("{key} có vẻ không phải {language}", "{key} does not look like {language}"),
    anti_pattern=Text(
        "Chép một thứ tiếng sang ô của thứ tiếng kia: người đọc bản kia không hiểu kết luận.",
        "One language copied into the other's place: half of the readers cannot read the verdict.",
    ),
    best_practice=Text("Viết cả hai thứ tiếng, bằng lời của mỗi bên.", "Write both, each in its own words."),
)
def check(context: Context) -> Iterator[Finding]:
    """Vietnamese of four words or more without any mark; English full of them, names aside."""
    for file, path, text in said(context):
        vi, en = text.vi.split(), text.en.split()
        vietnamese = sum(has_marks(word) for word in en if word.islower()) > len(en) / 3
        if len(vi) > NAME and not any(map(has_marks, vi)):
            yield Finding(file.place(*path, Lang.VI.value), {"key": "vi", "language": _VIETNAMESE})
        if len(en) > NAME and vietnamese:
            yield Finding(file.place(*path, Lang.EN.value), {"key": "en", "language": _ENGLISH})


_VIETNAMESE, _ENGLISH = Text("tiếng Việt", "Vietnamese"), Text("tiếng Anh", "English")
