"""What is found on the days of a change, as periods: equal things on following days are one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

from kiemnhiem.errors import PolicyError
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.dates import Part, changes
from kiemnhiem.policy.model import Library, Period, Policy, asked_by
from kiemnhiem.policy.resolve import resolve
from kiemnhiem.report import words

T = TypeVar("T")
_ALWAYS = Text("mọi thời kỳ", "at all dates")
_FROM, _UNTIL = Text("từ {day}", "from {day}"), Text("đến hết {day}", "until {day}")
_STEP = timedelta(days=1)
_OWN_PARTS = (Part.POLICY, Part.REQUIREMENT, Part.EXCEPTION, Part.PARAMETER, Part.AMENDMENT)
#: A day to look at what has no dates.
_SOME_DAY = date(2000, 1, 1)


def periods(
    found: Sequence[tuple[date, Iterable[T]]], identity: Callable[[T], Hashable], period: Period
) -> Iterator[tuple[T, Period]]:
    """Each thing with its period: from the first day it is found until the day before it is not."""
    open_: dict[Hashable, tuple[T, date | None]] = {}
    for i, (day, things) in enumerate(found):
        now = {identity(t): t for t in things}
        for key in [k for k in open_ if k not in now]:
            first, start = open_.pop(key)
            yield first, Period(start, day - _STEP)
        for key, one in now.items():
            open_.setdefault(key, (one, day if i else period.start))
    for first, start in open_.values():
        yield first, Period(start, period.until)


def period_words(period: Period, lang: Lang) -> str:
    """A period in words."""
    ends = ((_FROM, period.start), (_UNTIL, period.until))
    said = [text.format(day=words.day(day, lang))[lang] for text, day in ends if day is not None]
    return " ".join(said) or _ALWAYS[lang]


def days_of(library: Library, policy: Policy) -> list[date]:
    """The days on which a policy changes: itself, what it asks of others, its amendments, dated lookups; and for what
    is held together with others, those about the same posts. A day before the first of them where it has no beginning.
    """
    own = {policy.id, *(p.id for p in library.policies.values() if p.posts and set(p.posts) <= set(policy.posts))}
    waiting = list(own)
    while waiting:
        new = set(asked_by(library.policies[waiting.pop()])) - own
        own |= new
        waiting += new
    own |= {a.id for a in library.amendments.values() if a.amends in own}
    found = {
        change.day
        for change in changes(library)
        if change.part is Part.LOOKUP or (change.part in _OWN_PARTS and change.name.split("#")[0] in own)
    }
    if policy.period.start is None:
        before = min(found) - _STEP if found else policy.period.until or _SOME_DAY
        if _can_be_asked(library, policy, before):
            found.add(before)
    return sorted(day for day in found if day in policy.period)


def _can_be_asked(library: Library, policy: Policy, day: date) -> bool:
    """Whether the library says anything of the day: before the first value of a parameter it does not."""
    try:
        resolve(library, day, [policy.id], policy.subject)
        resolve(library, day, (), policy.subject)
    except PolicyError:
        return False
    return True


def amended_places(library: Library, as_of: date) -> list[str]:
    """The places with amendments in force, as they stand on the day."""
    places = {a.place for a in library.amendments.values() if as_of in a.period}
    return sorted(p for p in places if library.on(p, as_of) == p)


def amended_around(library: Library, as_of: date, place: str) -> str | None:
    """The narrowest place with amendments around one, as it stands on a day."""
    taken = {a.place for a in library.amendments.values() if as_of in a.period}
    around = [p for p in library.within(library.on(place, as_of)) if p in taken]
    return around[-1] if around else None
