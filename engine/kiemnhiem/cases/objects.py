"""A case as an object of names and values: of JSON, YAML, and the tests of policies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

from kiemnhiem.cases import codes
from kiemnhiem.cases.case import Recorded
from kiemnhiem.cases.cells import Parsed
from kiemnhiem.cases.gathering import Gathering, short, split, unreadable
from kiemnhiem.cases.listsheets import ANSWER, BY, ON, RECORD, REQUIREMENT
from kiemnhiem.cases.matching import fold
from kiemnhiem.cases.readers import Readers
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Field, Statement, Vocabulary
from kiemnhiem.policy.values import Facts, Records, Scalar
from kiemnhiem.problem import Place, Problem, did_you_mean

#: From the case's object to one of its values.
Path: TypeAlias = tuple[str | int, ...]

#: How an unknown value is written: not at all, JSON's null, and YAML's ways to write it.
_NULLS = (None, "", "null", "~")
_NONE = "none"
_LIST = Text("một mảng các mục", "an array of records")
_RECORD = Text("một đối tượng, hoặc một giá trị", "an object, or one value")
_OBJECT = Text("một đối tượng", "an object")


def facts_of(
    raw: Mapping[str, object], vocabulary: Vocabulary, library: Library, locate: Callable[[Path], Place]
) -> tuple[Facts, Mapping[str, Recorded], list[Problem]]:
    """Facts, recorded judgements and problems of a case written as an object.

    Names are those of fields, or their labels and headings; under ``judgements`` answers by the judgement's fact,
    requirement or question. What cannot be read is a problem, and unknown. ``locate`` gives the place of a value.
    """
    return ObjectReader(Readers(vocabulary, library)).facts(raw, locate)


class ObjectReader:
    """Reads objects; of many cases, one remembers what it has read."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def facts(
        self, raw: Mapping[str, object], locate: Callable[[Path], Place]
    ) -> tuple[Facts, Mapping[str, Recorded], list[Problem]]:
        """As :func:`facts_of`."""
        gathering = self.read(raw, locate)
        return *split(gathering), gathering.problems

    def read(self, raw: Mapping[str, object], locate: Callable[[Path], Place]) -> Gathering:
        """The facts and problems of one case."""
        problems: list[Problem] = []
        gathering = Gathering(self._readers.vocabulary.fields, locate, problems)  # type: ignore[arg-type]  # paths only
        for name, value in raw.items():
            if name == "judgements":
                self._judgements(value, gathering)
                continue
            target = self._readers.headings.target(name)
            if target and target.facts:
                for fact in target.facts:
                    self._answer(fact, value, (name,), gathering)
            elif target is None and self._readers.headings.is_left_out(name):
                continue
            elif target is None or target.field.derived or (target.list and target.field is not target.list):
                self._unknown_key((name,), name, self._readers.vocabulary.fields, gathering)
            elif target.list:
                self._list(target.field, value, (name,), gathering)
            else:
                self._scalar(target.field, value, (name,), gathering)
        return gathering

    def _parse(self, field: Field, value: object, path: Path, gathering: Gathering) -> Parsed:
        if value is None or (isinstance(value, str) and value in _NULLS):
            return Parsed()
        parsed = self._readers.of(field, strict=True).read(value)
        if parsed.expected is not None:
            gathering.problems.append(unreadable(field, parsed, value, _name(path), gathering.place(path)))
        return parsed

    def _scalar(self, field: Field, value: object, path: Path, gathering: Gathering) -> None:
        parsed = self._parse(field, value, path, gathering)
        if parsed.expected is not None:
            gathering.lose(field.name)
        else:
            gathering.take(field.name, parsed, path)

    def _list(self, field: Field, value: object, path: Path, gathering: Gathering) -> None:
        if value is None or (isinstance(value, str) and value in _NULLS):
            return
        if isinstance(value, str):
            parsed = self._readers.of(field, strict=True).read(value)
            if parsed.expected is None:
                gathering.take(field.name, parsed, path)
                return
            value = () if fold(value) == _NONE else value
        if not isinstance(value, list | tuple):
            self._wrong(path, _LIST, gathering)
            gathering.lose(field.name)
            return
        records: Records = tuple(self._record(field, item, (*path, i), gathering) for i, item in enumerate(value))
        gathering.say(field.name, records, path)

    def _record(self, list_: Field, item: object, path: Path, gathering: Gathering) -> dict[str, Scalar | None]:
        fields = list_.type.fields
        if not isinstance(item, Mapping):
            if isinstance(item, list | tuple):
                self._wrong(path, _RECORD, gathering)
                return {}
            first = next(f for f in fields.values() if f.derived is None)
            return {first.name: self._value(first, item, path, gathering)}
        record = {}
        by_word = self._readers.headings.of_list(list_)
        for name, value in item.items():
            of = by_word.get(fold(name))
            if of is None or of.derived:
                self._unknown_key((*path, name), name, fields, gathering)
            else:
                record[of.name] = self._value(of, value, (*path, name), gathering)
        return record

    def _value(self, field: Field, value: object, path: Path, gathering: Gathering) -> Scalar | None:
        """A value in a record; a statement it makes is about the case."""
        parsed = self._parse(field, value, path, gathering)
        if isinstance(parsed.meaning, Statement):
            gathering.take(field.name, parsed, path)
        return parsed.meaning if isinstance(parsed.meaning, Scalar) else None

    def _judgements(self, raw: object, gathering: Gathering) -> None:
        for words, value, path in self._answers(raw, gathering):
            facts = self._readers.questions.facts(words)
            if not facts:
                meant = did_you_mean(words, self._readers.questions.known)
                place = gathering.place(path)
                gathering.problems.append(Problem(codes.UNKNOWN_REQUIREMENT, place, {"found": short(words)}, meant))
            for fact in facts:
                self._answer(fact, value, path, gathering)

    def _answers(self, raw: object, gathering: Gathering) -> Iterator[tuple[str, object, Path]]:
        """(requirement, answer, path): of an object by requirement, or an array of records that name it."""
        if isinstance(raw, Mapping):
            yield from ((name, value, ("judgements", name)) for name, value in raw.items())
        elif isinstance(raw, list):
            for i, item in enumerate(raw):
                path: Path = ("judgements", i)
                words = item.get(REQUIREMENT.name) if isinstance(item, Mapping) else None
                if isinstance(words, str):
                    yield words, {k: v for k, v in item.items() if k != REQUIREMENT.name}, path
                else:
                    self._wrong(path, Text("requirement, answer", "requirement, answer"), gathering)
        elif raw is not None:
            self._wrong(("judgements",), _OBJECT, gathering)

    def _answer(self, fact: str, value: object, path: Path, gathering: Gathering) -> None:
        """``true``, or ``{answer: true, by: ..., on: ...}``."""
        parts = value if isinstance(value, Mapping) else {ANSWER.name: value}
        read = {}
        for name, part in parts.items():
            of = RECORD.get(str(name))
            if of is None or of is REQUIREMENT:
                self._unknown_key((*path, name), str(name), {f.name: f for f in (ANSWER, BY, ON)}, gathering)
            else:
                read[of.name] = self._parse(of, part, (*path, name) if part is not value else path, gathering)
        answer, by, on = (read.get(f.name, Parsed()).meaning for f in (ANSWER, BY, ON))
        if ANSWER.name in read and read[ANSWER.name].expected is not None:
            gathering.lose(fact)
        elif isinstance(answer, bool):
            gathering.say(fact, answer, path)
            gathering.witnesses[fact] = (by if isinstance(by, str) else None, on if isinstance(on, date) else None)

    def _unknown_key(self, path: Path, name: str, fields: Mapping[str, Field], gathering: Gathering) -> None:
        known = [
            word for f in fields.values() if not f.derived for word in (f.name, f.label.vi, f.label.en, *f.headings)
        ]
        values = {"what": _name(path[:-1]) or Text("người này", "this case"), "found": short(name)}
        place = gathering.place(path)
        gathering.problems.append(Problem(codes.UNKNOWN_KEY, place, values, did_you_mean(name, known)))

    def _wrong(self, path: Path, expected: Text, gathering: Gathering) -> None:
        values = {"what": _name(path), "expected": expected}
        gathering.problems.append(Problem(codes.WRONG_SHAPE, gathering.place(path), values))


def _name(path: Path) -> str:
    """A path as posts[0].unit."""
    return short("".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).removeprefix("."))
