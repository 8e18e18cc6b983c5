"""What a proof is: a problem, the time and place it holds for, and a case that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kiemnhiem.author.prove.codes import NAMES
from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.policy.model import Period
from kiemnhiem.problem import Problem


@dataclass(frozen=True)
class Witness:
    """A made-up case that shows a finding. ``verdicts`` by policy and ``outcomes`` by (policy, requirement) are what
    the engines found of it, asked for ``policies`` on ``as_of`` with ``--place``. ``text``: a YAML file for ``check``.
    """

    case: Case
    policies: tuple[str, ...]
    as_of: date
    place: str | None
    verdicts: Mapping[str, Verdict]
    outcomes: Mapping[tuple[str, str], Outcome]
    text: str
    subject: str

    @property
    def command(self) -> str:
        """How to ask about it."""
        asked = "".join(f" --policy {p}" for p in self.policies)
        place = f" --place {self.place}" if self.place else ""
        return f"kiemnhiem check FILE.yaml{asked} --as-of {self.as_of.isoformat()}{place}"


@dataclass(frozen=True)
class Proof:
    """One finding. ``dates``: the first and last day it was found to hold for; ``place``: whose amendments apply, if
    any. ``elsewhere``: the same person in another place. ``accepted``: the author's reason to leave it.
    """

    problem: Problem
    policy: str
    dates: Period
    place: str | None = None
    witness: Witness | None = None
    elsewhere: Witness | None = None
    accepted: str | None = None

    @property
    def name(self) -> str:
        """The short name of what was found."""
        return NAMES.get(self.problem.code.id, self.problem.code.id)


@dataclass(frozen=True)
class Raised:
    """A finding on one day. ``key`` tells it from others of the same code: equal ones on following days are one."""

    problem: Problem
    policy: str
    place: str | None
    key: tuple[str, ...] = ()
    witness: Witness | None = None
    elsewhere: Witness | None = field(default=None)

    @property
    def identity(self) -> tuple[object, ...]:
        """What findings on several days share."""
        return self.problem.code.id, self.policy, self.place, self.key
