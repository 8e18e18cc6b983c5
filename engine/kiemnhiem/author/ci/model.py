"""What a run of CI found: steps, and in each of them findings, all of them problems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from kiemnhiem.author.diff.flips import Flips
from kiemnhiem.author.diff.model import LibraryDifference
from kiemnhiem.author.testing import PolicyTest
from kiemnhiem.files import real
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Place, Problem, Severity, errors_in


class Step(StrEnum):
    """The steps, in the order they run."""

    LOAD = "load"
    LINT = "lint"
    TEST = "test"
    COVERAGE = "coverage"
    MUTATION = "mutation"
    PROVE = "prove"
    DIFF = "diff"


@dataclass(frozen=True)
class Finding:
    """A problem. ``accepted``: why it does not count, where the author or the baseline says so. ``shows``: a case that
    shows it. ``test``: the test that fails.
    """

    problem: Problem
    accepted: Text | None = None
    shows: Text | None = None
    test: PolicyTest | None = None
    #: Whether it is the baseline that accepts it.
    known: bool = False

    @property
    def open(self) -> bool:
        """Whether somebody must look at it."""
        return self.accepted is None and self.problem.severity is not Severity.NOTE


@dataclass(frozen=True)
class StepRun:
    """What became of a step. ``not_run``: why it did not run. ``told``: what is said and never fails the run.
    ``tests``: all that ran.
    """

    step: Step
    summary: Text
    findings: tuple[Finding, ...] = ()
    not_run: Problem | None = None
    told: tuple[Problem, ...] = ()
    tests: tuple[PolicyTest, ...] = ()
    seconds: float = 0.0

    @property
    def open(self) -> tuple[Finding, ...]:
        """What somebody must look at."""
        return tuple(f for f in self.findings if f.open)


@dataclass(frozen=True)
class Report:
    """A whole run. ``root``: the folder that paths in reports start from; ``library`` is missing where it is broken;
    ``told``: what is said of the run itself.
    """

    root: Path
    steps: tuple[StepRun, ...]
    library: Library | None = None
    difference: LibraryDifference | None = None
    flips: Flips | None = None
    told: tuple[Problem, ...] = field(default=())

    @property
    def findings(self) -> tuple[tuple[Step, Finding], ...]:
        """Every finding with its step."""
        return tuple((s.step, f) for s in self.steps for f in s.findings)

    @property
    def open(self) -> tuple[tuple[Step, Finding], ...]:
        """What somebody must look at, step by step; errors first in each."""
        steps, severities = list(Step), list(Severity)
        found = [(s, f) for s, f in self.findings if f.open]
        return tuple(sorted(found, key=lambda one: (steps.index(one[0]), severities.index(one[1].problem.severity))))

    @property
    def broken(self) -> bool:
        """Whether the library cannot be run."""
        return errors_in(f.problem for s, f in self.findings if s is Step.LOAD)

    @property
    def notices(self) -> Iterator[tuple[Step | None, Problem]]:
        """What is said and fails nothing: steps that did not run and why, then the rest."""
        for step in self.steps:
            if step.not_run:
                yield step.step, step.not_run
            yield from ((step.step, p) for p in step.told)
        yield from ((None, p) for p in self.told)

    def path(self, place: Place) -> str:
        """The file of a place from ``root``, with forward slashes; as it is where it lies elsewhere."""
        try:
            return real(Path(place.file)).relative_to(self.root).as_posix()
        except ValueError:
            return place.file
