"""Hypothesis strategies for vocabularies of all kinds of fields, and for conditions on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from kiemnhiem.cases.dates import FIRST_YEAR, LAST_YEAR
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import (
    AllOf,
    Always,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    FieldRef,
    NoneOf,
    Operand,
    Quantified,
    Quantifier,
    Scope,
)
from kiemnhiem.policy.derived import (
    AddMonths,
    Aggregate,
    Aggregation,
    Combination,
    Combine,
    Derived,
    Elapsed,
    Lookup,
    LookupRow,
    Term,
    Unit,
    When,
)
from kiemnhiem.policy.model import (
    Post,
)
from kiemnhiem.policy.operators import OPERATORS, Arity
from kiemnhiem.policy.types import SCALAR, Choice, Field, FieldType, Kind, Vocabulary
from kiemnhiem.policy.values import LIMIT, Scalar, Span

SUBJECT = "candidate"
TEXTS = ("Thôn Đông", 'Thôn "Đoài"', "'nháy'", "Tổ 1: a, b; c", "Ấp \\ Bắc", "null", "0", "é")
DAYS = (
    date.min, date(1975, 6, 30), date(1999, 12, 31), date(2000, 2, 29), date(2001, 2, 28), date(2018, 12, 30),
    date(2019, 1, 1), date(2024, 2, 29), date.max,
)  # fmt: skip
NUMBERS = ("0", "1", "-1", "0.5", "2.25", "0.000001", "-0.000001", "999999999999.999999", "-999999999999.999999")
_NUMERIC = (Kind.INTEGER, Kind.NUMBER)

Fields = Mapping[str, Field]


def words(about: str) -> Text:
    """Words that no other thing has."""
    return Text(f"Tên «{about}»", f'The "{about}"')


def exact(type: FieldType) -> SearchStrategy[Scalar]:
    """A value of a type, often one that others share and now and then an awkward one."""
    return _EXACT[type.kind] if type.kind in _EXACT else st.sampled_from(list(type.positions))


#: Made once: to make and check a strategy takes longer than to draw from it.
_EXACT: Mapping[Kind, SearchStrategy[Scalar]] = {
    Kind.TEXT: st.sampled_from(TEXTS),
    Kind.BOOLEAN: st.booleans(),
    Kind.INTEGER: st.one_of(st.integers(-1, 4), st.sampled_from((LIMIT - 1, 1 - LIMIT))),
    Kind.NUMBER: st.sampled_from(NUMBERS).map(lambda n: Decimal(n).normalize()),
    Kind.DATE: st.sampled_from(DAYS),
}
_CONSTANTS: Mapping[Kind, SearchStrategy[Constant]] = {kind: drawn.map(Constant) for kind, drawn in _EXACT.items()}


def readable(value: object) -> bool:
    """Whether a file of cases can hold a value, or the records of a list: dates of the years it may have."""
    match value:
        case Span(low, high):
            return readable(low) and readable(high)
        case date():
            return FIRST_YEAR <= value.year <= LAST_YEAR
        case tuple():
            return all(readable(v) for record in value for v in record.values())
        case _:
            return True


# --- conditions -------------------------------------------------------------------------------------------------------


def conditions(fields: Fields, record: Fields | None = None, depth: int = 2) -> SearchStrategy[Condition]:
    """A condition on a case with ``fields``, or on a list's ``record`` of it."""
    here = fields if record is None else record
    simple: list[SearchStrategy[Condition]] = [_compare(fields, record)]
    if record is None and any(f.type.kind is Kind.LIST for f in here.values()):
        simple += [_quantified(fields, depth), _count(fields, depth)]
    if depth == 0:
        return st.one_of(simple)
    inside = st.lists(conditions(fields, record, depth - 1), min_size=1, max_size=3).map(tuple)
    return st.one_of(*simple, inside.map(AllOf), inside.map(AnyOf), inside.map(NoneOf))


def _refs(fields: Fields, record: Fields | None, *, fits: Callable[[FieldType], bool]) -> list[FieldRef]:
    """The fields that ``{field: …}``, ``{case: …}`` and ``as_of`` may name."""
    found = [FieldRef(n, f.type, Scope.ITEM) for n, f in (record or {}).items() if fits(f.type)]
    found += [FieldRef(n, f.type) for n, f in fields.items() if fits(f.type)]
    return [*found, FieldRef("as_of", FieldType(Kind.DATE))] if fits(FieldType(Kind.DATE)) else found


