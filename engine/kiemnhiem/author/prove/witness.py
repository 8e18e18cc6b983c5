"""Witnesses: cases as z3 gives them, left with the facts that matter, re-evaluated, and written as YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

import yaml

from kiemnhiem.author.prove.proof import Witness
from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Decision, Outcome
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.policy.constants import print_constant
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.typecheck import ELEMENT
from kiemnhiem.policy.types import Vocabulary
from kiemnhiem.policy.values import Facts, Scalar, Span

#: What was promised of a case, seen in the decision of the reference evaluator.
Promise: TypeAlias = Callable[[Decision], bool]
EXAMPLE = "example"


@dataclass
class Witnesses:
    """Makes witnesses. ``held``: the program in which the promise must hold while facts are left out (it asks for the
    posts too); ``asked``: the one that ``check --policy`` decides by.
    """

    held: Program
    asked: Program
    place: str | None

    def __post_init__(self) -> None:
        self._held, self._asked = ReferenceEngine(self.held), ReferenceEngine(self.asked)

    def make(
        self, case: Case | None, promise: Promise, also: Callable[[Case], bool] = lambda _: True
    ) -> Witness | None:
        """The witness; none where the promise does not come true: then nothing may be said. ``also``: what else must
        stay true while facts are left out.
        """

        def holds(c: Case) -> bool:
            return self.true(c, promise) and also(c)

        if case is None or not holds(case):
            return None
        small = shrunk(case, holds)
        return written(small, self.asked, self._asked.decide_one(small), self.place)

    def completed(self, case: Case) -> Facts:
        """All facts of a case, derived ones too."""
        return self._held.completed(case)

    def true(self, case: Case, promise: Promise) -> bool:
        """Whether a promise comes true of a case."""
        return promise(self._held.decide_one(case)) and promise(self._asked.decide_one(case))


def written(case: Case, asked: Program, decision: Decision, place: str | None) -> Witness:
    """A witness with its file."""
    key = asked.vocabulary.key
    if key is not None:
        case = replace(case, facts={key.name: case.id, **case.facts})
    outcomes = {(p, r): o for p, d in decision.policies.items() for r, o in d.outcomes.items()}
    return Witness(
        case,
        tuple(decision.policies) if asked.asked else (),
        asked.as_of,
        place,
        {p: d.verdict for p, d in decision.policies.items()},
        outcomes,
        case_text(case, asked.vocabulary),
        asked.vocabulary.subject,
    )


def came_out(policy: str, requirement: str, outcome: Outcome) -> Promise:
    """The promise that a requirement comes out so."""
    return lambda d: d.policies[policy].outcomes.get(requirement) is outcome


# --- fewer facts ------------------------------------------------------------------------------------------------------


def shrunk(case: Case, holds: Callable[[Case], bool]) -> Case:
    """The case without what its promise does not need: records, facts, answers, fields of records."""
    for smaller in _parts(case):
        candidate = smaller(case)
        if candidate is not None and holds(candidate):
            case = candidate
    return case


_Smaller: TypeAlias = Callable[[Case], "Case | None"]


def _parts(case: Case) -> Iterator[_Smaller]:
    """Every way to leave one thing out, larger things first."""
    for name in case.facts:
        yield lambda c, n=name: _without_fact(c, n)  # type: ignore[misc]  # a default binds the name
    for name in case.judgements:
        yield lambda c, n=name: replace(c, judgements={k: v for k, v in c.judgements.items() if k != n})  # type: ignore[misc]  # as above
    for name, records in case.facts.items():
        if isinstance(records, tuple):
            for i in reversed(range(len(records))):
                yield lambda c, n=name, i=i: _record(c, n, i, None)  # type: ignore[misc]  # as above
            for i, record in enumerate(records):
                for field in record:
                    yield lambda c, n=name, i=i, f=field: _record(c, n, i, f)  # type: ignore[misc]  # as above


def _without_fact(case: Case, name: str) -> Case:
    return replace(case, facts={k: v for k, v in case.facts.items() if k != name})


def _record(case: Case, name: str, index: int, field: str | None) -> Case | None:
    """Without one record of a list, or without one of its fields."""
    records = case.facts.get(name)
    if not isinstance(records, tuple) or index >= len(records):
        return None
    kept = [] if field is None else [{k: v for k, v in records[index].items() if k != field}]
    return replace(case, facts={**case.facts, name: (*records[:index], *kept, *records[index + 1 :])})


# --- YAML -------------------------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Writes every scalar as the text it is."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML declares it


def case_text(case: Case, vocabulary: Vocabulary) -> str:
    """A case as a YAML file that ``kiemnhiem check`` reads, its fields in the vocabulary's order."""
    entries: dict[str, Any] = {
        name: _value(value) for name in vocabulary.fields if (value := case.facts.get(name)) is not None
    }
    answers = {n: "true" if r.answer else "false" for n, r in case.judgements.items() if r.answer is not None}
    if answers:
        entries["judgements"] = answers
    return yaml.dump([entries], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def _value(value: object) -> Any:
    if isinstance(value, tuple):
        return [_scalar(r[ELEMENT]) if set(r) == {ELEMENT} else {k: _scalar(v) for k, v in r.items() if v is not None}
                for r in value]  # fmt: skip
    return _scalar(value)  # type: ignore[arg-type]  # a scalar of a case


def _scalar(value: Scalar) -> str:
    if isinstance(value, Span) and isinstance(value.low, date) and isinstance(value.high, date):
        whole_year = value.low.month != value.high.month
        return f"{value.low.year:04}" if whole_year else f"{value.low.month:02}/{value.low.year:04}"
    return print_constant(value)
