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
    shown = _Shown(vocabulary, show_personal=show_personal)
    return tuple(shown.fact(of, case) for of in vocabulary.fields.values() if not of.derived)


def is_masked(vocabulary: Vocabulary, of: Field) -> bool:
    """Whether a field, of cases or of a list's records, is kept from those who may not see personal facts: what is
    personal, and of people what is free text, as names of units are. In a hamlet everybody knows who its head is.
    """
    about_people = any(field.personal for field in vocabulary.fields.values())
    return of.personal or (about_people and of.type.kind is Kind.TEXT and not of.key)


class _Shown:
    def __init__(self, vocabulary: Vocabulary, *, show_personal: bool) -> None:
        self._vocabulary, self._all = vocabulary, show_personal

    def fact(self, of: Field, case: Case) -> Shown:
        value = case.fact(of.name)
        if value is not None and self._masked(of):
            return Shown(of.name, of.label, MASKED)
        if of.type.kind is Kind.LIST and isinstance(value, tuple) and len(of.type.fields) > 1:
            records = (tuple(self._record(of, record)) for record in value)
            return Shown(of.name, of.label, None if value else _NONE, tuple(records))
        return Shown(of.name, of.label, value_words(of, value))

    def _record(self, of: Field, record: Record) -> Iterator[tuple[Text, Text]]:
        for name, inner in of.type.fields.items():
            value = record.get(name)
            if value is not None and not inner.derived:
                yield inner.label, MASKED if self._masked(inner) else scalar_words(inner.type, value)

    def _masked(self, of: Field) -> bool:
        return not self._all and is_masked(self._vocabulary, of)
