"""Which field a heading means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiemnhiem.cases.matching import fold
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Field, FieldType, Kind, Vocabulary


@dataclass(frozen=True)
class Target:
    """What a column feeds: a field of the case; with ``list`` a field of its records (``field`` may be the list itself:
    its cells then hold the records' first field); with ``facts`` the answers to these judgements.
    """

    field: Field
    list: Field | None = None
    facts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What names it where a column is mapped by hand: a field, ``list.field``, a judgement."""
        if self.facts:
            return self.facts[0]
        of_record = self.list is not None and self.list is not self.field
        return f"{self.list.name}.{self.field.name}" if of_record and self.list else self.field.name


class ByHand(dict[str, str]):
    """Names of fields (``list.field`` of records) and judgements by the headings that an officer mapped to them by
    hand; an empty name: the column is not read. ``met`` grows while files are read.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(fields)
        self.met: set[str] = set()

    @property
    def unmet(self) -> tuple[str, ...]:
        """The headings that stood nowhere in what was read."""
        return tuple(heading for heading in self if fold(heading) not in self.met)


class Headings:
    """All headings of a vocabulary and a library's judgements.

    :param mapped: names of fields (``list.field`` of records) and judgements by the headings that the officer mapped
        to them by hand; an empty name: the column is not read.
    """

    def __init__(self, vocabulary: Vocabulary, library: Library, mapped: Mapping[str, str] | None = None) -> None:
        self.vocabulary = vocabulary
        self._targets: dict[str, Target] = {}
        self._known: dict[str, str] = {}
        fields = vocabulary.fields.values()
        lists = self._lists = [f for f in fields if f.type.kind is Kind.LIST]
        for field in fields:
            if field not in lists:
                self._add(Target(field), _names(field))
        for field in lists:
            self._add(Target(field, field), _names(field))
        for field in lists:
            for inner in field.type.fields.values():
                self._add(Target(inner, field), inner.headings)
        for words, target in _judgements(library, vocabulary.subject):
            self._add(target, words)
        for word, target in _unique_names(lists):
            self._add(target, (word,))
        self._by_hand = {fold(word) for word in mapped or ()}
        self._met = mapped.met if isinstance(mapped, ByHand) else set[str]()
        self._left_out = {fold(word) for word, name in (mapped or {}).items() if not name}
        for word, name, meant in [(fold(w), n, self.meant(n)) for w, n in (mapped or {}).items()]:
            if not name:
                self._targets.pop(word, None)
            elif meant:
                self._targets[word] = meant

    def _add(self, target: Target, words: tuple[str, ...]) -> None:
        for word in words:
            self._targets.setdefault(fold(word), target)
            self._known.setdefault(fold(word), word)

    def target(self, heading: str) -> Target | None:
        """What a column of this heading feeds, if anything."""
        key = fold(heading)
        if key in self._by_hand:
            self._met.add(key)
        return self._targets.get(key)

    def is_left_out(self, heading: str) -> bool:
        """Whether a column is not read because the officer said so."""
        return fold(heading) in self._left_out

    def meant(self, name: str) -> Target | None:
        """What a name or a heading in the library means; also ``list.field``."""
        return self._targets.get(fold(name)) or _of_records(self._lists, name)

    @property
    def known(self) -> tuple[str, ...]:
        """Every heading, as it is written in the library."""
        return tuple(self._known.values())

    def of_list(self, list: Field) -> Mapping[str, Field]:
        """The fields of a list's records by heading, in a sheet of its own."""
        return {fold(w): f for f in reversed(tuple(list.type.fields.values())) for w in _names(f)}


def _names(field: Field) -> tuple[str, ...]:
    return (field.name, field.label.vi, field.label.en, *field.headings)


def names_list(field: Field, title: str) -> bool:
    """Whether a sheet of this title holds the records of a list."""
    return fold(title) in map(fold, _names(field))


def _judgements(library: Library, subject: str) -> Iterator[tuple[tuple[str, ...], Target]]:
    """Each heading with the judgements it answers: several policies may ask the same question."""
    facts: dict[str, tuple[str, Text, tuple[str, ...]]] = {}
    for fact, (policy, requirement) in library.judgements.items():
        if policy.subject != subject or requirement.judgement is None:
            continue
        question = requirement.judgement.question
        for word in (fact, question.vi, question.en, *requirement.judgement.headings):
            _, label, so_far = facts.get(fold(word), (word, question, ()))
            facts[fold(word)] = (word, label, tuple(dict.fromkeys((*so_far, fact))))
    for word, label, named in facts.values():
        yield (word,), Target(Field(named[0], FieldType(Kind.BOOLEAN), label), facts=named)


def _of_records(lists: list[Field], name: str) -> Target | None:
    """A field of a list's records, as ``list.field``."""
    of, _, inner = name.partition(".")
    return next((Target(f.type.fields[inner], f) for f in lists if f.name == of and inner in f.type.fields), None)


def _unique_names(lists: list[Field]) -> Iterator[tuple[str, Target]]:
    """Names of records' fields that only one list has."""
    found: dict[str, list[Target]] = {}
    words: dict[str, str] = {}
    for field in lists:
        for inner in field.type.fields.values():
            for word in dict.fromkeys((inner.name, inner.label.vi, inner.label.en)):
                found.setdefault(fold(word), []).append(Target(inner, field))
                words.setdefault(fold(word), word)
    for key, targets in found.items():
        if len({t.list.name for t in targets if t.list}) == 1:
            yield words[key], targets[0]


class Questions:
    """Which judgements a record's words mean: the fact's name, the requirement's title, its question or headings; its
    id when only one requirement has it.
    """

    def __init__(self, library: Library, subject: str) -> None:
        self._facts: dict[str, tuple[str, ...]] = {}
        ids: dict[str, list[str]] = {}
        for fact, (policy, requirement) in library.judgements.items():
            if policy.subject != subject or requirement.judgement is None:
                continue
            ids.setdefault(fold(requirement.id), []).append(fact)
            asked = requirement.judgement
            words = (requirement.title.vi, requirement.title.en, asked.question.vi, asked.question.en, *asked.headings)
            for word in dict.fromkeys(map(fold, (fact, *words))):
                self._facts[word] = (*self._facts.get(word, ()), fact)
        for id_, facts in ids.items():
            if len(facts) == 1:
                self._facts.setdefault(id_, (facts[0],))
        self.known = tuple(library.judgements)

    def facts(self, words: str) -> tuple[str, ...]:
        """The facts that the words mean; none if they mean none."""
        return self._facts.get(fold(words), ())
