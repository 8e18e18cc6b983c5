"""A rule that outlives the law it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kiemnhiem.author.lint.context import Context, common
from kiemnhiem.author.lint.periods import day, uncovered
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Citation, Library, Period
from kiemnhiem.problem import Place, Severity


@rule(
    "source-not-in-force",
    "L107",
    Severity.WARNING,
    message=Text(
        "từ {day} không văn bản nào được dẫn cho «{found}» còn hiệu lực{successor}",
        'from {day} no document cited for "{found}" is in force{successor}',
    ),
    anti_pattern=Text(
        "Kết luận dựa trên văn bản đã hết hiệu lực; mọi kết quả đều kèm cảnh báo và người đọc dần thôi để ý.",
        "Verdicts rest on a document that is no longer law; each carries a warning, and readers stop noticing them.",
    ),
    best_practice=Text(
        "Dẫn văn bản thay thế, hoặc đặt until cho yêu cầu vào ngày cuối của văn bản.",
        "Cite what replaced it, or end the requirement with the document (until).",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Requirements and exceptions with a day on which every document they cite has ended."""
    for owned in context.requirements:
        requirement, library = owned.requirement, context.library
        yield from _late(library, requirement.id, owned.period, requirement.source, owned.place("source"))
        for i, exception in enumerate(requirement.exceptions):
            period = common(owned.period, exception.period)
            yield from _late(library, exception.id, period, exception.source, owned.place("except", i, "source"))


def _late(
    library: Library, id: str, period: Period | None, cited: Sequence[Citation], place: Place
) -> Iterator[Finding]:
    known = [library.sources[c.document] for c in cited if c.document in library.sources]
    ends = [s.period.until for s in known]
    if period is None or not known or None in ends:
        return
    first = min((s.period.start or date.min for s in known), default=date.min)
    since = Period(max(period.start or date.min, first), period.until)
    bare = uncovered(since, (s.period for s in known)) if not since.until or since.until >= first else None
    if bare and bare.start:  # before the first of them began is for before-source to say
        last = max(known, key=lambda s: s.period.until or date.max)
        named = library.sources.get(last.replaced_by or "")
        hint = Text(f" (đã có {named.number})", f" ({named.number} has replaced it)") if named else Text("", "")
        yield Finding(place, {"found": id, "day": day(bare.start), "successor": hint})
