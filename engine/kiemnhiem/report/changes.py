"""The smallest change that would make a case eligible, in lines for a reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiemnhiem.explain.advice import Change, SmallestChange, Wait
from kiemnhiem.explain.words import joined
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.program import Rule
from kiemnhiem.policy.types import How
from kiemnhiem.report import words

TITLE = Text("Thay đổi nhỏ nhất để đủ điều kiện", "Smallest change that would make the case eligible")

_HOW = {
    How.COMPLETED: Text("cần hoàn thành", "to be completed"),
    How.GRANTED: Text("cần được công nhận, cho phép", "to be granted"),
}
_CHANGE = Text("{label}: {before} → {after} ({how})", "{label}: {before} → {after} ({how})")
_NO_BEFORE = Text("{label}: {after} ({how})", "{label}: {after} ({how})")
_SUPPLY = Text("Cần bổ sung thông tin: {label}: {after}", "To be supplied: {label}: {after}")
_SUPPLY_ASKED = Text("Cần bổ sung thông tin: {label}, với {after}", "To be supplied: {label}, with {after}")
_TO_JUDGE = Text("Cần được kết luận là đạt: {titles}", "To be judged as met: {titles}")
_JUDGED = Text("{label} không → có ({how})", "{label} no → yes ({how})")
_WAIT = Text("Từ ngày {day}, khi {reasons}", "From {day}, when {reasons}")
_WAIT_ALONE = Text("Từ ngày {day}", "From {day}")
_NOTHING = Text(
    "Không thay đổi nào, trong những điều có thể thay đổi{waiting}, làm cho trường hợp này đủ điều kiện. "
    "Vướng: {bars}.",
    "No change to what can change{waiting} makes this case eligible. In the way: {bars}.",
)
_WAITING = Text(" và kể cả chờ {years} năm", ", nor waiting for {years} years,")
_CONCERN = Text("không rõ chính sách có áp dụng hay không", "whether a policy concerns the case")
_UNCOVERED = Text("chưa có quy định nào nói về việc giữ các chức danh này", "no policy speaks of holding these posts")
_CUT = Text(
    "Chưa tìm được: đã dừng vì có quá nhiều cách kết hợp. Có thể vẫn có cách.",
    "Not found: the search was stopped, there being too many combinations. There may be a way.",
)
_MASKED = Text("(đã che)", "(masked)")
_CURES = Text("Để đạt: {titles}", "To meet: {titles}")
_REMEDY = Text("Hướng tháo gỡ: {remedy}", "Remedy: {remedy}")


def lines(change: SmallestChange, lang: Lang, *, show_personal: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each change on a line, with what more is to be said of it: what it is for, and by what way."""
    if not change.found:
        yield _not_found(change)[lang], ()
        return
    for one in change.changes:
        ways = (_REMEDY.format(remedy=text)[lang] for text in one.remedies)
        yield _changed(one, show_personal=show_personal)[lang], (*_for(one.cures, lang), *ways)
    if change.wait:
        yield _waited(change.wait, lang), _for(change.wait.cures, lang)
    for one in change.supplied:
        if "#" not in one.field:
            words_ = _SUPPLY_ASKED if one.asked else _SUPPLY
            yield words_.format(label=one.label, after=one.after)[lang], _for(one.cures, lang)
    judged = dict.fromkeys(r.title for one in change.supplied if "#" in one.field for r in one.cures)
    if judged:
        yield _TO_JUDGE.format(titles=joined(judged, "; ", "; "))[lang], ()


def _not_found(change: SmallestChange) -> Text:
    if not change.complete:
        return _CUT
    waiting = _WAITING.format(years=change.horizon) if change.horizon else Text("", "")
    titles = [*dict.fromkeys(rule.title for rule in change.bars), *([_UNCOVERED] if change.uncovered else ())]
    return _NOTHING.format(waiting=waiting, bars=joined(titles or [_CONCERN], "; ", "; "))


def _for(rules: Sequence[Rule], lang: Lang) -> tuple[str, ...]:
    titles = dict.fromkeys(rule.title for rule in rules)
    return (_CURES.format(titles=joined(titles, "; ", "; "))[lang],) if titles else ()


def _changed(change: Change, *, show_personal: bool) -> Text:
    how = _HOW[change.how] if change.how else Text("", "")
    if "#" in change.field:
        return _JUDGED.format(label=change.label, how=how)
    if change.before is None:
        return _NO_BEFORE.format(label=change.label, after=change.after, how=how)
    before = change.before if show_personal or not change.personal else _MASKED
    return _CHANGE.format(label=change.label, before=before, after=change.after, how=how)


def _waited(wait: Wait, lang: Lang) -> str:
    day, reasons = words.day(wait.day, lang), joined(wait.reasons, "; ", "; ")
    return (_WAIT if wait.reasons else _WAIT_ALONE).format(day=day, reasons=reasons)[lang]
