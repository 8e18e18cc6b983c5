"""Conditions and verdicts at their edges: who surely holds which posts together, what a count may be, which verdict is
the worse one.
"""

from __future__ import annotations

from typing import Any

import pytest
from support.rete_programs import BOOLEAN, INTEGER, TEXT, cases, compare, policy, posts_of, program, records_of, rule

from kiemnhiem.evaluate.decision import Decision, Outcome, PolicyDecision, Verdict
from kiemnhiem.evaluate.kleene import Truth, all_of, any_of, excepted, negated
from kiemnhiem.evaluate.meaning import NO_RECORD, compiled, holds
from kiemnhiem.evaluate.reference import ReferenceEngine, case_verdict, outcome, policy_verdict, uncovered_posts
from kiemnhiem.policy.conditions import (
    ALWAYS,
    AllOf,
    Always,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    Excepted,
    FieldRef,
    Holds,
    NoneOf,
    Parameter,
    PolicyVerdict,
    Quantified,
    Quantifier,
    Scope,
)
from kiemnhiem.policy.values import Span

MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
POSTS = posts_of("head", "secretary", "leader")
MARKS = records_of({"form": TEXT, "n": INTEGER})
TYPES = {"posts": POSTS, "marks": MARKS, "a": INTEGER, "name": TEXT, "yes": BOOLEAN, "no": BOOLEAN}
YES, NO = compare("yes", BOOLEAN, "is", True), compare("no", BOOLEAN, "is", True)


def truth(condition: Condition, **facts: Any) -> Truth:
    return compiled(condition)(facts, NO_RECORD)


# --- logic


@pytest.mark.parametrize(
    ("truths", "all_", "any_"),
    [
        ((), True, False),
        ((True,), True, True),
        ((None, True), None, True),
        ((None, False), False, None),
        ((True, False), False, True),
        ((None, None), None, None),
        ((None, True, False), False, True),
        ((False, None, True), False, True),
    ],
)
def test_groups_decide_as_kleene_says(truths: tuple[Truth, ...], all_: Truth, any_: Truth) -> None:
    assert (all_of(truths), any_of(truths)) == (all_, any_)
    items = tuple(compare(f"t{i}", BOOLEAN, "is", True) for i in range(len(truths)))
    facts = {f"t{i}": t for i, t in enumerate(truths) if t is not None}
    assert truth(AllOf(items), **facts) is all_
    assert truth(AnyOf(items), **facts) is any_
    assert truth(NoneOf(items), **facts) is negated(any_)


@pytest.mark.parametrize(
    ("base", "exceptions", "value"),
    [
        (True, (), True),
        (None, (), None),
        (True, ((True, False),), False),
        (True, ((False, False),), True),
        (True, ((None, False),), None),
        (True, ((None, True),), True),
        (False, ((None, False), (True, False)), False),
        (True, ((True, False), (True, True)), None),
        (True, ((True, False), (True, False)), False),
        (None, ((True, True),), True),
        (False, ((False, None), (None, False)), False),
    ],
)
def test_exceptions_that_may_apply_must_agree(
    base: Truth, exceptions: tuple[tuple[Truth, Truth], ...], value: Truth
) -> None:
    assert excepted(base, exceptions) is value
    names = [(f"c{i}", f"r{i}") for i in range(len(exceptions))]
    pairs = tuple((compare(c, BOOLEAN, "is", True), compare(r, BOOLEAN, "is", True)) for c, r in names)
    facts = {n: t for named, pair in zip(names, exceptions, strict=True) for n, t in zip(named, pair, strict=True)}
    assert truth(Excepted(compare("base", BOOLEAN, "is", True), pairs), base=base, **facts) is value


# --- tests of facts


def test_a_fact_against_other_facts() -> None:
    between = compare("a", INTEGER, "between", FieldRef("low", INTEGER), FieldRef("high", INTEGER))
    assert truth(between, a=2, low=1, high=3) is True
    assert truth(between, a=0, low=1, high=3) is False
    assert truth(between, a=2, low=1) is None
    assert truth(between, low=1, high=3) is None
    assert truth(compare("a", INTEGER, "is", FieldRef("b", INTEGER)), a=Span(1, 2), b=3) is False


def test_a_fact_against_a_constant_and_another_fact() -> None:
    between = compare("a", INTEGER, "between", 1, FieldRef("high", INTEGER))
    assert [truth(between, a=a, high=3) for a in (0, 1, 3, 4)] == [False, True, True, False]


