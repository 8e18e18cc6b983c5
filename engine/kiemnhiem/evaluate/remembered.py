"""A policy asked of many cases: the definition is asked once of what is alike, and its answers are remembered.

The truth of a condition follows from the truths of its atoms, the tests that no ``all_of``, ``any_of``, ``none_of`` or
exception joins. The truths of a policy's atoms are the bits of one number, two an atom. Most atoms rest on one thing
that the case tells, a field or a list, by way of what is derived from it: their bits are remembered by its value, a
list's by the bits of its records. What requirements came out as is remembered by the bits of their atoms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import getitem
from typing import Any, TypeAlias

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.answers import MOST, Answers
from kiemnhiem.evaluate.decision import Decision, Outcome, PolicyDecision, Verdict
from kiemnhiem.evaluate.kleene import Truth
from kiemnhiem.evaluate.meaning import NO_RECORD, Test, compiled
from kiemnhiem.evaluate.reference import ReferenceEngine, outcome, policy_verdict
from kiemnhiem.evaluate.rests import Rests
from kiemnhiem.policy.conditions import AllOf, Always, AnyOf, Compare, Condition, Excepted, NoneOf, parts
from kiemnhiem.policy.model import Strength
from kiemnhiem.policy.program import Program, ResolvedPolicy, Rule
from kiemnhiem.policy.typecheck import AS_OF
from kiemnhiem.policy.values import Facts, Record, Value

#: Completes facts, see :meth:`kiemnhiem.evaluate.derive.Deriver.completed`.
Complete: TypeAlias = Callable[[Facts], Facts]
#: The completed facts of the case at hand, worked out when first asked for.
Whole: TypeAlias = Callable[[], Facts]


class RememberedPolicy:
    """One policy. Gives what :class:`kiemnhiem.evaluate.reference.CompiledPolicy` gives."""

    def __init__(self, policy: ResolvedPolicy, rests: Rests, complete: Complete) -> None:
        self._policy, self._rests, self._complete = policy, rests, complete
        self._concerns = compiled(policy.concerns)
        self._needs_whole = not rests.told(policy.concerns)

    def decide(self, told: Facts, whole: Whole) -> PolicyDecision:
        """The verdict and the outcome of each requirement. ``told``: the facts that the case tells, and its day."""
        concerns = self._concerns(whole() if self._needs_whole else told, NO_RECORD)
        if concerns is False:
            return PolicyDecision(concerns=False, verdict=Verdict.NOT_APPLICABLE)
        outcomes, decisive = self._outcomes(told, whole)
        return PolicyDecision(concerns, _VERDICTS[concerns, decisive], outcomes)

    @cached_property
    def _outcomes(self) -> _Outcomes:
        """Made when the first case is concerned: most policies concern nobody in a file."""
        atoms, groups = Atoms(self._rests, self._complete), [_Group()]
        for rule in self._policy.rules:
            mask = atoms.mask(rule.when) | atoms.mask(rule.condition)
            if not groups[-1].takes(mask):
                groups.append(_Group())
            groups[-1].add(rule, mask)
        return _written(atoms, groups)


#: The outcomes of a policy's requirements, and what is decisive of them.
_Outcomes: TypeAlias = Callable[[Facts, Whole], tuple[dict[str, Outcome], int]]


def _written(atoms: Atoms, groups: Sequence[_Group]) -> _Outcomes:
    """The steps over a policy's atoms and groups written out one after another, which takes half the time of loops.
    Names of the library stand in the source as constants only.
    """
    tables: dict[str, Any] = {"nothing": NO_RECORD}
    lines, bits = ["def decide(told, whole):", "  get = told.get"], ["0"]
    for i, (name, of_value) in enumerate(atoms.fields.items()):
        tables[f"field{i}"] = of_value
        bits.append(f"field{i}[get({name!r})]")
    for i, of_list in enumerate(atoms.lists.values()):
        tables[f"list{i}"] = of_list.bits
        bits.append(f"list{i}(told, whole)")
    lines += [f"  bits = {' | '.join(bits)}", "  decisive = 0"]
    for i, (place, test, facts) in enumerate(atoms.others):
        tables[f"test{i}"] = test
        lines.append(f"  truth = test{i}({facts}, nothing)")
        lines.append(f"  if truth is not None: bits |= {place} if truth else {place << 1}")
    for i, group in enumerate(groups):
        tables[f"known{i}"], tables[f"ask{i}"] = group.remembered.get, group.ask
        key = f"bits & {group.mask}"
        lines.append(f"  found{i} = known{i}({key}) or ask{i}({key}, whole())")
        lines.append(f"  decisive |= found{i}[1]")
    outcomes = ", ".join(f"**found{i}[0]" for i in range(len(groups)))
    lines.append(f"  return {{{outcomes}}}, decisive")
    exec("\n".join(lines), tables)  # noqa: S102 - made of numbers and of names that are written as constants
    decide: _Outcomes = tables["decide"]
    return decide


_FLAGS = {Outcome.UNKNOWN: 1, Outcome.NOT_MET: 2}
_DECISIVE = ((), (Outcome.UNKNOWN,), (Outcome.NOT_MET,), (Outcome.UNKNOWN, Outcome.NOT_MET))
#: By whether the policy concerns the case, and 1 where a ``must`` requirement is unknown plus 2 where one is not met.
_VERDICTS: Mapping[tuple[Truth, int], Verdict] = {
    (concerns, i): policy_verdict(concerns, musts) for concerns in (True, None) for i, musts in enumerate(_DECISIVE)
}
#: Atoms of requirements that are remembered together: more would hardly ever come out alike.
_TOGETHER = 7


class _Group:
    """Some requirements, remembered together by the bits of their atoms: their outcomes, and what is decisive."""

    def __init__(self) -> None:
        self.mask = 0
        self.remembered: dict[int, tuple[dict[str, Outcome], int]] = {}
        self._rules: list[tuple[str, bool, Test, Test]] = []

    def takes(self, mask: int) -> bool:
        """Whether a requirement of these atoms fits in."""
        return not self._rules or (self.mask | mask).bit_count() <= 2 * _TOGETHER

    def add(self, rule: Rule, mask: int) -> None:
        """One more requirement."""
        self.mask |= mask
        self._rules.append((rule.id, rule.strength is Strength.MUST, compiled(rule.when), compiled(rule.condition)))

    def ask(self, key: int, facts: Facts) -> tuple[dict[str, Outcome], int]:
        """The answer by the definition, remembered for the next case that is like this one."""
        outcomes, decisive = {}, 0
        for id_, must, when, condition in self._rules:
            outcomes[id_] = outcome(when(facts, NO_RECORD), condition(facts, NO_RECORD))
            decisive |= _FLAGS.get(outcomes[id_], 0) if must else 0
        if len(self.remembered) < MOST:
            self.remembered[key] = outcomes, decisive
        return outcomes, decisive


class Atoms:
    """The atoms of conditions, each with two bits of a number: it is true, it is false.

    ``fields``, ``lists``: the bits of those that rest on one field or list; ``others``: places and tests of all others,
    with the facts they need: "told", or "whole()".
    """

    def __init__(self, rests: Rests, complete: Complete) -> None:
        self._rests, self._complete = rests, complete
        self._count = 0
        self.fields: dict[str, _ValueBits] = {}
        self.lists: dict[str, _ListBits] = {}
        self.others: list[tuple[int, Test, str]] = []

    def mask(self, condition: Condition) -> int:
        """The bits on which the truth of a condition rests."""
        match condition:
            case Always():
                return 0
            case AllOf() | AnyOf() | NoneOf() | Excepted():
                mask = 0
                for part in parts(condition):
                    mask |= self.mask(part)
                return mask
        place = 1 << 2 * self._count
        self._count += 1
        self._place(place, condition)
        return place | place << 1

    def _place(self, place: int, atom: Condition) -> None:
        rests = self._rests
        if isinstance(atom, Compare) and (field := rests.on_field(atom)):
            of = self.fields.setdefault(field, _ValueBits(field, self._complete))
            of.tests.append((place, compiled(atom)))
        elif found := rests.on_records(atom):
            of_list = self.lists.setdefault(found.list, _ListBits(found.list, self._complete))
            of_list.tests.append((place, compiled(atom)))
            for inner, test in found.tests:
                of_list.ask_records(inner, test)
        else:
            self.others.append((place, compiled(atom), "told" if rests.told(atom) else "whole()"))


def _bits(place: int, truth: Truth) -> int:
    return 0 if truth is None else place if truth else place << 1


class _ValueBits(Answers[Any, int]):
    """The bits of all atoms that rest on one field, by its value."""

    def __init__(self, field: str, complete: Complete) -> None:
        super().__init__(self._worked_out)
        self._field, self._complete = field, complete
        self.tests: list[tuple[int, Test]] = []

    def _worked_out(self, value: Any) -> int:
        facts = self._complete({self._field: value})
        return sum(_bits(place, test(facts, NO_RECORD)) for place, test in self.tests)


class _RecordBits(Answers[Any, int]):
    """The bits of all tests of a list's records that rest on one of their fields, by its value."""

    def __init__(self, list_: str, field: str, complete: Complete) -> None:
        super().__init__(self._worked_out)
        self._list, self._field, self._complete = list_, field, complete
        self.tests: list[tuple[int, Test]] = []

    def _worked_out(self, value: Any) -> int:
        facts = self._complete({self._list: ({self._field: value},)})
        record: Record = facts[self._list][0]  # type: ignore[index, assignment]  # the record that was just given
        return sum(_bits(place, test(facts, record)) for place, test in self.tests)


