"""A post that no policy is about."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, walk
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.shapes import PostsFile, SourcesFile
from kiemnhiem.policy.testshapes import TestsFile
from kiemnhiem.problem import Severity


@rule(
    "unused-post",
    "L203",
    Severity.NOTE,
    message=Text("chưa có chính sách nào nói về chức danh «{found}»", 'no policy speaks of the post "{found}"'),
    anti_pattern=Text(
        "Người giữ chức danh này luôn nhận kết luận «chưa có chính sách».",
        "Whoever holds it is always told that there is no policy.",
    ),
    best_practice=Text(
        "Viết chính sách, hoặc giữ lại nếu chỉ cần nhận ra chức danh trong tệp.",
        "Write the policy; or keep it, where files need it recognised.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Posts of the catalogue that no policy, indicator or derived fact names."""
    ruling = [f for f in context.files if not isinstance(f.shape, PostsFile | SourcesFile | TestsFile)]
    used = {value for f in ruling for _, value in walk(f.document.data) if isinstance(value, str)}
    for file, shape in context.of(PostsFile):
        for code in shape.catalogue:
            if code not in used:
                yield Finding(file.place("catalogue", code, key=True), {"found": code})