@pytest.mark.parametrize(
    "condition",
    [PolicyVerdict("other", eligible=True), Compare(FieldRef("a", INTEGER), "is", (Parameter("p", many=False),))],
)
def test_what_is_not_resolved_is_not_evaluated(condition: Condition) -> None:
    with pytest.raises(ValueError, match="is not resolved"):
        compiled(condition)


# --- lists


def some(where: Condition, quantifier: Quantifier = Quantifier.SOME) -> Condition:
    return Quantified(quantifier, FieldRef("marks", MARKS), where)


def test_records_are_tested_with_what_is_known_of_their_case() -> None:
    as_case = compare("form", TEXT, "is", FieldRef("name", TEXT), item=True)
    rows = ({"form": "a"}, {"form": "b"})
    assert truth(some(as_case), marks=rows, name="b") is True
    assert truth(some(as_case), marks=rows, name="c") is False
    assert truth(some(as_case), marks=rows) is None
    assert truth(some(as_case, Quantifier.EVERY), marks=rows, name="a") is False
    assert truth(some(as_case, Quantifier.NONE), marks=rows, name="c") is True
    assert [truth(some(as_case, q)) for q in Quantifier] == [None, None, None]
    assert [truth(some(as_case, q), marks=()) for q in (Quantifier.SOME, Quantifier.EVERY, Quantifier.NONE)] == [
        False, True, True,
    ]  # fmt: skip


def test_a_record_is_tested_as_a_whole_and_against_itself() -> None:
    both = AllOf((compare("form", TEXT, "is", "a", item=True), compare("n", INTEGER, "at_least", 2, item=True)))
    assert truth(some(both), marks=({"form": "a", "n": 1}, {"form": "b", "n": 2})) is False
    assert truth(some(both), marks=({"form": "a", "n": 2},)) is True
    neither = NoneOf((compare("form", TEXT, "is", "a", item=True), compare("n", INTEGER, "at_least", 2, item=True)))
    assert truth(some(neither), marks=({"form": "b", "n": 1},)) is True
    assert truth(some(neither), marks=({"form": "b", "n": 2},)) is False
    itself = compare("n", INTEGER, "is", FieldRef("m", INTEGER, Scope.ITEM), item=True)
    assert truth(some(itself), marks=({"n": 1, "m": 2}, {"n": 3, "m": 3})) is True
    assert truth(some(itself), marks=({"n": 1, "m": 2}, {"n": 3})) is None


def count(operator: str, *operands: int, where: Condition | None = None) -> Condition:
    fits = where or compare("form", TEXT, "is", "a", item=True)
    return CountOf(FieldRef("marks", MARKS), fits, operator, tuple(map(Constant, operands)))


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        (count("at_least", 1), True),
        (count("at_least", 2), None),
        (count("at_least", 3), False),
        (count("at_most", 2), True),
        (count("at_most", 1), None),
        (count("at_most", 0), False),
        (count("is", 3), False),
        (count("between", 1, 2), True),
    ],
)
def test_a_count_runs_from_the_certain_records_to_the_possible_ones(condition: Condition, value: Truth) -> None:
    assert truth(condition, marks=({"form": "a"}, {"form": "b"}, {})) is value


def test_a_count_of_records_that_are_compared_with_their_case() -> None:
    as_case = compare("form", TEXT, "is", FieldRef("name", TEXT), item=True)
    assert truth(count("is", 1, where=as_case), marks=({"form": "a"}, {"form": "b"}), name="a") is True
    assert truth(count("at_least", 1)) is None


@pytest.mark.parametrize(
    ("records", "posts", "value"),
    [
        ([("head", "A")], ["head"], True),
        ([("leader", "A")], ["head"], False),
        ([(None, "A")], ["head"], None),
        ([], ["head"], False),
        ([("head", "A"), ("secretary", "a ")], ["head", "secretary"], True),
        ([("head", "A"), ("secretary", "B")], ["head", "secretary"], False),
        ([("head", "A"), ("secretary", None)], ["head", "secretary"], None),
        ([("head", None), ("secretary", None)], ["head", "secretary"], None),
        ([("head", "A"), (None, "A")], ["head", "secretary"], None),
        ([("head", "A"), (None, "B")], ["head", "secretary"], False),
        ([(None, "A")], ["head", "secretary"], False),  # one record is one post
        ([("head", "A"), ("secretary", "B"), ("secretary", "A")], ["head", "secretary"], True),
        ([("head", "A"), ("secretary", "A"), ("leader", "B")], ["head", "secretary", "leader"], False),
        ([("head", "A"), ("secretary", "A"), ("leader", "A")], ["head", "secretary", "leader"], True),
    ],
)
def test_who_holds_posts_together_holds_them_in_one_unit(
    records: list[tuple[str | None, str | None]], posts: list[str], value: Truth
) -> None:
    found = tuple({"post": post, "unit": unit} for post, unit in records)
    assert holds(found, posts) is value
    assert truth(Holds(FieldRef("posts", POSTS), tuple(posts)), posts=found) is value


