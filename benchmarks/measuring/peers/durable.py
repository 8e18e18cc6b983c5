"""durable_rules (Python and C) alone: the network that our own Rete engine makes of the workload, in this process."""

from __future__ import annotations

from collections.abc import Sequence

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Outcome
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.evaluate.rete.encode import Encoded, Encoder
from kiemnhiem.evaluate.rete.network import Network
from kiemnhiem.evaluate.rete.plan import plan
from kiemnhiem.policy.program import Program
from measuring.peers.peer import Values

_VALUES = {Outcome.MET: True, Outcome.NOT_APPLICABLE: True, Outcome.NOT_MET: False, Outcome.UNKNOWN: None}


class Durable:
    """Given flat facts of small integers."""

    name = "durable_rules"

    def __init__(self, program: Program) -> None:
        planned, names = plan(program)
        self.network, self.encoder, self.completed = Network(planned), Encoder(names), Deriver(program).completed

    def prepare(self, cases: Sequence[Case]) -> list[Encoded]:
        return [self.encoder.encode(self.completed(case)) for case in cases]

    def decide(self, prepared: Sequence[Encoded]) -> list[Values]:
        results = [self.network.decide(case) for case in prepared]
        return [[_VALUES[o] for o in result.policies[0].outcomes] for result in results]
