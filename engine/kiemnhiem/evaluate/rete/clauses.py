"""Positive formulas as clauses: a signal is raised where every test of one of its clauses holds.

A clause becomes one durable rule, a plain conjunction. An alternative inside a conjunction becomes a signal of its own,
raised in an earlier stage and tested as a field of the next stage's fact; a conjunction too long for one rule is cut
the same way. So no rule nests, none fires more than once a fact, and every formula fits however large it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiemnhiem.evaluate.rete.formula import All, Any, Atom, Positive, Relation, every

#: Tests in one clause.
WIDEST = 16

#: The name of a signal; a truth value where no fact is needed to know it.
Signal = str | bool


@dataclass(frozen=True, slots=True)
class Clause:
    """``signal`` is raised where all of ``body`` holds. ``stage``: after how many others it can be tested."""

    signal: str
    body: tuple[Atom, ...]
    stage: int


@dataclass
class Clauses:
    """Clauses made so far, each formula once."""

    prefix: str
    made: list[Clause] = field(default_factory=list)
    signals: dict[Positive, str] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)

    def signal(self, formula: Positive) -> Signal:
        """The signal that is raised exactly where ``formula`` holds."""
        if isinstance(formula, bool):
            return formula
        if formula not in self.signals:
            name = f"{self.prefix}{len(self.signals)}"
            self.signals[formula] = name
            alternatives = formula.items if isinstance(formula, Any) else (formula,)
            self.stages[name] = max(self._clause(name, a) for a in alternatives)
        return self.signals[formula]

    def _clause(self, signal: str, formula: Positive) -> int:
        tests = formula.items if isinstance(formula, All) else (formula,)
        while len(tests) > WIDEST:
            tests = tuple(every(group) for group in batches(tests, WIDEST))
        body = tuple(self._atom(t) for t in tests)
        stage = max((self.stages[a.field] + 1 for a in body if a.relation is Relation.RAISED), default=0)
        self.made.append(Clause(signal, body, stage))
        return stage

    def _atom(self, formula: Positive) -> Atom:
        if isinstance(formula, Atom):
            return formula
        return Atom(Relation.RAISED, str(self.signal(formula)))


def batches(items: Sequence[Positive], size: int) -> list[Sequence[Positive]]:
    """Groups of at most ``size``."""
    return [items[i : i + size] for i in range(0, len(items), size)]
