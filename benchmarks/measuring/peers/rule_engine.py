"""rule-engine (Python): one rule that gives all values as an array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import rule_engine

from kiemnhiem.cases.case import Case
from kiemnhiem.policy.program import Program
from measuring.logic import Name, encoded, requirements
from measuring.peers.peer import Values
from measuring.peers.printer import Printer


class _Words(Printer):
    conjunction, disjunction = "and", "or"

    def negated(self, condition: str) -> str:
        return f"not ({condition})"

    def name(self, name: Name) -> str:
        return f'r["{name.name}"]' if name.item else name.name

    def some(self, name: str, where: str) -> str:
        return f"$any([{where} for r in {name}])"

    def every(self, name: str, where: str) -> str:
        return f"$all([{where} for r in {name}])"

    def count(self, name: str, where: str) -> str:
        return f"[r for r in {name} if {where}].length"


class RuleEngine:
    """Given dictionaries."""

    name = "rule-engine"

    def __init__(self, program: Program) -> None:
        self.program, words = program, _Words()
        values = [words.values(words(r.true), words(r.false)) for r in requirements(program)]
        self.rule = rule_engine.Rule(f"[{', '.join(values)}]")

    def prepare(self, cases: Sequence[Case]) -> list[dict[str, Any]]:
        return [encoded(self.program, c) for c in cases]

    def decide(self, prepared: Sequence[dict[str, Any]]) -> list[Values]:
        evaluate = self.rule.evaluate
        return [evaluate(facts) for facts in prepared]
