"""A program as a plan: outcomes, verdicts and what no policy speaks of, as columns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from kiemnhiem.evaluate.columnar import expression as ex
from kiemnhiem.evaluate.columnar.bounds import ordered, plain
from kiemnhiem.evaluate.columnar.conditions import compile_condition
from kiemnhiem.evaluate.columnar.expression import FALSE, Column, Expression, Type
from kiemnhiem.evaluate.columnar.names import VERDICT
from kiemnhiem.evaluate.columnar.plan import Fold, Plan, PolicyColumns, RuleColumns
from kiemnhiem.evaluate.columnar.tables import Tables
from kiemnhiem.evaluate.columnar.units import POST
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.policy.conditions import FieldRef, Scope
from kiemnhiem.policy.model import Strength
from kiemnhiem.policy.program import Program, ResolvedPolicy, Rule
from kiemnhiem.policy.resolve import POSTS

_CODES = {verdict: ex.whole(number) for number, verdict in enumerate(Verdict)}


def plan(program: Program, partial: Collection[str] | None = None) -> Plan:
    """The plan of a program.

    :param partial: the dates that may be partly known, those of records as ``list.field``; ``None``: all.
    :raises EngineError: where resolving has left something in a condition.
    """
    return plan_of(program, Tables(program, partial))


def plan_of(program: Program, tables: Tables) -> Plan:
    """The plan of a program on tables that others may ask for more."""
    return _Planner(program, tables).plan()


@dataclass
class _Planner:
    program: Program
    tables: Tables
    policies: list[PolicyColumns] = field(default_factory=list)

    def plan(self) -> Plan:
        for key, policy in self.program.all_policies:
            self.policies.append(self.policy(key, policy))
        uncovered = {} if self.program.asked else self.uncovered()
        verdict = self.made(VERDICT, self.case_verdict(uncovered), Type.INTEGER)
        named = {code: self.made(f"{POSTS}~{code}", e, Type.BOOLEAN) for code, e in uncovered.items()}
        found = Plan({}, {}, (), tuple(self.policies), verdict, named)
        stages = self.tables.stages(found.results)
        records = {name: of.inputs for name, of in self.tables.records.items() if of.results}
        return Plan(self.tables.cases.inputs, records, stages, found.policies, verdict, named)

    def made(self, name: str, expression: Expression, type: Type) -> str:
        return self.tables.cases.made(name, expression, type).name

    def policy(self, key: str, policy: ResolvedPolicy) -> PolicyColumns:
        concerns = compile_condition(policy.concerns, self.tables.cases)
        concerned = None if concerns == ex.TRUE else self.made(f"{key}~concerns", concerns, Type.BOOLEAN)
        rules = tuple(self.rule(key, rule) for rule in policy.rules)
        met = ex.all_of(Column(r.met, Type.BOOLEAN) for r in rules if r.must)
        about: Expression = Column(concerned, Type.BOOLEAN) if concerned else ex.TRUE
        verdict = self.made(f"{key}~verdict", _policy_verdict(about, met), Type.INTEGER)
        return PolicyColumns(key, verdict, concerned, rules)

    def rule(self, key: str, rule: Rule) -> RuleColumns:
        """(not ``when``) or the value, which is true where the requirement does not apply."""
        name, cases = f"{key}~{rule.id}", self.tables.cases
        value = compile_condition(rule.condition, cases)
        when = cases.shared(compile_condition(rule.when, cases), Type.BOOLEAN)
        met = self.made(name, ex.any_of((ex.negated(when), value)), Type.BOOLEAN)
        waived = ex.sure(ex.negated(when))
        column = None if waived == FALSE else self.made(f"{name}~waived", waived, Type.BOOLEAN)
        return RuleColumns(rule.id, rule.strength is Strength.MUST, met, column)

    def case_verdict(self, uncovered: dict[str, Expression]) -> Expression:
        """The worst verdict of the policies that concern the case, of what no policy speaks of, of an unknown post."""
        screened = [p for p in self.policies if p.key in {s.id for s in self.program.screened}]
        candidates: list[Expression] = [Column(p.verdict, Type.INTEGER) for p in screened]
        nothing = Verdict.NOT_APPLICABLE if self.program.asked else Verdict.NO_POLICY
        if not self.program.asked and POSTS in self.tables.records:
            open_ = ordered(ex.whole(0), self.post_count(ex.negated(ex.known(self.post()))))
            candidates.append(ex.choose(open_, _CODES[Verdict.UNDETERMINED], _CODES[Verdict.NOT_APPLICABLE]))
            some = ex.any_of(ex.sure(e) for e in uncovered.values())
            candidates.append(ex.choose(some, _CODES[Verdict.NO_POLICY], _CODES[Verdict.NOT_APPLICABLE]))
        if not candidates:
            return _CODES[nothing]
        worst = ex.least(*candidates)
        if nothing is Verdict.NOT_APPLICABLE:
            return worst
        return ex.choose(ex.Same(worst, _CODES[Verdict.NOT_APPLICABLE]), _CODES[nothing], worst)

    def uncovered(self) -> dict[str, Expression]:
        """By post: the case holds it, and no policy that may concern the case speaks of it; of several posts, no policy
        about several.
        """
        if POSTS not in self.tables.records:
            return {}
        records = self.tables.records[POSTS]
        codes = records.type.fields[POST].type.positions
        several = ordered(ex.whole(1), records.folded(Fold.DISTINCT, self.post()))
        several = self.tables.cases.shared(several, Type.BOOLEAN)
        found = {}
        for code, position in codes.items():
            held = ordered(ex.whole(0), self.post_count(ex.Same(self.post(), ex.whole(position))))
            covering = (self.covers(p, several) for p in self.program.screened if code in p.posts)
            found[code] = ex.sure(ex.all_of((held, ex.negated(ex.any_of(covering)))))
        return found

    def covers(self, policy: ResolvedPolicy, several: Expression) -> Expression:
        concerns = next(p.concerns for p in self.policies if p.key == policy.id)
        about: Expression = ex.TRUE
        if concerns:
            about = ex.negated(ex.sure(ex.negated(Column(concerns, Type.BOOLEAN))))
        return ex.all_of((about, ex.negated(several))) if len(policy.posts) == 1 else about

    def post(self) -> Expression:
        records = self.tables.records[POSTS]
        return plain(records.bounds(FieldRef(POST, records.type.fields[POST].type, Scope.ITEM)).low)

    def post_count(self, of: Expression) -> Expression:
        return self.tables.records[POSTS].folded(Fold.COUNT, of)


def _policy_verdict(concerns: Expression, met: Expression) -> Expression:
    """See :func:`kiemnhiem.evaluate.reference.policy_verdict`."""
    open_ = _CODES[Verdict.UNDETERMINED]
    failed = ex.choose(ex.negated(met), _CODES[Verdict.NOT_ELIGIBLE], open_)
    decided = ex.choose(met, _CODES[Verdict.ELIGIBLE], failed)
    return ex.choose(concerns, decided, ex.choose(ex.negated(concerns), _CODES[Verdict.NOT_APPLICABLE], open_))
