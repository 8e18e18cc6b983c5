"""Hypothesis strategies for whole policy libraries, what they resolve to, and cases for them.

What is drawn is what the files of a library can say: a library drawn here can be printed to YAML and read back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from support.vocabularies import SUBJECT, Fields, conditions, exact, vocabularies, words

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    NoneOf,
    Operand,
    Parameter,
    Quantified,
)
from kiemnhiem.policy.model import (
    ALL_TIME,
    Citation,
    Evidence,
    Judgement,
    Library,
    ParameterHistory,
    ParameterValue,
    Period,
    Policy,
    PolicyException,
    Post,
    Remedy,
    Requirement,
    Source,
    Stance,
    Strength,
)
from kiemnhiem.policy.operators import OPERATORS, Arity
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.resolve import resolve
from kiemnhiem.policy.types import FieldType, Kind, Vocabulary
from kiemnhiem.policy.values import Facts, Record, Scalar, Span, Value

#: Days on which a library may be asked.
AS_OF = (date(2016, 2, 29), date(2018, 12, 30), date(2024, 3, 31))
_BEGINNING = date(1945, 9, 2)

# --- policies ---------------------------------------------------------------------------------------------------------

_SOURCES = {
    id_: Source(id_, f"{n}-QĐ/XX", day, words(f"issuer {id_}"), words(f"title {id_}"), evidence, Period(day))
    for n, (id_, day, evidence) in enumerate(
        (("old", date(1990, 1, 1), Evidence.MEMORY), ("new", date(2017, 5, 1), Evidence.SIGNED_TEXT)), start=1
    )
}
_POSTS = {c: Post(c, words(c), (f"ô {c}",)) for c in ("head", "secretary", "leader")}
_CITATION = st.builds(
    Citation,
    st.sampled_from(list(_SOURCES)),
    st.sampled_from((None, "Điều 1")),
    st.sampled_from((None, *Evidence)),
)
_CITED = st.lists(_CITATION, min_size=1, max_size=2).map(tuple)
_SOME_TIME = (Period(date(2017, 1, 1)), Period(None, date(2017, 12, 31)), Period(AS_OF[1], AS_OF[1]))
_PERIODS = st.sampled_from((ALL_TIME, ALL_TIME, ALL_TIME, *_SOME_TIME))


class _Parameters:
    """Turns constants of conditions into dated parameters, each used once."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.made: dict[str, ParameterHistory] = {}

    def within(self, condition: Condition) -> Condition:
        match condition:
            case Compare(field, operator, operands):
                return Compare(field, operator, self._operands(field.type, operator, operands))
            case CountOf(list, where, operator, operands):
                return CountOf(
                    list, self.within(where), operator, self._operands(FieldType(Kind.INTEGER), operator, operands)
                )
            case Quantified(quantifier, list, where):
                return Quantified(quantifier, list, self.within(where))
            case AllOf(items) | AnyOf(items) | NoneOf(items):
                return type(condition)(tuple(map(self.within, items)))
            case _:
                return condition

    def _operands(self, type: FieldType, operator: str, operands: tuple[Operand, ...]) -> tuple[Operand, ...]:
        if self.draw(st.integers(0, 3)) != 0:
            return operands
        if OPERATORS[operator].arity is Arity.MANY:
            values = tuple(o.value for o in operands if isinstance(o, Constant))
            return (self._parameter(type, values, many=True),)
        return tuple(self._parameter(type, o.value, many=False) if isinstance(o, Constant) else o for o in operands)

    def _parameter(self, type: FieldType, value: Scalar | tuple[Scalar, ...], *, many: bool) -> Parameter:
        name = f"p{len(self.made)}"
        values = [ParameterValue(_BEGINNING, value, None, self.draw(_CITED))]
        if self.draw(st.booleans()):
            later = self.draw(exact(type))
            values.append(ParameterValue(date(2017, 7, 1), (later,) if many else later, None, self.draw(_CITED)))
        self.made[name] = ParameterHistory(name, type, many, tuple(values))
        return Parameter(name, many)


@st.composite
def policies(draw: DrawFn, id: str, vocabulary: Vocabulary, remedies: tuple[str, ...] = ()) -> Policy:
    """One policy, every part of which may be there; ``remedies`` are the policies it may name as a cure."""
    parameters = _Parameters(draw)
    stance = draw(st.sampled_from(Stance))
    posts = tuple(draw(st.lists(st.sampled_from(list(_POSTS)), unique=True, max_size=2)))

    def condition() -> Condition:
        return parameters.within(draw(conditions(vocabulary.fields)))

    def optional() -> Condition:
        return condition() if draw(st.integers(0, 2)) == 0 else ALWAYS

    def exceptions(*, waive: bool) -> tuple[PolicyException, ...]:
        return tuple(
            PolicyException(
                f"e{i}", condition(), None if waive or draw(st.booleans()) else condition(),
                draw(_PERIODS), draw(_CITED), words(f"except {i}"),
            )
            for i in range(draw(st.sampled_from((0, 0, 1, 2))))
        )  # fmt: skip

    cures = st.sampled_from((None, Remedy(text=words("remedy")), *(Remedy(policy=r) for r in remedies)))
    requirements = []
    for i in range(draw(st.integers(1, 3))):
        judged = draw(st.integers(0, 3)) == 0
        requirements.append(
            Requirement(
                f"r{i}",
                words(f"requirement {i}"),
                None if judged else condition(),
                Judgement(words(f"question {i}"), (f"Cột {id} {i}",)) if judged else None,
                optional(),
                draw(st.sampled_from((Strength.MUST, Strength.MUST, Strength.SHOULD))),
                exceptions(waive=False),
                draw(_CITED),
                words("because"),
                draw(cures),
                draw(_PERIODS),
            )
        )
    when = optional()
    excepted = exceptions(waive=True) if stance is Stance.PROHIBITED else ()
    return Policy(
        id, words(id), stance, SUBJECT, tuple(requirements), posts, when, draw(_PERIODS),
        tuple(draw(st.lists(st.sampled_from(list(_SOURCES)), unique=True, max_size=2))), parameters.made, excepted,
    )  # fmt: skip


