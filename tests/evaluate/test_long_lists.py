"""Polars: what is counted in the records of a case is its own, however many records there are in all."""

from __future__ import annotations

import pytest
from support.rete_programs import INTEGER, TEXT, cases, compare, policy, program, records_of, rule

from kiemnhiem.evaluate.columnar.engine import PolarsEngine
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.policy.conditions import ALWAYS, Constant, CountOf, FieldRef

MARKS = records_of({"form": TEXT, "points": INTEGER})


@pytest.mark.parametrize("longest", [1, 40, 3_000])
def test_of_many_cases_with_lists_of_any_length_each_is_counted_alone(longest: int) -> None:
    list_ = FieldRef("marks", MARKS)
    asked = [
        rule(f"r{n}", CountOf(list_, compare("points", INTEGER, "at_least", n, item=True), "at_most", (Constant(2),)))
        for n in range(12)
    ]
    asked.append(rule("all", CountOf(list_, ALWAYS, "in", tuple(Constant(n) for n in (-1, 0, 1, 2**40, longest)))))
    made = program({"marks": MARKS, "kind": INTEGER}, policy("p", *asked))
    lengths = [longest, 0, 3, None, 2, 1] * (10 if longest > 40 else 100)
    people = cases(*({} if n is None else {"marks": tuple({"points": m % 14} for m in range(n))} for n in lengths))
    assert list(PolarsEngine(made).decide(people)) == list(ReferenceEngine(made).decide(people))
