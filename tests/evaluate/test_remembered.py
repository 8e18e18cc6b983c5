"""The evaluator that remembers gives what the definition gives, also where it has answered before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import cases_for, fuller, programs
from support.budget import examples

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate import answers
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.evaluate.remembered import RememberingEngine


@pytest.mark.fuzz
@settings(max_examples=examples(100), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_remembered_is_what_the_definition_says(data: st.DataObject) -> None:
    """Of cases alike in much: one, the same with facts filled in, with a fact taken away, with one of another."""
    program = data.draw(programs())
    one, other = data.draw(cases_for(program.library)), data.draw(cases_for(program.library))
    alike = [one, data.draw(fuller(program.library, one)), other, one]
    for name in one.facts:
        alike += [_with(one, name, None), _with(one, name, other)]
    definition, remembering = ReferenceEngine(program), RememberingEngine(program)
    for case in alike:
        assert remembering.decide_one(case) == definition.decide_one(case)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_more_cases_than_can_be_remembered_are_decided_all_the_same(data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "MOST", 1)
        patch.setattr("kiemnhiem.evaluate.remembered.MOST", 1)
        program = data.draw(programs())
        definition, remembering = ReferenceEngine(program), RememberingEngine(program)
        for case in data.draw(st.lists(cases_for(program.library), min_size=3, max_size=6)):
            assert remembering.decide_one(case) == definition.decide_one(case)


def _with(case: Case, name: str, other: Case | None) -> Case:
    facts = {**case.facts, name: other.facts.get(name) if other else None}
    return replace(case, facts=facts)
