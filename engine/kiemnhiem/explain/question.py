"""A question asked of cases: each is decided and explained by the rules of its own place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Decision
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.program import Program

_NO_PLACE = Text(
    "Không rõ hồ sơ thuộc địa phương nào: chỉ xét theo quy định chung, chưa tính quy định riêng của địa phương.",
    "The place is not known: decided by what holds everywhere, without what single places add.",
)


class Question:
    """Decides and explains cases by the reference evaluator."""

    def __init__(self, programs: Programs) -> None:
        self.programs = programs
        self._explainers: dict[str | None, Explainer] = {}

    def decide(self, case: Case) -> Decision:
        """The reference evaluator's decision."""
        return self._explainer(case).decide(case)

    def explain(self, case: Case) -> CaseFinding:
        """The case in full."""
        finding = self._explainer(case).explain(case)
        if self.programs.place_matters(case.facts):
            return replace(finding, notes=(*finding.notes, _NO_PLACE))
        return finding

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

    def _explainer(self, case: Case) -> Explainer:
        program = self.program(case)
        if program.place not in self._explainers:
            self._explainers[program.place] = Explainer(program)
        return self._explainers[program.place]
