"""Ids in two styles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, File
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.shapes import AmendmentFile, PolicyFile, PostsFile, SourcesFile, VocabularyFile
from kiemnhiem.policy.source import Path_
from kiemnhiem.problem import Severity

_KEBAB, _SNAKE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@rule(
    "id-style",
    "L307",
    Severity.WARNING,
    message=Text("mã «{found}» không theo kiểu {style}", 'the id "{found}" is not {style}'),
    anti_pattern=Text(
        "Mỗi người một kiểu thì không ai đoán được mã, và gõ sai nhiều hơn.",
        "With a style each, nobody can guess an id, and more are mistyped.",
    ),
    best_practice=Text(
        "Chính sách, yêu cầu, văn bản: gach-noi. Trường, giá trị, chức danh, tham số: gach_duoi.",
        "Policies, requirements and documents: kebab-case. Fields, values, posts and parameters: snake_case.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Ids with the other separator."""
    for file, path, id_, style in _ids(context):
        if not (_KEBAB if style is _DASHES else _SNAKE).fullmatch(id_):
            key = path[-1] == id_
            yield Finding(file.place(*path, key=key), {"found": id_, "style": style})


_DASHES = Text("gach-noi", "kebab-case")
_UNDERSCORES = Text("gach_duoi", "snake_case")


def _ids(context: Context) -> Iterator[tuple[File, Path_, str, Text]]:
    for file, shape in context.of(SourcesFile):
        yield from ((file, ("documents", n), n, _DASHES) for n in shape.documents)
    for file, posts in context.of(PostsFile):
        yield from ((file, ("catalogue", n), n, _UNDERSCORES) for n in posts.catalogue)
    for file, vocabulary in context.of(VocabularyFile):
        for name, field in vocabulary.fields.items():
            yield file, ("fields", name), name, _UNDERSCORES
            for key, inner in (("fields", field.fields), ("values", field.values)):
                yield from ((file, ("fields", name, key, n), n, _UNDERSCORES) for n in inner or ())
    for file, policy in context.of(PolicyFile):
        yield from ((file, ("policy",), part, _DASHES) for part in policy.policy.split("/"))
        yield from ((file, ("parameters", n), n, _UNDERSCORES) for n in policy.parameters)
        for i, requirement in enumerate(policy.requirements):
            yield file, ("requirements", i, "id"), requirement.id, _DASHES
            yield from (
                (file, ("requirements", i, "except", j, "id"), e.id, _DASHES) for j, e in enumerate(requirement.except_)
            )
    for file, amendment in context.of(AmendmentFile):
        yield from ((file, ("adds", i, "id"), r.id, _DASHES) for i, r in enumerate(amendment.adds))
