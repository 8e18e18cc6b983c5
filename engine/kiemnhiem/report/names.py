"""What facts, judgements, exceptions and policies are called, for a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from kiemnhiem.explain.words import Phrases, joined
from kiemnhiem.language import Text
from kiemnhiem.policy.program import Program, Rule
from kiemnhiem.report import words

_OF_POLICY = Text("{question} ({policy})", "{question} ({policy})")


def label(program: Program, name: str) -> Text:
    """The label of a field, of ``list.field``, or the question of a judgement's fact."""
    return Phrases(program.library, program.vocabulary).label(name)


def questions(program: Program, judgements: Iterable[str]) -> Mapping[str, Text]:
    """The question of each judgement's fact; with the policy's title where several facts have the same question."""
    asked = {fact: label(program, fact) for fact in judgements}
    times = Counter(asked.values())
    return {
        fact: question if times[question] == 1 else _OF_POLICY.format(question=question, policy=_asking(program, fact))
        for fact, question in asked.items()
    }


def awaited(program: Program, missing: Iterable[str], judgements: Iterable[str]) -> list[Text]:
    """Everything a decision waits for: the labels of missing facts, then the questions of judgements. What several
    policies ask stands once, with their titles.
    """
    asking: dict[Text, dict[Text, None]] = {}
    for fact in judgements:
        asking.setdefault(label(program, fact), {})[_asking(program, fact)] = None
    said = [words.JUDGEMENT_AWAITED.format(question=question) for question in asking]
    named = [
        _OF_POLICY.format(question=one, policy=joined(policies, "; ", "; ")) if len(policies) > 1 else one
        for one, policies in zip(said, asking.values(), strict=True)
    ]
    return [*dict.fromkeys(label(program, name) for name in missing), *named]


def _asking(program: Program, judgement: str) -> Text:
    """The title of the policy that asks for a judgement."""
    return policy_title(program, judgement.partition("#")[0])


def exception_label(rule: Rule, name: str) -> Text:
    """An exception's reason; its id where it gives none."""
    reasons = {exception.id: exception.because for exception in rule.exceptions}
    return reasons.get(name) or Text(name, name)


def policy_title(program: Program, policy: str) -> Text:
    """The title of a policy, whether it is in force or not."""
    known = program.library.policies.get(policy)
    return known.title if known else Text(policy, policy)
