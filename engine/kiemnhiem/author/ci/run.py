"""All checks of a library, one after another; what stops one is said, and the others run."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kiemnhiem.author import solver
from kiemnhiem.author.ci import codes
from kiemnhiem.author.ci.base import base_known, exists, left_at, source_root
from kiemnhiem.author.ci.model import Finding, Report, Step, StepRun
from kiemnhiem.author.diff import words as diff_words
from kiemnhiem.author.diff.codes import NOT_IN_REVISION, WITHOUT_SOLVER
from kiemnhiem.author.diff.compare import difference
from kiemnhiem.author.diff.flips import Flips, flips
from kiemnhiem.author.diff.model import LibraryDifference
from kiemnhiem.author.diff.revisions import library_folder
from kiemnhiem.author.lint import lint
from kiemnhiem.author.testing import Bench, Result, Suites, coverage, find_suites, mutate, run_tests
from kiemnhiem.errors import InputError, PolicyError, ProblemsError, UsageError
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import load_library
from kiemnhiem.policy.library import read_library
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem, Severity, errors_in
from kiemnhiem.report import words

#: How each step is called in sentences.
LABELS = {
    Step.LOAD: Text("đọc thư viện", "load"),
    Step.LINT: Text("soát (lint)", "lint"),
    Step.TEST: Text("kiểm thử (test)", "test"),
    Step.COVERAGE: Text("độ phủ (coverage)", "coverage"),
    Step.MUTATION: Text("đột biến (mutation)", "mutation"),
    Step.PROVE: Text("chứng minh (prove)", "prove"),
    Step.DIFF: Text("so sánh (diff)", "diff"),
}
_SIZE = Text("{policies} chính sách, {amendments} quy định riêng", "policies: {policies}, amendments: {amendments}")
_COUNTS = Text(
    "{errors} lỗi, {warnings} cảnh báo, {notes} ghi chú", "errors: {errors}, warnings: {warnings}, notes: {notes}"
)
_TESTS = Text("{passed} đạt, {failed} không đạt", "{passed} passed, {failed} failed")
_COVERED = Text("{percent}, còn {holes} điều chưa ca nào cho thấy", "{percent}, not shown by any case: {holes}")
_MUTATED = Text("{total} cách đổi, {left} lọt qua", "{total} mutants, {left} survived")
_PROVED = Text("{policies} chính sách, {found} phát hiện", "policies: {policies}, findings: {found}")
_ACCEPTED = Text("{count} được chấp nhận", "accepted: {count}")
_FAILING = Text("{count} chính sách chưa đo vì ca kiểm thử không đạt", "not measured, their tests failing: {count}")
_NOTHING = Text("", "")


@dataclass(frozen=True)
class Wanted:
    """What to run. ``base``: a folder or a git revision to compare with; ``cases``: whose verdicts change."""

    day: date
    base: str | None = None
    cases: Sequence[Path] = ()
    skip: frozenset[Step] = frozenset()


def run(folder: Path, wanted: Wanted) -> Report:
    """Check the library in a folder. Raises :class:`kiemnhiem.errors.EngineError` where the engines disagree."""
    return _Run(folder, wanted).report()


@dataclass
class _Run:
    folder: Path
    wanted: Wanted
    difference: LibraryDifference | None = None
    flips: Flips | None = None
    _suites: tuple[Suites, Sequence[Problem]] | None = None
    _bench: Bench | None = None
    _failing: set[str] = field(default_factory=set)
    _told: set[str] = field(default_factory=set)

    def report(self) -> Report:
        root = source_root(self.folder)
        checks: dict[Step, Callable[[Library], StepRun]] = {
            Step.LINT: self._lint,
            Step.TEST: self._test,
            Step.COVERAGE: self._coverage,
            Step.MUTATION: self._mutation,
            Step.PROVE: self._prove,
            Step.DIFF: self._diff,
        }
        start = time.perf_counter()
        library, problems = read_library(self.folder)
        steps = [replace(_loaded(library, problems), seconds=time.perf_counter() - start)]
        if errors_in(problems):
            steps += [_waits(step, Step.LOAD) for step in checks]
            return Report(root, tuple(steps))
        for step, check in checks.items():
            skipped = step in self.wanted.skip
            steps.append(_not_run(step, Problem(codes.SKIPPED)) if skipped else self._timed(check, library))
        return Report(root, tuple(steps), library, self.difference, self.flips)

    def _timed(self, check: Callable[[Library], StepRun], library: Library) -> StepRun:
        """A step with its time; what an earlier step has told is not told again."""
        start = time.perf_counter()
        done = check(library)
        new = tuple(f for f in done.findings if f.problem.message(Lang.EN) not in self._told)
        self._told |= {f.problem.message(Lang.EN) for f in new}
        return replace(done, findings=new, seconds=time.perf_counter() - start)

    def _tests(self, library: Library) -> tuple[Suites, Sequence[Problem]]:
        """The library's tests, or why they cannot be read; read once."""
        if self._suites is None:
            try:
                self._suites = find_suites(library), ()
            except ProblemsError as error:
                self._suites = Suites(), error.problems
        return self._suites

    def _bench_of(self, library: Library) -> Bench:
        if self._bench is None:
            self._bench = Bench(library)
        return self._bench

    def _lint(self, library: Library) -> StepRun:
        problems = lint(library, self.wanted.day)
        return StepRun(Step.LINT, _counted(problems), _findings(problems))

    def _test(self, library: Library) -> StepRun:
        suites, problems = self._tests(library)
        if problems:
            return StepRun(Step.TEST, _counted(problems), _findings(problems))
        results = list(run_tests(library, suites.tests, self._bench_of(library)))
        failed = tuple(Finding(test_problem(r), test=r.test) for r in results if not r.passed)
        self._failing = {f.test.policy for f in failed if f.test}
        summary = _TESTS.format(passed=len(results) - len(failed), failed=len(failed))
        return StepRun(Step.TEST, summary, failed, tests=suites.tests)

    def _coverage(self, library: Library) -> StepRun:
        suites, problems = self._tests(library)
        measured = self._measured(library)
        if problems or not measured:
            return _waits(Step.COVERAGE, Step.TEST)
        found = coverage(library, suites, self._bench_of(library), measured)
        percent = Text(f"{found.percent:g} %".replace(".", ","), f"{found.percent:g} %")
        summary = _COVERED.format(percent=percent, holes=len(found.holes))
        return StepRun(Step.COVERAGE, self._without_failing(summary), _findings(found.all_problems))

    def _mutation(self, library: Library) -> StepRun:
        suites, problems = self._tests(library)
        tested = [id_ for id_ in self._measured(library) if suites.of(id_)]
        if problems or not tested:
            return _waits(Step.MUTATION, Step.TEST)
        found = mutate(library, suites, self._bench_of(library), tested)
        summary = _MUTATED.format(total=sum(p.total for p in found.policies), left=len(found.survivors))
        return StepRun(Step.MUTATION, self._without_failing(summary), _findings(found.all_problems))

    def _measured(self, library: Library) -> list[str]:
        """The policies whose tests pass: what failing ones show and notice says nothing."""
        return [id_ for id_ in library.policies if id_ not in self._failing]

    def _without_failing(self, summary: Text) -> Text:
        if not self._failing:
            return summary
        return _joined(summary, _FAILING.format(count=len(self._failing)))

    def _prove(self, library: Library) -> StepRun:
        if not solver.available():
            return _not_run(Step.PROVE, Problem(solver.NO_SOLVER))
        from kiemnhiem.author.ci.proofs import proved  # noqa: PLC0415 - needs z3, which may not be installed

        found = proved(library)
        summary = _PROVED.format(policies=len(library.policies), found=sum(f.open for f in found))
        if accepted := sum(f.accepted is not None for f in found):
            summary = _joined(summary, _ACCEPTED.format(count=accepted))
        return StepRun(Step.PROVE, summary, found)

    def _diff(self, library: Library) -> StepRun:
        named = self.wanted.base
        base = named or base_known(os.environ, self.folder)
        if base is None:
            return _not_run(Step.DIFF, Problem(codes.NO_BASE))
        if not Path(base).is_dir():
            if exists(base, self.folder):
                base = left_at(base, self.folder)
            elif named is None:
                return _not_run(Step.DIFF, Problem(codes.BASE_ABSENT, None, {"found": base}))
        try:
            with library_folder(base, self.folder) as old_folder:
                old, _ = load_library(old_folder)
                return self._compared(old, library)
        except PolicyError as error:
            first = next(p for p in error.problems if p.severity is Severity.ERROR)
            values = {"found": named or base, "count": len(error.problems), "first": Text(*map(first.words, Lang))}
            return _not_run(Step.DIFF, Problem(codes.BASE_BROKEN, None, values))
        except UsageError as error:
            if all(p.code is NOT_IN_REVISION for p in error.problems):
                return _not_run(Step.DIFF, error.problems[0])
            return StepRun(Step.DIFF, _counted(error.problems), _findings(error.problems))

    def _compared(self, old: Library, new: Library) -> StepRun:
        self.difference = difference(old, new)
        told = [] if self.difference.by_meaning else [Problem(WITHOUT_SOLVER)]
        summary = diff_words.EQUAL
        if not self.difference.equal:
            summary = Text(*(diff_words.summary(self.difference, lang) for lang in Lang))
        if self.wanted.cases:
            try:
                self.flips = flips(old, new, self.wanted.cases, self.wanted.day)
            except (InputError, UsageError) as error:
                return StepRun(Step.DIFF, summary, _findings(error.problems), told=tuple(told))
            told += self.flips.problems
            day = Text(*(words.day(self.wanted.day, lang) for lang in Lang))
            counts = {"flips": len(self.flips.flips), "cases": self.flips.cases, "day": day}
            summary = _joined(summary, diff_words.FLIPPED.format(**counts), " ")
        return StepRun(Step.DIFF, summary, told=tuple(told))


