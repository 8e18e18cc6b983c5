"""Judges a case with edits on a day: eligible, or what stands against it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kiemnhiem.cases.case import Case
from kiemnhiem.errors import PolicyError, UsageError
from kiemnhiem.evaluate.decision import Decision, Outcome, PolicyDecision, Verdict
from kiemnhiem.explain.edits import Edit, applied
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.explain.inputs import Inputs
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.conditions import Condition
from kiemnhiem.policy.dates import Change, Part, changes
from kiemnhiem.policy.model import Strength
from kiemnhiem.policy.program import Program, ResolvedPolicy, Rule
from kiemnhiem.policy.values import Facts

_NONE: frozenset[str] = frozenset()
_AGAINST = frozenset({Outcome.NOT_MET, Outcome.UNKNOWN})
#: Before the id of a policy that is asked as a remedy.
REMEDY = "remedy:"
#: Parts of a library whose dates do not change what rules ask.
_OUTSIDE = frozenset({Part.SOURCE, Part.POST, Part.LAYER})


@dataclass(frozen=True)
class Blocker:
    """One thing that stands against a case being eligible. It stands as long as no fact in ``open`` is another, no
    known fact in ``decided`` is another, and the rules are the same: until ``moves``; ``None``: always. (What is
    decided stays so whatever else becomes known.) ``rule``: the requirement, where it is one; ``remedy``: of the policy
    that was to cure another. ``uncovered``: no policy speaks of posts that are held.
    """

    open: frozenset[str]
    decided: frozenset[str]
    moves: date | None
    rule: Rule | None = None
    remedy: bool = False
    uncovered: bool = False

    @property
    def reads(self) -> frozenset[str]:
        """All that it depends on."""
        return self.open | self.decided


class Era:
    """A stretch of days from ``start`` on which nothing changes in the rules. Without ``programs`` the question cannot
    be asked: a policy that was named is not in force.
    """

    def __init__(self, start: date, programs: Programs | None) -> None:
        self.start, self.programs = start, programs
        self._explainers: dict[str | None, Explainer] = {}

    def explainers(self, case: Case) -> Iterator[Explainer]:
        """For each program the case may be asked."""
        for program in self.programs.possible(case.facts) if self.programs else ():
            if program.place not in self._explainers:
                self._explainers[program.place] = Explainer(program)
            yield self._explainers[program.place]

    @cached_property
    def law(self) -> Mapping[tuple[str, str], object]:
        """What each rule asks, by policy and rule."""
        if self.programs is None:
            return {}
        return {
            (key, rule.id): (policy.concerns, rule.when, rule.condition, rule.strength)
            for key, policy in self.programs.whole.all_policies
            for rule in policy.rules
        }


class Bench:
    """Judges cases for one question, from its as-of date ``until`` a day."""

    def __init__(self, programs: Programs, until: date) -> None:
        self.programs, self.until = programs, until
        self.base = Era(programs.as_of, programs)
        self.program = programs.whole
        self.inputs = Inputs(self.program.vocabulary)
        self._reads: dict[tuple[int, ...], tuple[object, frozenset[str]]] = {}
        for _, policy in self.program.all_policies:
            for rule in policy.rules:
                self.reads(policy, rule)

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything that the verdict depends on, by the rules of the as-of date."""
        policies = (p for _, p in self.program.all_policies)
        return frozenset().union(*(self.reads(p, r) for p in policies for r in (None, *p.rules) if _binds(r)))

    @cached_property
    def eras(self) -> tuple[Era, ...]:
        """The stretches of equal rules, the first from the as-of date."""
        eras = [self.base]
        for day in sorted({c.day for c in self._changes}):
            era = self._era(day)
            if day in self._unseen_days or era.law != eras[-1].law:
                eras.append(era)
        return tuple(eras)

    @cached_property
    def _changes(self) -> list[Change]:
        """What changes in the rules after the as-of date."""
        found = (c for c in changes(self.programs.library) if self.programs.as_of < c.day <= self.until)
        return [c for c in found if c.part not in _OUTSIDE]

    @cached_property
    def _amended(self) -> frozenset[str]:
        """The policies that are otherwise in some places, where each case is asked by its own."""
        return frozenset(a.amends for a in self.programs.library.amendments.values() if self.programs.by_case)

    @cached_property
    def _unseen_days(self) -> frozenset[date]:
        """The days on which something changes that the rules of everywhere do not show."""
        asked, amendments = {p.id for _, p in self.program.all_policies}, self.programs.library.amendments
        own = {id_ for id_, a in amendments.items() if a.amends in asked & self._amended}
        return frozenset(
            c.day
            for c in self._changes
            if c.part is Part.LOOKUP
            or (c.part is Part.PLACE and own)
            or (c.part is Part.AMENDMENT and c.name.partition("#")[0] in own)
        )

    def _era(self, day: date) -> Era:
        try:
            return Era(day, self.programs.on(day))
        except (UsageError, PolicyError):
            return Era(day, None)

    def era(self, day: date) -> Era:
        """The era of a day."""
        if day == self.programs.as_of:
            return self.base
        return next(era for era in reversed(self.eras) if era.start <= day)

    @cached_property
    def _moves(self) -> Mapping[tuple[str, str], date]:
        """When each rule (policy, rule) is otherwise, or not there any more; not those that stay."""
        moves: dict[tuple[str, str], date] = {}
        for era in self.eras[1:]:
            unseen = era.start in self._unseen_days
            for key, asked in self.base.law.items():
                own = unseen and (self._lookups or key[0].removeprefix(REMEDY) in self._amended)
                if own or era.law.get(key) != asked:
                    moves.setdefault(key, era.start)
        return moves

    @cached_property
    def _lookups(self) -> bool:
        """Whether a table of values changes."""
        return any(c.part is Part.LOOKUP for c in self._changes)

    def reads(self, policy: ResolvedPolicy, rule: Rule | None) -> frozenset[str]:
        """The facts that decide whether a policy concerns a case, and what a rule of it says."""
        return self._read(policy.concerns, rule.when, rule.condition) if rule else self._read(policy.concerns)

    def rule_reads(self, rule: Rule) -> frozenset[str]:
        """The facts that decide what a rule says."""
        return self._read(rule.when, rule.condition)

    def _read(self, *conditions: Condition) -> frozenset[str]:
        key = tuple(map(id, conditions))
        if key not in self._reads:
            self._reads[key] = (conditions, self.inputs.of(*conditions))
        return self._reads[key][1]

    def facts(self, case: Case, edits: Iterable[Edit] = (), day: date | None = None) -> Facts:
        """A case's facts, edited, on a day."""
        edited = applied(case, edits)
        return next(self.base.explainers(edited)).completed(edited, day)

    def blockers(self, case: Case, edits: frozenset[Edit], day: date) -> tuple[Blocker, ...] | None:
        """What stands against a case being eligible on a day, by the first of the programs it may be asked that says
        so; nothing: it is eligible. ``None``: the question cannot be asked that day.
        """
        era = self.era(day)
        if era.programs is None:
            return None
        edited = applied(case, edits)
        for explainer in era.explainers(edited):
            facts = explainer.completed(edited, day)
            decision = explainer.decide_facts(case.id, facts)
            if decision.verdict is not Verdict.ELIGIBLE:
                return tuple(self._against(explainer.program, decision))
            closed = tuple(self._closed(explainer, case, edits, day, decision))
            if closed:
                return closed
        return ()

    def _against(self, program: Program, decision: Decision) -> Iterator[Blocker]:
        found = False
        for policy in program.screened:
            decided = decision.policies[policy.id]
            if decided.verdict not in (Verdict.NOT_ELIGIBLE, Verdict.UNDETERMINED):
                continue
            found = True
            if decided.concerns is None:
                yield Blocker(self.reads(policy, None), _NONE, self._first_move)
            else:
                for rule in _failing(policy, decided, _AGAINST):
                    yield self._blocker(policy, rule, decided.outcomes[rule.id])
        if not found or decision.uncovered:
            reads = frozenset().union(*(self.reads(p, None) for p in program.screened), {"posts", "posts.post"})
            yield Blocker(reads, _NONE, self._first_move, uncovered=bool(decision.uncovered))

    def _closed(
        self, explainer: Explainer, case: Case, edits: frozenset[Edit], day: date, decision: Decision
    ) -> Iterator[Blocker]:
        """What keeps the policy that is to cure a requirement from being a way, once everything else is changed."""
        for policy, rule in explainer.cures:
            if decision.policies[policy.id].outcomes.get(rule.id) is not Outcome.MET:
                continue
            granted = [e for e in edits if e.how is not None and e.name in self.reads(policy, rule)]
            if not granted or self.first(case).policies[policy.id].outcomes.get(rule.id) is not Outcome.NOT_MET:
                continue
            cure = explainer.program.remedies[rule.remedy.policy]  # type: ignore[union-attr, index]  # cures have one
            before = explainer.completed(applied(case, edits.difference(granted)), day)
            decided = explainer.decide_facts(case.id, before).remedies[cure.id]
            if decided.verdict is Verdict.NOT_ELIGIBLE:
                for failed in _failing(cure, decided, {Outcome.NOT_MET}):
                    yield self._blocker(cure, failed, Outcome.NOT_MET, remedy=True)

    def first(self, case: Case) -> Decision:
        """The decision of the case as it is, on the as-of date."""
        if self._first is None or self._first[0] is not case:
            explainer = next(self.base.explainers(case))
            self._first = case, explainer.decide_facts(case.id, explainer.completed(case, None))
        return self._first[1]

    _first: tuple[Case, Decision] | None = None

    def _blocker(self, policy: ResolvedPolicy, rule: Rule, outcome: Outcome, *, remedy: bool = False) -> Blocker:
        moves = self._moves.get((f"{REMEDY}{policy.id}" if remedy else policy.id, rule.id))
        if outcome is Outcome.NOT_MET:
            return Blocker(_NONE, self.reads(policy, rule), moves, rule, remedy)
        own = self.rule_reads(rule)
        return Blocker(own, self.reads(policy, None) - own, moves, rule, remedy)

    @cached_property
    def _first_move(self) -> date | None:
        return self.eras[1].start if len(self.eras) > 1 else None


def _binds(rule: Rule | None) -> bool:
    return rule is None or rule.strength is Strength.MUST


def _failing(policy: ResolvedPolicy, decided: PolicyDecision, outcomes: Collection[Outcome | None]) -> Iterator[Rule]:
    for rule in policy.rules:
        if _binds(rule) and decided.outcomes.get(rule.id) in outcomes:
            yield rule
