"""What every engine has to answer, and the check made before anything is timed."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kiemnhiem.evaluate.decision import Decision, Outcome
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.policy.program import Program
from measuring.cases import as_cases
from measuring.peers.peer import Values
from measuring.workload import conditional, policy_of

APPLIES = "_applies"
_VALUES = {Outcome.MET: True, Outcome.NOT_APPLICABLE: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}


class Differs(Exception):
    """An engine does not answer as the definition does; it is not timed."""


def truth(program: Program, cases: pl.DataFrame) -> pl.DataFrame:
    """The answers of the reference evaluator: a nullable boolean a requirement (not applicable counts as met, and
    ``…_applies`` is false there, true elsewhere) and the verdict.
    """
    decisions = list(ReferenceEngine(program).decide(as_cases(cases)))
    policy = policy_of(program)
    found = {r.id: [_outcome(d, policy.id, r.id) for d in decisions] for r in policy.rules}
    columns = {name: pl.Series([_VALUES[o] for o in of], dtype=pl.Boolean) for name, of in found.items()}
    applies = {n + APPLIES: [o is not Outcome.NOT_APPLICABLE for o in found[n]] for n in conditional(program)}
    return pl.DataFrame({**columns, **applies, "verdict": [str(d.verdict) for d in decisions]})


def _outcome(decision: Decision, policy: str, requirement: str) -> Outcome:
    return decision.policies[policy].outcomes[requirement]


def of_values(values: Sequence[Values], program: Program) -> pl.DataFrame:
    """The answers of an engine that gives the values of the requirements."""
    ids = [r.id for r in policy_of(program).rules]
    return pl.DataFrame(list(values), schema=dict.fromkeys(ids, pl.Boolean), orient="row")


def check(name: str, found: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Raise :class:`Differs` where a column that the engine gives is not the expected one, or a requirement is
    missing. Whether a requirement applies is compared as the outcome tells it: unknown is not *not applicable*.
    """
    needed = {c for c in expected.columns if not c.endswith(APPLIES) and c != "verdict"}
    wrong = needed - set(found.columns)
    for column in set(found.columns) & set(expected.columns):
        values = found[column]
        if column.endswith(APPLIES):
            values = values.fill_null(value=True)
        if not values.equals(expected[column]):
            wrong.add(column)
    if wrong:
        raise Differs(f"{name} does not answer as the definition does in {', '.join(sorted(wrong))}; it is not timed")
