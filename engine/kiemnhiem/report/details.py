"""What is told of one requirement's finding besides its outcome: facts, reason, exceptions, what is awaited."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.explain.finding import FactShown, Finding
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Strength
from kiemnhiem.report import names, words
from kiemnhiem.report.run import Run

MASKED = Text("(đã che)", "(masked)")
UNCOVERED = Text("Chưa có quy định về chức danh: {posts}", "No policy speaks of: {posts}")
REMEDY = Text("Hướng tháo gỡ: {remedy}", "Remedy: {remedy}")
_NOT_KNOWN = Text("chưa có thông tin", "not known")
_BECAUSE = Text("Lý do: {because}", "Because: {because}")
_EXCEPTION = Text("Ngoại lệ được áp dụng: {exception}", "Exception used: {exception}")
_WOULD_BE = Text("Nếu không có ngoại lệ: {outcome}", "Without it: {outcome}")
_CONFLICT = Text("Các ngoại lệ mâu thuẫn nhau: {exceptions}", "Exceptions that disagree: {exceptions}")
_AWAITED = Text("Còn thiếu: {item}", "Missing: {item}")


def title(found: Finding) -> Text:
    """The requirement's title, and whether it does not bind."""
    if found.rule.strength is Strength.SHOULD:
        return Text("{title} ({aside})", "{title} ({aside})").format(title=found.rule.title, aside=words.NOT_BINDING)
    return found.rule.title


def actual(fact: FactShown, run: Run) -> Text:
    """The value found; masked where it is personal, unless personal facts may be shown."""
    if fact.actual is None:
        return _NOT_KNOWN
    return MASKED if fact.personal and not run.show_personal else fact.actual


def reason(found: Finding) -> Iterator[Text]:
    """The reason, where it says more than the title."""
    if found.because != found.rule.title:
        yield _BECAUSE.format(because=found.because)


def further(found: Finding, run: Run) -> Iterator[Text]:
    """Exceptions, and what is awaited and not told by the reason."""
    for name in found.exceptions:
        yield _EXCEPTION.format(exception=names.exception_label(found.rule, name))
    if found.would_be and found.would_be is not found.outcome:
        yield _WOULD_BE.format(outcome=words.OUTCOMES[found.would_be])
    if found.conflict:
        yield _CONFLICT.format(exceptions=", ".join(found.conflict))
    for name in (*found.missing, *found.judgements):
        item = names.label(run.program, name)
        if item[run.lang] not in found.because[run.lang]:
            yield _AWAITED.format(item=item)
