"""What an input workbook holds: its sheets, their columns, and what may be chosen in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from kiemnhiem.cases.headings import Target, names_list
from kiemnhiem.cases.listsheets import ANSWER, BY, ON, REQUIREMENT, columns_of
from kiemnhiem.cases.readers import Readers
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import ResolvedPolicy
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Problem
from kiemnhiem.report import codes
from kiemnhiem.report.template.choices import Choices
from kiemnhiem.report.template.needed import Needed, of_everything, of_policies

#: What a sheet's name may have.
NAME_LENGTH = 31
_NOT_IN_NAMES = frozenset("[]:*?/\\'")
PEOPLE = Text("Danh sách", "List")
ANSWERS = Text("Kết luận", "Judgements")


class Role(Enum):
    """What a column is for: the colour of its heading."""

    KEY = auto()
    FACT = auto()
    PERSONAL = auto()


@dataclass(frozen=True)
class Column:
    """A column to fill in. ``choices``: what a drop-down list offers; ``words``: what a typed cell may say besides."""

    field: Field
    heading: str
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def role(self) -> Role:
        """What it is for."""
        return Role.KEY if self.field.key else Role.PERSONAL if self.field.personal else Role.FACT


@dataclass(frozen=True)
class Sheet:
    """A sheet to fill in; its first column is the id. ``of``: the list whose records it holds."""

    title: str
    columns: tuple[Column, ...]
    of: Field | None = None


@dataclass(frozen=True)
class Plan:
    """``people`` first; then a sheet for each list, and one for ``answers`` to judgements where any is asked for.
    ``policies``: those that were asked; none: the template is for all.
    """

    library: Library
    readers: Readers
    as_of: date
    lang: Lang
    policies: tuple[ResolvedPolicy, ...]
    people: Sheet
    lists: tuple[Sheet, ...]
    answers: Sheet | None

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All that are filled in."""
        return (self.people, *self.lists, *([self.answers] if self.answers else ()))


def plan(programs: Programs, lang: Lang, *, only_asked: bool) -> Plan:
    """The workbook for what the programs are asked. ``only_asked``: just what their policies read; else all fields of
    the subject. Raises :class:`UsageError` for a subject whose vocabulary has no key.
    """
    program = programs.whole
    readers = Readers(program.vocabulary, programs.library)
    key = program.vocabulary.key
    if key is None:
        raise UsageError([Problem(codes.NO_KEY, None, {"subject": program.vocabulary.label})])
    needed = of_policies(programs) if only_asked else of_everything(programs)
    made = _Planner(programs, readers, key, needed, lang)
    policies = program.screened if only_asked else ()
    lists = tuple(made.lists())
    return Plan(programs.library, readers, programs.as_of, lang, policies, made.people(), lists, made.answers())


class _Planner:
    def __init__(self, programs: Programs, readers: Readers, key: Field, needed: Needed, lang: Lang) -> None:
        self._library, self._readers, self._lang = programs.library, readers, lang
        self._fields = tuple(programs.whole.vocabulary.fields.values())
        self._key, self._needed = key, needed
        self._choices = Choices(readers, programs.library, programs.as_of, lang)

    def people(self) -> Sheet:
        """The id, the first text (what people call the case by), and the facts that are no lists."""
        name = next((f for f in self._fields if f.type.kind is Kind.TEXT and not f.key and not f.derived), None)
        chosen = (f for f in self._fields if f is name or self._needed.has(f))
        scalars = [f for f in chosen if f.type.kind is not Kind.LIST and not f.key]
        headings = self._readers.headings

        def means(word: str) -> Field | None:
            target: Target | None = headings.target(word)
            return target.field if target and target.list is None else None

        return Sheet(PEOPLE[self._lang], self._columns((self._key, *scalars), means))

    def lists(self) -> Iterator[Sheet]:
        """A sheet for each list."""
        for of in self._fields:
            if of.type.kind is Kind.LIST and self._needed.has(of):
                inner = [f for f in of.type.fields.values() if self._needed.has(f, of)]
                means = columns_of(of.type.fields, self._key)
                yield Sheet(_title(of, self._lang), self._columns((self._key, *inner), means, of), of)

    def answers(self) -> Sheet | None:
        """The sheet of judgements."""
        asked = [self._library.judgements[fact][1].judgement for fact in self._needed.judgements]
        questions = tuple(dict.fromkeys(j.question[self._lang] for j in asked if j))
        if not questions:
            return None
        record = (REQUIREMENT, ANSWER, BY, ON)
        means = columns_of({f.name: f for f in record}, self._key)
        key, requirement, *others = self._columns((self._key, *record), means)
        asks = Column(requirement.field, requirement.heading, questions)
        return Sheet(ANSWERS[self._lang], (key, asks, *others))

    def _columns(
        self, fields: Iterable[Field], means: Callable[[str], Field | None], of: Field | None = None
    ) -> tuple[Column, ...]:
        """A column each, under a heading that is read as the field and as no other."""
        columns: list[Column] = []
        for field in fields:
            words = (field.label[self._lang], *(field.label[lang] for lang in Lang), *field.headings, field.name)
            heading = next(word for word in words if means(word) is field)
            choices = self._choices.of(field)
            if of and len(columns) == 1:
                choices += self._choices.none(of, field) if choices else ()
            columns.append(Column(field, heading, choices, self._choices.words(field, of)))
        return tuple(columns)


def _title(of: Field, lang: Lang) -> str:
    """A name of the list that a sheet may have."""
    words = (of.label[lang], *of.headings, of.name) if lang is Lang.VI else (of.label[lang], of.name)
    fitting = (w for w in words if len(w) <= NAME_LENGTH and not _NOT_IN_NAMES & set(w) and names_list(of, w))
    return next(fitting, of.name[:NAME_LENGTH])
