"""The difference of two libraries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kiemnhiem.author import solver
from kiemnhiem.author.diff.model import LibraryDifference, Meaning, Relation
from kiemnhiem.author.diff.parts import items
from kiemnhiem.author.diff.written import alike, conditions_of, form, policy_form, rule_form
from kiemnhiem.author.overtime import amended_around, amended_places, days_of, periods
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Library, Period, Policy
from kiemnhiem.policy.program import Program, Rule
from kiemnhiem.policy.resolve import resolve

CONCERNED = Text("Ai thuộc phạm vi", "Who is concerned")


def difference(old: Library, new: Library, as_of: date | None = None, place: str | None = None) -> LibraryDifference:
    """All that differs between two libraries.

    :param as_of: compare meanings on this day only; else on every day on which either changes.
    :param place: compare meanings for this place only; else everywhere, and for every place with amendments.

    Meanings are compared for the policies that both have; without z3 they are only said to have changed.
    """
    by_meaning = solver.available()
    meanings = [
        meaning
        for id_ in sorted(old.policies.keys() & new.policies.keys())
        for meaning in _policy(old, new, id_, as_of, place, by_meaning=by_meaning)
    ]
    return LibraryDifference(tuple(items(old, new)), tuple(meanings), by_meaning)


def _policy(
    old: Library, new: Library, id: str, as_of: date | None, place: str | None, *, by_meaning: bool
) -> Iterator[Meaning]:
    before, after = old.policies[id], new.policies[id]
    if before.subject != after.subject:
        return
    common = _common(before, after)
    days = sorted({*days_of(old, before), *days_of(new, after), *([common.start] if common.start else [])})
    days = [d for d in ([as_of] if as_of else days) if d in before.period and d in after.period]
    found = [(day, list(_on(old, new, id, day, place, by_meaning=by_meaning))) for day in days]
    over = Period(as_of, as_of) if as_of else common
    for meaning, dates in periods(found, lambda m: (m.requirement, m.place, m.relation), over):
        yield replace(meaning, dates=dates)


def _common(before: Policy, after: Policy) -> Period:
    starts = [p.period.start for p in (before, after) if p.period.start]
    ends = [p.period.until for p in (before, after) if p.period.until]
    return Period(max(starts, default=None), min(ends, default=None))


def _on(old: Library, new: Library, id: str, day: date, place: str | None, *, by_meaning: bool) -> Iterator[Meaning]:
    """One day: everywhere (or at ``place``), and in amended places what differs from everywhere."""
    everywhere = list(_at(old, new, id, day, place, by_meaning=by_meaning))
    yield from everywhere
    if place is not None:
        return
    known = {(m.requirement, m.relation) for m in everywhere}
    for one in sorted({*amended_places(old, day), *amended_places(new, day)}):
        if one in old.localities and one in new.localities:
            for meaning in _at(old, new, id, day, one, by_meaning=by_meaning):
                if (meaning.requirement, meaning.relation) not in known:
                    yield meaning


def _at(old: Library, new: Library, id: str, day: date, place: str | None, *, by_meaning: bool) -> Iterator[Meaning]:
    subject = new.policies[id].subject
    before, after = (resolve(lib, day, [id], subject, place and amended_around(lib, day, place)) for lib in (old, new))
    if _alike(before, after):
        return
    if by_meaning:
        from kiemnhiem.author.diff.meaning import Comparison  # noqa: PLC0415 - needs z3, which may not be installed

        yield from Comparison(old, new, id, day, place).meanings()
    else:
        yield from _written(before, after, place)


def _alike(before: Program, after: Program) -> bool:
    """Whether a policy says the same, about the same fields."""
    one, two = before.screened[0], after.screened[0]
    if policy_form(one) != policy_form(two):
        return False
    conditions = [two.concerns, *(c for r in two.rules for c in conditions_of(r))]
    return alike(before.vocabulary, after.vocabulary, *conditions)


def _written(before: Program, after: Program, place: str | None) -> Iterator[Meaning]:
    one, two = before.screened[0], after.screened[0]
    dates = Period(after.as_of, after.as_of)
    if form(one.concerns) != form(two.concerns):
        yield Meaning(two.id, None, CONCERNED, Relation.CHANGED, dates, place)
    rules: dict[str, list[Rule | None]] = {r.id: [r, None] for r in one.rules}
    for rule in two.rules:
        rules.setdefault(rule.id, [None, None])[1] = rule
    for id_, (mine, theirs) in rules.items():
        if rule_form(mine) != rule_form(theirs):
            known = theirs or mine
            title = known.title if known else Text(id_, id_)
            yield Meaning(two.id, id_, title, Relation.CHANGED, dates, place)
