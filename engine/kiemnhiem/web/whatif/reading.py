"""A form of facts to a case: what was changed in it is read as a cell of a workbook is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.cases.gathering import Gathering, unreadable
from kiemnhiem.cases.readers import Readers
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.typecheck import ELEMENT
from kiemnhiem.policy.types import Field, Kind, Statement
from kiemnhiem.policy.values import Scalar, Value
from kiemnhiem.problem import Place, Problem
from kiemnhiem.web.whatif.state import NO, YES, State, is_selected, is_ticked, of_list, one, rows_of, written_fields

_TRUTHS = {YES: True, NO: False}
_NONE_AND_SOME = Text(
    "{what}: ghi là không có, nhưng lại có mục; bỏ một trong hai",
    "{what}: said to be none, and there are entries; take one of the two away",
)


@dataclass(frozen=True)
class Read:
    """The case that a form describes, and what is wrong with single controls, by their names: such facts are not
    known.
    """

    case: Case
    problems: Mapping[str, Text]


def read(
    state: State, first: State, case: Case, fields: Iterable[Field], judgements: Iterable[Iterable[str]],
    readers: Readers, lang: Lang,
) -> Read:  # fmt: skip
    """Read a form. ``first``: what it says of the ``case`` itself; what is left so is not read again. ``fields``: those
    in the form; ``judgements``: the facts of each question.
    """
    form = _Form(state, first, case, readers, lang)
    for of in fields:
        form.read(of)
    return form.result(judgements)


class _Form:
    def __init__(self, state: State, first: State, case: Case, readers: Readers, lang: Lang) -> None:
        self._state, self._first, self._case, self._readers, self._lang = state, first, case, readers, lang
        self._problems: dict[str, Text] = {}
        self._told: list[Problem] = []
        self._controls: dict[str, str] = {}
        self._gathering = Gathering(readers.vocabulary.fields, self._place, self._told)
        self._changed: set[str] = set()

    def _place(self, where: object) -> Place:
        """Where a fact stands: the control of that field, by its label."""
        name = str(where[0]) if isinstance(where, tuple) else str(where)
        label = self._readers.vocabulary.fields[name.split(".")[1]].label[self._lang]
        self._controls.setdefault(label, name)
        return Place(label)

    def read(self, of: Field) -> None:
        """Read what is said of a field, if it is something new."""
        if of.type.kind is Kind.LIST:
            if of_list(self._state, of) != of_list(self._first, of):
                self._changed.add(of.name)
                self._list(of)
            return
        name = f"f.{of.name}"
        text = one(self._state, name)
        if text.strip() == one(self._first, name):
            return
        self._changed.add(of.name)
        value = self._value(of, text, name)
        if name in self._problems:
            self._gathering.lose(of.name)
        elif value is not None:
            self._gathering.say(of.name, value, (name,))

    def _value(self, of: Field, text: str, name: str) -> Scalar | None:
        """The value in a control; ``None``: it is left open, or cannot be read, or tells of other facts."""
        text = text.strip()
        if not text:
            return None
        if is_selected(of):
            return self._selected(of, text)
        parsed = self._readers.of(of).read(text)
        if parsed.expected is not None:
            problem = unreadable(replace(of, personal=False), parsed, text, of.label, Place(name))
            self._problems[name] = _words(problem)
            return None
        if isinstance(parsed.meaning, Statement):
            self._gathering.take(of.name, parsed, (name,))
        return parsed.meaning if isinstance(parsed.meaning, Scalar) else None

    @staticmethod
    def _selected(of: Field, text: str) -> Scalar | None:
        if of.type.kind is Kind.BOOLEAN:
            return _TRUTHS.get(text)
        return text if text in of.type.positions else None

    def _list(self, of: Field) -> None:
        records: list[dict[str, Scalar | None]]
        if is_ticked(of):
            codes = self._state.get(f"l.{of.name}", ())
            records = [{ELEMENT: code} for code in codes if code in of.type.fields[ELEMENT].type.positions]
        else:
            rows = (self._record(of, row) for row in rows_of(self._state, of.name))
            records = [record for record in rows if record]
        is_none = bool(one(self._state, f"n.{of.name}"))
        if records and is_none:
            self._problems[f"n.{of.name}"] = _NONE_AND_SOME.format(what=of.label)
        elif records or is_none:
            self._gathering.say(of.name, tuple(records), (f"l.{of.name}",))

    def _record(self, of: Field, row: int) -> dict[str, Scalar | None]:
        """A record of what is written in a row; nothing where all of it is left empty."""
        names = written_fields(of)
        texts = {name: one(self._state, f"l.{of.name}.{row}.{name}") for name in names}
        if not any(text.strip() for text in texts.values()):
            return {}
        fields = of.type.fields
        return {name: self._value(fields[name], texts[name], f"l.{of.name}.{row}.{name}") for name in names}

    def result(self, judgements: Iterable[Iterable[str]]) -> Read:
        """The case; facts that two controls tell differently are not known."""
        facts: dict[str, Value] = {n: v for n, v in self._case.facts.items() if n not in self._changed}
        facts |= self._gathering.facts
        for name in self._gathering.lost:
            facts.pop(name, None)
        for problem in self._told:
            self._problems.setdefault(self._controls[problem.place.file] if problem.place else "", _words(problem))
        answers = dict(self._case.judgements)
        for means in map(tuple, judgements):
            name = f"j.{means[0]}"
            if one(self._state, name) != one(self._first, name):
                answers |= {fact: Recorded(_TRUTHS.get(one(self._state, name))) for fact in means}
        return Read(replace(self._case, facts=facts, judgements=answers), self._problems)


def _words(problem: Problem) -> Text:
    return Text(*(problem.words(lang) for lang in Lang))
