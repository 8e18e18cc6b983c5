"""The least-weight set of changes that would make a case eligible; docs/smallest-change.md."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.evaluate.derive import add_months
from kiemnhiem.explain.advice import HORIZON, Change, SmallestChange, Wait
from kiemnhiem.explain.bench import Bench
from kiemnhiem.explain.changewords import Wording
from kiemnhiem.explain.edits import Edit, Editor, applied
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.explain.likeness import Likeness
from kiemnhiem.explain.search import LIMIT, Result, Search, Solution, years_begun
from kiemnhiem.explain.turning import Turning
from kiemnhiem.language import Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.program import ResolvedPolicy, Rule
from kiemnhiem.policy.types import How
from kiemnhiem.policy.values import Facts

_FAILING = frozenset({Outcome.NOT_MET, Outcome.UNKNOWN})
_DAY = timedelta(days=1)


class Smallest:
    """Finds smallest changes for one question. ``limit``: how many sets of changes are judged for a case."""

    def __init__(self, programs: Programs, limit: int = LIMIT) -> None:
        self._bench = Bench(programs, add_months(programs.as_of, 12 * HORIZON))
        self._limit, self._as_of = limit, programs.as_of
        self._found: dict[Hashable, tuple[SmallestChange, int | None]] = {}
        library = programs.library
        judgements = {n: r.judgement.mutable for n, (_, r) in library.judgements.items() if r.judgement}
        self._editor = Editor(self._bench.inputs, self._explainer(Case("", {})), judgements)
        self._wording = Wording(self._bench.program, self._bench.inputs)

    def of(self, case: Case, verdict: Verdict) -> SmallestChange | None:
        """The smallest change for a case with a verdict; ``None`` where there is nothing to change."""
        if verdict not in (Verdict.NOT_ELIGIBLE, Verdict.UNDETERMINED):
            return None
        facts = self._bench.facts(case)
        key, days = self._likeness.of(facts)
        if key not in self._found:
            change = self._search(case, facts)
            waits = change.wait.day if change.wait else None
            self._found[key] = change, days.index(waits) if waits in days else None
        change, turn = self._found[key]
        return (
            replace(change, wait=replace(change.wait, day=days[turn])) if change.wait and turn is not None else change
        )

    def _explainer(self, case: Case, day: date | None = None) -> Explainer:
        return next(self._bench.era(day or self._as_of).explainers(case))

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self._bench, Turning(self._bench.inputs, self._bench.names))

    @cached_property
    def _turning(self) -> Turning | None:
        """What the day turns, where the vocabulary says of anything that it passes."""
        fields = self._bench.inputs.fields.values()
        marked = (f.mutable for of in fields for f in (of, *of.type.fields.values()))
        passing = any(mutable and mutable.how is How.PASSES for mutable in marked)
        return Turning(self._bench.inputs, self._bench.names) if passing else None

    # --- from a solution to what is told

    def result(self, case: Case, facts: Facts | None = None) -> Result:
        """What the search finds for a case that is not eligible. ``facts``: its own, completed."""
        facts = facts or self._bench.facts(case)
        return Search(self._bench, case, facts, self._editor, self._turning, self._limit).run()

    def _search(self, case: Case, facts: Facts) -> SmallestChange:
        result = self.result(case, facts)
        if result.solution is None:
            horizon = HORIZON if self._turning else 0
            return SmallestChange(
                found=False, complete=result.complete, bars=result.bars, uncovered=result.uncovered, horizon=horizon
            )
        changes = tuple(self._change(case, edit, result.solution) for edit in _ordered(result.solution.edits))
        return SmallestChange(
            found=True,
            changes=tuple(c for c in changes if c.how),
            supplied=tuple(c for c in changes if not c.how),
            wait=self._wait(case, result.solution) if result.solution.day > self._as_of else None,
        )

    def _change(self, case: Case, edit: Edit, solution: Solution) -> Change:
        explainer = self._explainer(case, solution.day)
        met = tuple(self._met(case, solution))
        rules = tuple(r for _, r in met if edit.name in self._bench.rule_reads(r))
        rules = rules or tuple(r for p, r in met if edit.name in self._bench.reads(p, r))
        ways: list[Text | None] = []
        if edit.how and any(r.remedy for r in rules):
            others = solution.edits - {e for e in solution.edits if e.how and e.name == edit.name}
            before = explainer.completed(applied(case, others), solution.day)
            decision = explainer.decide_facts("", before)
            ways = [explainer.way(r, before, decision) for r in rules if r.remedy]
        return self._wording.change(edit, rules, tuple(w for w in dict.fromkeys(ways) if w))

    def _met(self, case: Case, solution: Solution) -> Iterator[tuple[ResolvedPolicy, Rule]]:
        """The requirements that a solution meets: of the screened policies, and of the remedies it goes by."""
        before = self._bench.first(case)
        edited = applied(case, solution.edits)
        explainer = self._explainer(edited, solution.day)
        after = explainer.decide_facts("", explainer.completed(edited, solution.day))
        for policy in self._bench.program.screened:
            was, now = before.policies[policy.id], after.policies.get(policy.id)
            for rule in policy.rules:
                failed = was.outcomes.get(rule.id) in _FAILING
                if rule.strength == "must" and failed and (now is None or now.outcomes.get(rule.id) not in _FAILING):
                    yield policy, rule
        for policy, rule in self._explainer(case).cures:
            cure = self._bench.program.remedies[rule.remedy.policy]  # type: ignore[union-attr, index]  # cures have one
            if before.policies[policy.id].outcomes.get(rule.id) is Outcome.NOT_MET:
                failed_ids = [i for i, o in before.remedies[cure.id].outcomes.items() if o is Outcome.NOT_MET]
                yield from ((cure, r) for r in cure.rules if r.id in failed_ids and r.strength == "must")

    def _wait(self, case: Case, solution: Solution) -> Wait:
        """What the day that is waited for brings."""
        eve = solution.day - _DAY
        blockers = self._bench.blockers(case, solution.edits, eve) or ()
        rules = tuple({b.rule.id: b.rule for b in blockers if b.rule}.values())
        was, now = (self._bench.facts(case, solution.edits, day) for day in (eve, solution.day))
        reasons = self._wording.reasons(self._bench, blockers, was, now, solution.day, self._turning)
        return Wait(solution.day, years_begun(self._as_of, solution.day), tuple(dict.fromkeys(reasons)), rules)


def _ordered(edits: Iterable[Edit]) -> list[Edit]:
    return sorted(edits, key=lambda e: (e.how is None, tuple(map(str, e.path))))
