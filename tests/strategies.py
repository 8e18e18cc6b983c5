"""Hypothesis strategies for whole policy libraries, what they resolve to, and cases for them.

What is drawn is what the files of a library can say: a library drawn here can be printed to YAML and read back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from support.localities import LAYERS, UNITS, with_places
from support.vocabularies import SUBJECT, Fields, conditions, exact, vocabularies, words

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.policy.byplace import Programs
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
    Amendment,
    Citation,
    Evidence,
    Judgement,
    Library,
    Locality,
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


class _Clauses:
    """Draws requirements and exceptions on the facts of a vocabulary, with or without dated parameters in them."""

    def __init__(self, draw: DrawFn, vocabulary: Vocabulary, cures: SearchStrategy[Remedy | None]) -> None:
        self.draw, self.conditions, self.cures = draw, conditions(vocabulary.fields), cures
        self.parameters: _Parameters | None = None

    def condition(self) -> Condition:
        drawn = self.draw(self.conditions)
        return self.parameters.within(drawn) if self.parameters else drawn

    def optional(self) -> Condition:
        return self.condition() if self.draw(st.integers(0, 2)) == 0 else ALWAYS

    def exceptions(self, prefix: str = "e", *, waive: bool) -> tuple[PolicyException, ...]:
        return tuple(
            PolicyException(
                f"{prefix}{i}", self.condition(), None if waive or self.draw(st.booleans()) else self.condition(),
                self.draw(_PERIODS), self.draw(_CITED), words(f"except {i}"),
            )
            for i in range(self.draw(st.sampled_from((0, 0, 1, 2))))
        )  # fmt: skip

    def requirement(self, id: str, policy: str, *, delegable: bool) -> Requirement:
        judged = self.draw(st.integers(0, 3)) == 0
        return Requirement(
            id,
            words(f"requirement {id}"),
            None if judged else self.condition(),
            Judgement(words(f"question {id}"), (f"Cột {policy} {id}",)) if judged else None,
            self.optional(),
            self.draw(st.sampled_from((Strength.MUST, Strength.MUST, Strength.SHOULD))),
            self.exceptions(waive=False),
            self.draw(_CITED),
            words("because"),
            self.draw(self.cures),
            self.draw(_PERIODS),
            delegable,
        )


@st.composite
def policies(
    draw: DrawFn, id: str, vocabulary: Vocabulary, remedies: tuple[str, ...] = (), *, delegable: bool = False
) -> Policy:
    """One policy, every part of which may be there; ``remedies`` are the policies it may name as a cure."""
    cures = st.sampled_from((None, Remedy(text=words("remedy")), *(Remedy(policy=r) for r in remedies)))
    clauses = _Clauses(draw, vocabulary, cures)
    parameters = clauses.parameters = _Parameters(draw)
    stance = draw(st.sampled_from(Stance))
    posts = tuple(draw(st.lists(st.sampled_from(list(_POSTS)), unique=True, max_size=2)))
    requirements = tuple(clauses.requirement(f"r{i}", id, delegable=delegable) for i in range(draw(st.integers(1, 3))))
    when = clauses.optional()
    excepted = clauses.exceptions(waive=True) if stance is Stance.PROHIBITED else ()
    return Policy(
        id, words(id), stance, SUBJECT, requirements, posts, when, draw(_PERIODS),
        tuple(draw(st.lists(st.sampled_from(list(_SOURCES)), unique=True, max_size=2))), parameters.made, excepted,
    )  # fmt: skip


@st.composite
def libraries(draw: DrawFn) -> Library:
    """A whole library."""
    vocabulary = draw(vocabularies(_POSTS))
    return Library("drawn", {SUBJECT: vocabulary}, _POSTS, _SOURCES, _drawn_policies(draw, vocabulary))


def _drawn_policies(draw: DrawFn, vocabulary: Vocabulary, *, delegable: bool = False) -> dict[str, Policy]:
    ids = tuple(f"drawn/p{i}" for i in range(draw(st.integers(1, 3))))
    return {id_: draw(policies(id_, vocabulary, ids[i + 1 :], delegable=delegable)) for i, id_ in enumerate(ids)}


# --- places -----------------------------------------------------------------------------------------------------------


@st.composite
def placed_libraries(draw: DrawFn) -> Library:
    """A library of a country with places in it, some of which amend its policies from a day of their own."""
    localities = draw(_localities())
    vocabulary = with_places(draw(vocabularies(_POSTS)), localities)
    # Every requirement may be left to the places: what an amendment may not change is the loader's question.
    drawn = _drawn_policies(draw, vocabulary, delegable=True)
    amendments = {
        a.id: a
        for n in range(draw(st.integers(0, 4)))
        if (a := draw(_amendments(f"drawn/a{n}", drawn[draw(st.sampled_from(list(drawn)))], vocabulary, localities)))
    }
    return Library(
        "drawn", {SUBJECT: vocabulary}, _POSTS, _SOURCES, drawn,
        layers=LAYERS, localities=localities, amendments=amendments,
    )  # fmt: skip


@st.composite
def _localities(draw: DrawFn) -> dict[str, Locality]:
    """A country, provinces in it and communes in these; now and then a province ends and becomes one or several."""
    found = {id_: Locality(id_, words(id_), layer, inside) for id_, (layer, inside) in UNITS.items()}
    for id_, others in {"west": ("east", "north"), "north": ("east",)}.items():
        if until := draw(st.sampled_from((None, None, AS_OF[0], AS_OF[1]))):
            becomes = tuple(draw(st.lists(st.sampled_from(others), unique=True, max_size=2)))
            found[id_] = replace(found[id_], period=Period(None, until), becomes=becomes)
    return found


@st.composite
def _amendments(
    draw: DrawFn, id: str, policy: Policy, vocabulary: Vocabulary, localities: Mapping[str, Locality]
) -> Amendment:
    clauses = _Clauses(draw, vocabulary, st.just(None))
    prefix = id.rpartition("/")[2]
    added = range(draw(st.integers(0, 2)))
    set_ = [name for name in policy.parameters if draw(st.booleans())]
    to = draw(st.sampled_from(policy.requirements)).id
    return Amendment(
        id,
        policy.id,
        draw(st.sampled_from(list(localities))),
        tuple(clauses.requirement(f"{prefix}-r{i}", policy.id, delegable=False) for i in added),
        {name: _set_anew(draw, policy.parameters[name]) for name in set_},
        tuple((to, e) for e in clauses.exceptions(f"{prefix}-e", waive=False)),
        draw(_PERIODS),
        tuple(draw(st.lists(st.sampled_from(list(_SOURCES)), max_size=1))),
    )


def _set_anew(draw: DrawFn, old: ParameterHistory) -> ParameterHistory:
    """A parameter with a value of the place's own, sometimes only from a day on."""
    value = draw(exact(old.type))
    start = draw(st.sampled_from((_BEGINNING, date(2018, 1, 1))))
    given = ParameterValue(start, (value,) if old.many else value, None, draw(_CITED))
    return replace(old, values=(given,))


def asked_of(library: Library, as_of: date) -> SearchStrategy[list[str]]:
    """The policies that an officer may name on a day; none most often."""
    in_force = [p.id for p in library.policies.values() if as_of in p.period]
    return st.lists(st.sampled_from(in_force), unique=True, max_size=2) if in_force else st.just([])


@st.composite
def programs(draw: DrawFn) -> Program:
    """A library resolved for a day, with or without policies named."""
    library, as_of = draw(libraries()), draw(st.sampled_from(AS_OF))
    return resolve(library, as_of, draw(asked_of(library, as_of)), SUBJECT)


@st.composite
def placed_programs(draw: DrawFn) -> Programs:
    """A question asked of every place of a library, or of one that the officer names."""
    library, as_of = draw(placed_libraries()), draw(st.sampled_from(AS_OF))
    place = draw(st.sampled_from((None, None, None, *library.localities)))
    return Programs(library, as_of, draw(asked_of(library, as_of)), SUBJECT, place)


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
