"""All questions, of all policies, on every day something changes; equal findings on following days are one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kiemnhiem.author import solver
from kiemnhiem.author.overtime import amended_around, amended_places, days_of, periods
from kiemnhiem.author.prove import between
from kiemnhiem.author.prove.accepted import Acceptances
from kiemnhiem.author.prove.confirm import confirm
from kiemnhiem.author.prove.proof import Proof, Raised
from kiemnhiem.author.prove.setting import Day
from kiemnhiem.author.prove.within import Within
from kiemnhiem.errors import PolicyError, UsageError
from kiemnhiem.policy.codes import UNKNOWN_PLACE, UNKNOWN_POLICY
from kiemnhiem.policy.model import Library, Period, Policy
from kiemnhiem.policy.resolve import resolve
from kiemnhiem.problem import Problem, did_you_mean


def prove(
    library: Library, policies: Sequence[str] = (), as_of: date | None = None, place: str | None = None
) -> list[Proof]:
    """Everything found of a library, in the order of its files.

    :param policies: the policies to ask about; none: all.
    :param as_of: one day; else every day on which something of a policy changes.
    :param place: one place; else everywhere, and every place with amendments.
    :raises UsageError: for an unknown policy or place, for one not in force on ``as_of``, and without z3.
    :raises EngineError: where the Rete engine finds otherwise than the reference evaluator.
    """
    solver.require()
    _check(library, policies, as_of, place)
    acceptances = Acceptances(library)
    found: list[Proof] = []
    run = _Run(library, place)
    for policy in library.policies.values():
        if not policies or policy.id in policies:
            found += run.policy(policy, as_of)
    confirm(library, [w for p in found for w in (p.witness, p.elsewhere) if w])
    found = [acceptances.applied(p) for p in found]
    whole = not policies and as_of is None and place is None
    found += acceptances.problems(whole=whole)
    return sorted(found, key=_position)


def _position(proof: Proof) -> tuple[str, int, str, str]:
    place = proof.problem.place
    return (
        place.file if place else "",
        (place.line or 0) if place else 0,
        proof.problem.code.id,
        str(proof.dates.start),
    )


def _check(library: Library, policies: Sequence[str], as_of: date | None, place: str | None) -> None:
    problems = [
        Problem(UNKNOWN_POLICY, None, {"found": id_}, did_you_mean(id_, library.policies))
        for id_ in policies
        if id_ not in library.policies
    ]
    if place is not None and place not in library.localities:
        problems.append(Problem(UNKNOWN_PLACE, None, {"found": place}, did_you_mean(place, library.localities)))
    known = [library.policies[id_] for id_ in policies if id_ in library.policies]
    if as_of is not None:
        for policy in known:
            try:
                resolve(library, as_of, [policy.id], policy.subject)
            except UsageError as error:
                problems += error.problems
    if problems:
        raise UsageError(problems)


@dataclass
class _Run:
    library: Library
    place: str | None
    _days: dict[tuple[date, str | None], Day] = field(default_factory=dict)

    def policy(self, policy: Policy, as_of: date | None) -> Iterator[Proof]:
        """What is found of one policy, over time."""
        days = days_of(self.library, policy) if as_of is None else [as_of] * (as_of in policy.period)
        found = [(day, list(self._on(policy, day))) for day in days]
        over = Period(as_of, as_of) if as_of else policy.period
        yield from (_proof(raised, dates) for raised, dates in periods(found, lambda r: r.identity, over))

    def _on(self, policy: Policy, as_of: date) -> Iterator[Raised]:
        base = self._day(as_of, None)
        if self.place is not None:
            around = amended_around(self.library, as_of, self.place)
            yield from self._here(base, self._day(as_of, around), policy)
            return
        everywhere = list(self._here(base, base, policy))
        yield from everywhere
        known = {replace(r, place=None).identity for r in everywhere}
        for place in amended_places(self.library, as_of):
            for raised in self._here(base, self._day(as_of, place), policy):
                if replace(raised, place=None).identity not in known:
                    yield raised

    def _here(self, base: Day, day: Day, policy: Policy) -> Iterator[Raised]:
        """One day in one place. Where a parameter has no value on it, that is what is found."""
        try:
            yield from self._asked(base, day, policy)
        except PolicyError as error:
            for problem in error.problems:
                yield Raised(problem, policy.id, day.place, (str(problem.place), *map(str, problem.values.values())))

    def _asked(self, base: Day, day: Day, policy: Policy) -> Iterator[Raised]:
        if day is not base:
            yield from between.relaxed(base, day, policy.id)
            if day.held(policy.id) == base.held(policy.id) and self.place is None:
                return
        yield from Within(day, policy.id).findings()
        yield from between.contradictions(day, policy.id)
        yield from between.blocked(day, policy.id)

    def _day(self, as_of: date, place: str | None) -> Day:
        key = as_of, place
        if key not in self._days:
            self._days[key] = Day(self.library, as_of, place)
        return self._days[key]


def _proof(raised: Raised, dates: Period) -> Proof:
    return Proof(raised.problem, raised.policy, dates, raised.place, raised.witness, raised.elsewhere)
