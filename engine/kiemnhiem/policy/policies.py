"""A policy from its file: conditions typed, parameters typed by what they are compared with, names checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kiemnhiem.policy import codes
from kiemnhiem.policy.model import ALL_TIME, ParameterHistory, Policy, Stance
from kiemnhiem.policy.parts import Names, PartsBuilder, words
from kiemnhiem.policy.shapes import PolicyFile
from kiemnhiem.policy.source import Document, Path_
from kiemnhiem.policy.typecheck import Checker
from kiemnhiem.problem import Problem, did_you_mean


@dataclass
class PolicyBuilder(PartsBuilder):
    """Builds one policy."""

    file: PolicyFile = field(kw_only=True)

    def build(self) -> Policy | None:
        """The policy, or ``None`` when it has problems."""
        file = self.file
        self._check_names()
        vocabulary = self.names.vocabularies.get(file.subject)
        if vocabulary is None:
            return self.unknown(codes.UNKNOWN_SUBJECT, ("subject",), file.subject, self.names.vocabularies)
        checker = self.checker(vocabulary.fields, file.parameters)
        when = self.optional(checker, file.when, ("when",))
        requirements = tuple(
            self.requirement(checker, shape, ("requirements", i)) for i, shape in enumerate(file.requirements)
        )
        exceptions = tuple(self.exception(checker, shape, ("except", i)) for i, shape in enumerate(file.except_))
        if file.except_ and file.stance != "prohibited":
            values = {"found": "except", "expected": "stance: prohibited"}
            self.problems.append(Problem(codes.UNKNOWN_KEY, self.document.place(("except",), key=True), values))
        self.check_ids("requirements", [s.id for s in file.requirements])
        if not file.requirements and file.stance is not Stance.PROHIBITED:
            self.refuse(codes.NO_REQUIREMENTS, ("requirements",))
        parameters = self._parameters(checker)
        if self.broken:
            return None
        return Policy(
            file.policy, file.title.text(), file.stance, file.subject, requirements, file.posts, when,
            file.in_force.period() if file.in_force else ALL_TIME, file.sources, parameters, exceptions,
            words(file.note), self.document.place(()),
        )  # fmt: skip

    def _check_names(self) -> None:
        for i, post in enumerate(self.file.posts):
            if post in self.file.posts[:i]:
                first = self.document.place(("posts", self.file.posts.index(post)))
                self.refuse(codes.DUPLICATE_NAME, ("posts", i), found=post, first=first)
            if post not in self.names.posts:
                self.unknown(codes.UNKNOWN_POST, ("posts", i), post, self.names.posts)
        self.check_sources(self.file.sources, ("sources",))

    def _parameters(self, checker: Checker) -> dict[str, ParameterHistory]:
        histories, whole = {}, not self.broken
        for name, shapes in self.file.parameters.items():
            path: Path_ = ("parameters", name)
            uses = checker.uses.types.get(name)
            if not uses:
                if whole:  # else it may be used where something could not be read
                    self.refuse(codes.UNUSED_PARAMETER, path, key=True, found=name)
                continue
            (type_, many), *others = uses
            if any(other != (type_, many) for other in others):
                found = ", ".join(dict.fromkeys(f"{t.kind}{' []' if m else ''}" for t, m in uses))
                self.refuse(codes.MIXED_PARAMETER, path, key=True, found=name, expected=found)
                continue
            histories[name] = self.history(checker, name, type_, shapes, many=many)
        return histories


def check_names(document: Document, names: Names) -> list[Problem]:
    """What can be said of the conditions of a policy whose shape is wrong, so that all its problems show at once."""
    data: dict[str, Any] = document.data if isinstance(document.data, dict) else {}
    vocabulary = names.vocabularies.get(str(data.get("subject")))
    if vocabulary is None:
        return []
    parameters = data.get("parameters")
    declared = frozenset(parameters) if isinstance(parameters, dict) else frozenset[str]()
    checker = Checker(document, vocabulary.fields, declared, names.policies)
    for path, raw in _conditions(data, ()):
        if raw is not None and (raw != {} or path[-1] == "require"):
            checker.condition(raw, path)
    posts = data.get("posts")
    for i, post in enumerate(posts if isinstance(posts, list) else ()):
        if isinstance(post, str) and post not in names.posts:
            checker.refuse(codes.UNKNOWN_POST, ("posts", i), near=did_you_mean(post, names.posts), found=post)
    return checker.problems


def _conditions(raw: Any, path: Path_) -> Iterator[tuple[Path_, Any]]:
    """The conditions of a policy's raw map: what stands under ``when`` and ``require``."""
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in entries:
        if key in ("when", "require"):
            yield (*path, key), value
        elif key in ("requirements", "except") or isinstance(key, int):
            yield from _conditions(value, (*path, key))
