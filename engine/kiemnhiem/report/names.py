"""What facts, judgements, exceptions and policies are called, for a reader."""

from __future__ import annotations

from kiemnhiem.explain.words import Phrases
from kiemnhiem.language import Text
from kiemnhiem.policy.program import Program, Rule
from kiemnhiem.report import words


def label(program: Program, name: str) -> Text:
    """The label of a field, of ``list.field``, or the question of a judgement's fact."""
    return Phrases(program.library, program.vocabulary).label(name)


def awaited(program: Program, missing: tuple[str, ...], judgements: tuple[str, ...]) -> list[Text]:
    """Everything a decision waits for: the labels of missing facts, then the questions of judgements."""
    questions = [words.JUDGEMENT_AWAITED.format(question=label(program, fact)) for fact in judgements]
    return [*(label(program, name) for name in missing), *questions]


def exception_label(rule: Rule, name: str) -> Text:
    """An exception's reason; its id where it gives none."""
    reasons = {exception.id: exception.because for exception in rule.exceptions}
    return reasons.get(name) or Text(name, name)


def policy_title(program: Program, policy: str) -> Text:
    """The title of a policy, whether it is in force or not."""
    known = program.library.policies.get(policy)
    return known.title if known else Text(policy, policy)
