"""zen-engine (GoRules, Rust): one compiled expression that gives all values as an array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import zen

from kiemnhiem.cases.case import Case
from kiemnhiem.policy.program import Program
from measuring.logic import encoded, encoder, requirements
from measuring.peers.peer import Values
from measuring.peers.printer import Printer


class _Words(Printer):
    conjunction, disjunction, record = "and", "or", "#"

    def negated(self, condition: str) -> str:
        return f"not ({condition})"

    def some(self, name: str, where: str) -> str:
        return f"some({name}, {where})"

    def every(self, name: str, where: str) -> str:
        return f"all({name}, {where})"

    def count(self, name: str, where: str) -> str:
        return f"count({name}, {where})"


class Zen:
    """Given dictionaries of facts that are integers, codes and booleans already; the values come back as a list."""

    name = "zen-engine, facts encoded before"

    def __init__(self, program: Program) -> None:
        self.program, words = program, _Words()
        values = [words.values(words(r.true), words(r.false)) for r in requirements(program)]
        self.expression = zen.compile_expression(f"[{', '.join(values)}]")

    def prepare(self, cases: Sequence[Case]) -> list[dict[str, Any]]:
        return [encoded(self.program, c) for c in cases]

    def decide(self, prepared: Sequence[dict[str, Any]]) -> list[Values]:
        evaluate = self.expression.evaluate
        return [evaluate(facts) for facts in prepared]


class ZenFromCases(Zen):
    """Given cases, as the reference evaluator is: dates, decimals and texts become what the expression compares."""

    name = "zen-engine"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.encode = encoder(program)

    def prepare(self, cases: Sequence[Case]) -> Sequence[Case]:  # type: ignore[override]  # cases are what it takes
        return cases

    def decide(self, prepared: Sequence[Any]) -> list[Values]:
        evaluate, encode = self.expression.evaluate, self.encode
        return [evaluate(encode(case)) for case in prepared]
