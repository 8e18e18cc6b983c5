"""A requirement evaluated with its atoms watched: what each came out as, and what if one had come out otherwise.

An atom is one test of a field, a list's quantifier or count, or another policy's verdict. Atoms inside a list are seen
once a record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from kiemnhiem.author.testing.flow import flow
from kiemnhiem.evaluate.kleene import Truth, all_of, any_of, excepted, negated
from kiemnhiem.evaluate.meaning import NO_RECORD, compiled
from kiemnhiem.policy.conditions import (
    ALWAYS,
    AllOf,
    Always,
    AnyOf,
    Compare,
    Condition,
    CountOf,
    FieldRef,
    NoneOf,
    PolicyVerdict,
    Quantified,
    Quantifier,
)
from kiemnhiem.policy.model import STANCE_RULE, Policy, PolicyException
from kiemnhiem.policy.operators import OPERATORS
from kiemnhiem.policy.printer import condition_map
from kiemnhiem.policy.program import ResolvedPolicy, Rule
from kiemnhiem.policy.typecheck import AS_OF, ELEMENT, INTEGER
from kiemnhiem.policy.types import Field
from kiemnhiem.policy.values import Bounds, Facts, Record


class Need(StrEnum):
    """What tests must show: an atom true and false where that decides, and unknown; an exception used and not."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    USED = "used"
    UNUSED = "unused"


_BY_TRUTH = {True: Need.TRUE, False: Need.FALSE}
_BY_USE = {True: Need.USED, False: Need.UNUSED}


@dataclass(frozen=True, order=True)
class Point:
    """Something tests must show in every way it can be. ``requirement`` is empty for the policy's own ``when``.

    ``part`` is ``when``, ``require``, or ``except ID``, ``except ID when``, ``except ID require``; ``index`` counts the
    atoms in it, -1 is the part as a whole. ``text`` is how a policy would write it, with the values of the day.
    """

    policy: str
    requirement: str
    part: str
    index: int
    text: str


@dataclass(frozen=True)
class Spec:
    """A point's condition, the fields of the list's records it is inside of, and the ways it must be shown."""

    condition: Condition
    record: Mapping[str, Field] | None
    needs: tuple[Need, ...]


@dataclass
class Probe:
    """Watches one evaluation. ``forced``: what one atom, at one record, is taken to be."""

    forced: tuple[Point, int, bool] | None = None
    seen: list[tuple[Point, int, Truth]] = field(default_factory=list)

    def value(self, point: Point, row: int, found: Truth) -> Truth:
        """What an atom is taken to be."""
        self.seen.append((point, row, found))
        if self.forced and self.forced[0] == point and self.forced[1] == row:
            return self.forced[2]
        return found


#: A condition that tells the probe what its atoms are; ``row`` counts the records of the list at hand, -1 outside.
Traced: TypeAlias = Callable[[Facts, Record, int, Probe], Truth]
_OUTSIDE = -1
_QUANTIFIED: Mapping[Quantifier, Callable[[Iterable[Truth]], Truth]] = {
    Quantifier.SOME: any_of,
    Quantifier.EVERY: all_of,
    Quantifier.NONE: lambda truths: negated(any_of(truths)),
}