def test_of_no_known_posts_nothing_is_known() -> None:
    assert holds(None, ["head"]) is None
    assert truth(Holds(FieldRef("posts", POSTS), ("head",))) is None


# --- outcomes and verdicts


@pytest.mark.parametrize(
    ("when", "value", "result"),
    [
        (False, True, NOT_APPLICABLE), (False, False, NOT_APPLICABLE), (False, None, NOT_APPLICABLE),
        (True, True, MET), (True, False, NOT_MET), (True, None, UNKNOWN),
        (None, True, MET), (None, False, UNKNOWN), (None, None, UNKNOWN),
    ],
)  # fmt: skip
def test_the_outcome_of_a_requirement(when: Truth, value: Truth, result: Outcome) -> None:
    assert outcome(when, value) is result
    made = program(TYPES, policy("p", rule("r", YES, NO)))
    facts = {n: v for n, v in (("no", when), ("yes", value)) if v is not None}
    [decided] = ReferenceEngine(made).decide(cases(facts))
    assert decided.policies["p"].outcomes == {"r": result}


@pytest.mark.parametrize(
    ("concerns", "musts", "verdict"),
    [
        (False, [NOT_MET], Verdict.NOT_APPLICABLE),
        (None, [NOT_MET], Verdict.UNDETERMINED),
        (True, [MET, UNKNOWN, NOT_MET], Verdict.NOT_ELIGIBLE),
        (True, [MET, UNKNOWN], Verdict.UNDETERMINED),
        (True, [MET, NOT_APPLICABLE], Verdict.ELIGIBLE),
        (True, [], Verdict.ELIGIBLE),
    ],
)
def test_the_verdict_of_a_policy(concerns: Truth, musts: list[Outcome], verdict: Verdict) -> None:
    assert policy_verdict(concerns, musts) is verdict


def decided(verdict: Verdict) -> PolicyDecision:
    return PolicyDecision(verdict is not Verdict.NOT_APPLICABLE, verdict)


@pytest.mark.parametrize(
    ("verdicts", "uncovered", "open_", "case"),
    [
        ([Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE, Verdict.UNDETERMINED], ["x"], True, Verdict.NOT_ELIGIBLE),
        ([Verdict.ELIGIBLE, Verdict.UNDETERMINED], ["x"], False, Verdict.UNDETERMINED),
        ([Verdict.ELIGIBLE], ["x"], False, Verdict.NO_POLICY),
        ([Verdict.ELIGIBLE], ["x"], True, Verdict.UNDETERMINED),
        ([Verdict.ELIGIBLE], [], True, Verdict.UNDETERMINED),
        ([Verdict.ELIGIBLE, Verdict.NOT_APPLICABLE], [], False, Verdict.ELIGIBLE),
        ([Verdict.NOT_APPLICABLE], [], False, Verdict.NO_POLICY),
        ([], [], False, Verdict.NO_POLICY),
    ],
)
def test_the_verdict_of_a_case_is_the_worst(
    verdicts: list[Verdict], uncovered: list[str], open_: bool, case: Verdict
) -> None:
    assert case_verdict(map(decided, verdicts), uncovered, asked=False, posts_open=open_) is case


def test_policies_that_were_named_and_do_not_concern_the_case_are_not_applicable() -> None:
    assert case_verdict([decided(Verdict.NOT_APPLICABLE)], [], asked=True) is Verdict.NOT_APPLICABLE


# --- posts that no policy speaks of

HEAD = policy("head", concerns=Holds(FieldRef("posts", POSTS), ("head",)), posts=("head",))
BOTH = policy("both", concerns=Holds(FieldRef("posts", POSTS), ("head", "secretary")), posts=("head", "secretary"))


