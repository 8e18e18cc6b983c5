"""The words that a cell is filled in with: each is read back as exactly what was meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiemnhiem.cases.readers import Readers
from kiemnhiem.language import Lang
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import CellMeaning, Choice, Field, Kind


class Choices:
    """Words of one language, for one day: posts and places that do not exist on it are not offered."""

    def __init__(self, readers: Readers, library: Library, as_of: date, lang: Lang) -> None:
        self._readers, self._library, self._as_of, self._lang = readers, library, as_of, lang

    def of(self, field: Field) -> tuple[str, ...]:
        """What a drop-down list offers; nothing for a field that is typed."""
        if field.type.kind is Kind.BOOLEAN:
            return tuple(self._truths(field))
        return tuple(word for choice in self._offered(field) if (word := self._word(field, choice)) is not None)

    def none(self, of: Field, field: Field) -> tuple[str, ...]:
        """What is chosen in a record's first field to say that a list is known to be empty."""
        known = (w for w, meaning in of.cells.items() if meaning == () and not self._reads(field, w))
        return tuple(known)[:1]

    def words(self, field: Field, of: Field | None = None) -> tuple[str, ...]:
        """Words that a cell may hold besides the values of its type."""
        lists = [w for w, meaning in of.cells.items() if meaning == ()] if of else []
        return tuple(dict.fromkeys((*field.cells, *lists, *self._readers.vocabulary.words.unknown)))

    def _truths(self, field: Field) -> Iterator[str]:
        """Yes and no. The vocabulary's words are Vietnamese; TRUE and FALSE are read in any."""
        words = self._readers.vocabulary.words
        vietnamese = self._lang is Lang.VI
        for value, own, other in ((True, words.true, "TRUE"), (False, words.false, "FALSE")):
            yield next(w for w in (*(own if vietnamese else ()), other) if self._means(field, w, value))

    def _offered(self, field: Field) -> Iterator[Choice]:
        for choice in field.type.choices:
            known = self._library.localities if field.place else self._library.posts if self._is_post(field) else {}
            of = known.get(choice.code)
            if of is None or self._as_of in of.period:
                yield choice

    def _is_post(self, field: Field) -> bool:
        return {choice.code for choice in field.type.choices} == set(self._library.posts)

    def _word(self, field: Field, choice: Choice) -> str | None:
        words = (choice.label[self._lang], *(choice.label[lang] for lang in Lang), *choice.aliases, choice.code)
        return next((w for w in words if self._means(field, w, choice.code)), None)

    def _means(self, field: Field, word: str, value: CellMeaning) -> bool:
        parsed = self._readers.of(field).read(word)
        return parsed.expected is None and parsed.meaning == value

    def _reads(self, field: Field, word: str) -> bool:
        return self._readers.of(field).read(word).expected is None
