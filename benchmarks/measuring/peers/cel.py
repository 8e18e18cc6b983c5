"""CEL in Rust (common-expression-language): one program that gives all values as a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cel

from kiemnhiem.cases.case import Case
from kiemnhiem.policy.program import Program
from measuring.logic import encoded, requirements
from measuring.peers.peer import Values
from measuring.peers.printer import Printer


class _Words(Printer):
    def some(self, name: str, where: str) -> str:
        return f"{name}.exists(r, {where})"

    def every(self, name: str, where: str) -> str:
        return f"{name}.all(r, {where})"

    def count(self, name: str, where: str) -> str:
        return f"{name}.filter(r, {where}).size()"


class Cel:
    """Given dictionaries; the values come back as a list."""

    name = "CEL (common-expression-language)"

    def __init__(self, program: Program) -> None:
        self.program, words = program, _Words()
        values = [words.values(words(r.true), words(r.false)) for r in requirements(program)]
        self.compiled = cel.compile(f"[{', '.join(values)}]")

    def prepare(self, cases: Sequence[Case]) -> list[dict[str, Any]]:
        return [encoded(self.program, c) for c in cases]

    def decide(self, prepared: Sequence[dict[str, Any]]) -> list[Values]:
        execute = self.compiled.execute
        return [execute(facts) for facts in prepared]
