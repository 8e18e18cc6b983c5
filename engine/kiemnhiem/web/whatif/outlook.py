"""What is found of a case as it is, and as it would be: the verdicts, and the requirements that turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.explain.finding import CaseFinding, Finding
from kiemnhiem.language import Text


@dataclass(frozen=True)
class Turned:
    """A requirement that comes out otherwise. ``None``: its policy does not concern the case, or it is not there."""

    policy: Text
    title: Text
    before: Outcome | None
    after: Outcome | None
    because: Text | None


def turned(before: CaseFinding, after: CaseFinding) -> tuple[Turned, ...]:
    """The requirements that come out otherwise in the second finding."""
    return tuple(_turned(_by_rule(before), _by_rule(after)))


def _turned(
    before: dict[tuple[str, str], tuple[Text, Finding]], after: dict[tuple[str, str], tuple[Text, Finding]]
) -> Iterator[Turned]:
    for key in dict.fromkeys((*before, *after)):
        policy, found = after.get(key) or before[key]
        was = before[key][1].outcome if key in before else None
        now = found.outcome if key in after else None
        if was is not now:
            yield Turned(policy, found.rule.title, was, now, found.because if now else None)


def _by_rule(finding: CaseFinding) -> dict[tuple[str, str], tuple[Text, Finding]]:
    return {(p.policy.id, f.rule.id): (p.policy.title, f) for p in finding.policies for f in p.findings}