@dataclass
class _Tracer:
    """Traces the parts of one requirement; ``specs`` grows."""

    policy: str
    requirement: str
    specs: dict[Point, Spec] = field(default_factory=dict)
    _part: str = ""
    _index: int = 0

    def part(self, name: str, written: Condition, resolved: Condition) -> Traced:
        """One part. ``written``: before resolving, where other policies' verdicts still are atoms."""
        self._part, self._index = name, 0
        return self._node(written, resolved, None)

    def whole(self, name: str, traced: Traced, condition: Condition, needs: tuple[Need, ...]) -> Traced:
        """A part watched as a whole."""
        point = Point(self.policy, self.requirement, name, -1, name)
        self.specs[point] = Spec(condition, None, needs)
        return lambda facts, record, row, probe: probe.value(point, row, traced(facts, record, row, probe))

    def _atom(self, condition: Condition, record: Mapping[str, Field] | None) -> Point:
        point = Point(self.policy, self.requirement, self._part, self._index, atom_text(condition, record))
        self._index += 1
        always_known = isinstance(condition, Compare) and _names(condition) == {AS_OF}
        needs = (Need.TRUE, Need.FALSE) if always_known else (Need.TRUE, Need.FALSE, Need.UNKNOWN)
        self.specs[point] = Spec(condition, record, needs)
        return point

    def _leaf(self, written: Condition, resolved: Condition, record: Mapping[str, Field] | None) -> Traced:
        point = self._atom(written if isinstance(written, PolicyVerdict) else resolved, record)
        test = compiled(resolved)
        return lambda facts, of, row, probe: probe.value(point, row, test(facts, of))

    def _node(self, written: Condition, resolved: Condition, record: Mapping[str, Field] | None) -> Traced:
        match written, resolved:
            case Always(value), _:
                return lambda _facts, _record, _row, _probe: value
            case (AllOf(items), AllOf(found)) | (AnyOf(items), AnyOf(found)) | (NoneOf(items), NoneOf(found)):
                tests = [self._node(a, b, record) for a, b in zip(items, found, strict=True)]
                together = all_of if isinstance(written, AllOf) else any_of
                sign = negated if isinstance(written, NoneOf) else (lambda truth: truth)
                return lambda facts, of, row, probe: sign(together([t(facts, of, row, probe) for t in tests]))
            case Quantified(), Quantified() if not chosen(resolved):
                return self._quantified(written, resolved)
            case CountOf(), CountOf():
                return self._count(written, resolved)
            case _:
                return self._leaf(written, resolved, record)

    def _quantified(self, written: Quantified, resolved: Quantified) -> Traced:
        point, name, quantifier = self._atom(resolved, None), resolved.list.name, _QUANTIFIED[resolved.quantifier]
        where = self._node(written.where, resolved.where, resolved.list.type.fields)

        def quantified(facts: Facts, _record: Record, row: int, probe: Probe) -> Truth:
            records = facts.get(name)
            if not isinstance(records, tuple):
                return probe.value(point, row, None)
            truths = [where(facts, r, i, probe) for i, r in enumerate(records)]
            return probe.value(point, row, quantifier(truths))

        return quantified

    def _count(self, written: CountOf, resolved: CountOf) -> Traced:
        point, name = self._atom(resolved, None), resolved.list.name
        where = self._node(written.where, resolved.where, resolved.list.type.fields)
        meaning = OPERATORS[resolved.operator].meaning

        def bounds(facts: Facts) -> list[Bounds | None]:
            values = [facts.get(o.name) if isinstance(o, FieldRef) else o.value for o in resolved.operands]  # type: ignore[union-attr]  # resolved: no parameters
            return [INTEGER.bounds(v) for v in values]  # type: ignore[arg-type]  # a scalar

        def count(facts: Facts, _record: Record, row: int, probe: Probe) -> Truth:
            records, sides = facts.get(name), bounds(facts)
            if not isinstance(records, tuple):
                return probe.value(point, row, None)
            truths = [where(facts, r, i, probe) for i, r in enumerate(records)]
            found = truths.count(True), len(truths) - truths.count(False)
            known = [side for side in sides if side is not None]
            return probe.value(point, row, meaning(found, known) if len(known) == len(sides) else None)

        return count


def chosen(condition: Quantified) -> bool:
    """Whether it is one test of a list of choices, which is an atom as a whole."""
    return isinstance(condition.where, Compare) and tuple(condition.list.type.fields) == (ELEMENT,)


def atom_text(condition: Condition, record: Mapping[str, Field] | None = None) -> str:
    """An atom as a policy would write it; of a judgement ``judgement``."""
    if isinstance(condition, Compare) and "#" in condition.field.name:
        return "judgement"
    return flow(condition_map(condition, in_list=record is not None))


