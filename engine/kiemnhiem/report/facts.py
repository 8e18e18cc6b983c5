"""What is asked of a fact, in a reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from kiemnhiem.explain.finding import FactRole, FactShown
from kiemnhiem.language import Text
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.types import Kind

_ASKED: Mapping[FactRole, Text] = {
    FactRole.REQUIREMENT: Text("yêu cầu: {required}", "required: {required}"),
    FactRole.WHEN: Text("áp dụng khi: {required}", "applies where: {required}"),
    FactRole.EXCEPTION: Text("ngoại lệ khi: {required}", "excepted where: {required}"),
}


def asked(fact: FactShown, program: Program) -> Text:
    """What the requirement asks of the fact, or where it applies, or where it is excepted; to stand after the fact's
    label and value.
    """
    return _ASKED[fact.role].format(required=_required(fact, program))


def _required(fact: FactShown, program: Program) -> Text:
    """What is asked of a list is a whole phrase: without the label where it begins with it."""
    field = program.vocabulary.fields.get(fact.field)
    if field is None or field.type.kind is not Kind.LIST:
        return fact.required
    return Text(_without(fact.required.vi, fact.label.vi), _without(fact.required.en, fact.label.en))


def _without(required: str, label: str) -> str:
    rest = required[len(label) :]
    begins = required.casefold().startswith(label.casefold()) and rest[:1] in {":", " "}
    return rest.lstrip(": ") if begins else required
