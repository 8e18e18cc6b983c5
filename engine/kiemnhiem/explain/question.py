"""A question asked of cases: each is decided and explained by the rules of its own place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Decision, Verdict
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.explain.finding import CaseFinding, Finding, PolicyFinding, RemedyFound
from kiemnhiem.explain.smallest import Smallest
from kiemnhiem.language import Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.program import Program

_NO_PLACE = Text(
    "Không rõ hồ sơ thuộc địa phương nào, mà quy định riêng của địa phương làm thay đổi kết luận.",
    "The place is not known, and what single places add changes the verdict.",
)
_CURE_BY_PLACE = Text(
    "Theo «{policy}»: chưa xác định được, vì không rõ hồ sơ thuộc địa phương nào.",
    'Under "{policy}": undetermined, as the place is not known.',
)


class Question:
    """Decides and explains cases by the reference evaluator. ``near``: a question of a day near by, whose preparations
    serve where the rules are the same.
    """

    def __init__(self, programs: Programs, near: Question | None = None) -> None:
        self.programs, self._near = programs, dict(near.explainers) if near else {}
        #: Those made so far, by the places whose rules they are.
        self.explainers: dict[str | None, Explainer] = {}

    def decide(self, case: Case) -> Decision:
        """The reference evaluator's decision by the rules of the case's place, or those of everywhere."""
        return self._explainer(self.program(case)).decide(case)

    def explain(self, case: Case) -> CaseFinding:
        """The case in full. Where its place is not known, what depends on the place is undetermined."""
        finding = self._explainer(self.program(case)).explain(case)
        possible = self.programs.possible(case.facts)
        if len(possible) == 1:
            return finding
        others = [self._explainer(p).decide(case) for p in possible]
        missing = () if self.programs.place_field is None else (self.programs.place_field,)
        agreed = replace(finding, policies=tuple(_if_agreed(p, others, missing) for p in finding.policies))
        if all(other.verdict is finding.verdict for other in others):
            return agreed
        return replace(
            agreed,
            verdict=Verdict.UNDETERMINED,
            missing=(*finding.missing, *missing),
            notes=(*finding.notes, _NO_PLACE),
        )

    def advise(self, case: Case) -> CaseFinding:
        """The case in full, with the smallest change that would make it eligible."""
        finding = self.explain(case)
        return replace(finding, change=self._smallest.of(case, finding.verdict))

    @cached_property
    def _smallest(self) -> Smallest:
        return Smallest(self.programs)

    def program(self, case: Case) -> Program:
        """What the case is asked."""
        return self.programs.of(case.facts)

    def by_program(self, cases: Sequence[Case]) -> list[tuple[Program, list[Case]]]:
        """The cases in groups that are asked the same."""
        groups: dict[str | None, tuple[Program, list[Case]]] = {}
        for case in cases:
            program = self.program(case)
            groups.setdefault(program.place, (program, []))[1].append(case)
        return list(groups.values())

    def _explainer(self, program: Program) -> Explainer:
        if program.place not in self.explainers:
            near = self._near.get(program.place)
            found = near.on(program) if near else None
            self.explainers[program.place] = found or Explainer(program)
        return self.explainers[program.place]


def _if_agreed(policy: PolicyFinding, others: Sequence[Decision], missing: tuple[str, ...]) -> PolicyFinding:
    """A policy's finding, undetermined unless every place that the case may belong to gives the same verdict."""
    policy = replace(policy, findings=tuple(_with_remedy_if_agreed(f, others, missing) for f in policy.findings))
    if all(other.policies[policy.policy.id].verdict is policy.verdict for other in others):
        return policy
    return replace(policy, verdict=Verdict.UNDETERMINED, missing=(*policy.missing, *missing))


def _with_remedy_if_agreed(finding: Finding, others: Sequence[Decision], missing: tuple[str, ...]) -> Finding:
    """A finding whose remedy is undetermined unless it is the same in every place the case may belong to."""
    cure = finding.remedy.policy if finding.remedy else None
    if cure is None:
        return finding
    verdicts = {other.remedies[cure.policy.id].verdict for other in others if cure.policy.id in other.remedies}
    if verdicts == {cure.verdict}:
        return finding
    undetermined = replace(cure, verdict=Verdict.UNDETERMINED, missing=(*cure.missing, *missing))
    return replace(finding, remedy=RemedyFound(_CURE_BY_PLACE.format(policy=cure.policy.title), undetermined))
