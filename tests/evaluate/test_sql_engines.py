"""The columnar engines decide what the definition says: on drawn programs, and on cells that engines disagree about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import cases_for, programs
from support.budget import examples
from support.engines import Decide, engine
from support.rete_programs import (
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    cases,
    compare,
    policy,
    posts_of,
    program,
    records_of,
    rule,
)

from kiemnhiem.cases.case import Case
from kiemnhiem.errors import EngineUnavailable
from kiemnhiem.evaluate.decision import Decision, Outcome, Verdict
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.evaluate.sql.extras import needed
from kiemnhiem.language import Text
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.conditions import (
    ALWAYS,
    Condition,
    Constant,
    CountOf,
    FieldRef,
    Holds,
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
    Unit,
)
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.resolve import resolve
from kiemnhiem.policy.types import Choice, Field, FieldType, Kind, Vocabulary
from kiemnhiem.policy.values import LIMIT, Span

# --- on drawn programs


@pytest.fixture(scope="module")
def duckdb(request: pytest.FixtureRequest) -> Iterator[Decide]:
    yield from engine("duckdb", request)


@pytest.fixture(scope="module")
def postgres(request: pytest.FixtureRequest) -> Iterator[Decide]:
    yield from engine("postgres", request)


@pytest.fixture(scope="module")
def spark(request: pytest.FixtureRequest) -> Iterator[Decide]:
    yield from engine("spark", request)


def assert_decided_alike(decide: Decide, data: st.DataObject) -> None:
    program = data.draw(programs())
    drawn = data.draw(st.lists(cases_for(program.library), min_size=2, max_size=5))
    assert decide(program, drawn) == list(ReferenceEngine(program).decide(drawn))


@pytest.mark.fuzz
@settings(max_examples=examples(50), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_duckdb_decides_what_the_definition_says(duckdb: Decide, data: st.DataObject) -> None:
    assert_decided_alike(duckdb, data)


@pytest.mark.fuzz
@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_postgresql_decides_what_the_definition_says(postgres: Decide, data: st.DataObject) -> None:
    assert_decided_alike(postgres, data)


@pytest.mark.slow
@pytest.mark.fuzz
@settings(max_examples=min(examples(5), 500), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_spark_decides_what_the_definition_says(spark: Decide, data: st.DataObject) -> None:
    assert_decided_alike(spark, data)


# --- on cells that engines disagree about, or that are at the edge of what they hold

RANK = FieldType(Kind.SCALE, tuple(Choice(c, Text(c, c)) for c in ("low", "middle", "high")))
POSTS = posts_of("head", "secretary", "leader")
MARKS = records_of({"form": TEXT, "points": INTEGER, "weight": NUMBER, "on": DATE})
TYPES: Mapping[str, FieldType] = {
    "name": TEXT, "n": INTEGER, "m": INTEGER, "x": NUMBER, "y": NUMBER, "yes": BOOLEAN, "day": DATE, "other": DATE,
    "rank": RANK, "posts": POSTS, "marks": MARKS,
}  # fmt: skip
BIG, LEAST = LIMIT - 1, Decimal("0.000001")


def ref(name: str, type: FieldType | None = None, *, item: bool = False) -> FieldRef:
    return FieldRef(name, type or TYPES[name], Scope.ITEM if item else Scope.CASE)


def folded(operation: Aggregation, field: str) -> Aggregate:
    return Aggregate(operation, ref("marks"), FieldRef(field, MARKS.fields[field].type, Scope.ITEM), ALWAYS)


#: Derived facts, and a condition on each.
DERIVED: Mapping[str, tuple[FieldType, Derived, Condition]] = {
    name: (type_, derived, compare(name, type_, operator, *operands))
    for name, type_, derived, operator, *operands in (
        ("product", INTEGER, Combine(Combination.PRODUCT, (ref("n"), ref("m"))), "at_least", BIG),
        ("difference", INTEGER, Combine(Combination.DIFFERENCE, (ref("n"), ref("m"))), "at_most", -BIG),
        ("scaled", NUMBER, Combine(Combination.PRODUCT, (ref("x"), ref("y"))), "is", Decimal("0.000002")),
        ("ratio", NUMBER, Combine(Combination.RATIO, (ref("x"), ref("y"))), "more_than", Decimal("333333.333333")),
        ("part", NUMBER, Combine(Combination.RATIO, (ref("n"), ref("m"))), "is", Decimal("-0.333333")),
        ("least", INTEGER, Combine(Combination.MIN, (ref("n"), ref("m"))), "less_than", 0),
        ("later", DATE, AddMonths(ref("day"), ref("n")), "after", date(2024, 2, 28)),
        ("years", INTEGER, Elapsed(Unit.YEARS, ref("day"), ref("other")), "at_least", 18),
        ("months", INTEGER, Elapsed(Unit.MONTHS, ref("day"), ref("other")), "is", 1),
        ("days", INTEGER, Elapsed(Unit.DAYS, ref("day"), ref("other")), "more_than", 3_000_000),
        ("total", INTEGER, folded(Aggregation.SUM, "points"), "at_least", BIG),
        ("weights", NUMBER, folded(Aggregation.SUM, "weight"), "is", Decimal(0)),
        ("kinds", INTEGER, folded(Aggregation.DISTINCT, "form"), "is", 2),
        ("first", DATE, folded(Aggregation.MIN, "on"), "on_or_before", date(2000, 2, 29)),
        ("most", INTEGER, folded(Aggregation.MAX, "points"), "more_than", 3),
    )
}  # fmt: skip
CONDITIONS: Mapping[str, Condition] = {
    "unknown-in": compare("name", TEXT, "in", "Bản Nà Lò", "null", ""),
    "unknown-not-in": compare("rank", RANK, "not_in", "low", "high"),
    "between-fields": compare("n", INTEGER, "between", FieldRef("m", INTEGER), BIG),
    "partial": compare("day", DATE, "on_or_after", date(1975, 6, 30)),
    "same-day": compare("day", DATE, "is", FieldRef("other", DATE)),
    "same-text": compare("name", TEXT, "is", "BẢN  nà lò"),
    "backslash": compare("name", TEXT, "is_not", "Ấp \\ 'Bắc' \""),
    "yes": compare("yes", BOOLEAN, "is", False),
    "number": compare("x", NUMBER, "less_than", -LEAST),
    "every": Quantified(Quantifier.EVERY, ref("marks"), compare("points", INTEGER, "at_least", 2, item=True)),
    "none": Quantified(Quantifier.NONE, ref("marks"), compare("form", TEXT, "is", "a", item=True)),
    "as-case": Quantified(Quantifier.SOME, ref("marks"), compare("on", DATE, "is", FieldRef("day", DATE), item=True)),
    "count": CountOf(
        ref("marks"), compare("weight", NUMBER, "is", Decimal("0.5"), item=True), "at_most", (Constant(1),)
    ),
    "two-posts": Holds(ref("posts"), ("head", "secretary")),
    "three-posts": Holds(ref("posts"), ("head", "secretary", "leader")),
    "one-post": Holds(ref("posts"), ("leader",)),
}
EDGES: tuple[dict[str, Any], ...] = (
    {},
    {"posts": (), "marks": ()},
    {"name": "bản nà lò", "n": BIG, "m": BIG, "x": Decimal(BIG), "y": Decimal(BIG), "yes": False},
    {"name": "Ba\u0309n  Na\u0300 Lo\u0300 ", "n": BIG, "m": -BIG, "x": Decimal(1), "y": Decimal(3)},
    {"name": "null", "n": -BIG, "m": BIG, "x": Decimal(1), "y": LEAST, "rank": "middle"},
    {"name": "Ấp \\ 'Bắc' \"", "n": 1, "m": -3, "x": Decimal("0.0015"), "y": Decimal("0.001"), "rank": "low"},
    {"name": "", "n": 0, "m": 0, "x": Decimal("0.0005"), "y": Decimal("0.005"), "yes": True},
    {"n": 1, "m": 0, "x": Decimal(-1), "y": Decimal(0)},
    {"day": date.min, "other": date.max, "n": -1, "m": -1},
    {"day": date.max, "other": date.min, "n": 1},
    {"day": date(2024, 1, 31), "other": date(2024, 2, 29), "n": 1},
    {"day": date(2000, 2, 29), "other": date(2018, 2, 28), "n": 288},
    {"day": Span(date(1975, 1, 1), date(1975, 12, 31)), "other": date(1993, 6, 30), "n": 12},
    {"day": Span(date(1975, 7, 1), date(1975, 7, 31)), "other": Span(date(1993, 8, 1), date(1993, 8, 31))},
    {"day": date(2000, 2, 29), "marks": ({"on": date(2000, 2, 29)}, {"form": "A", "points": 1})},
    {"marks": ({}, {"form": "a ", "points": 2, "weight": Decimal("0.5")}, {"form": "B", "weight": Decimal("-0.5")})},
    {"marks": ({"points": BIG, "form": "a"}, {"points": BIG, "form": "Á"}, {"points": 5})},
    {"marks": ({"on": Span(date(2000, 1, 1), date(2000, 12, 31))}, {"points": -BIG, "weight": Decimal(-BIG)})},
    {"marks": ({"form": "a"}, {"form": "b"}, {"form": "c"}, {})},
    {"posts": ({"post": "head", "unit": "Bản A"}, {"post": "secretary", "unit": "bản  a"}, {"post": "leader"})},
    {"posts": ({"post": "head", "unit": "A"}, {"post": "secretary", "unit": "B"}, {"unit": "A"})},
    {"posts": ({"post": "head"}, {"post": "secretary"}, {})},
    {"posts": ({"post": "head", "unit": "A"}, {}, {"post": "leader"}, {"unit": "A"})},
    {"posts": ({"post": "secretary"}, {"post": "head", "unit": "A"}, {"post": "leader", "unit": "B"})},
)


def edge_program(*, asked: bool) -> Program:
    rules = [rule(name, condition) for name, condition in CONDITIONS.items()]
    rules += [rule(name, condition, CONDITIONS["yes"]) for name, (_, _, condition) in DERIVED.items()]
    made = program(TYPES, policy("p", *rules, posts=("head", "secretary")), asked=asked)
    fields = dict(made.vocabulary.fields)
    fields |= {n: Field(n, type_, Text(n, n), derived=of) for n, (type_, of, _) in DERIVED.items()}
    vocabulary = Vocabulary("candidate", made.vocabulary.label, fields)
    return Program(made.library, vocabulary, made.as_of, made.screened, asked=asked)


@pytest.mark.parametrize("asked", [True, False])
def test_every_engine_decides_alike_at_the_edges(decide: Decide, asked: bool) -> None:
    program = edge_program(asked=asked)
    edges = cases(*EDGES)
    for case, found, wanted in zip(edges, decide(program, edges), ReferenceEngine(program).decide(edges), strict=True):
        assert found == wanted, case.facts


def test_the_edges_decide_every_requirement_in_more_than_one_way() -> None:
    program = edge_program(asked=True)
    found: dict[str, set[Outcome]] = {}
    for decided in ReferenceEngine(program).decide(cases(*EDGES)):
        for name, outcome in decided.policies["p"].outcomes.items():
            found.setdefault(name, set()).add(outcome)
    assert [name for name, outcomes in found.items() if len(outcomes) < 2] == []


def test_a_thousand_requirements_are_decided(decide: Decide) -> None:
    numbers = [rule(f"r{n}", compare("n", INTEGER, "at_least", n), CONDITIONS["yes"]) for n in range(1000)]
    made = program(TYPES, policy("p", *numbers))
    [found] = decide(made, [Case("1", {"n": 500, "yes": False})])
    assert found.verdict is Verdict.NOT_ELIGIBLE
    assert _outcomes(found) == [Outcome.MET] * 501 + [Outcome.NOT_MET] * 499


def test_a_place_stands_for_a_missing_unit_by_its_code(decide: Decide) -> None:
    library, _ = load_library(shipped_library())
    made = resolve(library, date(2018, 12, 30), (), "candidate", "vn")
    posts = library.policies["province/mobilisation-and-front"].posts
    held = [({"post": posts[0]}, {"post": posts[1], "unit": unit}) for unit in ("LAI-CHAU", "lào cai", None)]
    there = cases(*({"province": "lai-chau", "posts": records} for records in held))
    found = [d.policies["province/mobilisation-and-front"].concerns for d in decide(made, there)]
    assert found == [True, False, True]


def test_without_its_extra_an_engine_says_what_to_install() -> None:
    with pytest.raises(EngineUnavailable, match=r"pip install 'kiemnhiem\[spark\]'"), needed("spark"):
        raise ModuleNotFoundError(name="pyspark")


def _outcomes(decision: Decision) -> list[Outcome]:
    return [decision.policies["p"].outcomes[f"r{n}"] for n in range(1000)]
