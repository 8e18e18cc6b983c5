"""A program as the network runs it: rulesets, and where their signals lead. Plain data that a child process is sent."""

from __future__ import annotations

from dataclasses import dataclass

from kiemnhiem.evaluate.rete.clauses import Clauses, Signal
from kiemnhiem.evaluate.rete.fields import Bounded, ListUse, Names, check_hashes
from kiemnhiem.evaluate.rete.formula import Conditions, every
from kiemnhiem.evaluate.rete.pack import Ruleset, pack
from kiemnhiem.evaluate.rete.verdicts import FIELDS
from kiemnhiem.policy.model import Strength
from kiemnhiem.policy.program import Program, ResolvedPolicy, Rule


@dataclass(frozen=True)
class CountPlan:
    """Counts records by two signals: as many as raise ``true``, up to as many as do not raise ``false``."""

    true: Signal
    false: Signal
    at: Bounded


@dataclass(frozen=True)
class ListPlan:
    """What is asked of the records of one list, each a fact of its own together with the case's fields."""

    list: str
    stages: tuple[tuple[Ruleset, ...], ...]
    counts: tuple[CountPlan, ...]


@dataclass(frozen=True)
class RulePlan:
    """The signals of one requirement. ``remedy``: the position of the policy that may cure it."""

    id: str
    must: bool
    not_applicable: Signal
    met: Signal
    not_met: Signal
    remedy: int | None


@dataclass(frozen=True)
class PolicyPlan:
    """The signals of one policy."""

    key: str
    screened: bool
    posts: tuple[str, ...]
    concerns: Signal
    spares: Signal
    rules: tuple[RulePlan, ...]


@dataclass(frozen=True)
class Plan:
    """A whole program."""

    lists: tuple[ListPlan, ...]
    stages: tuple[tuple[Ruleset, ...], ...]
    policies: tuple[PolicyPlan, ...]
    asked: bool


def plan(program: Program) -> tuple[Plan, Names]:
    """The plan of a program, and the names its facts are to be written with.

    :raises EngineError: for a condition the network cannot hold.
    """
    names = Names()
    conditions, clauses = Conditions(names), Clauses("s")
    at = {key: n for n, (key, _) in enumerate(program.all_policies)}
    policies = tuple(
        _policy(key, policy, conditions, clauses, at, screened=n < len(program.screened))
        for n, (key, policy) in enumerate(program.all_policies)
    )
    lists = tuple(_list(n, name, use) for n, (name, use) in enumerate(names.lists.items()))
    raised = [s for made in (clauses, *(c for _, c in lists)) for s in made.stages]
    check_hashes([*FIELDS, *names.taken, *raised])
    check_hashes([str(n) for n in range(2 * len(policies) + 1 + sum(len(p.rules) for p in policies))])
    return Plan(tuple(p for p, _ in lists), pack("case", clauses.made), policies, program.asked), names


def _policy(
    key: str,
    policy: ResolvedPolicy,
    conditions: Conditions,
    clauses: Clauses,
    at: dict[str, int],
    *,
    screened: bool,
) -> PolicyPlan:
    concerns, spares = (clauses.signal(conditions.certain(policy.concerns, truth)) for truth in (True, False))
    rules = tuple(_rule(rule, conditions, clauses, at) for rule in policy.rules)
    return PolicyPlan(key, screened, policy.posts, concerns, spares, rules)


def _rule(rule: Rule, conditions: Conditions, clauses: Clauses, at: dict[str, int]) -> RulePlan:
    applies, spares = (conditions.certain(rule.when, truth) for truth in (True, False))
    met, failed = (conditions.certain(rule.condition, truth) for truth in (True, False))
    remedy = at.get(f"remedy:{rule.remedy.policy}") if rule.remedy else None
    return RulePlan(
        rule.id,
        must=rule.strength is Strength.MUST,
        not_applicable=clauses.signal(spares),
        met=clauses.signal(met),
        not_met=clauses.signal(every((applies, failed))),
        remedy=remedy,
    )


def _list(position: int, list: str, use: ListUse) -> tuple[ListPlan, Clauses]:
    clauses = Clauses(f"r{position}s")
    counts = tuple(CountPlan(clauses.signal(c.true), clauses.signal(c.false), c.at) for c in use.counts.values())
    return ListPlan(list, pack(f"list{position}", clauses.made), counts), clauses
