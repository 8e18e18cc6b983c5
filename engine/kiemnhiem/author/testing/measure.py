"""What a library's tests show of its policies, and what they leave open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kiemnhiem.author.testing import codes
from kiemnhiem.author.testing.days import Calendar
from kiemnhiem.author.testing.model import PolicyTest, Suites, Unreachable
from kiemnhiem.author.testing.positions import Positions
from kiemnhiem.author.testing.running import Bench, Key, key_of, run_tests
from kiemnhiem.author.testing.tracing import Need, Point, Spec, TracedPolicy
from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.explain.words import Phrases, day_words
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Library, Strength
from kiemnhiem.policy.resolve import amended
from kiemnhiem.problem import Place, Problem, did_you_mean

#: One thing that tests must show.
Item = tuple[Point, Need]


@dataclass(frozen=True)
class Hole:
    """One thing no test shows: where the atom stands, and what is missing in words. ``keys``: where it can be shown."""

    point: Point
    need: Need
    place: Place
    what: Text
    keys: tuple[Key, ...] = field(default=(), compare=False)

    @property
    def problem(self) -> Problem:
        """As a problem."""
        return Problem(codes.HOLE, self.place, {"policy": self.point.policy, "what": self.what})


@dataclass(frozen=True)
class PolicyCoverage:
    """One policy: how many things its tests have to show, how many they show, the holes, and what was explained."""

    policy: str
    total: int
    shown: int
    holes: tuple[Hole, ...]
    unreachable: tuple[Unreachable, ...] = ()

    @property
    def percent(self) -> float:
        """The share shown, in percent, rounded down to a tenth; 100 only where nothing is left."""
        return _percent(self.shown, self.total)


@dataclass(frozen=True)
class Coverage:
    """The policies' coverage. ``problems``: policies without tests, and explanations that do not hold (errors)."""

    policies: tuple[PolicyCoverage, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def holes(self) -> tuple[Hole, ...]:
        """All holes."""
        return tuple(h for p in self.policies for h in p.holes)

    @property
    def percent(self) -> float:
        """The share shown over all policies."""
        return _percent(sum(p.shown for p in self.policies), sum(p.total for p in self.policies))

    @property
    def complete(self) -> bool:
        """Whether everything is shown and every explanation holds."""
        return not self.holes and not self.problems

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """The problems, and each hole as one."""
        return (*self.problems, *(h.problem for h in self.holes))


def _percent(shown: int, total: int) -> float:
    return shown * 1000 // total / 10 if total else 100.0


def coverage(
    library: Library, suites: Suites, bench: Bench | None = None, policies: Sequence[str] | None = None
) -> Coverage:
    """How much the tests show, of ``policies`` (none: all of the library's). Only tests that pass count."""
    bench = bench or Bench(library)
    passed = [r.test for r in run_tests(library, suites.tests, bench) if r.passed]
    by_policy: dict[str, list[PolicyTest]] = defaultdict(list)
    for test in passed:
        by_policy[test.policy].append(test)
    meter = Meter(library, bench)
    problems: list[Problem] = []
    found = []
    for id_ in policies if policies is not None else library.policies:
        found.append(meter.policy(id_, by_policy[id_], suites, problems))
        if not suites.of(id_):
            problems.append(Problem(codes.NO_TESTS, library.policies[id_].place, {"policy": id_}))
    return Coverage(tuple(found), tuple(problems))


class Meter:
    """Measures policies one by one."""

    def __init__(self, library: Library, bench: Bench) -> None:
        self.library = library
        self.bench = bench
        self.calendar = Calendar(library)
        self.positions = Positions(library)
        self._traced: dict[Key, TracedPolicy] = {}

    def traced(self, key: Key) -> TracedPolicy:
        """A policy for a day and place, its atoms watched. Raises as :func:`kiemnhiem.policy.resolve`."""
        if key not in self._traced:
            written = amended(self.library, self.library.policies[key[0]], key[1], key[2])
            self._traced[key] = TracedPolicy(written, self.bench.policy(key))
        return self._traced[key]

    def points(self, policy: str, *days: date) -> dict[Point, tuple[Spec, list[Key]]]:
        """Everything tests must show of a policy, over all its versions, and where each can be shown."""
        found: dict[Point, tuple[Spec, list[Key]]] = {}
        for key in self.calendar.keys(self.library.policies[policy], *days):
            try:
                traced = self.traced(key)
            except KiemnhiemError:  # a parameter without a value on this day: no version to test
                continue
            for rule in traced.all:
                for point, spec in rule.specs.items():
                    found.setdefault(point, (spec, []))[1].append(key)
        return found

    def shown(self, test: PolicyTest) -> Iterator[Item]:
        """What one test shows. Of a requirement that only makes a remark, only where the test names the remarks."""
        traced, facts = self.traced(key_of(test)), self.bench.facts(test)
        concerns = self.bench.compiled(key_of(test)).concerns(facts, {})
        yield from traced.concerns.shown(facts)
        for rule in traced.rules if concerns is not False else ():
            silent = rule.rule and rule.rule.strength is Strength.SHOULD and test.expected.remarks is None
            if not silent:
                yield from rule.shown(facts)

    def policy(self, id_: str, passed: Sequence[PolicyTest], suites: Suites, problems: list[Problem]) -> PolicyCoverage:
        """The coverage of one policy."""
        shown: dict[Item, PolicyTest] = {}
        for test in passed:
            for item in self.shown(test):
                shown.setdefault(item, test)
        points = self.points(id_, *(t.as_of for t in passed))
        wanted = {(point, need) for point, (spec, _) in points.items() for need in spec.needs}
        explained = [u for suite in suites.of(id_) for u in suite.unreachable]
        excluded: set[Item] = set()
        for entry in explained:
            excluded |= self._excluded(entry, id_, wanted, shown, problems)
        open_ = sorted(item for item in wanted - shown.keys() - excluded)
        total = len(wanted - excluded)
        everywhere = {key for _, keys in points.values() for key in keys}
        holes = tuple(self._hole(item, *points[item[0]], everywhere) for item in open_)
        return PolicyCoverage(id_, total, total - len(holes), holes, tuple(explained))

    @staticmethod
    def _excluded(
        entry: Unreachable, policy: str, wanted: set[Item], shown: dict[Item, PolicyTest], problems: list[Problem]
    ) -> set[Item]:
        of = [(p, n) for p, n in wanted if p.requirement == (entry.requirement or "")]
        meant = {(p, n) for p, n in of if name_of(p) == entry.atom and n.value in entry.never}
        missing = entry.never - {n.value for _, n in meant}
        if missing:
            found = ", ".join(filter(None, (entry.requirement, entry.atom, *sorted(missing))))
            near = did_you_mean(entry.atom, {name_of(p) for p, _ in of})
            near = None if near == entry.atom else near
            problems.append(Problem(codes.NOTHING_EXPLAINED, entry.place, {"found": found}, near))
        for item in sorted(meant & shown.keys()):
            found, by = f"{policy}: {name_of(item[0])}: {item[1]}", f"«{shown[item].name}»"
            problems.append(Problem(codes.REACHED, entry.place, {"found": found, "by": by}))
        return meant - shown.keys()

    def _hole(self, item: Item, spec: Spec, keys: list[Key], everywhere: set[Key]) -> Hole:
        point, need = item
        policy = self.library.policies[point.policy]
        phrases = Phrases(self.library, self.library.vocabularies[policy.subject])
        traced = self.traced(keys[0])
        rule = next((r.rule for r in traced.rules if r.id == point.requirement), None)
        of = _OF.format(title=rule.title) if rule else _CONCERNS
        whole = point.index < 0 and point.part != "when"
        exception = point.part.partition(" ")[2].partition(" ")[0]
        shown = _EXCEPTION.format(id=exception) if whole else phrases.phrase(spec.condition, spec.record)
        what = _WHAT.format(of=of, shown=shown, need=_NEEDS[need])
        if exception and not whole:
            what = _IN_EXCEPTION.format(what=what, id=exception)
        if set(keys) < everywhere:
            what = _SINCE.format(what=what, day=day_words(keys[0][1]))
            if all(key[2] is not None for key in keys):
                what = _AT.format(what=what, place=self.library.localities[str(keys[0][2])].label)
        return Hole(point, need, self.positions.of(point), what, tuple(keys))


def name_of(point: Point) -> str:
    """A point as ``unreachable:`` names it."""
    return point.text


_OF = Text("«{title}»", '"{title}"')
_CONCERNS = Text("phạm vi của chính sách", "what the policy concerns")
_EXCEPTION = Text("ngoại lệ {id}", "the exception {id}")
_WHAT = Text("{of}: {shown} — {need}", "{of}: {shown} — {need}")
_IN_EXCEPTION = Text("{what} (trong ngoại lệ {id})", "{what} (in the exception {id})")
_SINCE = Text("{what}, từ ngày {day}", "{what}, since {day}")
_AT = Text("{what}, ở {place}", "{what}, in {place}")
_NEEDS = {
    Need.TRUE: Text("đúng, và vì thế mà có kết quả", "true, and deciding"),
    Need.FALSE: Text("không đúng, và vì thế mà có kết quả", "not true, and deciding"),
    Need.UNKNOWN: Text("chưa rõ", "not known"),
    Need.USED: Text("được áp dụng, và vì thế mà có kết quả", "used, and deciding"),
    Need.UNUSED: Text("không được áp dụng, và vì thế mà có kết quả", "not used, and deciding"),
}