@st.composite
def _compare(draw: DrawFn, fields: Fields, record: Fields | None) -> Condition:
    here = fields if record is None else record
    name = draw(st.sampled_from([n for n, f in here.items() if f.type.kind in SCALAR]))
    type_ = here[name].type
    operator = draw(st.sampled_from([o for o in OPERATORS.values() if type_.kind in o.kinds]))
    ref = FieldRef(name, type_, Scope.CASE if record is None else Scope.ITEM)
    return Compare(ref, operator.name, draw(_operands(type_, operator.arity, fields, record)))


@st.composite
def _operands(
    draw: DrawFn, type: FieldType, arity: Arity, fields: Fields, record: Fields | None
) -> tuple[Operand, ...]:
    constant = _CONSTANTS[type.kind] if type.kind in _CONSTANTS else exact(type).map(Constant)
    if arity is Arity.MANY:
        return tuple(draw(st.lists(constant, min_size=1, max_size=4)))
    refs = _refs(fields, record, fits=lambda t: t.kind is type.kind and tuple(t.positions) == tuple(type.positions))
    one = st.one_of(constant, constant, st.sampled_from(refs)) if refs else constant
    if arity is Arity.ONE:
        return (draw(one),)
    low, high = draw(one), draw(one)
    if isinstance(low, Constant) and isinstance(high, Constant) and type.bounds(low.value) > type.bounds(high.value):  # type: ignore[operator]  # both on one axis
        low, high = high, low
    return low, high


def _lists(fields: Fields) -> SearchStrategy[FieldRef]:
    return st.sampled_from([FieldRef(n, f.type) for n, f in fields.items() if f.type.kind is Kind.LIST])


def where(fields: Fields, list: FieldRef, depth: int) -> SearchStrategy[Condition]:
    """A condition on the records of ``list``; sometimes one that every record fits."""
    inside = conditions(fields, list.type.fields, min(depth, 1))
    return st.one_of(inside, inside, inside, st.just(Always(True)))


@st.composite
def _quantified(draw: DrawFn, fields: Fields, depth: int) -> Condition:
    list_ = draw(_lists(fields))
    return Quantified(draw(st.sampled_from(Quantifier)), list_, draw(where(fields, list_, depth)))


@st.composite
def _count(draw: DrawFn, fields: Fields, depth: int) -> Condition:
    list_ = draw(_lists(fields))
    operator = draw(st.sampled_from([o for o in OPERATORS.values() if Kind.INTEGER in o.kinds]))
    operands = draw(_operands(FieldType(Kind.INTEGER), operator.arity, fields, None))
    return CountOf(list_, draw(where(fields, list_, depth)), operator.name, operands)


# --- vocabularies -----------------------------------------------------------------------------------------------------


def _field(name: str, type: FieldType, **more: object) -> Field:
    return Field(name, type, words(name), headings=(f"Cột {name}",), **more)  # type: ignore[arg-type]  # as Field says


def _choices(kind: Kind, *codes: str) -> FieldType:
    return FieldType(kind, tuple(Choice(c, words(c), (f"ô {c}",)) for c in codes))


_COLOURS = _choices(Kind.CHOICE, "red", "green", "blue")


def _plain(prefix: str) -> dict[str, Field]:
    """One field of every scalar kind."""
    types = [
        FieldType(Kind.TEXT), _COLOURS, _choices(Kind.SCALE, "low", "mid", "high", "top"),
        FieldType(Kind.INTEGER), FieldType(Kind.NUMBER), FieldType(Kind.BOOLEAN), FieldType(Kind.DATE),
    ]  # fmt: skip
    return {f"{prefix}{t.kind}": _field(f"{prefix}{t.kind}", t) for t in types}


@st.composite
def vocabularies(draw: DrawFn, posts: Mapping[str, Post]) -> Vocabulary:
    """All kinds of fields, among them two lists; derived ones of every form."""
    post = FieldType(Kind.CHOICE, tuple(Choice(p.code, p.label, p.aliases) for p in posts.values()))
    held = {
        "post": _field("post", post),
        "unit": _field("unit", FieldType(Kind.TEXT), defaults_to="hamlet"),
    }
    marks = _field("marks", FieldType(Kind.LIST))
    element = Field("value", _COLOURS, marks.label, headings=marks.headings)
    base = {
        "case_id": _field("case_id", FieldType(Kind.TEXT), key=True),
        "hamlet": _field("hamlet", FieldType(Kind.TEXT), personal=True),
        **_plain("the_"),
        "other_date": _field("other_date", FieldType(Kind.DATE)),
        "posts": _field("posts", FieldType(Kind.LIST, fields=held)),
        "marks": replace(marks, type=FieldType(Kind.LIST, fields={"value": element})),
    }
    record = _plain("its_")
    for i in range(draw(st.integers(0, 2))):
        record[f"its_derived_{i}"] = draw(_derived_field(f"its_derived_{i}", base, record))
    fields = {**base, "records": _field("records", FieldType(Kind.LIST, fields=record))}
    for i in range(draw(st.integers(0, 4))):
        fields[f"derived_{i}"] = draw(_derived_field(f"derived_{i}", fields, None))
    return Vocabulary(SUBJECT, words(SUBJECT), fields)


