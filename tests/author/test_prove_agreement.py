"""What z3 promises of a case, the definition finds of that case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from strategies import cases_for, programs
from support.budget import examples
from support.vocabularies import readable

from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.evaluate.reference import ReferenceEngine

pytest.importorskip("z3")

from kiemnhiem.author.smt import question
from kiemnhiem.author.smt.needs import needs
from kiemnhiem.author.smt.question import Asker, Found, conditions_of, conditions_over, formulas
from kiemnhiem.author.smt.terms import every


def promised(rule: Any) -> dict[Outcome, Any]:
    """Where a requirement comes out in each way."""
    applies = (rule.when.unknown, rule.when.true)
    unknown = [every((a, rule.value.unknown)) for a in applies] + [every((rule.when.unknown, rule.value.false))]
    return {
        Outcome.NOT_APPLICABLE: rule.when.false,
        Outcome.NOT_MET: rule.failed,
        Outcome.MET: every(
            (rule.passed, ~rule.when.false if not isinstance(rule.when.false, bool) else not rule.when.false)
        ),
        Outcome.UNKNOWN: unknown,
    }


@pytest.fixture(autouse=True, scope="module")
def _little_patience() -> Iterator[None]:
    """What z3 cannot answer soon promises nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(question, "PATIENCE", 500)
        yield


@pytest.mark.fuzz
@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(data=st.data(), complete=st.booleans())
def test_a_case_that_z3_finds_comes_out_as_promised(data: st.DataObject, complete: bool) -> None:
    program = data.draw(programs())
    assume(program.screened)
    policy = data.draw(st.sampled_from(program.screened))
    assume(policy.rules)
    needed = needs(conditions_of(policy), program.vocabulary, complete=complete)
    conditions = conditions_over(program, needed, complete=complete)
    formula = formulas(conditions, policy)
    rule = data.draw(st.sampled_from(list(formula.rules.values())))
    outcome = data.draw(st.sampled_from(Outcome))
    wanted = promised(rule)[outcome]
    wanted = data.draw(st.sampled_from(wanted)) if isinstance(wanted, list) else wanted
    answer = Asker([conditions.facts]).ask(formula.concerns.true, wanted)
    event(f"{answer.found} {outcome}")
    if answer.case:
        decided = ReferenceEngine(program).decide_one(answer.case).policies[policy.id]
        assert decided.concerns
        assert decided.outcomes[rule.rule.id] is outcome, answer.case


@pytest.mark.fuzz
@settings(max_examples=examples(10), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_case_comes_out_as_z3_says_none_can(data: st.DataObject) -> None:
    program = data.draw(programs())
    assume(program.screened)
    policy = data.draw(st.sampled_from(program.screened))
    needed = needs(conditions_of(policy), program.vocabulary, complete=False)
    assume(not needed.capped().bounded)
    conditions = conditions_over(program, needed, complete=False)
    formula = formulas(conditions, policy)
    asker, engine = Asker([conditions.facts]), ReferenceEngine(program)
    cases = [c for c in (data.draw(cases_for(program.library)) for _ in range(4)) if readable((c.facts,))]
    decided = [d for c in cases if (d := engine.decide_one(c).policies[policy.id]).concerns]
    for rule in formula.rules.values():
        for outcome, wanted in promised(rule).items():
            ways = wanted if isinstance(wanted, list) else [wanted]
            if all(asker.ask(formula.concerns.true, way).found is Found.NONE for way in ways):
                event(f"none {outcome}")
                assert outcome not in [d.outcomes[rule.rule.id] for d in decided]
