"""Rows of results as decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kiemnhiem.evaluate.columnar.plan import Plan, PolicyColumns
from kiemnhiem.evaluate.decision import Decision, Outcome, PolicyDecision, Verdict
from kiemnhiem.policy.program import REMEDY, Program

_VERDICTS = tuple(Verdict)


def decisions(
    program: Program, plan: Plan, ids: Iterable[str], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterator[Decision]:
    """One decision a row. ``columns``: the names of what stands in it."""
    at = {name: n for n, name in enumerate(columns)}
    screened = {policy.id for policy in program.screened}
    for id_, values in zip(ids, rows, strict=True):
        row = {name: values[n] for name, n in at.items()}
        found = {policy.key: _policy(policy, row) for policy in plan.policies}
        yield Decision(
            id_,
            _VERDICTS[row[plan.verdict]],
            {key: decided for key, decided in found.items() if key in screened},
            {id_: found[f"{REMEDY}{id_}"] for id_ in program.remedies},
            tuple(sorted(code for code, name in plan.uncovered.items() if row[name])),
        )


def _policy(policy: PolicyColumns, row: Mapping[str, Any]) -> PolicyDecision:
    concerns = True if policy.concerns is None else row[policy.concerns]
    if concerns is False:
        return PolicyDecision(concerns=False, verdict=Verdict.NOT_APPLICABLE)
    outcomes = {
        rule.rule: _outcome(row[rule.met], rule.waived is not None and row[rule.waived]) for rule in policy.rules
    }
    return PolicyDecision(concerns, _VERDICTS[row[policy.verdict]], outcomes)


def _outcome(met: bool | None, waived: bool) -> Outcome:
    if waived:
        return Outcome.NOT_APPLICABLE
    return Outcome.UNKNOWN if met is None else Outcome.MET if met else Outcome.NOT_MET
