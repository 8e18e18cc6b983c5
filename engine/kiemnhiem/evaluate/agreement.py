"""Whether two engines decided one case alike: the definition, and the Rete network beside it."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.errors import Disagreement, EngineError
from kiemnhiem.evaluate.decision import Decision, Outcome, Verdict
from kiemnhiem.evaluate.rete import Answer, OpenRemedy
from kiemnhiem.language import Text
from kiemnhiem.policy.program import Program

_DISAGREE = Text(
    "Hai bộ máy quyết định khác nhau về hồ sơ {case} ({where}); không đưa ra kết luận. Xin báo lỗi này.",
    "The two engines decide case {case} differently ({where}); no verdict is given. Please report this.",
)
NO_ANSWER = Text("Bộ máy thứ hai không trả lời.", "The second engine gave no answer.")


def agree(program: Program, one: Decision, answer: Answer) -> None:
    """See that the second engine decided as the first.

    :raises Disagreement: where it did not.
    :raises EngineError: where it gave no decision.
    """
    if answer.decision is None:
        raise answer.error or EngineError(NO_ANSWER)
    where = [*_differences(one, answer.decision)]
    if set(answer.open) != set(_open_remedies(program, one)):
        where.append("remedy")
    if where:
        raise Disagreement(_DISAGREE.format(case=one.case, where=", ".join(where)))


def _differences(one: Decision, other: Decision) -> Iterator[str]:
    for mine, theirs in ((one.policies, other.policies), (one.remedies, other.remedies)):
        yield from (name for name in mine if mine[name] != theirs.get(name))
    if (one.verdict, one.uncovered) != (other.verdict, other.uncovered):
        yield f"{one.verdict} / {other.verdict}"


def _open_remedies(program: Program, decision: Decision) -> Iterator[OpenRemedy]:
    """The failed requirements whose remedy is open, by the reference evaluator."""
    for key, policy in program.all_policies:
        decided = decision.remedies[policy.id] if key not in decision.policies else decision.policies[key]
        for rule in policy.rules:
            remedy = rule.remedy.policy if rule.remedy else None
            asked = decision.remedies.get(remedy) if remedy else None
            failed = decided.outcomes.get(rule.id) is Outcome.NOT_MET
            if failed and remedy and asked and asked.verdict is Verdict.ELIGIBLE:
                yield OpenRemedy(key, rule.id, remedy)