@st.composite
def _derived_field(draw: DrawFn, name: str, fields: Fields, record: Fields | None) -> Field:
    forms = [_elapsed, _add_months, _combined, _extreme_date, _when, _lookup]
    type_, derived = draw(st.one_of(*(form(fields, record) for form in forms), *([_aggregate(fields)] * (not record))))
    return Field(name, type_, words(name), derived=derived)


Form = tuple[FieldType, Derived]


def _terms(fields: Fields, record: Fields | None, *kinds: Kind) -> SearchStrategy[Term]:
    refs = _refs(fields, record, fits=lambda t: t.kind in kinds)
    constants: list[Scalar] = [*DAYS] if Kind.DATE in kinds else [-1, 0, 2, 12, LIMIT - 1]
    if Kind.NUMBER in kinds:
        constants += [Decimal("0.5"), Decimal("-2.25")]
    return st.one_of(st.sampled_from(refs), st.sampled_from(refs), st.sampled_from(constants).map(Constant))


@st.composite
def _elapsed(draw: DrawFn, fields: Fields, record: Fields | None) -> Form:
    dates = _terms(fields, record, Kind.DATE)
    return FieldType(Kind.INTEGER), Elapsed(draw(st.sampled_from(Unit)), draw(dates), draw(dates))


@st.composite
def _add_months(draw: DrawFn, fields: Fields, record: Fields | None) -> Form:
    start, months = draw(_terms(fields, record, Kind.DATE)), draw(_terms(fields, record, Kind.INTEGER))
    return FieldType(Kind.DATE), AddMonths(start, months)


@st.composite
def _combined(draw: DrawFn, fields: Fields, record: Fields | None) -> Form:
    operation = draw(st.sampled_from(Combination))
    pair = operation in (Combination.DIFFERENCE, Combination.RATIO)
    term = _terms(fields, record, *_NUMERIC)
    terms = draw(st.lists(term, min_size=2 if pair else 1, max_size=2 if pair else 3))
    kinds = {t.type.kind if isinstance(t, FieldRef) else _constant_kind(t.value) for t in terms}
    number = Kind.NUMBER in kinds or operation is Combination.RATIO
    return FieldType(Kind.NUMBER if number else Kind.INTEGER), Combine(operation, tuple(terms))


def _constant_kind(value: Scalar) -> Kind:
    return Kind.INTEGER if isinstance(value, int) else Kind.NUMBER


@st.composite
def _extreme_date(draw: DrawFn, fields: Fields, record: Fields | None) -> Form:
    operation = draw(st.sampled_from((Combination.MIN, Combination.MAX)))
    terms = draw(st.lists(_terms(fields, record, Kind.DATE), min_size=1, max_size=3))
    return FieldType(Kind.DATE), Combine(operation, tuple(terms))


@st.composite
def _when(draw: DrawFn, fields: Fields, record: Fields | None) -> Form:
    return FieldType(Kind.BOOLEAN), When(draw(conditions(fields, record, 1)))


@st.composite
def _lookup(draw: DrawFn, fields: Fields, record: Fields | None) -> Form:
    type_ = draw(st.sampled_from(list(_plain("").values()))).type
    condition = st.one_of(conditions(fields, record, 0), st.just(Always(True)))
    rows = st.builds(LookupRow, condition, exact(type_), st.sampled_from((None, date(2017, 1, 1))))
    return type_, Lookup(tuple(draw(st.lists(rows, min_size=1, max_size=3))))


@st.composite
def _aggregate(draw: DrawFn, fields: Fields) -> Form:
    list_ = draw(_lists(fields))
    fits = draw(where(fields, list_, 0))
    operation = draw(st.sampled_from(Aggregation))
    extreme = operation in (Aggregation.MIN, Aggregation.MAX)
    kinds = SCALAR if operation is Aggregation.DISTINCT else {*_NUMERIC, *([Kind.DATE] if extreme else [])}
    inner = [FieldRef(n, f.type, Scope.ITEM) for n, f in list_.type.fields.items() if f.type.kind in kinds]
    if operation is Aggregation.COUNT or not inner:
        return FieldType(Kind.INTEGER), Aggregate(Aggregation.COUNT, list_, None, fits)
    field = draw(st.sampled_from(inner))
    type_ = FieldType(Kind.INTEGER) if operation is Aggregation.DISTINCT else field.type
    return type_, Aggregate(operation, list_, field, fits)
