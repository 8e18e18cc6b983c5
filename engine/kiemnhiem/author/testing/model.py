"""A policy's tests as they are read: cases with what they must come out as, and what the author explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.language import Text
from kiemnhiem.problem import Place


@dataclass(frozen=True)
class Expectation:
    """What a case must come out as: the verdict, the ids of the ``must`` requirements behind it, failed remarks."""

    verdict: Verdict
    requirements: frozenset[str] = frozenset()
    remarks: frozenset[str] | None = None


@dataclass(frozen=True)
class PolicyTest:
    """One case of a test file, ready to run; of a table, one row."""

    policy: str
    name: str
    place: Place
    as_of: date
    locality: str | None
    case: Case
    expected: Expectation


@dataclass(frozen=True)
class Result:
    """What became of a test. ``differences``: how it came out otherwise than expected, in words; none: passed."""

    test: PolicyTest
    differences: tuple[Text, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it came out as expected."""
        return not self.differences


@dataclass(frozen=True)
class Unreachable:
    """What the author says no case can show: of one requirement (or of the policy's own ``when``), an atom that is
    never ``true``, ``false`` or ``unknown``, an exception that is never ``used`` or ``unused``.
    """

    requirement: str | None
    atom: str
    never: frozenset[str]
    because: Text
    place: Place


@dataclass(frozen=True)
class Explained:
    """A mutant that no test can kill, and why."""

    mutant: str
    because: Text
    place: Place


@dataclass(frozen=True)
class Suite:
    """The tests of one file. ``use``, ``base`` and ``judgements`` are the file's, as written; ``start`` is the case
    they make.
    """

    policy: str
    file: str
    as_of: date | None
    locality: str | None
    use: tuple[str, ...]
    base: Mapping[str, Any]
    judgements: Mapping[str, bool]
    start: Case
    tests: tuple[PolicyTest, ...]
    unreachable: tuple[Unreachable, ...] = ()
    explained: tuple[Explained, ...] = ()


@dataclass(frozen=True)
class Suites:
    """The tests of a selection, by file."""

    files: tuple[Suite, ...] = field(default=())

    @property
    def tests(self) -> tuple[PolicyTest, ...]:
        """Every test, in the order of the files."""
        return tuple(t for file in self.files for t in file.tests)

    def of(self, policy: str) -> tuple[Suite, ...]:
        """The files with tests of one policy."""
        return tuple(f for f in self.files if f.policy == policy)
