"""What an engine says of a case: an outcome per requirement, a verdict per policy, a verdict for the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

from kiemnhiem.cases.case import Case


class Outcome(StrEnum):
    """What became of one requirement."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    """What became of a policy, or of a case over its policies; worst first."""

    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"
    NO_POLICY = "no_policy"
    ELIGIBLE = "eligible"
    NOT_APPLICABLE = "not_applicable"


class PolicyDecision(NamedTuple):
    """A policy's verdict and the outcome of each of its requirements, by id. ``concerns``: whether the policy concerns
    the case. Where it certainly does not, no outcome is given.
    """

    concerns: bool | None
    verdict: Verdict
    outcomes: Mapping[str, Outcome] = {}


class Decision(NamedTuple):
    """What one engine decided of one case. ``uncovered``: the posts it holds that no policy speaks of."""

    case: str
    verdict: Verdict
    policies: Mapping[str, PolicyDecision]
    remedies: Mapping[str, PolicyDecision] = {}
    uncovered: tuple[str, ...] = ()


class Engine(Protocol):
    """Decides cases for the program it was made with. All engines give the same answers."""

    name: str

    def decide(self, cases: Iterable[Case]) -> Iterator[Decision]:
        """One decision a case, in order. Raises :class:`kiemnhiem.errors.EngineError` instead of guessing."""
        ...