class _ListBits:
    """The bits of all atoms that rest on one list, by the bits of its records."""

    def __init__(self, list_: str, complete: Complete) -> None:
        self._list, self._complete = list_, complete
        self._count = 0
        self._fields: dict[str, _RecordBits] = {}
        self._remembered: dict[tuple[int, ...], int] = {}
        self.tests: list[tuple[int, Test]] = []

    def ask_records(self, field: str, test: Compare) -> None:
        """One more test of records, that rests on one of their fields."""
        of = self._fields.setdefault(field, _RecordBits(self._list, field, self._complete))
        of.tests.append((1 << 2 * self._count, compiled(test)))
        self._count += 1

    def bits(self, told: Facts, whole: Whole) -> int:
        """For the records that a case tells."""
        records = told.get(self._list)
        if not isinstance(records, tuple):
            return 0
        fields = self._fields
        key = tuple([sum(map(getitem, fields.values(), map(r.get, fields))) for r in records])
        found = self._remembered.get(key)
        if found is None:
            found = sum(_bits(place, test(whole(), NO_RECORD)) for place, test in self.tests)
            if len(self._remembered) < MOST:
                self._remembered[key] = found
        return found


class RememberingEngine(ReferenceEngine):
    """The reference evaluator for many cases, one after another: it remembers what it has answered."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        rests = Rests(program.vocabulary)
        self._policies = [(p.id, RememberedPolicy(p, rests, self._complete)) for p in program.screened]
        self._cures = [(name, RememberedPolicy(p, rests, self._complete)) for name, p in program.remedies.items()]

    def decide_one(self, case: Case) -> Decision:
        """The decision of one case."""
        told: dict[str, Value] = {**case.facts, AS_OF: self.program.as_of}
        if case.judgements:
            told.update((name, recorded.answer) for name, recorded in case.judgements.items())
        completed: list[Facts] = []

        def whole() -> Facts:
            if not completed:
                completed.append(self.completed(case))
            return completed[0]

        policies = {name: policy.decide(told, whole) for name, policy in self._policies}
        remedies = {name: policy.decide(told, whole) for name, policy in self._cures}
        return self.decision(case.id, told, policies, remedies)

    def _complete(self, facts: Facts) -> Facts:
        return self.completed(Case("", facts))
