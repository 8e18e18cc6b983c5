"""Questions to z3: is there a case for which these formulas hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import z3

from kiemnhiem.author.smt.conditions import Conditions, excepted
from kiemnhiem.author.smt.facts import FactTerms
from kiemnhiem.author.smt.needs import Needs
from kiemnhiem.author.smt.terms import Formula, Truth, every, some
from kiemnhiem.cases.case import Case
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.conditions import Condition
from kiemnhiem.policy.model import Strength
from kiemnhiem.policy.program import Program, ResolvedPolicy, Rule

#: Milliseconds after which z3 is not asked further, and nothing is claimed.
PATIENCE = LIMITS.proof_milliseconds


class Found(Enum):
    """What z3 says."""

    SOME = "some"
    NONE = "none"
    OPEN = "open"


@dataclass(frozen=True)
class Answer:
    """``case``: one for which the formulas hold; ``core``: where there is none, the labels of formulas that exclude
    each other.
    """

    found: Found
    case: Case | None = None
    core: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleFormula:
    """A requirement: whether it is asked at all, its value before and after exceptions, and each exception's."""

    rule: Rule
    when: Truth
    base: Truth
    value: Truth
    exceptions: tuple[tuple[Truth, Truth], ...]

    @property
    def passed(self) -> Formula:
        """Met or not applicable."""
        return some((self.when.false, self.value.true))

    @property
    def failed(self) -> Formula:
        """Not met."""
        return every((self.when.true, self.value.false))

    def without(self, index: int) -> Truth:
        """The value if one exception were not there."""
        return excepted(self.base, [e for i, e in enumerate(self.exceptions) if i != index])


@dataclass(frozen=True)
class PolicyFormula:
    """A policy: whom it concerns and its requirements by id."""

    policy: ResolvedPolicy
    concerns: Truth
    rules: Mapping[str, RuleFormula]

    @property
    def musts(self) -> tuple[RuleFormula, ...]:
        """The requirements that bind."""
        return tuple(r for r in self.rules.values() if r.rule.strength is Strength.MUST)

    @property
    def eligible(self) -> Formula:
        """The verdict is eligible."""
        return every((self.concerns.true, *(r.passed for r in self.musts)))

    @property
    def not_eligible(self) -> Formula:
        """The verdict is not eligible."""
        return every((self.concerns.true, some(r.failed for r in self.musts)))


def conditions_of(policy: ResolvedPolicy) -> list[Condition]:
    """Every condition of a policy."""
    return [policy.concerns, *(c for r in policy.rules for c in (r.when, r.condition))]


@dataclass
class Asker:
    """Asks about cases that several policies (of one library or of two) may share the facts of."""

    facts: Sequence[FactTerms]
    #: The case of the last answer as each of ``facts`` has it.
    cases: list[Case] = field(default_factory=list)
    _solver: Any = field(default_factory=z3.Solver)
    _given: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._solver.set("timeout", PATIENCE)
        self._given = [0] * len(self.facts)

    def none(self, *formulas: Formula) -> bool:
        """Whether there surely is no case for which all hold."""
        return self.ask(*formulas, example=False).found is Found.NONE

    def ask(
        self,
        *formulas: Formula,
        labelled: Mapping[str, Formula] | None = None,
        id: str = "1",
        example: bool = True,
    ) -> Answer:
        """A case for which all hold, with plausible numbers and dates if it may have them; without ``example``, only
        whether there is one.
        """
        if any(f is False for f in formulas):
            return Answer(Found.NONE)
        self._flush()
        self._solver.push()
        try:
            self._solver.add(*(f for f in formulas if f is not True))
            labels = {label: z3.Bool(f"label {label}") for label in labelled or {}}
            self._solver.add(*(z3.Implies(labels[n], f) for n, f in (labelled or {}).items()))
            return self._answer(labels, id, example=example)
        finally:
            self._solver.pop()

    def _answer(self, labels: Mapping[str, Any], id: str, *, example: bool) -> Answer:
        chosen = list(labels.values())
        result = self._solver.check(*chosen)
        if result == z3.unknown:
            return Answer(Found.OPEN)
        if result == z3.unsat:
            return Answer(Found.NONE, core=self._minimal(labels))
        if not example:
            return Answer(Found.SOME)
        model = self._solver.model()
        self._solver.push()
        self._solver.add(*(p for f in self.facts for p in f.plausible))
        if self._solver.check(*chosen) == z3.sat:
            model = self._solver.model()
        self._solver.pop()
        self.cases = [facts.case(model, id) for facts in self.facts]
        return Answer(Found.SOME, self.cases[0])

    def _minimal(self, labels: Mapping[str, Any]) -> tuple[str, ...]:
        """The labels of formulas that exclude each other, none of which can be left out."""
        core = [n for n, literal in labels.items() if any(literal.eq(c) for c in self._solver.unsat_core())]
        for name in tuple(core):
            fewer = [n for n in core if n != name]
            if self._solver.check(*(labels[n] for n in fewer)) == z3.unsat:
                core = fewer
        return tuple(core)

    def _flush(self) -> None:
        for i, facts in enumerate(self.facts):
            new = facts.axioms[self._given[i] :]
            self._given[i] = len(facts.axioms)
            self._solver.add(*new)


def merged(one: Case, other: Case) -> Case:
    """The case with the facts that either of two parties asks for; where both do, they are the same."""
    facts: dict[str, Any] = dict(one.facts)
    for name, value in other.facts.items():
        mine = facts.get(name)
        if isinstance(mine, tuple) and isinstance(value, tuple) and len(mine) == len(value):
            facts[name] = tuple({**a, **b} for a, b in zip(mine, value, strict=True))
        else:
            facts[name] = value
    return Case(one.id, facts, {**one.judgements, **other.judgements})


def formulas(conditions: Conditions, policy: ResolvedPolicy) -> PolicyFormula:
    """A policy over the facts of one case."""
    rules = {}
    for rule in policy.rules:
        base = conditions.truth(rule.base)
        exceptions = tuple((conditions.truth(e.when), conditions.truth(e.require)) for e in rule.exceptions)
        value = excepted(base, exceptions)
        rules[rule.id] = RuleFormula(rule, conditions.truth(rule.when), base, value, exceptions)
    return PolicyFormula(policy, conditions.truth(policy.concerns), rules)


def conditions_over(
    program: Program,
    *needed: Needs,
    complete: bool = True,
    shared: FactTerms | None = None,
    renamed: frozenset[str] = frozenset(),
) -> Conditions:
    """What conditions of a program are compiled with."""
    merged = Needs()
    for one in needed:
        merged = merged.merged(one)
    records = merged.capped().records
    facts = FactTerms(program.vocabulary, program.as_of, records, complete, renamed=renamed)
    if shared is not None:
        facts.texts = shared.texts
    return Conditions(facts, program.library.posts)
