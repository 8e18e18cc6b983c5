"""Cedar (cedarpy, Rust): two permits a requirement; the reasons of one request are those that hold.

Cedar has sets but no condition over their records, so what is asked of lists is decided by the host and given as
booleans; that is not timed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cedarpy

from kiemnhiem.cases.case import Case
from kiemnhiem.policy.program import Program
from measuring.logic import Name, Requirement, encoded, flattened, holds, requirements
from measuring.peers.peer import Values, decided
from measuring.peers.printer import Printer


class _Words(Printer):
    def needs_check(self, _operator: str, _right: object, /) -> bool:
        return True

    def known(self, name: str) -> str:
        return f"context has {name.removeprefix('context.')}"

    def name(self, name: Name) -> str:
        return f"context.{name.name}"

    def tested(self, left: str, operator: str, right: str) -> str:
        if operator in {"in", "not in"}:
            return f"{'!' if operator == 'not in' else ''}({right}.contains({left}))"
        return f"{left} {operator} {right}"


_ASKED = {"principal": 'Case::"c"', "action": 'Action::"ask"', "resource": 'Policy::"p"'}


class Cedar:
    """Given dictionaries, as contexts of requests."""

    name = "Cedar (cedarpy)"

    def __init__(self, program: Program) -> None:
        self.program = program
        self.required, self.flags = flattened(requirements(program))
        permits = [text for r in self.required for text in self._permits(r)]
        self.policies = cedarpy.PolicySet.from_str("\n".join(permits))
        self.entities = cedarpy.Entities.from_json_str("[]")

    @staticmethod
    def _permits(required: Requirement) -> list[str]:
        words = _Words()
        sides = ((f"{required.id}+", required.true), (f"{required.id}-", required.false))
        return [f'@id("{name}") permit(principal, action, resource) when {{ {words(x)} }};' for name, x in sides]

    def prepare(self, cases: Sequence[Case]) -> list[dict[str, Any]]:
        requests = []
        for case in cases:
            facts = encoded(self.program, case)
            facts |= {name: holds(logic, facts) for name, logic in self.flags.items()}
            known = {n: v for n, v in facts.items() if v is not None and not isinstance(v, list)}
            requests.append({**_ASKED, "context": known})
        return requests

    def decide(self, prepared: Sequence[dict[str, Any]]) -> list[Values]:
        results = cedarpy.is_authorized_batch(list(prepared), self.policies, self.entities)
        return [self._values(set(r.diagnostics.id_annotations_by_reason.values())) for r in results]

    def _values(self, held: set[str]) -> Values:
        return [decided(f"{r.id}+" in held, f"{r.id}-" in held) for r in self.required]
