"""The Rete engine decides what the definition says, on programs made by hand and on drawn ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import cases_for, programs
from support.budget import examples
from support.rete_programs import (
    BOOLEAN,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    ManyPrograms,
    Rows,
    cases,
    compare,
    policy,
    posts_of,
    program,
    records_of,
    rule,
)

from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.evaluate.rete.engine import OpenRemedy
from kiemnhiem.evaluate.rete.plan import plan
from kiemnhiem.policy.conditions import (
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
)
from kiemnhiem.policy.values import LIMIT, Span

pytest.importorskip("durable.engine")

MET, NOT_MET, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
POSTS = posts_of("head", "secretary", "leader")
MARKS = records_of({"form": TEXT, "points": INTEGER})


@pytest.fixture(scope="module")
def rete() -> Iterator[ManyPrograms]:
    many = ManyPrograms()
    yield many
    many.close()


@pytest.mark.slow
@pytest.mark.fuzz
@settings(max_examples=examples(100), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_drawn_programs_are_decided_as_the_definition_says(rete: ManyPrograms, data: st.DataObject) -> None:
    drawn = data.draw(programs())
    asked = data.draw(st.lists(cases_for(drawn.library), min_size=5, max_size=8))
    assert len(rete.decisions(drawn, asked)) == len(asked)


def test_each_operator_on_exact_partial_and_missing_dates(rete: ManyPrograms) -> None:
    day, year = date(2000, 1, 1), Span(date(2000, 1, 1), date(2000, 12, 31))
    facts: Rows = [{"d": day}, {"d": year}, {"d": date(1999, 12, 31)}, {}]
    after = rete.outcomes(compare("d", DATE, "after", day), {"d": DATE}, *facts)
    assert after == [NOT_MET, UNKNOWN, NOT_MET, UNKNOWN]
    since = rete.outcomes(compare("d", DATE, "on_or_after", day), {"d": DATE}, *facts)
    assert since == [MET, MET, NOT_MET, UNKNOWN]


def test_a_test_with_an_unknown_side_is_unknown_even_when_the_known_sides_would_decide(rete: ManyPrograms) -> None:
    between = compare("a", INTEGER, "between", FieldRef("low", INTEGER), FieldRef("high", INTEGER))
    types = dict.fromkeys(("a", "low", "high"), INTEGER)
    facts: Rows = [
        {"a": 1, "low": 5},
        {"a": 1, "low": 5, "high": 6},
        {"a": 5, "low": 5, "high": 6},
        {"low": 1, "high": 2},
    ]
    assert rete.outcomes(between, types, *facts) == [UNKNOWN, NOT_MET, MET, UNKNOWN]


def test_millionths_near_the_limit_are_told_apart(rete: ManyPrograms) -> None:
    highest = Decimal("999999999999.999999")
    facts: Rows = [{"n": highest}, {"n": highest - Decimal("0.000001")}, {"n": -highest}]
    assert rete.outcomes(compare("n", NUMBER, "is", highest), {"n": NUMBER}, *facts) == [MET, NOT_MET, NOT_MET]
    assert rete.outcomes(compare("n", NUMBER, "less_than", highest), {"n": NUMBER}, *facts) == [NOT_MET, MET, MET]
    large = [{"i": LIMIT - 1}, {"i": LIMIT - 2}]
    assert rete.outcomes(compare("i", INTEGER, "at_least", LIMIT - 1), {"i": INTEGER}, *large) == [MET, NOT_MET]


def test_texts_are_the_same_only_letter_by_letter(rete: ManyPrograms) -> None:
    same = compare("a", TEXT, "is", FieldRef("b", TEXT))
    facts: Rows = [
        {"a": "Thôn Đông", "b": "Thôn Đông"},
        {"a": "Thôn Đông", "b": "Thon Dong"},
        {"a": 'x"', "b": "x'"},
        {"a": "x"},
    ]
    assert rete.outcomes(same, {"a": TEXT, "b": TEXT}, *facts) == [MET, NOT_MET, NOT_MET, UNKNOWN]


def test_a_list_is_quantified_over_its_records(rete: ManyPrograms) -> None:
    list_, bad = FieldRef("marks", MARKS), compare("form", TEXT, "is", "bad", item=True)
    facts: Rows = [
        {"marks": ()},
        {"marks": ({"form": "bad"}, {"form": "good"})},
        {"marks": ({"form": "good"}, {"form": None})},
        {"marks": ({"form": "bad"},)},
        {},
    ]

    def asked(quantifier: Quantifier) -> list[Outcome]:
        return rete.outcomes(Quantified(quantifier, list_, bad), {"marks": MARKS}, *facts)

    assert asked(Quantifier.SOME) == [NOT_MET, MET, UNKNOWN, MET, UNKNOWN]
    assert asked(Quantifier.EVERY) == [MET, NOT_MET, NOT_MET, MET, UNKNOWN]
    assert asked(Quantifier.NONE) == [MET, NOT_MET, UNKNOWN, NOT_MET, UNKNOWN]


def test_a_count_with_unknown_records_is_a_range(rete: ManyPrograms) -> None:
    bad = compare("form", TEXT, "is", "bad", item=True)
    at_most = CountOf(FieldRef("marks", MARKS), bad, "at_most", (FieldRef("allowed", INTEGER),))
    types = {"marks": MARKS, "allowed": INTEGER}
    one, open_ = {"form": "bad"}, {"form": None}
    facts: Rows = [
        {"marks": (one, open_), "allowed": 1},
        {"marks": (one, open_), "allowed": 2},
        {"marks": (one, one), "allowed": 1},
        {"marks": (), "allowed": 0},
        {"marks": (one,)},
    ]
    assert rete.outcomes(at_most, types, *facts) == [UNKNOWN, MET, NOT_MET, MET, UNKNOWN]


def test_a_record_is_compared_with_the_case_it_belongs_to(rete: ManyPrograms) -> None:
    more = compare("points", INTEGER, "more_than", FieldRef("allowed", INTEGER), item=True)
    some = Quantified(Quantifier.SOME, FieldRef("marks", MARKS), more)
    facts: Rows = [
        {"marks": ({"points": 3},), "allowed": 2},
        {"marks": ({"points": 3},)},
        {"marks": ({"points": 3},), "allowed": 3},
    ]
    assert rete.outcomes(some, {"marks": MARKS, "allowed": INTEGER}, *facts) == [MET, UNKNOWN, NOT_MET]


def test_posts_are_held_together_only_in_one_unit(rete: ManyPrograms) -> None:
    both = Holds(FieldRef("posts", POSTS), ("head", "secretary"))
    head, secretary, open_ = (
        {"post": "head", "unit": "A"},
        {"post": "secretary", "unit": "A"},
        {"post": None, "unit": None},
    )
    facts: Rows = [
        {"posts": (head, secretary)},
        {"posts": (head, {"post": "secretary", "unit": "B"})},
        {"posts": (head, {"post": "secretary", "unit": None})},
        {"posts": (head, open_)},
        {"posts": (open_,)},
        {"posts": ()},
        {},
    ]
    expected = [MET, NOT_MET, UNKNOWN, UNKNOWN, NOT_MET, NOT_MET, UNKNOWN]
    assert rete.outcomes(both, {"posts": POSTS}, *facts) == expected


def test_three_posts_need_one_unit_for_all(rete: ManyPrograms) -> None:
    three = Holds(FieldRef("posts", POSTS), ("head", "secretary", "leader"))
    units = [("A", None, "B"), ("A", None, "A"), (None, None, None), ("A", "A", "A")]
    facts: Rows = [
        {"posts": tuple({"post": p, "unit": u} for p, u in zip(three.posts, row, strict=True))} for row in units
    ]
    assert rete.outcomes(three, {"posts": POSTS}, *facts) == [NOT_MET, UNKNOWN, UNKNOWN, MET]


def test_exceptions_that_disagree_give_unknown(rete: ManyPrograms) -> None:
    flags = dict.fromkeys("abcde", BOOLEAN)
    base, c1, r1, c2, r2 = (compare(n, BOOLEAN, "is", True) for n in flags)
    condition = Excepted(base, ((c1, r1), (c2, r2)))
    facts: Rows = [
        {"a": False, "b": True, "c": True, "d": False},
        {"a": False, "b": True, "c": True, "d": True, "e": False},
        {"a": True, "c": True, "d": False},
        {"a": False, "b": False, "d": False},
    ]
    assert rete.outcomes(condition, flags, *facts) == [MET, UNKNOWN, MET, NOT_MET]


def test_conditions_about_nothing_have_their_truth(rete: ManyPrograms) -> None:
    flag = {"a": BOOLEAN}
    conditions: list[Condition] = [Always(True), AllOf(()), NoneOf(()), AnyOf(()), Always(False)]
    assert [rete.outcomes(c, flag, {})[0] for c in conditions] == [MET, MET, MET, NOT_MET, NOT_MET]
    empty = Compare(FieldRef("a", BOOLEAN), "not_in", ())
    assert rete.outcomes(empty, flag, {"a": True}, {}) == [MET, UNKNOWN]


def test_the_applicability_of_a_requirement_decides_its_outcome(rete: ManyPrograms) -> None:
    types = {"w": BOOLEAN, "r": BOOLEAN}
    when, condition = (compare(n, BOOLEAN, "is", True) for n in types)
    made = program(types, policy("p", rule("r", condition, when)))
    facts: Rows = [{"w": w, "r": r} for w in (True, None, False) for r in (True, None, False)]
    found = [d.policies["p"].outcomes["r"] for d in rete.decisions(made, cases(*facts))]
    none = Outcome.NOT_APPLICABLE
    assert found == [MET, UNKNOWN, NOT_MET, MET, UNKNOWN, UNKNOWN, none, none, none]


def test_the_case_has_the_worst_verdict_of_the_policies_that_concern_it(rete: ManyPrograms) -> None:
    types = dict.fromkeys(("x", "y", "cx", "cy"), BOOLEAN)
    x, y, cx, cy = (compare(n, BOOLEAN, "is", True) for n in types)
    made = program(types, policy("px", rule("x", x), concerns=cx), policy("py", rule("y", y, must=True), concerns=cy))
    facts: Rows = [
        {"cx": True, "cy": True, "x": True, "y": False},
        {"cx": True, "cy": False, "x": True, "y": False},
        {"cx": True, "x": True, "y": True},
        {"cx": False, "cy": False},
    ]
    verdicts = [d.verdict for d in rete.decisions(made, cases(*facts))]
    assert verdicts == [Verdict.NOT_ELIGIBLE, Verdict.ELIGIBLE, Verdict.UNDETERMINED, Verdict.NOT_APPLICABLE]


def test_a_failed_remark_does_not_bar(rete: ManyPrograms) -> None:
    x = compare("x", BOOLEAN, "is", True)
    [decided] = rete.decisions(program({"x": BOOLEAN}, policy("p", rule("r", x, must=False))), cases({"x": False}))
    assert (decided.verdict, decided.policies["p"].outcomes) == (Verdict.ELIGIBLE, {"r": NOT_MET})


def test_posts_that_no_policy_speaks_of_are_named(rete: ManyPrograms) -> None:
    held = FieldRef("posts", POSTS)
    alone = policy("alone", concerns=Holds(held, ("head",)), posts=("head",))
    two = policy("two", concerns=Holds(held, ("head", "secretary")), posts=("head", "secretary"))
    made = program({"posts": POSTS}, alone, two, asked=False)

    def record(*codes: str) -> dict[str, object]:
        return {"posts": tuple({"post": c, "unit": "A"} for c in codes)}

    decided = rete.decisions(made, cases(record("head"), record("head", "secretary"), record("head", "leader"), {}))
    assert [d.uncovered for d in decided] == [(), (), ("head", "leader"), ()]
    assert [d.verdict for d in decided] == [
        Verdict.ELIGIBLE, Verdict.ELIGIBLE, Verdict.NO_POLICY, Verdict.UNDETERMINED,
    ]  # fmt: skip


def test_a_failed_requirement_whose_remedy_gives_eligible_has_its_way_open(rete: ManyPrograms) -> None:
    types = {"member": BOOLEAN, "adult": BOOLEAN}
    member, adult = (compare(n, BOOLEAN, "is", True) for n in types)
    post = policy("post", rule("membership", member, remedy="admission"))
    made = program(types, post, remedies=[policy("admission", rule("age", adult))])
    asked = cases({"member": False, "adult": True}, {"member": False, "adult": False}, {"member": True, "adult": True})
    found = rete.answers(made, asked)
    assert [a.open for a in found] == [(OpenRemedy("post", "membership", "admission"),), (), ()]
    assert [d.remedies["admission"].verdict for d in rete.decisions(made, asked)] == [
        Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE, Verdict.ELIGIBLE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "named"),
    [
        (Compare(FieldRef("n", INTEGER), "is", (Parameter("limit"),)), r"\$limit"),
        (PolicyVerdict("party/admission", eligible=True), "party/admission"),
    ],
)
def test_what_resolving_left_in_a_condition_is_an_error_and_no_verdict(left: Condition, named: str) -> None:
    with pytest.raises(EngineError, match=named):
        plan(program({"n": INTEGER}, policy("p", rule("r", left))))


def test_a_list_inside_a_list_is_an_error_and_no_verdict() -> None:
    inner = Quantified(Quantifier.SOME, FieldRef("marks", MARKS), compare("form", TEXT, "is", "bad", item=True))
    nested = CountOf(FieldRef("marks", MARKS), inner, "at_most", (Constant(1),))
    with pytest.raises(EngineError, match="marks"):
        plan(program({"marks": MARKS}, policy("p", rule("r", nested))))
