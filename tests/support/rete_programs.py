"""Small programs made by hand, and a child that runs one program after another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from support import counting

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Decision, Outcome
from kiemnhiem.evaluate.derive import Deriver
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.evaluate.rete.encode import Encoder
from kiemnhiem.evaluate.rete.engine import Answer, answer
from kiemnhiem.evaluate.rete.plan import plan
from kiemnhiem.evaluate.rete.process import Child
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS, Compare, Condition, Constant, FieldRef, Scope
from kiemnhiem.policy.model import Library, Remedy, Stance, Strength
from kiemnhiem.policy.program import Program, ResolvedPolicy, Rule
from kiemnhiem.policy.types import Choice, Field, FieldType, Kind, Vocabulary
from kiemnhiem.policy.values import Scalar

TEXT, INTEGER, NUMBER = FieldType(Kind.TEXT), FieldType(Kind.INTEGER), FieldType(Kind.NUMBER)
BOOLEAN, DATE = FieldType(Kind.BOOLEAN), FieldType(Kind.DATE)
#: Facts of several cases.
Rows = list[dict[str, Any]]
ASKED = date(2024, 6, 1)


def posts_of(*codes: str) -> FieldType:
    """The list ``posts`` of a catalogue."""
    post = FieldType(Kind.CHOICE, tuple(Choice(c, Text(c, c)) for c in codes))
    return records_of({"post": post, "unit": TEXT})


def records_of(types: Mapping[str, FieldType]) -> FieldType:
    """A list of records."""
    return FieldType(Kind.LIST, fields={n: Field(n, t, Text(n, n)) for n, t in types.items()})


def compare(name: str, type: FieldType, operator: str, *operands: Scalar | FieldRef, item: bool = False) -> Compare:
    """One test."""
    ref = FieldRef(name, type, Scope.ITEM if item else Scope.CASE)
    return Compare(ref, operator, tuple(o if isinstance(o, FieldRef) else Constant(o) for o in operands))


def rule(id: str, condition: Condition, when: Condition = ALWAYS, *, remedy: str = "", must: bool = True) -> Rule:
    """One requirement."""
    strength = Strength.MUST if must else Strength.SHOULD
    cure = Remedy(policy=remedy) if remedy else None
    return Rule("p", id, Text(id, id), when, condition, condition, strength, remedy=cure)


def policy(id: str, *rules: Rule, concerns: Condition = ALWAYS, posts: Sequence[str] = ()) -> ResolvedPolicy:
    """One policy."""
    return ResolvedPolicy(id, Text(id, id), Stance.PERMITTED, tuple(posts), concerns, rules)


def program(
    types: Mapping[str, FieldType],
    *screened: ResolvedPolicy,
    remedies: Sequence[ResolvedPolicy] = (),
    asked: bool = True,
) -> Program:
    """A program over these fields."""
    vocabulary = Vocabulary("candidate", Text("a", "a"), {n: Field(n, t, Text(n, n)) for n, t in types.items()})
    library = Library("made", {"candidate": vocabulary}, {}, {}, {})
    return Program(library, vocabulary, ASKED, screened, {p.id: p for p in remedies}, asked)


def cases(*facts: Mapping[str, Any]) -> list[Case]:
    """Cases numbered from 1."""
    return [Case(str(n), dict(f)) for n, f in enumerate(facts, start=1)]


class ManyPrograms:
    """One child for many programs, replaced now and then because each discarded ruleset leaks."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._run = 0

    def answers(self, program: Program, cases: Iterable[Case]) -> list[Answer]:
        """What the network says."""
        planned, names = plan(program)
        encoder, completed = Encoder(names), Deriver(program).completed
        asked = list(cases)
        if self._child is None or self._run % 100 == 0:
            self.close()
            self._child = Child()
        self._run += 1
        self._child.ask((planned, 60), 60)
        results = self._child.ask([encoder.encode(completed(c)) for c in asked], 60)
        return [answer(case.id, result, planned) for case, result in zip(asked, results, strict=True)]

    def decisions(self, program: Program, cases: Iterable[Case]) -> list[Decision]:
        """What the network decides, after the definition has been seen to decide the same."""
        asked = list(cases)
        decided = [a.decision for a in self.answers(program, asked) if a.decision]
        assert decided == list(ReferenceEngine(program).decide(asked))
        counting.decided("rete", len(asked))
        return decided

    def outcomes(
        self, condition: Condition, types: Mapping[str, FieldType], *facts: Mapping[str, Any]
    ) -> list[Outcome]:
        """The outcome of one requirement for each of some cases."""
        made = program(types, policy("p", rule("r", condition)))
        return [d.policies["p"].outcomes["r"] for d in self.decisions(made, cases(*facts))]

    def close(self) -> None:
        """End the child."""
        if self._child:
            self._child.close()