def _names(condition: Compare) -> set[str]:
    return {condition.field.name, *(o.name for o in condition.operands if isinstance(o, FieldRef))}


# --- requirements


@dataclass(frozen=True)
class TracedRule:
    """A requirement in force (or the policy's own ``when``), its atoms watched."""

    id: str
    rule: Rule | None
    specs: Mapping[Point, Spec]
    evaluate: Callable[[Facts, Probe], Truth]

    def value(self, facts: Facts) -> Truth:
        """Its value."""
        return self.evaluate(facts, Probe())

    def shown(self, facts: Facts) -> Iterator[tuple[Point, Need]]:
        """What a case shows: which atoms were unknown, which were true or false and decided."""
        probe = Probe()
        value = self.evaluate(facts, probe)
        for point, row, truth in probe.seen:
            use = point.part.startswith("except ") and point.index < 0
            if truth is None:
                yield point, Need.UNKNOWN
            elif self.evaluate(facts, Probe((point, row, not truth))) is not value:
                yield point, (_BY_USE if use else _BY_TRUTH)[truth]


@dataclass(frozen=True)
class TracedPolicy:
    """A policy in force for a place on a day. ``written``: as amended, not resolved."""

    written: Policy
    resolved: ResolvedPolicy

    @cached_property
    def concerns(self) -> TracedRule:
        """The policy's own ``when``."""
        tracer = _Tracer(self.written.id, "")
        test = tracer.part("when", self.written.when, self.resolved.concerns)
        return TracedRule("", None, tracer.specs, lambda facts, probe: test(facts, NO_RECORD, _OUTSIDE, probe))

    @cached_property
    def rules(self) -> tuple[TracedRule, ...]:
        """Its requirements in force."""
        return tuple(map(self._rule, self.resolved.rules))

    def _rule(self, rule: Rule) -> TracedRule:
        tracer = _Tracer(self.written.id, rule.id)
        requirement = next((r for r in self.written.requirements if r.id == rule.id), None)
        written = self.written.exceptions if rule.id == STANCE_RULE or requirement is None else requirement.exceptions
        own_when = requirement.when if requirement else ALWAYS
        own_require = requirement.require if requirement and requirement.require else rule.base
        when = tracer.part("when", own_when, rule.when)
        if own_when != ALWAYS and len(tracer.specs) != 1:
            when = tracer.whole("when", when, rule.when, (Need.TRUE, Need.FALSE, Need.UNKNOWN))
        base = tracer.part("require", own_require, rule.base)
        pairs = [self._exception(tracer, e, rule) for e in written if any(e.id == f.id for f in rule.exceptions)]

        def evaluate(facts: Facts, probe: Probe) -> Truth:
            applies = when(facts, NO_RECORD, _OUTSIDE, probe)
            value = base(facts, NO_RECORD, _OUTSIDE, probe)
            found = [tuple(t(facts, NO_RECORD, _OUTSIDE, probe) for t in pair) for pair in pairs]
            if pairs:
                value = excepted(value, [(c, r) for c, r in found])
            return any_of([negated(applies), value])

        return TracedRule(rule.id, rule, tracer.specs, evaluate)

    def _exception(self, tracer: _Tracer, written: PolicyException, rule: Rule) -> tuple[Traced, Traced]:
        resolved = next(f for f in rule.exceptions if f.id == written.id)
        name = f"except {written.id}"
        applies = tracer.part(f"{name} when", written.when, resolved.when)
        applies = tracer.whole(name, applies, resolved.when, (Need.USED, Need.UNUSED))
        return applies, tracer.part(f"{name} require", written.require or ALWAYS, resolved.require)

    @property
    def all(self) -> tuple[TracedRule, ...]:
        """Its own ``when``, and its requirements."""
        return (self.concerns, *self.rules)
