"""Clauses packed into rulesets that durable_rules can bear.

Beyond its limits it refuses facts, hangs, or corrupts memory, so they are kept from afar: 64 tests that one fact
matches (here: 60 different tests in a ruleset, whether matched or not), 512 different tests in a ruleset, 252 fields
on a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from kiemnhiem.evaluate.rete.clauses import Clause
from kiemnhiem.evaluate.rete.fields import PRESENT
from kiemnhiem.evaluate.rete.formula import Atom, Relation

MOST_TESTS = 60

#: A condition as durable_rules reads it.
Json = dict[str, Any]


@dataclass(frozen=True)
class Ruleset:
    """Rules tested together on one fact. ``fields`` are those of the case it reads; ``rules`` are pairs of the signal
    raised and the condition.
    """

    name: str
    fields: tuple[str, ...]
    rules: tuple[tuple[str, Json], ...]


def pack(name: str, clauses: Sequence[Clause]) -> tuple[tuple[Ruleset, ...], ...]:
    """The rulesets of each stage, in order."""
    ordered = sorted(clauses, key=lambda c: c.stage)
    return tuple(
        tuple(_ruleset(f"{name}_{stage}_{n}", group) for n, group in enumerate(_groups(made)))
        for stage, made in groupby(ordered, key=lambda c: c.stage)
    )


def _groups(clauses: Iterable[Clause]) -> Iterator[list[Clause]]:
    group: list[Clause] = []
    tests: set[str] = set()
    for clause in clauses:
        wanted = {str(t) for atom in clause.body for t in _tests(atom)}
        # One test is the ruleset's own, for the facts that match nothing else.
        if group and len(tests | wanted) >= MOST_TESTS:
            yield group
            group, tests = [], set()
        group.append(clause)
        tests |= wanted
    yield group


def _ruleset(name: str, clauses: list[Clause]) -> Ruleset:
    atoms = [atom for clause in clauses for atom in clause.body]
    named = [*(a.field for a in atoms), *(a.other for a in atoms if isinstance(a.other, str))]
    return Ruleset(name, tuple(dict.fromkeys(named)), tuple((c.signal, _condition(c)) for c in clauses))


def _condition(clause: Clause) -> Json:
    tests = [test for atom in clause.body for test in _tests(atom)]
    tests = list({str(t): t for t in tests}.values())
    return {"$and": tests} if len(tests) > 1 else tests[0]


def _tests(atom: Atom) -> list[Json]:
    match atom:
        case Atom(Relation.RAISED, field, _):
            return [{field: 1}]
        case Atom(relation, field, str(other)):
            return [{"$ex": {field: 1}}, {"$ex": {other: 1}}, {relation.value: {field: {"$m": other}}}]
        case Atom(relation, field, other):
            return [{relation.value: {field: other}}]


#: The condition of the rule that every fact matches.
CATCH_ALL: Json = {"$ex": {PRESENT: 1}}
