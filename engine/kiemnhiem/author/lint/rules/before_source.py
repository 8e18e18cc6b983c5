"""A rule in force before the law it rests on was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kiemnhiem.author.lint.context import Context, common
from kiemnhiem.author.lint.periods import day
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Citation, Library, Period
from kiemnhiem.problem import Place, Severity


@rule(
    "before-source",
    "L106",
    Severity.WARNING,
    message=Text(
        "«{found}» có hiệu lực từ {start}, nhưng văn bản đầu tiên được dẫn ({source}) đề ngày {issued}",
        '"{found}" is in force from {start}, but the first document it cites ({source}) is dated {issued}',
    ),
    anti_pattern=Text(
        "Hồ sơ của những ngày trước văn bản bị xét theo điều chưa ai ban hành.",
        "Cases of the days before the document are judged by what nobody had yet enacted.",
    ),
    best_practice=Text(
        "Sửa ngày, hoặc dẫn thêm văn bản trước đó đã quy định như vậy.",
        "Correct the date, or cite the earlier document that said the same.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Requirements and exceptions that begin before the date of every document they cite."""
    for owned in context.requirements:
        place = owned.place("from") if owned.shape.from_ else owned.place("id")
        requirement = owned.requirement
        yield from _early(context.library, requirement.id, owned.period, requirement.source, place)
        for i, exception in enumerate(requirement.exceptions):
            period = common(owned.period, exception.period)
            at = owned.place("except", i, "from" if exception.period.start else "id")
            if exception.period.start:
                yield from _early(context.library, exception.id, period, exception.source, at)


def _early(
    library: Library, id: str, period: Period | None, cited: Sequence[Citation], place: Place
) -> Iterator[Finding]:
    known = [library.sources[c.document] for c in cited if c.document in library.sources]
    first = min(known, key=lambda s: s.issued, default=None)
    start = period.start if period else None
    if first and start and start < min(first.issued, first.period.start or date.max):
        values = {"found": id, "start": day(start), "source": first.number, "issued": day(first.issued)}
        yield Finding(place, values)
