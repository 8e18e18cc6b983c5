"""What a check may look at: the library, its files as they are written, and the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml

from kiemnhiem.author.comments import Comment, comments
from kiemnhiem.author.lint.ignores import Ignore
from kiemnhiem.author.testing import PolicyTest, find_tests
from kiemnhiem.errors import PolicyError, UsageError
from kiemnhiem.policy import codes
from kiemnhiem.policy.library import display_name, files_in
from kiemnhiem.policy.model import Amendment, Evidence, Library, Period, Policy, Requirement
from kiemnhiem.policy.shape import Shape
from kiemnhiem.policy.shapes import AmendmentFile, PolicyFile, RequirementShape, read_shape
from kiemnhiem.policy.source import LOADER, Document, Path_, Raw, load_document
from kiemnhiem.problem import Place, Problem, errors_in

_S = TypeVar("_S", bound=Shape)


@dataclass(frozen=True)
class File:
    """A file of the library that is YAML. ``shape`` is missing where its keys are not as they should be."""

    path: Path
    text: str
    document: Document
    shape: Shape | None

    @property
    def name(self) -> str:
        """As messages call it."""
        return self.document.file

    def place(self, *path: str | int, key: bool = False) -> Place:
        """Where the value at ``path`` stands, or its key."""
        return self.document.place(path, key=key)

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """Its comments."""
        return tuple(comments(self.text))

    def span(self, *path: str | int, key: bool = False) -> tuple[int, int]:
        """From which character to which the value at ``path`` stands, or its key."""
        return self._spans[path, key]

    @cached_property
    def _spans(self) -> dict[tuple[Path_, bool], tuple[int, int]]:
        spans: dict[tuple[Path_, bool], tuple[int, int]] = {}

        def note(node: Any, path: Path_) -> None:
            spans[path, False] = node.start_mark.index, node.end_mark.index
            if isinstance(node, yaml.MappingNode):
                for key, value in node.value:
                    spans[(*path, key.value), True] = key.start_mark.index, key.end_mark.index
                    note(value, (*path, key.value))
            elif isinstance(node, yaml.SequenceNode):
                for i, item in enumerate(node.value):
                    note(item, (*path, i))

        note(yaml.compose(self.text, Loader=LOADER), ())
        return spans


@dataclass(frozen=True)
class Owned:
    """A requirement where it is written: in a policy, or in an amendment of one. ``period``: when it is in force, its
    policy and amendment being so too; ``None`` if never.
    """

    file: File
    path: Path_
    policy: Policy
    requirement: Requirement
    shape: RequirementShape
    period: Period | None

    def place(self, *path: str | int, key: bool = False) -> Place:
        """Where a part of it stands."""
        return self.file.place(*self.path, *path, key=key)


@dataclass(frozen=True)
class Context:
    """Everything a check may look at. ``evidence``: the weakest that is good enough; none asked: any."""

    library: Library
    today: date
    evidence: Evidence | None
    files: tuple[File, ...]
    ignores: tuple[Ignore, ...]
    #: The ids of the rules that run.
    running: frozenset[str] = field(default_factory=frozenset)

    def of(self, kind: type[_S]) -> Iterator[tuple[File, _S]]:
        """The files of one kind."""
        return ((f, f.shape) for f in self.files if isinstance(f.shape, kind))

    @cached_property
    def policies(self) -> tuple[tuple[File, PolicyFile, Policy], ...]:
        """Every policy that loads, with its file."""
        loaded = self.library.policies
        return tuple((f, s, loaded[s.policy]) for f, s in self.of(PolicyFile) if s.policy in loaded)

    @cached_property
    def amendments(self) -> tuple[tuple[File, AmendmentFile, Amendment], ...]:
        """Every amendment that loads, with its file."""
        loaded = self.library.amendments
        return tuple((f, s, loaded[s.amendment]) for f, s in self.of(AmendmentFile) if s.amendment in loaded)

    @cached_property
    def whole(self) -> bool:
        """Whether every file could be read, so that what is not found is not there."""
        written = sum(path.suffix == ".yaml" for path in files_in(Path(self.library.root)))
        policies, amendments = sum(1 for _ in self.of(PolicyFile)), sum(1 for _ in self.of(AmendmentFile))
        loaded = len(self.policies), len(self.amendments)
        shaped = sum(f.shape is not None for f in self.files)
        return shaped == written and loaded == (policies, amendments) and not self.test_problems

    @cached_property
    def requirements(self) -> tuple[Owned, ...]:
        """Every requirement of a policy or an amendment."""
        found = [
            Owned(file, ("requirements", i), policy, r, shape.requirements[i], common(policy.period, r.period))
            for file, shape, policy in self.policies
            for i, r in enumerate(policy.requirements)
        ]
        for file, amending, amendment in self.amendments:
            policy = self.library.policies[amendment.amends]
            when = common(policy.period, amendment.period)
            found += [
                Owned(file, ("adds", i), policy, r, amending.adds[i], common(when, r.period))
                for i, r in enumerate(amendment.adds)
            ]
        return tuple(found)

    @cached_property
    def tests(self) -> dict[str, list[PolicyTest]]:
        """The tests of each policy that has some."""
        found: dict[str, list[PolicyTest]] = {}
        for test in self._tests[0]:
            found.setdefault(test.policy, []).append(test)
        return found

    @property
    def test_problems(self) -> tuple[Problem, ...]:
        """Why the test files cannot be read, if they cannot."""
        return self._tests[1]

    @property
    def told_test_problems(self) -> tuple[Problem, ...]:
        """Those of them that are not the mere consequence of others."""
        return tuple(p for p in self.test_problems if not self._about_unread(p))

    @cached_property
    def _tests(self) -> tuple[tuple[PolicyTest, ...], tuple[Problem, ...]]:
        try:
            return tuple(find_tests(self.library)), ()
        except UsageError:  # there are none
            return (), ()
        except PolicyError as error:
            return (), error.problems

    def _about_unread(self, problem: Problem) -> bool:
        """Whether a test is refused only because its policy's own file has errors, which are told."""
        if problem.code is not codes.UNKNOWN_TESTED_POLICY:
            return False
        file = Path(self.library.root, f"{problem.values['found']}.yaml")
        return file.is_file() and all(
            f.path != file or f.shape is None or isinstance(f.shape, PolicyFile) for f in self.files
        )


def common(one: Period | None, other: Period | None) -> Period | None:
    """When both are."""
    if one is None or other is None:
        return None
    starts = [p.start for p in (one, other) if p.start]
    ends = [p.until for p in (one, other) if p.until]
    both = Period(max(starts, default=None), min(ends, default=None))
    return None if both.start and both.until and both.until < both.start else both


def read_files(root: Path) -> tuple[File, ...]:
    """The files of a library that are YAML at all."""
    found = []
    for path in files_in(root):
        if path.suffix != ".yaml":
            continue
        try:
            content = path.read_bytes()
            text = content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):  # the loader says so
            continue
        document, problems = load_document(content, display_name(path))
        if document is not None and not errors_in(problems):
            found.append(File(path, text, document, read_shape(document)[0]))
    return tuple(found)


def walk(raw: Raw, path: Path_ = ()) -> Iterator[tuple[Path_, Raw]]:
    """A raw value and every one inside it, with paths."""
    yield path, raw
    inside = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for step, value in inside:
        yield from walk(value, (*path, step))
