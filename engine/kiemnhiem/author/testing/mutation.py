"""Mutation: policies changed in small ways, and whether their tests notice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kiemnhiem.author.testing import codes
from kiemnhiem.author.testing.days import Calendar
from kiemnhiem.author.testing.model import Explained, PolicyTest, Suites
from kiemnhiem.author.testing.mutants import Mutant, mutants
from kiemnhiem.author.testing.positions import Positions
from kiemnhiem.author.testing.running import Bench, Key, as_expected, key_of, run_tests
from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.evaluate.reference import CompiledPolicy
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import ResolvedPolicy
from kiemnhiem.policy.resolve import resolve_policy
from kiemnhiem.problem import Problem, did_you_mean


@dataclass(frozen=True)
class Survivor:
    """A mutant that no test notices. ``keys``: where it means something else than the policy."""

    mutant: Mutant
    keys: tuple[Key, ...]

    @property
    def problem(self) -> Problem:
        """As a problem."""
        values = {"policy": self.mutant.policy.id, "what": self.mutant.what}
        return Problem(codes.SURVIVOR, self.mutant.place, values)


@dataclass(frozen=True)
class PolicyMutation:
    """One policy: how many mutants, how many mean the same as the policy on every day and so count for nothing, how
    many the tests notice, those that survive, and those whose survival is explained.
    """

    policy: str
    total: int
    same: int
    killed: int
    survivors: tuple[Survivor, ...]
    explained: tuple[Explained, ...] = ()


@dataclass(frozen=True)
class Mutation:
    """The policies' mutants. ``problems``: explanations that do not hold (errors)."""

    policies: tuple[PolicyMutation, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def survivors(self) -> tuple[Survivor, ...]:
        """All survivors that nobody explained."""
        return tuple(s for p in self.policies for s in p.survivors)

    @property
    def complete(self) -> bool:
        """Whether every mutant is noticed or explained, and every explanation holds."""
        return not self.survivors and not self.problems

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """The problems, and each survivor as one."""
        return (*self.problems, *(s.problem for s in self.survivors))


def mutate(
    library: Library, suites: Suites, bench: Bench | None = None, policies: Sequence[str] | None = None
) -> Mutation:
    """Change ``policies`` (none: all that have tests) and run their tests. Only tests that pass unchanged count."""
    bench = bench or Bench(library)
    chosen = policies if policies is not None else [p for p in library.policies if suites.of(p)]
    tests: dict[str, list[PolicyTest]] = defaultdict(list)
    for result in run_tests(library, [t for t in suites.tests if t.policy in chosen], bench):
        if result.passed:
            tests[result.test.policy].append(result.test)
    problems: list[Problem] = []
    hunter = Hunter(library, bench)
    return Mutation(tuple(hunter.policy(id_, tests[id_], suites, problems) for id_ in chosen), tuple(problems))


class Hunter:
    """Runs tests against mutants."""

    def __init__(self, library: Library, bench: Bench) -> None:
        self.library = library
        self.bench = bench
        self.calendar = Calendar(library)
        self._positions = Positions(library)

    def policy(self, id_: str, tests: Sequence[PolicyTest], suites: Suites, problems: list[Problem]) -> PolicyMutation:
        """The mutants of one policy against its tests."""
        explained = {e.mutant: e for suite in suites.of(id_) for e in suite.explained}
        used: dict[str, Explained] = {}
        total = same = killed = 0
        survivors = []
        for mutant in mutants(self.library, id_, self._positions):
            total += 1
            killer = self.killer(mutant, tests)
            entry = explained.get(mutant.id)
            if entry is not None:
                used[mutant.id] = entry
            if killer is not None:
                killed += 1
                if entry is not None:
                    values = {"found": entry.mutant, "by": f"«{killer.name}»"}
                    problems.append(Problem(codes.KILLED, entry.place, values))
            elif not (keys := tuple(self.differing(mutant, *(t.as_of for t in tests)))):
                same += 1
            elif entry is None:
                survivors.append(Survivor(mutant, keys))
        for name in explained.keys() - used.keys():
            near = did_you_mean(name, (m.id for m in mutants(self.library, id_, self._positions)))
            problems.append(Problem(codes.NOTHING_EXPLAINED, explained[name].place, {"found": name}, near))
        return PolicyMutation(id_, total, same, killed, tuple(survivors), tuple(used.values()))

    def killer(self, mutant: Mutant, tests: Sequence[PolicyTest]) -> PolicyTest | None:
        """The first test that notices."""
        by_key: dict[Key, list[PolicyTest]] = defaultdict(list)
        for test in tests:
            by_key[key_of(test)].append(test)
        for key, asked in by_key.items():
            changed = self.changed(mutant, key)
            if changed is None:
                return asked[0]
            if meaning(changed) == meaning(self.bench.policy(key)):
                continue
            compiled = CompiledPolicy(changed)
            for test in asked:
                if not as_expected(test.expected, changed, compiled.decide(self.bench.facts(test))):
                    return test
        return None

    def changed(self, mutant: Mutant, key: Key) -> ResolvedPolicy | None:
        """The mutant's policy for a day and place; ``None`` where a parameter has no value."""
        try:
            return resolve_policy(mutant.library, mutant.policy, key[1], key[2])
        except KiemnhiemError:
            return None

    def differing(self, mutant: Mutant, *days: date) -> Iterator[Key]:
        """The days and places on which the mutant means something else."""
        policy = self.library.policies[mutant.policy.id]
        for day in self.calendar.edges(policy, *days):
            for place in self.calendar.places(policy.id):
                key = (policy.id, day, place)
                try:
                    original = self.bench.policy(key)
                except KiemnhiemError:
                    continue
                changed = self.changed(mutant, key)
                if changed is None or meaning(changed) != meaning(original):
                    yield key


def meaning(policy: ResolvedPolicy) -> object:
    """What a resolved policy says, without its words and sources; the order of its requirements says nothing."""
    return policy.concerns, {r.id: (r.strength, r.when, r.condition) for r in policy.rules}
