"""How well the law behind a library is known: its requirements and exceptions by evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiemnhiem.explain.page import cited
from kiemnhiem.policy.model import Amendment, Citation, Evidence, Library, Policy, PolicyException, Requirement, Stance
from kiemnhiem.policy.program import CitedSource


@dataclass(frozen=True)
class Rested:
    """What one requirement or exception rests on. ``policy``: the policy or amendment that holds it; ``exception`` is
    ``None`` for the requirement itself. The prohibition of a policy counts as its requirement ``stance``.
    """

    policy: str
    requirement: str
    exception: str | None
    sources: tuple[CitedSource, ...]

    @property
    def evidence(self) -> Evidence | None:
        """Of its citations the least known; ``None`` without any."""
        return min((s.evidence for s in self.sources), key=lambda e: e.rank, default=None)


def evidence(library: Library) -> tuple[Rested, ...]:
    """Every requirement and exception of a library, policies first, then amendments."""
    return tuple(_all(library))


def uses(library: Library) -> dict[str, tuple[str, ...]]:
    """The policies and amendments that rest on each source, by its id: as a whole, in a requirement or exception, or by
    the value of a parameter.
    """
    found: dict[str, dict[str, None]] = {id_: {} for id_ in library.sources}
    holders: tuple[Policy | Amendment, ...] = (*library.policies.values(), *library.amendments.values())
    for of in holders:
        values = of.parameters if isinstance(of, Policy) else of.sets
        cited = (c.document for history in values.values() for v in history.values for c in v.source)
        for id_ in (*of.sources, *cited):
            found[id_][of.id] = None
    for rested in evidence(library):
        for source in rested.sources:
            found[source.source.id][rested.policy] = None
    return {id_: tuple(sorted(holders)) for id_, holders in found.items()}


def _all(library: Library) -> Iterator[Rested]:
    for policy in library.policies.values():
        if policy.stance is Stance.PROHIBITED:
            rests_on = (Citation(s) for s in policy.sources)
            yield Rested(policy.id, "stance", None, _cited(library, rests_on))
            yield from _exceptions(library, policy.id, "stance", policy.exceptions)
        yield from _requirements(library, policy.id, policy.requirements)
    for amendment in library.amendments.values():
        yield from _requirements(library, amendment.id, amendment.adds)
        for to, exception in amendment.exceptions:
            yield from _exceptions(library, amendment.id, to, [exception])


def _requirements(library: Library, holder: str, requirements: Iterable[Requirement]) -> Iterator[Rested]:
    for of in requirements:
        yield Rested(holder, of.id, None, _cited(library, of.source))
        yield from _exceptions(library, holder, of.id, of.exceptions)


def _exceptions(
    library: Library, holder: str, requirement: str, exceptions: Iterable[PolicyException]
) -> Iterator[Rested]:
    for of in exceptions:
        yield Rested(holder, requirement, of.id, _cited(library, of.source))


def _cited(library: Library, citations: Iterable[Citation]) -> tuple[CitedSource, ...]:
    return tuple(cited(library, citation) for citation in citations)
