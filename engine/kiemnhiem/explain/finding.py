"""What is told to an officer about a case: verdicts with reasons, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.explain.advice import SmallestChange
from kiemnhiem.language import Text
from kiemnhiem.policy.program import CitedSource, ResolvedPolicy, Rule


class FactRole(StrEnum):
    """What a fact was looked at for: what is required, whether the requirement applies, whether an exception does."""

    REQUIREMENT = "requirement"
    WHEN = "when"
    EXCEPTION = "exception"


@dataclass(frozen=True)
class FactShown:
    """One fact a requirement looked at: the value found (``None`` when unknown) and the values required, in words.
    ``personal``: mask ``actual`` unless the reader may see it.
    """

    field: str
    label: Text
    actual: Text | None
    required: Text
    decided: bool | None
    personal: bool = False
    role: FactRole = FactRole.REQUIREMENT


@dataclass(frozen=True)
class RemedyFound:
    """What could cure a failed requirement. With ``policy``: that policy's answer for the same case."""

    text: Text
    policy: PolicyFinding | None = None


@dataclass(frozen=True)
class Finding:
    """One requirement of one policy for one case. ``because``: the reason in words. ``exceptions``: ids of those that
    apply, e.g. "would fail, excepted by highland". ``conflict``: exceptions that apply and disagree.
    """

    rule: Rule
    outcome: Outcome
    because: Text
    facts: tuple[FactShown, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    exceptions: tuple[str, ...] = ()
    would_be: Outcome | None = None
    conflict: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()
    remedy: RemedyFound | None = None


@dataclass(frozen=True)
class PolicyFinding:
    """One policy for one case. ``missing`` and ``judgements`` decide it while it is undetermined: names of fields, and
    of judgement facts (:func:`kiemnhiem.policy.model.judgement_fact`). ``remarks``: failed ``should`` requirements.
    """

    policy: ResolvedPolicy
    verdict: Verdict
    findings: tuple[Finding, ...]
    missing: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def of(self, *outcomes: Outcome) -> Sequence[Finding]:
        """Its ``must`` findings with one of these outcomes."""
        return [f for f in self.findings if f.outcome in outcomes and f.rule.strength.value == "must"]


@dataclass(frozen=True)
class CaseFinding:
    """A case in full. ``policies``: those that concern it or may. ``uncovered``: labels of posts no policy speaks of.
    ``notes``: what else to look at (a post that no longer exists at the as-of date). ``change``: the smallest that
    would make it eligible, where that was asked for.
    """

    case: Case
    verdict: Verdict
    policies: tuple[PolicyFinding, ...]
    missing: tuple[str, ...] = ()
    judgements: tuple[str, ...] = ()
    uncovered: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    change: SmallestChange | None = None
