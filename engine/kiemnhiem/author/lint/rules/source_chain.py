"""Documents that replace one another, with a hole or a circle in the chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.periods import day
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Source
from kiemnhiem.policy.shapes import SourcesFile
from kiemnhiem.problem import Severity


@rule(
    "source-chain",
    "L108",
    Severity.WARNING,
    message=Text("chuỗi thay thế của «{found}» không khớp: {why}", 'how "{found}" was replaced does not fit: {why}'),
    anti_pattern=Text(
        "Văn bản hết hiệu lực một ngày, văn bản thay thế bắt đầu một ngày khác: những hồ sơ ở giữa không có luật.",
        "One document ends on a day and its successor begins on another: cases in between have no law.",
    ),
    best_practice=Text(
        "Ngày cuối của văn bản cũ là hôm trước ngày đầu của văn bản thay thế, và hai bên nêu tên nhau.",
        "The old document's last day is the day before the new one's first, and each names the other.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Circles, days without law, and successors that begin too early."""
    sources = context.library.sources
    for file, shape in context.of(SourcesFile):
        for id_ in shape.documents:
            source = sources[id_]
            following = sources.get(source.replaced_by or "")
            why = _CIRCLE if id_ in _after(context, id_) else _wrong(source, following)
            if why:
                yield Finding(file.place("documents", id_, "replaced_by"), {"found": source.number, "why": why})


def _after(context: Context, id: str) -> Iterator[str]:
    """What replaced a document, and what replaced that; itself again where that is a circle."""
    seen: set[str] = set()
    at = context.library.sources[id].replaced_by
    while at is not None and at in context.library.sources and at not in seen:
        seen.add(at)
        yield at
        at = context.library.sources[at].replaced_by


_CIRCLE = Text("các văn bản thay thế lẫn nhau", "they replace each other")


def _wrong(source: Source, following: Source | None) -> Text | None:
    if following is None:
        return None
    until, start = source.period.until, following.period.start
    if until is None:
        return Text("đã có văn bản thay thế mà không ghi until", "it has a successor and no until")
    if start and start - timedelta(days=1) > until:
        said = {"until": day(until), "start": day(start)}
        hole = Text("hết {until}, văn bản sau mới từ {start}", "it ends on {until}, the next begins on {start}")
        return hole.format(**said)
    return None
