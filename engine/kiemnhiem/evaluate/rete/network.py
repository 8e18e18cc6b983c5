"""The network itself: durable_rules, held so that none of its traps can spring. Runs in the child process.

Facts, never events (an event fires one rule only); asserted and retracted in one session under one id (sessions are
told apart by a 32-bit hash, and the 1,025th is one too many); signals collected in a set; no dispatcher threads; what
an action raised is looked for in the state, where the library leaves it without a word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from durable.engine import Host

from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.evaluate.rete import verdicts
from kiemnhiem.evaluate.rete.clauses import Signal
from kiemnhiem.evaluate.rete.encode import Encoded, Flat
from kiemnhiem.evaluate.rete.fields import ID, PRESENT
from kiemnhiem.evaluate.rete.pack import CATCH_ALL, Json, Ruleset
from kiemnhiem.evaluate.rete.plan import ListPlan, Plan, PolicyPlan, RulePlan


class QuietHost(Host):  # type: ignore[misc]  # durable_rules has no types
    """A host without the two threads that dispatch timers and actions; they crash it."""

    def _run(self) -> None:
        pass


class ActionError(Exception):
    """An action raised; durable_rules kept it to itself."""


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """One policy of one case. ``concerns`` and ``verdict`` are numbers of :mod:`.verdicts`."""

    concerns: int
    verdict: int
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One case. ``open``: (policy, rule, remedy) positions of failed requirements whose remedy gives *eligible*."""

    verdict: int
    policies: tuple[PolicyResult, ...]
    uncovered: tuple[str, ...]
    open: tuple[tuple[int, int, int], ...]


class Network:
    """The rulesets of one plan. Made once a program: each ruleset that is deleted leaks."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._raised: set[str] = set()
        self._conclusions = verdicts.Conclusions(len(plan.policies))
        self._host = QuietHost()
        stages = [*plan.stages, *(stage for each in plan.lists for stage in each.stages)]
        rulesets = {ruleset.name: self._rules(ruleset) for stage in stages for ruleset in stage}
        self._host.set_rulesets({**rulesets, verdicts.RULESET: self._conclusions.rules()})

    def decide(self, encoded: Encoded) -> Result:
        """One case.

        :raises Exception: of whatever kind durable_rules raises; the network is not to be used again.
        """
        case = dict(encoded.case)
        for plan, records in zip(self._plan.lists, encoded.lists, strict=True):
            if records is not None:
                case.update(self._counts(plan, records, encoded.case))
        raised = self._signals(self._plan.stages, case)
        return self._concluded([_concerns(p, raised) for p in self._plan.policies], raised, encoded)

    # --- conditions

    def _rules(self, ruleset: Ruleset) -> dict[str, Json]:
        rules = {
            f"{n}": {"all": [{"m": condition}], "run": self._raise(signal)}
            for n, (signal, condition) in enumerate(ruleset.rules)
        }
        return {**rules, "any": {"all": [{"m": CATCH_ALL}], "run": lambda _c: None}}

    def _raise(self, signal: str) -> Callable[[Any], None]:
        def raise_(_c: Any) -> None:
            self._raised.add(signal)

        return raise_

    def _counts(self, plan: ListPlan, records: list[Flat], case: Flat) -> Flat:
        raised = [self._signals(plan.stages, {**case, **record}) for record in records]
        counts: Flat = {}
        for count in plan.counts:
            low, high = count.at
            counts[low] = sum(_is(count.true, r) for r in raised)
            counts[high] = sum(not _is(count.false, r) for r in raised)
        return counts

    def _signals(self, stages: tuple[tuple[Ruleset, ...], ...], fact: Flat) -> set[str]:
        """The signals a fact raises; those of one stage are fields of the fact in the next."""
        self._raised.clear()
        known = dict(fact)
        for stage in stages:
            for ruleset in stage:
                seen = {name: known[name] for name in ruleset.fields if name in known}
                if seen:
                    self._assert(ruleset.name, {ID: 1, PRESENT: 1, **seen})
                    self._host.retract_fact(ruleset.name, {ID: 1})
            known.update(dict.fromkeys(self._raised, 1))
        return set(self._raised)

    def _assert(self, ruleset: str, fact: Flat) -> None:
        state = self._host.assert_fact(ruleset, fact)
        if state and "exception" in state:
            raise ActionError(state["exception"])

    # --- verdicts

    def _concluded(self, concerns: list[int], raised: set[str], case: Encoded) -> Result:
        plans = self._plan.policies
        outcomes = [
            () if c == verdicts.NO else tuple(_outcome(rule, raised) for rule in policy.rules)
            for policy, c in zip(plans, concerns, strict=True)
        ]
        uncovered = () if self._plan.asked else _uncovered(plans, concerns, case.held)
        hidden = 0 if self._plan.asked else case.hidden
        counts = [_count(*each) for each in zip(plans, concerns, outcomes, strict=True)]
        facts = list(self._conclusions.facts(counts, uncovered=len(uncovered), hidden=hidden, asked=self._plan.asked))
        for fact in facts:
            self._assert(verdicts.RULESET, fact)
        for known in (*(fact[ID] for fact in facts), *self._conclusions.asserted()):
            self._host.retract_fact(verdicts.RULESET, {ID: known})
        concluded = self._conclusions.policies
        policies = tuple(
            PolicyResult(c, concluded[n], o) for n, (c, o) in enumerate(zip(concerns, outcomes, strict=True))
        )
        return Result(self._conclusions.verdict, policies, uncovered, tuple(sorted(self._conclusions.open)))


def _is(signal: Signal, raised: set[str]) -> bool:
    return signal if isinstance(signal, bool) else signal in raised


def _concerns(policy: PolicyPlan, raised: set[str]) -> int:
    if _is(policy.spares, raised):
        return verdicts.NO
    return verdicts.YES if _is(policy.concerns, raised) else verdicts.MAYBE


def _outcome(rule: RulePlan, raised: set[str]) -> Outcome:
    if _is(rule.not_applicable, raised):
        return Outcome.NOT_APPLICABLE
    if _is(rule.met, raised):
        return Outcome.MET
    return Outcome.NOT_MET if _is(rule.not_met, raised) else Outcome.UNKNOWN


def _count(policy: PolicyPlan, concerns: int, outcomes: tuple[Outcome, ...]) -> verdicts.PolicyCount:
    musts = [outcome for rule, outcome in zip(policy.rules, outcomes, strict=False) if rule.must]
    needs = tuple(
        (n, rule.remedy)
        for n, (rule, outcome) in enumerate(zip(policy.rules, outcomes, strict=False))
        if outcome is Outcome.NOT_MET and rule.remedy is not None
    )
    failed, unknown = musts.count(Outcome.NOT_MET), musts.count(Outcome.UNKNOWN)
    return verdicts.PolicyCount(concerns, failed, unknown, policy.screened, needs)


def _uncovered(plans: tuple[PolicyPlan, ...], concerns: list[int], held: tuple[str, ...]) -> tuple[str, ...]:
    least = min(len(held), 2)
    spoken = {
        post
        for policy, c in zip(plans, concerns, strict=True)
        if policy.screened and c != verdicts.NO and len(policy.posts) >= least
        for post in policy.posts
    }
    return tuple(post for post in held if post not in spoken)
