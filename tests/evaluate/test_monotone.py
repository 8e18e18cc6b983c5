"""Filling in what was missing may decide what was unknown; it never turns one decision into another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import cases_for, fuller, programs
from support.budget import examples
from support.engines import engine
from support.rete_programs import ManyPrograms

from kiemnhiem.evaluate.decision import Decision, Outcome, PolicyDecision, Verdict
from kiemnhiem.evaluate.reference import ReferenceEngine

#: What an outcome may become. A requirement met although its ``when`` was unknown may turn out not to apply.
BECOMES = {
    Outcome.UNKNOWN: set(Outcome),
    Outcome.MET: {Outcome.MET, Outcome.NOT_APPLICABLE},
    Outcome.NOT_MET: {Outcome.NOT_MET},
    Outcome.NOT_APPLICABLE: {Outcome.NOT_APPLICABLE},
}


@pytest.fixture(scope="module")
def rete() -> Iterator[ManyPrograms]:
    many = ManyPrograms()
    yield many
    many.close()


@pytest.mark.fuzz
@settings(max_examples=examples(100), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_definition_is_monotone(data: st.DataObject) -> None:
    program = data.draw(programs())
    case = data.draw(cases_for(program.library))
    engine = ReferenceEngine(program)
    assert_kept(engine.decide_one(case), engine.decide_one(data.draw(fuller(program.library, case))))


@pytest.mark.fuzz
@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_rete_engine_is_monotone(rete: ManyPrograms, data: st.DataObject) -> None:
    pytest.importorskip("durable.engine")
    program = data.draw(programs())
    case = data.draw(cases_for(program.library))
    before, after = (a.decision for a in rete.answers(program, [case, data.draw(fuller(program.library, case))]))
    assert before
    assert after
    assert_kept(before, after)


@pytest.mark.fuzz
@pytest.mark.parametrize("name", ["polars", "duckdb"])
@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_columnar_engines_are_monotone(request: pytest.FixtureRequest, name: str, data: st.DataObject) -> None:
    program = data.draw(programs())
    case = data.draw(cases_for(program.library))
    [decide] = engine(name, request)
    assert_kept(*decide(program, [case, data.draw(fuller(program.library, case))]))


def assert_kept(before: Decision, after: Decision) -> None:
    for earlier, later in ((before.policies, after.policies), (before.remedies, after.remedies)):
        assert earlier.keys() == later.keys()
        for name, decided in earlier.items():
            assert_policy_kept(decided, later[name])


def assert_policy_kept(before: PolicyDecision, after: PolicyDecision) -> None:
    if before.concerns is not None:
        assert after.concerns is before.concerns
    if before.verdict is not Verdict.UNDETERMINED:
        assert after.verdict is before.verdict
    if after.concerns is not False:
        for rule, outcome in before.outcomes.items():
            assert after.outcomes[rule] in BECOMES[outcome], rule
