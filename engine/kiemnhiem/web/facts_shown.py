"""What is known of a case, for its page: by label, in words, personal facts masked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiemnhiem.cases.case import Case
from kiemnhiem.explain.words import scalar_words, value_words
from kiemnhiem.language import Text
from kiemnhiem.policy.types import Field, Kind, Vocabulary
from kiemnhiem.policy.values import Record
from kiemnhiem.report.details import MASKED

_NONE = Text("không có", "none")


@dataclass(frozen=True)
class Shown:
    """One fact. ``value``: in words, ``None`` where it is not known; of a list instead its ``records``, each as labels
    with words.
    """

    name: str
    label: Text
    value: Text | None
    records: tuple[tuple[tuple[Text, Text], ...], ...] = ()


def facts_shown(vocabulary: Vocabulary, case: Case, *, show_personal: bool) -> tuple[Shown, ...]:
    """Every fact that files tell, in the order of the vocabulary; derived ones left out."""
    fields = (of for of in vocabulary.fields.values() if not of.derived)
    return tuple(_shown(of, case, show_personal=show_personal) for of in fields)


def _shown(of: Field, case: Case, *, show_personal: bool) -> Shown:
    value = case.fact(of.name)
    if value is not None and of.personal and not show_personal:
        return Shown(of.name, of.label, MASKED)
    if of.type.kind is Kind.LIST and isinstance(value, tuple) and len(of.type.fields) > 1:
        records = (tuple(_record(of, record, show_personal=show_personal)) for record in value)
        return Shown(of.name, of.label, None if value else _NONE, tuple(records))
    return Shown(of.name, of.label, value_words(of, value))


def _record(of: Field, record: Record, *, show_personal: bool) -> Iterator[tuple[Text, Text]]:
    for name, inner in of.type.fields.items():
        value = record.get(name)
        if value is not None and not inner.derived:
            masked = inner.personal and not show_personal
            yield inner.label, MASKED if masked else scalar_words(inner.type, value)
