"""What a missing fact or an awaited judgement is called, for a reader."""

from __future__ import annotations

from kiemnhiem.language import Text
from kiemnhiem.policy.program import Program
from kiemnhiem.report import words


def field_label(program: Program, name: str) -> Text:
    """The label of a field; of ``list.field``, both labels. A name that is no field stands for itself."""
    fields = program.vocabulary.fields
    labels = []
    for part in name.split("."):
        if part not in fields:
            return Text(name, name)
        labels.append(fields[part].label)
        fields = fields[part].type.fields
    return Text(" – ".join(label.vi for label in labels), " – ".join(label.en for label in labels))


def question(program: Program, fact: str) -> Text:
    """The question of a judgement, by its fact."""
    _, requirement = program.library.judgements.get(fact, (None, None))
    return requirement.judgement.question if requirement and requirement.judgement else Text(fact, fact)


def awaited(program: Program, missing: tuple[str, ...], judgements: tuple[str, ...]) -> list[Text]:
    """Everything a decision waits for: the labels of missing facts, then the questions of judgements."""
    questions = [words.JUDGEMENT_AWAITED.format(question=question(program, fact)) for fact in judgements]
    return [*(field_label(program, name) for name in missing), *questions]


def policy_title(program: Program, policy: str) -> Text:
    """The title of a policy, whether it is in force or not."""
    known = program.library.policies.get(policy)
    resolved = next((p for p in (*program.screened, *program.remedies.values()) if p.id == policy), None)
    return resolved.title if resolved else known.title if known else Text(policy, policy)
