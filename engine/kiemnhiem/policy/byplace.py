"""One question asked of cases of several places: a program for each way the places amend the policies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from kiemnhiem.errors import UsageError
from kiemnhiem.policy import codes
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import Program, ResolvedPolicy, Rule
from kiemnhiem.policy.resolve import resolve
from kiemnhiem.policy.values import Facts
from kiemnhiem.problem import Problem, did_you_mean


class Programs:
    """The programs of one question.

    :param place: the place of all cases, where the officer names one; else each case's own.
    :param cases: the facts of the cases that will be asked.
    :raises UsageError: for an unknown place, and as :func:`kiemnhiem.policy.resolve.resolve`.
    """

    def __init__(
        self,
        library: Library,
        as_of: date,
        asked: Sequence[str] = (),
        subject: str = "candidate",
        place: str | None = None,
        cases: Iterable[Facts] = (),
    ) -> None:
        if place is not None and place not in library.localities:
            near = did_you_mean(place, library.localities)
            raise UsageError([Problem(codes.UNKNOWN_PLACE, None, {"found": place}, near)])
        self._library, self._question, self._place = library, (as_of, tuple(asked), subject), place
        self._amended = {a.place for a in library.amendments.values() if as_of in a.period}
        self._programs: dict[str | None, Program] = {}
        self._everywhere = self._resolved(place)
        for facts in cases:
            self.of(facts)

    def of(self, facts: Facts) -> Program:
        """The program for a case: with the amendments of its place."""
        return self._resolved(self._place or self._everywhere.vocabulary.place_of(facts))

    def possible(self, facts: Facts) -> tuple[Program, ...]:
        """The programs a case may be asked: where its place is not known, that of every amended place."""
        place = self._place or self._everywhere.vocabulary.place_of(facts)
        if self._library.on(place, self._question[0]) is not None:
            return (self.of(facts),)
        return self.every

    @property
    def library(self) -> Library:
        """The library that is asked."""
        return self._library

    @property
    def as_of(self) -> date:
        """The day that is asked for."""
        return self._question[0]

    @property
    def by_case(self) -> bool:
        """Whether each case is asked by the rules of its own place."""
        return self._place is None

    def on(self, day: date) -> Programs:
        """The same question on another day.

        :raises UsageError: where a policy that was named is not in force.
        """
        _, asked, subject = self._question
        return Programs(self._library, day, asked, subject, self._place)

    @cached_property
    def every(self) -> tuple[Program, ...]:
        """Every program that some case may be asked, wherever it belongs; that of no known place first."""
        if self._place is not None:
            return (self._everywhere,)
        places = sorted(self._library.localities) if self._amended else ()
        return tuple({id(p): p for p in (self._everywhere, *map(self._resolved, places))}.values())

    @property
    def place_field(self) -> str | None:
        """The field that would tell a case's place."""
        places = [name for name, of in self._everywhere.vocabulary.fields.items() if of.place]
        return places[-1] if places else None

    def _resolved(self, place: str | None) -> Program:
        """Places that are amended alike share a program: that of the narrowest amended one around them."""
        standing = self._library.on(place, self._question[0])
        amended = [p for p in self._library.within(standing) if p in self._amended]
        key = amended[-1] if amended else None
        if key not in self._programs:
            self._programs[key] = resolve(self._library, *self._question, key)
        return self._programs[key]

    @property
    def whole(self) -> Program:
        """One program with the rules of those that the cases are asked: for counting and naming, not for deciding."""
        return together(list(self._programs.values()))


def together(programs: Sequence[Program]) -> Program:
    """One program with the rules of several: for counting and naming, not for deciding."""
    first = programs[0]
    if len(programs) == 1:
        return first
    screened = [[p.screened[i] for p in programs] for i in range(len(first.screened))]
    remedies = {id_: [p.remedies[id_] for p in programs if id_ in p.remedies] for p in programs for id_ in p.remedies}
    return replace(
        first,
        screened=tuple(map(_merged, screened)),
        remedies={id_: _merged(versions) for id_, versions in remedies.items()},
    )


def _merged(versions: Sequence[ResolvedPolicy]) -> ResolvedPolicy:
    rules: dict[str, Rule] = {}
    for version in versions:
        for rule in version.rules:
            rules.setdefault(rule.id, rule)
    return replace(versions[0], rules=tuple(rules.values()))
