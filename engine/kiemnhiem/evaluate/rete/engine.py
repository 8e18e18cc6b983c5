"""The Rete engine: cases in, decisions out, with a child process between that may die without harm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kiemnhiem.cases.case import Case
from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.decision import Decision, Outcome, PolicyDecision
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.evaluate.rete import verdicts
from kiemnhiem.evaluate.rete.encode import Encoded, Encoder
from kiemnhiem.evaluate.rete.plan import Plan, PolicyPlan, plan
from kiemnhiem.evaluate.rete.process import Child
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.program import Program

if TYPE_CHECKING:
    from kiemnhiem.evaluate.rete.network import PolicyResult, Result

#: Cases sent at once.
BATCH = 64


@dataclass(frozen=True, slots=True)
class OpenRemedy:
    """A failed requirement that can be cured: the policy it names as its remedy gives *eligible* for the same case.
    ``policy`` is a key of :attr:`kiemnhiem.policy.program.Program.all_policies`.
    """

    policy: str
    requirement: str
    remedy: str


@dataclass(frozen=True)
class Answer:
    """What became of one case: a decision and the remedies that are open, or an error and no decision."""

    case: str
    decision: Decision | None
    open: tuple[OpenRemedy, ...] = ()
    error: EngineError | None = None


class ReteEngine:
    """Decides cases by a Rete network in a child process.

    :param deadline: seconds the child may take for a batch of cases.
    :param start_deadline: seconds it may take to start and build the network.
    :param on_restart: told why, each time the child failed and is replaced.
    :raises EngineUnavailable: where durable_rules cannot run.
    :raises EngineError: where the child does not start in time, or a condition is one the network cannot hold.
    """

    name = "rete"

    def __init__(
        self,
        program: Program,
        *,
        deadline: float = LIMITS.rete_seconds,
        start_deadline: float = 60,
        on_restart: Callable[[Text], None] | None = None,
    ) -> None:
        self.restarts = 0
        self._deadline, self._start_deadline = deadline, start_deadline
        self._on_restart = on_restart
        self._plan, names = plan(program)
        self._completed, self._encoder = Deriver(program).completed, Encoder(names)
        self._child: Child | None = None
        self._ready()

    def decide(self, cases: Iterable[Case]) -> Iterator[Decision]:
        """One decision a case, in order.

        :raises EngineError: at the first case that cannot be decided; :meth:`answers` goes on to the next.
        """
        for found in self.answers(cases):
            if found.decision is None:
                raise found.error or EngineError(Text("Không có kết quả", "No result"))
            yield found.decision

    def answers(self, cases: Iterable[Case]) -> Iterator[Answer]:
        """One answer a case, in order. A case whose batch was lost with the child is tried once more by itself."""
        waiting = iter(cases)
        while batch := list(islice(waiting, BATCH)):
            encoded = [self._encoder.encode(self._completed(case)) for case in batch]
            child = self._ready()
            try:
                results = self._ask(child, encoded)
            except EngineError:
                for case, facts in zip(batch, encoded, strict=True):
                    yield self._alone(case, facts)
            else:
                for case, result in zip(batch, results, strict=True):
                    yield answer(case.id, result, self._plan)

    def close(self) -> None:
        """End the child."""
        if self._child:
            self._child.close()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, type: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is one."""
        return self._child.pid if self._child else None

    def _alone(self, case: Case, facts: Encoded) -> Answer:
        child = self._ready()
        try:
            [result] = self._ask(child, [facts])
        except EngineError as error:
            text = Text("Hồ sơ {id}: {why}", "Case {id}: {why}").format(id=case.id, why=error.text)
            return Answer(case.id, None, error=EngineError(text))
        return answer(case.id, result, self._plan)

    def _ask(self, child: Child, encoded: Sequence[Encoded]) -> Sequence[Result]:
        try:
            results: Sequence[Result] = child.ask(list(encoded), self._deadline)
        except EngineError as error:
            self._child = None
            self.restarts += 1
            if self._on_restart:
                self._on_restart(error.text)
            raise
        return results

    def _ready(self) -> Child:
        """The child; a new one if there is none. Where none can be started there is no use in going on."""
        if self._child is None:
            child = Child()
            child.ask((self._plan, self._deadline), self._start_deadline)
            self._child = child
        return self._child


def answer(case: str, result: Result, plan: Plan) -> Answer:
    """What the network said of a case, in the words of the policies."""
    policies = [(p, _decision(p, r)) for p, r in zip(plan.policies, result.policies, strict=True)]
    screened = {p.key: d for p, d in policies if p.screened}
    remedies = {p.key.removeprefix("remedy:"): d for p, d in policies if not p.screened}
    decision = Decision(case, verdicts.CODES[result.verdict], screened, remedies, result.uncovered)
    return Answer(case, decision, tuple(_open(plan, *at) for at in result.open))


def _decision(policy: PolicyPlan, result: PolicyResult) -> PolicyDecision:
    concerns = {verdicts.NO: False, verdicts.YES: True}.get(result.concerns)
    outcomes = {rule.id: Outcome(o) for rule, o in zip(policy.rules, result.outcomes, strict=False)}
    return PolicyDecision(concerns, verdicts.CODES[result.verdict], outcomes)


def _open(plan: Plan, policy: int, rule: int, remedy: int) -> OpenRemedy:
    found, cure = plan.policies[policy], plan.policies[remedy]
    return OpenRemedy(found.key, found.rules[rule].id, cure.key.removeprefix("remedy:"))
