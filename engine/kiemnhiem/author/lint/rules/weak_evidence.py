"""A clause that is known less well than asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Citation, Evidence
from kiemnhiem.problem import Place, Severity


@rule(
    "weak-evidence",
    "L201",
    Severity.WARNING,
    message=Text(
        "{source} của «{found}» mới biết ở mức {evidence}, cần {wanted}",
        '{source} of "{found}" is known by {evidence} only; {wanted} is asked for',
    ),
    anti_pattern=Text(
        "Nhớ lại hoặc đọc tin thì dễ sai số điều, ngày, ngưỡng; hồ sơ bị xét theo điều chưa ai đọc.",
        "Memory and news get articles, dates and thresholds wrong; cases are judged by what nobody has read.",
    ),
    best_practice=Text(
        "Đọc văn bản, rồi ghi evidence: signed_text (hoặc secondary). Chỉ báo khi có --evidence.",
        "Read the document, then write evidence: signed_text (or secondary). Only said with --evidence.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Citations of requirements and exceptions weaker than the level asked for."""
    if context.evidence is None:
        return
    for owned in context.requirements:
        requirement = owned.requirement
        yield from _weak(context, context.evidence, requirement.id, requirement.source, owned.place("source"))
        for i, e in enumerate(requirement.exceptions):
            yield from _weak(context, context.evidence, e.id, e.source, owned.place("except", i, "source"))


def _weak(context: Context, wanted: Evidence, id: str, cited: Sequence[Citation], place: Place) -> Iterator[Finding]:
    for citation in cited:
        source = context.library.sources.get(citation.document)
        if source is None:
            continue
        known = min((source.evidence, citation.evidence or source.evidence), key=lambda e: e.rank)
        if known.rank < wanted.rank:
            values = {"found": id, "source": source.number, "evidence": known.value, "wanted": wanted.value}
            yield Finding(place, values)