def _loaded(library: Library, problems: Sequence[Problem]) -> StepRun:
    size = _SIZE.format(policies=len(library.policies), amendments=len(library.amendments))
    return StepRun(Step.LOAD, _counted(problems) if errors_in(problems) else size, _findings(problems))


def _not_run(step: Step, why: Problem) -> StepRun:
    return StepRun(step, _NOTHING, not_run=why)


def _waits(step: Step, for_: Step) -> StepRun:
    return _not_run(step, Problem(codes.WAITS, None, {"step": LABELS[for_]}))


def _findings(problems: Iterable[Problem]) -> tuple[Finding, ...]:
    return tuple(map(Finding, problems))


def test_problem(result: Result) -> Problem:
    """A failed test as a problem."""
    test = result.test
    differences = Text(*("; ".join(d[lang] for d in result.differences) for lang in Lang))
    return Problem(
        codes.TEST_FAILED, test.place, {"policy": test.policy, "name": test.name, "differences": differences}
    )


def _counted(problems: Sequence[Problem]) -> Text:
    by = Counter(p.severity for p in problems)
    return _COUNTS.format(errors=by[Severity.ERROR], warnings=by[Severity.WARNING], notes=by[Severity.NOTE])


def _joined(one: Text, other: Text, by: str = ", ") -> Text:
    return Text(*(f"{one[lang]}{by}{other[lang]}" for lang in Lang))