@st.composite
def libraries(draw: DrawFn) -> Library:
    """A whole library."""
    vocabulary = draw(vocabularies(_POSTS))
    ids = tuple(f"drawn/p{i}" for i in range(draw(st.integers(1, 3))))
    drawn = {id_: draw(policies(id_, vocabulary, ids[i + 1 :])) for i, id_ in enumerate(ids)}
    return Library("drawn", {SUBJECT: vocabulary}, _POSTS, _SOURCES, drawn)


@st.composite
def programs(draw: DrawFn) -> Program:
    """A library resolved for a day, with or without policies named."""
    library, as_of = draw(libraries()), draw(st.sampled_from(AS_OF))
    in_force = [p.id for p in library.policies.values() if as_of in p.period]
    asked = draw(st.lists(st.sampled_from(in_force), unique=True, max_size=2)) if in_force else []
    return resolve(library, as_of, asked, SUBJECT)


# --- cases ------------------------------------------------------------------------------------------------------------


def known(type: FieldType) -> SearchStrategy[Scalar]:
    """A value as a file may give it: exact, or a date of which only the year or the month is written."""
    if type.kind is not Kind.DATE:
        return exact(type)
    partial = st.sampled_from(
        (
            Span(date(1, 1, 1), date(1, 12, 31)),
            Span(date(1975, 1, 1), date(1975, 12, 31)),
            Span(date(2000, 2, 1), date(2000, 2, 29)),
            Span(date(9999, 12, 1), date.max),
        )
    )
    return st.one_of(exact(type), exact(type), partial)


def facts(fields: Fields, *, full: bool) -> SearchStrategy[Facts]:
    """What is known of the fields that are not derived: of all of them, or of some."""
    given = {n: _value(f.type, full=full) for n, f in fields.items() if not f.derived}
    return st.fixed_dictionaries(given) if full else st.fixed_dictionaries({}, optional=given)


def _value(type: FieldType, *, full: bool) -> SearchStrategy[Value]:
    found: SearchStrategy[Any] = known(type)
    if type.kind is Kind.LIST:
        records = st.booleans().flatmap(lambda all_: facts(type.fields, full=full and all_))
        found = st.lists(records, max_size=3).map(tuple)
    return found if full else st.one_of(found, found, st.none())


def cases_for(library: Library, subject: str = SUBJECT) -> SearchStrategy[Case]:
    """A case of a library's subject, with recorded judgements."""
    answers = st.sampled_from((True, False, None)).map(Recorded)
    return st.builds(
        Case,
        st.integers(1, 99).map(str),
        st.booleans().flatmap(lambda full: facts(library.vocabularies[subject].fields, full=full)),
        st.fixed_dictionaries({}, optional=dict.fromkeys(library.judgements, answers)),
    )


@st.composite
def fuller(draw: DrawFn, library: Library, case: Case, subject: str = SUBJECT) -> Case:
    """The same case with some of what was missing filled in: facts, lists, fields of records, parts of dates."""
    answers = {n: draw(st.booleans().map(Recorded)) for n in library.judgements if draw(st.booleans())}
    recorded = {n: r for n, r in case.judgements.items() if r.answer is not None}
    return replace(
        case,
        facts=_filled(draw, library.vocabularies[subject].fields, case.facts),
        judgements={**case.judgements, **answers, **recorded},
    )


def _filled(draw: DrawFn, fields: Fields, facts: Facts) -> dict[str, Value]:
    filled = dict(facts)
    for name, of in fields.items():
        value = facts.get(name)
        # A missing unit is known to be that of the case's row: writing another one is not filling it in.
        if of.derived or of.defaults_to or not draw(st.booleans()):
            continue
        if isinstance(value, tuple):
            filled[name] = tuple(_record(draw, of.type.fields, record) for record in value)
        elif isinstance(value, Span):
            filled[name] = draw(st.sampled_from((value.low, value.high)))
        elif value is None:
            filled[name] = draw(_value(of.type, full=False))
    return filled


def _record(draw: DrawFn, fields: Fields, record: Record) -> Record:
    return _filled(draw, fields, record)  # type: ignore[return-value]  # lists do not nest
