"""What a case is listed by, from its finding: what screening the file would note of it."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.web.results.index import Mark

_OF_OUTCOME = {Outcome.NOT_MET: Mark.NOT_MET, Outcome.UNKNOWN: Mark.UNKNOWN}


def marks_of(finding: CaseFinding) -> tuple[tuple[Mark, str], ...]:
    """The marks of a case, each once."""
    return tuple(dict.fromkeys(_marks(finding)))


def _marks(finding: CaseFinding) -> Iterator[tuple[Mark, str]]:
    for policy in finding.policies:
        for found in policy.of(*_OF_OUTCOME):
            yield _OF_OUTCOME[found.outcome], f"{policy.policy.id}#{found.rule.id}"
    yield from ((Mark.MISSING, name) for name in finding.missing)
    yield from ((Mark.JUDGEMENT, fact) for fact in finding.judgements)
