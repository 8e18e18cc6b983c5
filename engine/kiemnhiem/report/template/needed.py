"""Which facts and judgements are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiemnhiem.explain.inputs import Inputs
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.conditions import Condition
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.types import Field, Kind, Vocabulary


@dataclass(frozen=True)
class Needed:
    """Names of fields, and ``list.field`` for those of a list's records; the facts of judgements in the library's
    order.
    """

    names: frozenset[str]
    judgements: tuple[str, ...]

    def has(self, field: Field, of: Field | None = None) -> bool:
        """Whether a field, or one of a list's records, is to be filled in; what is computed is not."""
        return field.derived is None and (f"{of.name}.{field.name}" if of else field.name) in self.names


def of_policies(programs: Programs) -> Needed:
    """What the policies in question and their remedies read, the facts behind what is derived included."""
    program, library = programs.whole, programs.library
    names = set(Inputs(program.vocabulary).of(*(c for each in programs.every for c in _conditions(each))))
    policies = {policy.id for _, policy in program.all_policies}
    if any(a.amends in policies and programs.as_of in a.period for a in library.amendments.values()):
        names |= {field.name for field in program.vocabulary.fields.values() if field.place}
    for of in _lists(program.vocabulary):
        inner = {f"{of.name}.{f.name}" for f in of.type.fields.values() if not f.derived}
        if of.name in names and not inner & names:  # how many records there are
            names |= inner
    return Needed(frozenset(names), tuple(fact for fact in library.judgements if fact in names))


def of_everything(programs: Programs) -> Needed:
    """Every field of the subject, and every question that a policy asks on the day."""
    vocabulary, library, day = programs.whole.vocabulary, programs.library, programs.as_of
    inner = (f"{of.name}.{name}" for of in _lists(vocabulary) for name in of.type.fields)
    asked = (
        fact
        for fact, (policy, requirement) in library.judgements.items()
        if policy.subject == vocabulary.subject and day in policy.period and day in requirement.period
    )
    return Needed(frozenset({*vocabulary.fields, *inner}), tuple(asked))


def _conditions(program: Program) -> Iterator[Condition]:
    for _, policy in program.all_policies:
        yield policy.concerns
        for rule in policy.rules:
            yield from (rule.when, rule.condition)


def _lists(vocabulary: Vocabulary) -> list[Field]:
    return [field for field in vocabulary.fields.values() if field.type.kind is Kind.LIST]