def of_posts(*held: str | None, asked: bool = False, **facts: Any) -> Decision:
    made = program(TYPES, HEAD, BOTH, asked=asked)
    records = tuple({"post": post, "unit": "A"} for post in held)
    [found] = ReferenceEngine(made).decide(cases({"posts": records, **facts}))
    return found


@pytest.mark.parametrize(
    ("held", "uncovered", "verdict"),
    [
        (["head"], (), Verdict.ELIGIBLE),
        (["leader"], ("leader",), Verdict.NO_POLICY),
        (["head", "secretary"], (), Verdict.ELIGIBLE),
        (["head", "leader"], ("head", "leader"), Verdict.NO_POLICY),  # what speaks of one post says nothing of two
        (["head", "secretary", "leader"], ("leader",), Verdict.NO_POLICY),
        (["head", None], (), Verdict.UNDETERMINED),
        ([None], (), Verdict.UNDETERMINED),
        ([], (), Verdict.NO_POLICY),
    ],
)
def test_posts_that_no_policy_speaks_of(held: list[str | None], uncovered: tuple[str, ...], verdict: Verdict) -> None:
    found = of_posts(*held)
    assert (found.uncovered, found.verdict) == (uncovered, verdict)


def test_a_post_that_is_not_known_leaves_open_what_is_decided_of_the_others() -> None:
    records = ({"post": "head", "unit": "A"}, {"post": None, "unit": "B"})
    found = {
        asked: ReferenceEngine(program(TYPES, HEAD, asked=asked)).decide_one(cases({"posts": records})[0])
        for asked in (True, False)
    }
    assert [f.policies["head"].verdict for f in found.values()] == [Verdict.ELIGIBLE, Verdict.ELIGIBLE]
    assert (found[True].verdict, found[False].verdict) == (Verdict.ELIGIBLE, Verdict.UNDETERMINED)


def test_a_policy_that_was_named_and_does_not_concern_the_case_is_not_applicable() -> None:
    nobody = policy("p", concerns=Always(False))
    [asked] = ReferenceEngine(program(TYPES, nobody)).decide(cases({}))
    [screened] = ReferenceEngine(program(TYPES, nobody, asked=False)).decide(cases({}))
    assert (asked.verdict, screened.verdict) == (Verdict.NOT_APPLICABLE, Verdict.NO_POLICY)


def test_of_policies_that_were_named_posts_are_taken_as_proposed() -> None:
    found = of_posts("leader", None, asked=True)
    assert (found.uncovered, found.verdict) == ((), Verdict.UNDETERMINED)
    assert found.policies["head"].concerns is None


def test_without_known_posts_none_is_uncovered() -> None:
    made = program(TYPES, HEAD, asked=False)
    assert uncovered_posts(made, {}, {}) == ()
    [found] = ReferenceEngine(made).decide(cases({}))
    assert (found.case, found.verdict, found.uncovered) == ("1", Verdict.UNDETERMINED, ())


def test_a_policy_that_does_not_concern_a_case_gives_no_outcomes() -> None:
    made = program(TYPES, policy("p", rule("r", YES), concerns=Always(False)))
    [found] = ReferenceEngine(made).decide(cases({"yes": True}))
    assert found.policies["p"] == PolicyDecision(concerns=False, verdict=Verdict.NOT_APPLICABLE)


def test_remarks_are_no_bar_and_remedies_are_decided_apart() -> None:
    cure = policy("cure", rule("open", NO))
    asked = policy("p", rule("must", YES), rule("should", NO, must=False), rule("always", ALWAYS))
    made = program(TYPES, asked, remedies=[cure])
    [found] = ReferenceEngine(made).decide(cases({"yes": True, "no": False}))
    assert found.policies["p"] == PolicyDecision(
        True, Verdict.ELIGIBLE, {"must": MET, "should": NOT_MET, "always": MET}
    )
    assert found.remedies == {"cure": PolicyDecision(True, Verdict.NOT_ELIGIBLE, {"open": NOT_MET})}
    assert found.verdict is Verdict.ELIGIBLE


def test_scope_tells_a_fact_of_the_case_from_one_of_its_record() -> None:
    of_case = compare("form", TEXT, "is", "a")
    assert of_case.field.scope is Scope.CASE
    assert truth(some(of_case), marks=({"form": "a"},), form="b") is False
    assert truth(some(of_case), marks=({"form": "b"},), form="a") is True
