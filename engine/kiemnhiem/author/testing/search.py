"""A search for cases: which facts show what no test shows yet, or tell a policy from its mutant."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from kiemnhiem.author.testing.inputs import Inputs, days_around, values
from kiemnhiem.author.testing.measure import Hole, Meter
from kiemnhiem.author.testing.model import Expectation, Suite
from kiemnhiem.author.testing.mutation import Hunter, Survivor
from kiemnhiem.author.testing.running import Key, expectation
from kiemnhiem.author.testing.tracing import Probe, TracedPolicy, TracedRule
from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.evaluate.reference import CompiledPolicy
from kiemnhiem.policy.conditions import ALWAYS, Condition
from kiemnhiem.policy.model import Strength, judgement_fact
from kiemnhiem.policy.program import ResolvedPolicy
from kiemnhiem.policy.resolve import amended
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.policy.values import Facts, Record, Scalar

_T = TypeVar("_T")
#: What a search looks for.
Aim = Hole | Survivor
#: How many cases are tried for one requirement on one day, and how many records of a list are kept.
_TRIES = 4000
_RECORDS = 60
_SEEDS = 12
_NEAR = 2
_BESIDE = 20


@dataclass(frozen=True)
class Situation:
    """A case asked on a day at a place."""

    key: Key
    case: Case

    def with_fact(self, name: str, value: Any) -> Situation:
        """The same with one fact (or judgement) otherwise; ``None``: not known."""
        if "#" in name:
            answers = {k: v for k, v in self.case.judgements.items() if k != name}
            answers |= {} if value is None else {name: Recorded(value)}
            return replace(self, case=replace(self.case, judgements=answers))
        facts = {k: v for k, v in self.case.facts.items() if k != name}
        return replace(self, case=replace(self.case, facts=facts if value is None else {**facts, name: value}))

    def without_record(self, name: str, index: int) -> Situation:
        """The same with one record less in a list, if the list is as long as that."""
        records = self.case.facts.get(name)
        if not isinstance(records, tuple) or index >= len(records):
            return self
        return self.with_fact(name, (*records[:index], *records[index + 1 :]))


@dataclass
class Explorer:
    """Searches for one policy. ``suite``: the file whose base and cases it starts from."""

    policy: str
    meter: Meter
    hunter: Hunter
    suite: Suite
    _mutated: dict[tuple[int, Key], CompiledPolicy | None] = field(default_factory=dict)
    _resolved: dict[tuple[int, Key], ResolvedPolicy] = field(default_factory=dict)
    _random: random.Random = field(default_factory=lambda: random.Random(20))  # noqa: S311 - the same drafts each time

    def find(self, aims: Sequence[Aim]) -> list[tuple[Situation, tuple[Aim, ...]]]:
        """Few situations that serve many aims, each with those it serves that none before it does."""
        found = list(self._sweeping(aims))
        groups: dict[str, list[Aim]] = {}
        for aim in aims:
            groups.setdefault(requirement_of(aim), []).append(aim)
        for requirement, wanted in groups.items():
            found += self._group(requirement, [a for a in wanted if not any(self.serves(s, a) for s in found)])
        return self._fewest(found, aims)

    def _fewest(self, found: Sequence[Situation], aims: Sequence[Aim]) -> list[tuple[Situation, tuple[Aim, ...]]]:
        served = [(s, [i for i, aim in enumerate(aims) if self.serves(s, aim)]) for s in found]
        left = {i for _, which in served for i in which}
        chosen = []
        while left:
            best, which = max(served, key=lambda pair: (len(left.intersection(pair[1])), -self._size(pair[0])))
            chosen.append((best, [i for i in which if i in left]))
            left.difference_update(which)
        return [(s, tuple(aims[i] for i in which)) for s, which in self._plain(chosen, aims)]

    def _plain(
        self, chosen: Sequence[tuple[Situation, list[int]]], aims: Sequence[Aim]
    ) -> list[tuple[Situation, list[int]]]:
        """The same, each as near to the file's base as it can be and still serve its aims."""
        plain = []
        for situation, which in chosen:
            wanted, nearest, size = [aims[i] for i in which], situation, self._size(situation) + 1
            while self._size(nearest) < size:
                size = self._size(nearest)
                for nearer in list(self._nearer(nearest)):
                    changed = nearer(nearest)
                    if self._size(changed) < self._size(nearest) and all(self.serves(changed, a) for a in wanted):
                        nearest = changed
            plain.append((nearest, which))
        return sorted(plain, key=lambda pair: (pair[0].key[2] or "", pair[0].key[1]))

    def _size(self, situation: Situation) -> int:
        """How far a situation is from the base: what a test would have to write."""
        start, case = self.suite.start, situation.case
        changed = [n for n in {*start.facts, *case.facts} if start.facts.get(n) != case.facts.get(n)]
        records = sum(len(v) for n in changed if isinstance(v := case.facts.get(n), tuple))
        answers = sum(start.judgements.get(n) != case.judgements.get(n) for n in {*start.judgements, *case.judgements})
        asked = (situation.key[1] != self.suite.as_of) + (situation.key[2] != self.suite.locality)
        return len(changed) + records + answers + asked

    def _nearer(self, situation: Situation) -> Iterator[Callable[[Situation], Situation]]:
        """Ways to bring a situation nearer to the base: its place, its day, each of its facts and answers."""
        start, (policy, day, _) = self.suite.start, situation.key
        yield lambda s: replace(s, key=(policy, day, self.suite.locality))
        if self.suite.as_of is not None:
            as_of = self.suite.as_of
            yield lambda s: replace(s, key=(policy, as_of, s.key[2]))
        for name in sorted({*start.facts, *situation.case.facts}):
            if start.facts.get(name) != situation.case.facts.get(name):
                yield lambda s, n=name: s.with_fact(n, start.facts.get(n))  # type: ignore[misc]  # bound now
        for name, value in situation.case.facts.items():
            for i in reversed(range(len(value))) if isinstance(value, tuple) else ():
                yield lambda s, n=name, i=i: s.without_record(n, i)  # type: ignore[misc]  # bound now
        for name in sorted({*start.judgements, *situation.case.judgements}):
            if start.judgements.get(name) != situation.case.judgements.get(name):
                before = start.judgements[name].answer if name in start.judgements else None
                yield lambda s, n=name, b=before: s.with_fact(n, b)  # type: ignore[misc]  # bound now

    def _keys(self, aim: Aim) -> list[Key]:
        """Where an aim can be served; a file that names a place cannot ask without one."""
        return [key for key in aim.keys if key[2] is not None or self.suite.locality is None]

    # --- one requirement

    def _group(self, requirement: str, aims: Sequence[Aim]) -> Iterator[Situation]:
        """Situations for the aims about one requirement, day by day."""
        left = list(aims)
        while left:
            keys = [key for aim in left for key in self._keys(aim)]
            if not keys:
                return
            ranked = sorted(set(keys), key=lambda k: (-keys.count(k), k[2] or "", k[1] != self.suite.as_of, k[1]))
            tried: set[int] = set()
            before = len(left)
            for key in ranked:
                here = [a for a in left if key in a.keys and id(a) not in tried]
                rule = self._rule(requirement, key, here)
                for situation in islice(self._situations(rule, key), _TRIES) if here else ():
                    served = [a for a in here if self.serves(situation, a)]
                    if served:
                        yield situation
                        left = [a for a in left if a not in served]
                        here = [a for a in here if a not in served]
                    if not here:
                        break
                # an aim that could not be served on two days is taken to be hopeless on the others
                tried |= {id(a) for a in here if sum(k in a.keys for k in ranked[: ranked.index(key) + 1]) >= 2}  # noqa: PLR2004 - two days
            if len(left) == before:
                return

    def _sweeping(self, aims: Sequence[Aim]) -> Iterator[Situation]:
        """Cases that may serve many aims at once: on each day, nothing known, or everybody's answer no."""
        policy = self.meter.library.policies[self.policy]
        requirements = (*policy.requirements, *self.meter.library.added_to(self.policy))
        conditions = [c for r in requirements for c in (r.when, r.require or ALWAYS)]
        vocabulary = self.meter.library.vocabularies[policy.subject]
        concern = Inputs(vocabulary).read([policy.when])
        inputs = Inputs(vocabulary).read(conditions)
        inputs.judgements |= {judgement_fact(self.policy, r.id) for r in requirements if r.judgement}
        kept = self._names(concern)
        names = [n for n in self._names(inputs) if n not in kept]
        for key in dict.fromkeys(key for aim in aims for key in self._keys(aim)):
            start = Situation(key, self.suite.start)
            yield start
            unknown = denied = start
            for name in names:
                unknown = unknown.with_fact(name, None)
                denied = denied.with_fact(name, False) if "#" in name else denied
            yield unknown
            yield denied

    def _rule(self, requirement: str, key: Key, aims: Sequence[Aim]) -> TracedRule | None:
        """The requirement as it is on the day; where it is not, as one of its mutants has it."""
        policies = [self.meter.traced(key)]
        for aim in aims:
            changed = self.hunter.changed(aim.mutant, key) if isinstance(aim, Survivor) else None
            if isinstance(aim, Survivor) and changed is not None:
                policies.append(TracedPolicy(amended(aim.mutant.library, aim.mutant.policy, key[1], key[2]), changed))
        return next((r for p in policies for r in p.all if r.id == requirement), None)

    def _situations(self, rule: TracedRule | None, key: Key) -> Iterator[Situation]:
        """Cases worth trying: what is at hand, then one fact otherwise, then two, then some."""
        seeds = self._seeds(rule, key)
        yield from seeds
        inputs = self._inputs(rule, key)
        pools = {name: self._pool(name, inputs, rule, seeds) for name in self._names(inputs)}
        for i, seed in enumerate(seeds):
            for single in (seed.with_fact(name, v) for name, pool in pools.items() for v in pool):
                yield single
                if i and len(pools) > 1:
                    yield self._combined(seeds, pools)
        while len(pools) > 1:
            yield self._combined(seeds, pools)

    def _combined(self, seeds: Sequence[Situation], pools: Mapping[str, Sequence[Any]]) -> Situation:
        """Some situation at hand with two facts otherwise, or more."""
        situation = self._random.choice(seeds)
        many = self._random.choice((2, 2, 3, len(pools)))
        for name in self._random.sample(sorted(pools), min(many, len(pools))):
            situation = situation.with_fact(name, self._random.choice(pools[name]))
        return situation

    def _seeds(self, rule: TracedRule | None, key: Key) -> list[Situation]:
        """The file's own base, and of its tests one for each way the requirement came out."""
        found = [Situation(key, self.suite.start)]
        seen = {self._signature(rule, found[0])}
        for test in self.suite.tests:
            situation = Situation(key, test.case)
            signature = self._signature(rule, situation)
            if signature not in seen and len(found) < _SEEDS:
                seen.add(signature)
                found.append(situation)
        return found

    def _signature(self, rule: TracedRule | None, situation: Situation) -> tuple[object, ...]:
        if rule is None:
            return ()
        probe = Probe()
        return (rule.evaluate(self._facts(situation), probe), *((p.part, p.index, r, t) for p, r, t in probe.seen))

    def _facts(self, situation: Situation) -> Facts:
        return self.meter.bench.deriver(situation.key).completed(situation.case)

    # --- values worth trying

    def _inputs(self, rule: TracedRule | None, key: Key) -> Inputs:
        resolved = self.meter.bench.policy(key)
        conditions: list[Condition] = [resolved.concerns]
        if rule is not None and rule.rule is not None:
            conditions = [rule.rule.when, rule.rule.condition]
        return Inputs(self.meter.bench.program(key).vocabulary).read(conditions)

    @staticmethod
    def _names(inputs: Inputs) -> list[str]:
        return [*sorted(inputs.judgements), *(of.name for of in inputs.given())]

    def _pool(self, name: str, inputs: Inputs, rule: TracedRule | None, seeds: Sequence[Situation]) -> list[Any]:
        if "#" in name:
            return [None, False, True]
        of = inputs.vocabulary.fields[name]
        if of.type.kind is Kind.LIST:
            return self._lists(of, inputs, rule, seeds)
        pool: list[Any] = [None, *values(of.type, inputs.fields.get(name, ()))]
        if of.type.kind is Kind.DATE:
            for seed in seeds:
                pool += self._turns(rule, days_around(seed.key[1]), partial(seed.with_fact, name))
        return list(dict.fromkeys(pool))

    def _lists(self, of: Field, inputs: Inputs, rule: TracedRule | None, seeds: Sequence[Situation]) -> list[Any]:
        """No list known, none, the lists at hand with a record less, more or otherwise, and each record worth trying
        alone, and some twice.
        """
        seed = seeds[0]
        fields = list(inputs.given_of(of.name))
        plain = [f for f in fields if f.type.kind is not Kind.DATE]
        constants = inputs.records[of.name]
        options = {f.name: _worth(f, constants.get(f.name, ())) for f in plain}
        records = self._varied(options)
        for dated in (f for f in fields if f.type.kind is Kind.DATE):
            records = [{**r, dated.name: d} for r in records for d in self._record_days(of, dated, r, rule, seed)]
        without = [{k: v for k, v in r.items() if k != name} for r in records[:_RECORDS] for name in r] + [{}]
        alone: list[Record] = [*records, *_once(without)]
        several = [(r,) * n for r in records[:_RECORDS] for n in (2, 3)]
        pairs = [tuple(self._random.sample(alone, 2)) for _ in range(_RECORDS) if len(alone) > 1]
        known = (s.case.facts.get(of.name) for s in seeds)
        at_hand = _once([records for records in known if isinstance(records, tuple) and records])
        near = [v for records in at_hand[:_NEAR] for v in _varied_list(records, alone[:_BESIDE])]
        return [None, (), *near, *((r,) for r in alone), *several, *pairs]

    def _varied(self, options: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
        """Records: one that has the first option of every field, those that differ from it in one, some others."""
        first = {name: several[0] for name, several in options.items()}
        records = [first, *({**first, name: v} for name, several in options.items() for v in several[1:])]
        drawn = ({n: self._random.choice(several) for n, several in options.items()} for _ in range(_RECORDS))
        return _once([*records, *drawn])

    def _record_days(
        self, of: Field, dated: Field, record: Record, rule: TracedRule | None, seed: Situation
    ) -> list[date]:
        def situation(day: date) -> Situation:
            return seed.with_fact(of.name, ({**record, dated.name: day},))

        grid = days_around(seed.key[1], record=True)
        return self._turns(rule, grid, situation) or grid[1:2]

    def _turns(
        self, rule: TracedRule | None, grid: Sequence[date], situation: Callable[[date], Situation]
    ) -> list[date]:
        """The last day before and the first day after each turn of the requirement between the days of the grid."""
        found: list[date] = []
        signatures = [self._signature(rule, situation(day)) for day in grid]
        for (late, after), (early, before) in zip(
            zip(grid, signatures, strict=True), list(zip(grid, signatures, strict=True))[1:], strict=False
        ):
            if after == before:
                continue
            low, high = early.toordinal(), late.toordinal()
            while high - low > 1:
                middle = (low + high) // 2
                same = self._signature(rule, situation(date.fromordinal(middle))) == before
                low, high = (middle, high) if same else (low, middle)
            found += [date.fromordinal(low), date.fromordinal(high)]
        return found

    # --- aims

    def serves(self, situation: Situation, aim: Aim) -> bool:
        """Whether a situation shows what is not shown, or is decided otherwise by the mutant."""
        if situation.key not in aim.keys:
            return False
        facts = self._facts(situation)
        if isinstance(aim, Survivor):
            return self._noticed(aim, situation.key, facts)
        if aim.point.requirement and self.meter.bench.compiled(situation.key).concerns(facts, {}) is False:
            return False
        rule = next((r for r in self.meter.traced(situation.key).all if r.id == aim.point.requirement), None)
        return rule is not None and (aim.point, aim.need) in rule.shown(facts)

    def _noticed(self, aim: Survivor, key: Key, facts: Facts) -> bool:
        at = id(aim), key
        if at not in self._mutated:
            changed = self.hunter.changed(aim.mutant, key)
            self._mutated[at] = CompiledPolicy(changed) if changed else None
            if changed:
                self._resolved[at] = changed
        compiled = self._mutated[at]
        if compiled is None:
            return True
        return expectation(self._resolved[at], compiled.decide(facts)) != self._decided(key, facts)

    def _decided(self, key: Key, facts: Facts) -> Expectation:
        return expectation(self.meter.bench.policy(key), self.meter.bench.compiled(key).decide(facts))

    def expected(self, situation: Situation) -> Expectation:
        """What the reference evaluator gives."""
        return self._decided(situation.key, self._facts(situation))

    def needs_remarks(self, situation: Situation, aims: Sequence[Aim]) -> bool:
        """Whether a test of the situation must name the remarks to serve the aims."""
        expected, facts = self.expected(situation), self._facts(situation)
        return bool(expected.remarks) or any(self._only_remarked(situation.key, facts, aim) for aim in aims)

    def _only_remarked(self, key: Key, facts: Facts, aim: Aim) -> bool:
        if isinstance(aim, Hole):
            rules = self.meter.bench.policy(key).rules
            return any(r.id == aim.point.requirement and r.strength is Strength.SHOULD for r in rules)
        compiled = self._mutated.get((id(aim), key))
        if compiled is None:
            return False
        other = expectation(self._resolved[id(aim), key], compiled.decide(facts))
        before = self._decided(key, facts)
        return (other.verdict, other.requirements) == (before.verdict, before.requirements)


def _once(records: Sequence[_T]) -> list[_T]:
    return [r for i, r in enumerate(records) if r not in records[:i]]


def _varied_list(records: Sequence[Record], others: Sequence[Record]) -> Iterator[tuple[Record, ...]]:
    """A list with one record less, one with a field less, one replaced, one more."""
    for i, record in enumerate(records):
        before, after = records[:i], records[i + 1 :]
        yield (*before, *after)
        yield from ((*before, {k: v for k, v in record.items() if k != name}, *after) for name in record)
        yield from ((*before, {**record, **other}, *after) for other in others)
    yield from ((*records, other) for other in others)


def _worth(of: Field, constants: Iterable[Scalar]) -> list[Scalar]:
    """The values of a record's field worth trying, those it is tested against first."""
    tried = values(of.type, constants)
    known = set(constants)
    return sorted(tried, key=lambda v: v not in known)


def requirement_of(aim: Aim) -> str:
    """The requirement an aim is about; empty where it is about none."""
    return aim.point.requirement if isinstance(aim, Hole) else aim.mutant.requirement or ""
