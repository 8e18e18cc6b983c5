"""The traps of durable_rules 2.0.28, each met: these programs are decided rightly where the library alone would not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import programs
from support.budget import examples
from support.rete_programs import BOOLEAN, INTEGER, TEXT, ManyPrograms, Rows, cases, compare, policy, program, rule

from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.evaluate.rete.encode import Encoder
from kiemnhiem.evaluate.rete.fields import check_hashes
from kiemnhiem.evaluate.rete.plan import Plan, plan
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import AllOf, AnyOf, Condition, FieldRef
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.types import Choice, FieldType, Kind
from kiemnhiem.policy.values import Span

network = pytest.importorskip("kiemnhiem.evaluate.rete.network")

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN


@pytest.fixture(scope="module")
def rete() -> Iterator[ManyPrograms]:
    many = ManyPrograms()
    yield many
    many.close()


def numbers(count: int) -> dict[str, FieldType]:
    return {f"n{i}": INTEGER for i in range(count)}


def test_a_missing_field_on_the_right_never_decides(rete: ManyPrograms) -> None:
    # Without a guard the library reads memory it never wrote, and fires both rules.
    types = {"appointed": INTEGER, "years": INTEGER, "age": INTEGER}
    either = AnyOf((compare("appointed", INTEGER, "at_least", 20100101), compare("years", INTEGER, "more_than", 10)))
    within = compare("years", INTEGER, "at_most", FieldRef("age", INTEGER))
    made = program(types, policy("p", rule("either", either), rule("within", within)))
    decided = rete.decisions(made, cases(*[{"years": n} for n in range(40)]))
    assert {d.policies["p"].outcomes["within"] for d in decided} == {UNKNOWN}


def test_two_names_that_the_library_takes_for_one_are_refused() -> None:
    heard: list[str] = []
    host = network.QuietHost()
    host.set_rulesets({"t": {"r": {"all": [{"m": {"costarring": 1}}], "run": lambda _c: heard.append("costarring")}}})
    host.assert_fact("t", {"liquid": 1})
    assert heard == ["costarring"]
    with pytest.raises(EngineError, match="costarring and liquid"):
        check_hashes(["x", "costarring", "liquid"])


def test_every_requirement_that_one_case_decides_is_heard(rete: ManyPrograms) -> None:
    # An event would fire one rule only.
    rules = [rule(f"r{i}", compare("n", INTEGER, "at_least", i)) for i in range(50)]
    [decided] = rete.decisions(program({"n": INTEGER}, policy("p", *rules)), cases({"n": 25}))
    outcomes = list(decided.policies["p"].outcomes.values())
    assert (outcomes.count(MET), outcomes.count(NOT_MET)) == (26, 24)


def test_one_case_leaves_nothing_for_the_next(rete: ManyPrograms) -> None:
    # More cases than the library bears sessions; every other one is empty.
    made = program(numbers(2), policy("p", rule("r", AllOf(tuple(compare(n, INTEGER, "is", 1) for n in numbers(2))))))
    decided = rete.decisions(made, cases(*[{"n0": 1, "n1": 1}, {"n0": 1}] * 600))
    assert [d.policies["p"].outcomes["r"] for d in decided] == [MET, UNKNOWN] * 600


def test_texts_are_the_same_whatever_their_capitals(rete: ManyPrograms) -> None:
    made = program(
        {"hamlet": TEXT, "home": TEXT},
        policy(
            "p",
            rule("home", compare("hamlet", TEXT, "is", FieldRef("home", TEXT))),
            rule("named", compare("hamlet", TEXT, "is", "Bản  Nà Lò")),
        ),
    )
    [decided] = rete.decisions(made, cases({"hamlet": "BẢN NÀ LÒ", "home": "bản Nà Lò"}))
    assert dict(decided.policies["p"].outcomes) == {"home": MET, "named": MET}


def test_a_fact_that_fits_no_rule_is_unknown_and_no_error(rete: ManyPrograms) -> None:
    assert rete.outcomes(compare("n", INTEGER, "at_least", 5), {"n": INTEGER}, {"n": Span(3, 7)}) == [UNKNOWN]


def test_alternatives_that_all_hold_count_once(rete: ManyPrograms) -> None:
    # As one rule this would fire 2^24 times.
    either = AnyOf((compare("n", INTEGER, "at_least", 1), compare("n", INTEGER, "at_most", 9)))
    pairs = [AnyOf((compare("n", INTEGER, "at_least", -i), compare("m", INTEGER, "at_most", i))) for i in range(24)]
    types = {"n": INTEGER, "m": INTEGER}
    assert rete.outcomes(AllOf((either, *pairs)), types, {"n": 5, "m": -5}) == [MET]


def test_a_set_of_many_values_is_no_burden(rete: ManyPrograms) -> None:
    every_other = compare("n", INTEGER, "in", *range(0, 2000, 2))
    facts: Rows = [{"n": 1998}, {"n": 1999}, {"n": Span(1, 2)}, {}]
    assert rete.outcomes(every_other, {"n": INTEGER}, *facts) == [MET, NOT_MET, UNKNOWN, UNKNOWN]
    codes = tuple(Choice(f"c{i}", Text("c", "c")) for i in range(160))
    choice = FieldType(Kind.CHOICE, codes)
    allowed = compare("c", choice, "not_in", *(c.code for c in codes[::2]))
    assert rete.outcomes(allowed, {"c": choice}, {"c": "c3"}, {"c": "c4"}) == [MET, NOT_MET]


def test_a_thousand_conditions_on_a_thousand_fields_hold_together(rete: ManyPrograms) -> None:
    # 252 fields on a fact, 64 tests, 512 tests in a ruleset are what the library bears.
    types = numbers(1000)
    wide = AllOf(tuple(compare(n, INTEGER, "is", 1) for n in types))
    all_ones = dict.fromkeys(types, 1)
    facts: Rows = [all_ones, {**all_ones, "n500": 0}, {n: 1 for n in types if n != "n999"}]
    assert rete.outcomes(wide, types, *facts) == [MET, NOT_MET, UNKNOWN]


def test_conditions_nest_as_deep_as_a_file_may(rete: ManyPrograms) -> None:
    types = numbers(32)
    deep: Condition = compare("n0", INTEGER, "is", 1)
    for i in range(1, 32):
        deep = (AllOf if i % 2 else AnyOf)((deep, compare(f"n{i}", INTEGER, "is", 1)))
    odd = {n: i % 2 for i, n in enumerate(types)}
    assert rete.outcomes(deep, types, {**odd, "n0": 1}, odd, {**odd, "n30": 1}) == [MET, NOT_MET, MET]


def test_many_policies_are_decided_at_once(rete: ManyPrograms) -> None:
    flags = {f"b{i}": BOOLEAN for i in range(40)}
    made = program(flags, *(policy(n, rule("r", compare(n, BOOLEAN, "is", True))) for n in flags))
    [decided] = rete.decisions(made, cases({n: i % 3 == 0 for i, n in enumerate(flags)}))
    assert [p.outcomes["r"] for p in decided.policies.values()].count(MET) == 14


def test_what_an_action_raises_is_told() -> None:
    # The library swallows it, and the case would seem undecided.
    class Deaf(set[str]):
        def add(self, _: str) -> None:
            raise MemoryError

    planned, names = plan(program(numbers(1), policy("p", rule("r", compare("n0", INTEGER, "is", 1)))))
    deaf = network.Network(planned)
    deaf._raised = Deaf()
    with pytest.raises(network.ActionError, match="exception caught"):
        deaf.decide(Encoder(names).encode({"n0": 1}))


def test_no_thread_runs_beside_the_network() -> None:
    before = threading.active_count()
    network.Network(plan(program(numbers(1), policy("p", rule("r", compare("n0", INTEGER, "is", 1)))))[0])
    assert threading.active_count() == before


@pytest.mark.fuzz
@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(drawn=programs())
def test_rulesets_stay_far_from_what_the_library_cannot_bear(drawn: Program) -> None:
    for ruleset in rulesets(plan(drawn)[0]):
        conditions = [condition for _, condition in ruleset.rules]
        tests = [t for c in conditions for t in c.get("$and", [c])]
        assert len({str(t) for t in tests}) < 64
        assert len(ruleset.fields) < 250
        for condition in conditions:
            assert all(plain(t, condition) for t in condition.get("$and", [condition]))


def rulesets(planned: Plan) -> Iterator[Any]:
    for stages in (planned.stages, *(each.stages for each in planned.lists)):
        for stage in stages:
            yield from stage


def plain(test: dict[str, Any], condition: dict[str, Any]) -> bool:
    """A test of one field with a whole number, or with a field whose presence is tested first; no ``-m.x``, no sums."""
    [(operator, inner)] = test.items()
    if isinstance(inner, int):
        return not operator.startswith("$")
    [(field, other)] = inner.items()
    if isinstance(other, int):
        return operator in ("$ex", "$lt", "$lte", "$gt", "$gte")
    tests = condition["$and"]
    earlier = tests[: tests.index(test)]
    return {"$ex": {field: 1}} in earlier and {"$ex": {other["$m"]: 1}} in earlier
