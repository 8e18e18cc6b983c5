"""How the cases of a run came out, in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kiemnhiem.evaluate.decision import Outcome, Verdict


@dataclass
class Counts:
    """Numbers of cases. Policies by their keys in :attr:`kiemnhiem.policy.program.Program.all_policies`.

    ``outcomes`` of (policy, requirement), over the cases that the policy concerns or may concern; of a remedy, over
    those in which a requirement that is not met names it. ``remedies``: verdicts of (policy, requirement, remedy) where
    the requirement is not met. ``missing`` and ``judgements``: cases that wait for a fact, by its name.
    """

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str, Outcome]] = field(default_factory=Counter)
    remedies: Counter[tuple[str, str, str, Verdict]] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    judgements: Counter[str] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        """Count the cases of another run too."""
        self.verdicts += other.verdicts
        self.outcomes += other.outcomes
        self.remedies += other.remedies
        self.missing += other.missing
        self.judgements += other.judgements
