"""Places and amendments: every engine decides each case by the rules of its own place, as the definition does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import cases_for, placed_programs
from support.budget import examples
from support.engines import Decide, engine
from support.screened import assert_counted_alike

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.explain.question import Question
from kiemnhiem.policy.byplace import Programs


@pytest.fixture(scope="module", params=["rete", "polars", "duckdb"])
def decide_by_place(request: pytest.FixtureRequest) -> Iterator[Decide]:
    yield from engine(request.param, request)


def cases_of(data: st.DataObject, programs: Programs) -> list[Case]:
    return data.draw(st.lists(cases_for(programs.library), min_size=3, max_size=8))


@pytest.mark.fuzz
@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_case_is_decided_alike_by_the_rules_of_its_place(decide_by_place: Decide, data: st.DataObject) -> None:
    programs = data.draw(placed_programs())
    for program, cases in Question(programs).by_program(cases_of(data, programs)):
        assert decide_by_place(program, cases) == list(ReferenceEngine(program).decide(cases))


@pytest.mark.fuzz
@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_columns_of_several_places_count_what_explaining_counts(data: st.DataObject) -> None:
    pytest.importorskip("polars")
    programs = data.draw(placed_programs())
    assert_counted_alike(programs, cases_of(data, programs))


@pytest.mark.fuzz
@settings(max_examples=examples(30), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_case_of_no_known_place_gets_no_verdict_that_its_place_would_overturn(data: st.DataObject) -> None:
    programs = data.draw(placed_programs())
    question, case = Question(programs), data.draw(cases_for(programs.library))
    nowhere = Case(case.id, {n: v for n, v in case.facts.items() if n not in {"province", "commune"}}, case.judgements)
    open_ = question.explain(nowhere).verdict
    for place in programs.library.localities:
        assert programs.of({"commune": place}) in programs.every
        there = Case(case.id, {**nowhere.facts, "commune": place}, case.judgements)
        if open_ != "undetermined":
            assert question.decide(there).verdict == open_, place
