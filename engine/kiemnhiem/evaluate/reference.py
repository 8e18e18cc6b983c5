"""The reference evaluator: outcomes and verdicts as docs/language.md 4 defines them, small and plain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Decision, Outcome, PolicyDecision, Verdict
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.evaluate.kleene import Truth
from kiemnhiem.evaluate.meaning import NO_RECORD, compiled
from kiemnhiem.policy.conditions import ALWAYS
from kiemnhiem.policy.model import Strength
from kiemnhiem.policy.program import Program, ResolvedPolicy
from kiemnhiem.policy.values import Facts


class ReferenceEngine:
    """Decides cases by the definition."""

    name = "reference"

    def __init__(self, program: Program) -> None:
        self.program = program
        self.completed = Deriver(program).completed
        self._screened = {p.id: CompiledPolicy(p) for p in program.screened}
        self._remedies = {name: CompiledPolicy(p) for name, p in program.remedies.items()}

    def decide(self, cases: Iterable[Case]) -> Iterator[Decision]:
        """One decision a case, in order."""
        return map(self.decide_one, cases)

    def decide_one(self, case: Case) -> Decision:
        """The decision of one case."""
        return self.decide_facts(case.id, self.completed(case))

    def decide_facts(self, case: str, facts: Facts) -> Decision:
        """The decision of a case whose facts are completed already."""
        policies = {name: policy.decide(facts) for name, policy in self._screened.items()}
        remedies = {name: policy.decide(facts) for name, policy in self._remedies.items()}
        return self.decision(case, facts, policies, remedies)

    def decision(
        self,
        case: str,
        facts: Facts,
        policies: Mapping[str, PolicyDecision],
        remedies: Mapping[str, PolicyDecision],
    ) -> Decision:
        """The decision of a case whose policies are decided already."""
        uncovered = uncovered_posts(self.program, facts, policies)
        open_ = not self.program.asked and posts_open(facts)
        return Decision(
            case,
            case_verdict(policies.values(), uncovered, asked=self.program.asked, posts_open=open_),
            policies,
            remedies,
            uncovered,
        )


class CompiledPolicy:
    """One policy, for asking it of facts that are completed already."""

    def __init__(self, policy: ResolvedPolicy) -> None:
        self.concerns = compiled(policy.concerns)
        self.rules = [
            (r.id, None if r.when == ALWAYS else compiled(r.when), compiled(r.condition)) for r in policy.rules
        ]
        self.musts = [r.id for r in policy.rules if r.strength is Strength.MUST]

    def decide(self, facts: Facts) -> PolicyDecision:
        """The verdict and the outcome of each requirement."""
        concerns = self.concerns(facts, NO_RECORD)
        if concerns is False:
            return PolicyDecision(concerns=False, verdict=Verdict.NOT_APPLICABLE)
        outcomes = {}
        for id_, when, condition in self.rules:
            value = condition(facts, NO_RECORD)
            outcomes[id_] = outcome(when(facts, NO_RECORD), value) if when else _APPLICABLE[value]
        musts = [outcomes[id_] for id_ in self.musts]
        return PolicyDecision(concerns, policy_verdict(concerns, musts), outcomes)


def outcome(when: Truth, value: Truth) -> Outcome:
    """The outcome of a requirement: (not ``when``) or ``value``; not applicable where ``when`` is false."""
    if when is False:
        return Outcome.NOT_APPLICABLE
    if value:
        return Outcome.MET
    return Outcome.NOT_MET if when and value is False else Outcome.UNKNOWN


#: The outcomes of a requirement that applies to every case.
_APPLICABLE: Mapping[Truth, Outcome] = {value: outcome(True, value) for value in (True, False, None)}


def policy_verdict(concerns: Truth, musts: Sequence[Outcome]) -> Verdict:
    """The verdict of a policy over the outcomes of its ``must`` requirements."""
    if concerns is False:
        return Verdict.NOT_APPLICABLE
    if concerns is None:
        return Verdict.UNDETERMINED
    if Outcome.NOT_MET in musts:
        return Verdict.NOT_ELIGIBLE
    return Verdict.UNDETERMINED if Outcome.UNKNOWN in musts else Verdict.ELIGIBLE


_WORST_FIRST = (Verdict.NOT_ELIGIBLE, Verdict.UNDETERMINED, Verdict.NO_POLICY, Verdict.ELIGIBLE)


def case_verdict(
    policies: Iterable[PolicyDecision], uncovered: Sequence[str], *, asked: bool, posts_open: bool = False
) -> Verdict:
    """The worst verdict over the policies that concern a case, over the posts that none speaks of, and over a post that
    is held and not known: what it is may change the verdict.
    """
    verdicts = [p.verdict for p in policies]
    if uncovered:
        verdicts.append(Verdict.NO_POLICY)
    if posts_open:
        verdicts.append(Verdict.UNDETERMINED)
    nothing = Verdict.NOT_APPLICABLE if asked else Verdict.NO_POLICY
    return next((v for v in _WORST_FIRST if v in verdicts), nothing)


def posts_open(facts: Facts) -> bool:
    """Whether a case holds a post of which nothing more is known."""
    records = facts.get("posts")
    return isinstance(records, tuple) and any(r.get("post") is None for r in records)


def uncovered_posts(program: Program, facts: Facts, policies: Mapping[str, PolicyDecision]) -> tuple[str, ...]:
    """The posts a case holds that no policy concerning it speaks of; of two or more posts, no policy about several.

    None when the officer named the policies.
    """
    records = facts.get("posts")
    if program.asked or not isinstance(records, tuple):
        return ()
    held = {str(r["post"]) for r in records if r.get("post") is not None}
    several = len(held) > 1
    covered = {
        post
        for policy in program.screened
        if policies[policy.id].concerns is not False and not (several and len(policy.posts) == 1)
        for post in policy.posts
    }
    return tuple(sorted(held - covered))
