"""A hundred thousand decisions in one run: all of them right, nothing lost, nothing leaked."""

from __future__ import annotations

import random
from datetime import date

import psutil
import pytest
from support.rete_programs import BOOLEAN, DATE, INTEGER, compare, policy, posts_of, program, records_of, rule

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.evaluate.rete import ReteEngine
from kiemnhiem.policy.conditions import AllOf, AnyOf, Compare, FieldRef, Holds, Quantified, Quantifier
from kiemnhiem.policy.types import FieldType
from kiemnhiem.policy.values import Span, Value

pytest.importorskip("durable.engine")

POSTS, MARKS = posts_of("head", "secretary"), records_of({"points": INTEGER})
TYPES = {"born": DATE, "joined": DATE, "children": INTEGER, "member": BOOLEAN, "posts": POSTS, "marks": MARKS}
DECISIONS = 100_000
#: Bytes the child may grow by.
GROWTH = 50 * 2**20


def flag(name: str) -> Compare:
    return compare(name, BOOLEAN, "is", True)


HEAVY = compare("points", INTEGER, "more_than", 3, item=True)
PROGRAM = program(
    TYPES,
    policy(
        "both",
        rule("age", AllOf((compare("born", DATE, "before", FieldRef("joined", DATE)), flag("member")))),
        rule("few", AnyOf((compare("children", INTEGER, "at_most", 2), flag("member"))), remedy="joining"),
        rule("clean", Quantified(Quantifier.NONE, FieldRef("marks", MARKS), HEAVY)),
        concerns=Holds(FieldRef("posts", POSTS), ("head", "secretary")),
        posts=("head", "secretary"),
    ),
    remedies=[policy("joining", rule("joined", compare("joined", DATE, "after", date(2000, 1, 1))))],
    asked=False,
)


@pytest.mark.slow
def test_a_hundred_thousand_decisions_are_right_and_leak_nothing() -> None:
    drawn = random.Random(20240601)
    engine = ReferenceEngine(PROGRAM)
    with ReteEngine(PROGRAM) as rete:
        assert rete.pid
        child = psutil.Process(rete.pid)
        before = child.memory_info().rss
        for start in range(0, DECISIONS, 10_000):
            cases = [case(start + n, drawn) for n in range(10_000)]
            assert list(rete.decide(cases)) == list(engine.decide(cases))
        assert rete.restarts == 0
        assert child.memory_info().rss - before < GROWTH


def case(number: int, drawn: random.Random) -> Case:
    """A case with something of everything, a tenth of it unknown."""
    return Case(str(number), {name: value(of, drawn) for name, of in TYPES.items() if drawn.random() < 0.9})


def value(type: FieldType, drawn: random.Random) -> Value:
    if type is POSTS:
        posts = drawn.sample(["head", "secretary"], drawn.choice((1, 2, 2, 2)))
        return tuple({"post": p, "unit": drawn.choice(("A", "A", "A", "B", None))} for p in posts)
    if type is MARKS:
        return tuple({"points": drawn.choice((1, 5, None))} for _ in range(drawn.choice((0, 0, 0, 1))))
    if type is DATE:
        year = drawn.randrange(1950, 2020)
        return drawn.choice((date(year, 6, 1), date(year, 6, 1), Span(date(year, 1, 1), date(year, 12, 31))))
    return drawn.random() < 0.7 if type is BOOLEAN else drawn.randrange(6)
