"""Two ids that are easily taken for each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.shapes import PolicyFile, PostsFile, SourcesFile, VocabularyFile
from kiemnhiem.problem import Place, Severity


@rule(
    "similar-names",
    "L306",
    Severity.WARNING,
    message=Text("mã «{found}» gần như trùng với «{other}»", 'the id "{found}" is nearly that of "{other}"'),
    anti_pattern=Text(
        "party_member và party_members cạnh nhau: sớm muộn có người dùng nhầm, và chương trình không thấy lỗi.",
        "With party_member beside party_members, somebody will use the wrong one, and no check can tell.",
    ),
    best_practice=Text("Đặt mã nói lên chỗ khác nhau.", "Let the ids say what differs."),
)
def check(context: Context) -> Iterator[Finding]:
    """Ids of one kind that are equal without separators and a plural's s."""
    kinds: list[list[tuple[str, Place]]] = [
        [(n, f.place(key, n, key=True)) for f, s in context.of(kind) for n in getattr(s, key)]
        for kind, key in ((SourcesFile, "documents"), (PostsFile, "catalogue"), (VocabularyFile, "fields"))
    ]
    kinds += [
        [(r.id, f.place("requirements", i, "id")) for i, r in enumerate(s.requirements)]
        for f, s in context.of(PolicyFile)
    ]
    for kind in kinds:
        seen: dict[str, str] = {}
        for id_, place in kind:
            other = seen.setdefault(_bare(id_), id_)
            if other != id_:
                yield Finding(place, {"found": id_, "other": other})


def _bare(id: str) -> str:
    return "".join(part.removesuffix("s") for part in re.split(r"[-_./]", id))
