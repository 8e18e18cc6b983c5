"""From outcomes to verdicts and remedies, by forward chaining inside the network.

One fact a policy (does it concern the case, how many requirements failed, how many are unknown) fires exactly one
verdict rule. Its action asserts a verdict fact, on which the rules for the case and for remedies fire in turn: where a
requirement has failed and the policy named as its cure gives *eligible*, the way is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.rete.fields import ID, PRESENT
from kiemnhiem.evaluate.rete.pack import CATCH_ALL, Json

RULESET = "verdicts"

POLICY, CONCERNS, FAILED, UNKNOWN, SCREENED = "p", "c", "f", "u", "s"
VERDICT = "v"
RULE, REMEDY = "r", "m"
CONCERNED, UNCOVERED, HIDDEN, ASKED = "n", "o", "h", "a"
#: Every field of a fact here.
FIELDS = (
    ID, PRESENT, POLICY, CONCERNS, FAILED, UNKNOWN, SCREENED, VERDICT, RULE, REMEDY,
    CONCERNED, UNCOVERED, HIDDEN, ASKED, "sid", "$s",
)  # fmt: skip

NO, YES, MAYBE = 0, 1, 2
#: Verdicts as numbers, worst first.
CODES = tuple(Verdict)

#: The verdict of a policy, from its fact; exactly one fires.
POLICY_RULES: dict[str, tuple[Verdict, tuple[Json, ...]]] = {
    "other": (Verdict.NOT_APPLICABLE, ({CONCERNS: NO},)),
    "maybe": (Verdict.UNDETERMINED, ({CONCERNS: MAYBE},)),
    "failed": (Verdict.NOT_ELIGIBLE, ({CONCERNS: YES}, {"$gte": {FAILED: 1}})),
    "unknown": (Verdict.UNDETERMINED, ({CONCERNS: YES}, {FAILED: 0}, {"$gte": {UNKNOWN: 1}})),
    "met": (Verdict.ELIGIBLE, ({CONCERNS: YES}, {FAILED: 0}, {UNKNOWN: 0})),
}
#: What the case's verdict is at best, from the verdict of a policy or from what no policy speaks of.
CASE_RULES: dict[str, tuple[Verdict, tuple[Json, ...]]] = {
    **{
        verdict.value: (verdict, ({VERDICT: CODES.index(verdict)}, {SCREENED: 1}))
        for verdict in (Verdict.NOT_ELIGIBLE, Verdict.UNDETERMINED, Verdict.ELIGIBLE)
    },
    "hidden": (Verdict.UNDETERMINED, ({"$gte": {HIDDEN: 1}},)),
    "uncovered": (Verdict.NO_POLICY, ({"$gte": {UNCOVERED: 1}},)),
    "silent": (Verdict.NO_POLICY, ({CONCERNED: 0}, {ASKED: 0})),
    "idle": (Verdict.NOT_APPLICABLE, ({CONCERNED: 0}, {ASKED: 1})),
}

Action = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class PolicyCount:
    """What the verdict on a policy hangs on. ``failed`` and ``unknown`` count its ``must`` requirements; ``needs`` are
    the failed ones that name a remedy: their position and that of the remedy.
    """

    concerns: int
    failed: int
    unknown: int
    screened: bool
    needs: tuple[tuple[int, int], ...] = ()


class Conclusions:
    """The verdict rules, and what they concluded of the case at hand."""

    def __init__(self, policies: int) -> None:
        self.policies: dict[int, int] = {}
        self.open: set[tuple[int, int, int]] = set()
        self._policies = policies
        self._case: set[int] = set()

    @property
    def verdict(self) -> int:
        """The verdict of the case: the worst that some rule gave it."""
        return min(self._case)

    def facts(
        self, counts: Sequence[PolicyCount], *, uncovered: int, hidden: int, asked: bool
    ) -> Iterator[dict[str, int]]:
        """The facts of a new case, with ids of their own; what was concluded of the last one is forgotten."""
        self.policies.clear()
        self.open.clear()
        self._case.clear()
        for n, count in enumerate(counts):
            yield {
                ID: n, PRESENT: 1, POLICY: n, CONCERNS: count.concerns, FAILED: count.failed, UNKNOWN: count.unknown,
                SCREENED: int(count.screened),
            }  # fmt: skip
        needs = [(n, *need) for n, count in enumerate(counts) for need in count.needs]
        for i, (policy, rule, remedy) in enumerate(needs):
            yield {ID: 2 * self._policies + 1 + i, PRESENT: 1, POLICY: policy, RULE: rule, REMEDY: remedy}
        concerned = sum(count.screened and count.concerns != NO for count in counts)
        yield {
            ID: 2 * self._policies, PRESENT: 1, CONCERNED: concerned, UNCOVERED: uncovered, HIDDEN: hidden,
            ASKED: int(asked),
        }  # fmt: skip

    def asserted(self) -> Iterator[int]:
        """The ids of the verdict facts that actions have asserted."""
        return (self._policies + policy for policy in self.policies)

    def rules(self) -> dict[str, Json]:
        """The ruleset, with actions that write here."""
        rules = {"any": _rule(CATCH_ALL, lambda _c: None)}
        for name, (verdict, tests) in POLICY_RULES.items():
            rules[f"policy_{name}"] = _rule(_both(tests), self._verdict(CODES.index(verdict)))
        for name, (verdict, tests) in CASE_RULES.items():
            rules[f"case_{name}"] = _rule(_both(tests), self._worst(CODES.index(verdict)))
        cure = _both(({VERDICT: CODES.index(Verdict.ELIGIBLE)}, {SCREENED: 0}))
        need = _both(({"$ex": {RULE: 1}}, {REMEDY: {"cure": POLICY}}))
        rules["open"] = {"all": [{"cure": cure}, {"need": need}], "run": self._opened}
        return rules

    def _verdict(self, code: int) -> Action:
        def conclude(c: Any) -> None:
            policy: int = c.m[POLICY]
            if policy in self.policies:
                raise ValueError("two verdicts on one policy")
            self.policies[policy] = code
            fact = {POLICY: policy, VERDICT: code, SCREENED: c.m[SCREENED]}
            c.assert_fact({ID: self._policies + policy, PRESENT: 1, **fact})

        return conclude

    def _worst(self, code: int) -> Action:
        def conclude(_c: Any) -> None:
            self._case.add(code)

        return conclude

    def _opened(self, c: Any) -> None:
        self.open.add((c.need[POLICY], c.need[RULE], c.need[REMEDY]))


def _both(tests: tuple[Json, ...]) -> Json:
    return {"$and": list(tests)} if len(tests) > 1 else tests[0]


def _rule(condition: Json, action: Action) -> Json:
    return {"all": [{"m": condition}], "run": action}
