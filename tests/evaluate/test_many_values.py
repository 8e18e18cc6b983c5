"""A test of one field remembers what it answered; that must never show."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from support.rete_programs import DATE, INTEGER, NUMBER, TEXT, cases, compare, policy, program, rule

from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.policy.values import Span

LATEST = date(2001, 6, 1)


def test_answers_stay_right_beyond_the_values_that_are_remembered() -> None:
    made = program({"born": DATE}, policy("p", rule("grown", compare("born", DATE, "on_or_before", LATEST))))
    days = [date(1980, 1, 1) + timedelta(days=n) for n in range(12_000)]
    asked = cases(*({"born": day} for day in (*days, *days)))
    outcomes = [d.policies["p"].outcomes["grown"] for d in ReferenceEngine(made).decide(asked)]
    assert outcomes == [Outcome.MET if day <= LATEST else Outcome.NOT_MET for day in (*days, *days)]


def test_values_that_are_equal_have_one_answer_and_others_their_own() -> None:
    made = program(
        {"n": INTEGER, "x": NUMBER, "t": TEXT, "d": DATE},
        policy(
            "p",
            rule("n", compare("n", INTEGER, "at_least", 1)),
            rule("x", compare("x", NUMBER, "at_least", Decimal("2.5"))),
            rule("t", compare("t", TEXT, "is", "Nà Lò")),
            rule("d", compare("d", DATE, "before", LATEST)),
        ),
    )
    asked = cases(
        {"n": 1, "x": Decimal("2.50"), "t": "NÀ  LÒ", "d": date(2000, 1, 1)},
        {"n": 0, "x": Decimal("2.49"), "t": "Nà Lo", "d": Span(date(2001, 1, 1), date(2001, 12, 31))},
        {"n": Span(0, 2), "x": 2, "d": Span(date(2000, 1, 1), date(2000, 12, 31))},
        {"n": 1, "x": Decimal("2.5"), "t": "nà lò", "d": date(2001, 6, 1)},
    )
    found = [list(d.policies["p"].outcomes.values()) for d in ReferenceEngine(made).decide([*asked, *asked])]
    met, no, unknown = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN
    once = [[met, met, met, met], [no, no, no, unknown], [unknown, no, unknown, met], [met, met, met, no]]
    assert found == once * 2
