"""A title that ends like a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, File, walk
from kiemnhiem.author.lint.rule import Edit, Finding, rule
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.source import Path_
from kiemnhiem.problem import Severity

_ENDS = " .;,:\u00a0"


@rule(
    "title-punctuation",
    "L303",
    Severity.WARNING,
    message=Text("tên gọi kết thúc bằng «{found}»", 'the title ends with "{found}"'),
    anti_pattern=Text(
        "Tên gọi được đặt giữa câu, trong ô bảng và danh sách: dấu chấm cuối thành dấu chấm giữa câu.",
        "Titles stand inside sentences, cells and lists, where a full stop breaks the sentence.",
    ),
    best_practice=Text(
        "Tên gọi không có dấu câu ở cuối (--fix bỏ giúp).", "No punctuation at the end of a title (--fix removes it)."
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Titles and labels whose last character is a stop or a space."""
    for file in context.files:
        for path, raw in walk(file.document.data):
            if len(path) > 1 and path[-2] in ("title", "label") and path[-1] in tuple(Lang) and isinstance(raw, str):
                kept = raw.rstrip(_ENDS)
                if kept and kept != raw:
                    fix = _shortened(file, path, raw, kept)
                    yield Finding(file.place(*path), {"found": raw[len(kept) :]}, fix=fix)


def _shortened(file: File, path: Path_, raw: str, kept: str) -> tuple[Edit, ...]:
    """The end taken off where the text stands in one piece."""
    start, end = file.span(*path)
    at = file.text.rfind(raw, start, end)
    return (Edit(file.name, at + len(kept), at + len(raw), ""),) if at >= 0 else ()
