"""Tests run by the reference evaluator; what came out otherwise is explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kiemnhiem.author.testing.model import Expectation, PolicyTest, Result
from kiemnhiem.author.testing.reading import BLOCKED
from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.evaluate.decision import Outcome, PolicyDecision
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.evaluate.reference import CompiledPolicy
from kiemnhiem.explain.explainer import Explainer
from kiemnhiem.explain.finding import CaseFinding, PolicyFinding
from kiemnhiem.language import Text
from kiemnhiem.policy import resolve
from kiemnhiem.policy.model import Library, Strength
from kiemnhiem.policy.program import Program, ResolvedPolicy
from kiemnhiem.policy.values import Facts

#: A question tests ask: of which policy, on which day, by the rules of which place.
Key = tuple[str, date, str | None]


def key_of(test: PolicyTest) -> Key:
    """The question a test asks."""
    return test.policy, test.as_of, test.locality


@dataclass
class Bench:
    """Where tests run: programs, and cases completed with what is derived, are made once."""

    library: Library
    _programs: dict[Key, Program | KiemnhiemError] = field(default_factory=dict)
    _compiled: dict[Key, CompiledPolicy] = field(default_factory=dict)
    _derivers: dict[tuple[str, date], Deriver] = field(default_factory=dict)
    _completed: dict[int, tuple[PolicyTest, Facts]] = field(default_factory=dict)

    def program(self, key: Key) -> Program:
        """The program of a question. Raises :class:`KiemnhiemError` where it cannot be asked."""
        if key not in self._programs:
            policy, as_of, locality = key
            subject = self.library.policies[policy].subject
            try:
                self._programs[key] = resolve(self.library, as_of, [policy], subject, locality)
            except KiemnhiemError as error:
                self._programs[key] = error
        program = self._programs[key]
        if isinstance(program, KiemnhiemError):
            raise program
        return program

    def policy(self, key: Key) -> ResolvedPolicy:
        """The policy of a question, resolved."""
        return self.program(key).screened[0]

    def compiled(self, key: Key) -> CompiledPolicy:
        """The policy of a question, ready for facts."""
        if key not in self._compiled:
            self._compiled[key] = CompiledPolicy(self.policy(key))
        return self._compiled[key]

    def deriver(self, key: Key) -> Deriver:
        """What completes the facts of the cases of a question."""
        at = (self.library.policies[key[0]].subject, key[1])
        if at not in self._derivers:
            self._derivers[at] = Deriver(self.program(key))
        return self._derivers[at]

    def facts(self, test: PolicyTest) -> Facts:
        """The facts of a test's case, completed."""
        if id(test) not in self._completed:
            self._completed[id(test)] = test, self.deriver(key_of(test)).completed(test.case)
        return self._completed[id(test)][1]


def run_tests(library: Library, tests: Sequence[PolicyTest], bench: Bench | None = None) -> Iterator[Result]:
    """Run tests by the reference evaluator."""
    bench = bench or Bench(library)
    for test in tests:
        key = key_of(test)
        try:
            decision, policy = bench.compiled(key).decide(bench.facts(test)), bench.policy(key)
        except KiemnhiemError as error:
            yield Result(test, (error.text,))
            continue
        if as_expected(test.expected, policy, decision):
            yield Result(test)
        else:
            finding = Explainer(bench.program(key)).explain(test.case)
            yield Result(test, tuple(_differences(test.expected, finding)))


def expectation(policy: ResolvedPolicy, decision: PolicyDecision) -> Expectation:
    """What a test would have to expect of a decision."""
    wanted = BLOCKED.get(decision.verdict)
    of = decision.outcomes
    blockers = {r.id for r in policy.rules if r.strength is Strength.MUST and of.get(r.id) is wanted} if wanted else ()
    remarks = {r.id for r in policy.rules if r.strength is Strength.SHOULD and of.get(r.id) is Outcome.NOT_MET}
    return Expectation(decision.verdict, frozenset(blockers), frozenset(remarks))


def as_expected(expected: Expectation, policy: ResolvedPolicy, decision: PolicyDecision) -> bool:
    """Whether a decision is what was expected."""
    found = expectation(policy, decision)
    if expected.remarks is not None and expected.remarks != found.remarks:
        return False
    return (expected.verdict, expected.requirements) == (found.verdict, found.requirements)


def _differences(expected: Expectation, finding: CaseFinding) -> Iterator[Text]:
    policy = finding.policies[0]
    if policy.verdict is not expected.verdict:
        yield _VERDICT.format(expected=expected.verdict.value, found=policy.verdict.value)
    found = _blockers(policy, BLOCKED.get(expected.verdict, Outcome.NOT_MET))
    for id_ in sorted(expected.requirements - found.keys()):
        outcome = next((f.outcome.value for f in policy.findings if f.rule.id == id_), "—")
        yield _EXPECTED_BLOCKER.format(id=id_, outcome=outcome)
    for id_ in sorted(found.keys() - expected.requirements):
        yield _UNNAMED_BLOCKER.format(id=id_, because=found[id_])
    if expected.remarks is not None and expected.remarks != set(policy.remarks):
        yield _REMARKS.format(expected=sorted(expected.remarks), found=list(policy.remarks))


def _blockers(policy: PolicyFinding, outcome: Outcome) -> dict[str, Text]:
    return {f.rule.id: f.because for f in policy.of(outcome)}


_VERDICT = Text("kết luận: mong đợi {expected}, nhận được {found}", "verdict: expected {expected}, got {found}")
_EXPECTED_BLOCKER = Text("- {id}: mong đợi, nhưng kết quả là {outcome}", "- {id}: expected, but it came out {outcome}")
_UNNAMED_BLOCKER = Text("+ {id}: không được nêu, nhưng: {because}", "+ {id}: not named, but: {because}")
_REMARKS = Text("lưu ý: mong đợi {expected}, nhận được {found}", "remarks: expected {expected}, got {found}")
