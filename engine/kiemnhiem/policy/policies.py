"""A policy from its file: conditions typed, parameters typed by what they are compared with, names checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiemnhiem.language import Text
from kiemnhiem.policy import codes
from kiemnhiem.policy.conditions import ALWAYS, Condition
from kiemnhiem.policy.constants import expected
from kiemnhiem.policy.model import (
    ALL_TIME,
    Citation,
    Judgement,
    ParameterHistory,
    ParameterValue,
    Policy,
    PolicyException,
    Post,
    Remedy,
    Requirement,
    Source,
)
from kiemnhiem.policy.shapes import (
    CitationShape,
    ExceptionShape,
    ParameterValueShape,
    PolicyFile,
    RemedyShape,
    RequirementShape,
    StanceExceptionShape,
    Words,
)
from kiemnhiem.policy.source import Document, Path_
from kiemnhiem.policy.typecheck import Checker
from kiemnhiem.policy.types import FieldType, Vocabulary
from kiemnhiem.policy.values import Scalar
from kiemnhiem.problem import Code, Problem, did_you_mean


def words(shape: Words | None) -> Text | None:
    """The text of an optional pair of words."""
    return shape.text() if shape else None


def citations(shapes: Iterable[CitationShape]) -> tuple[Citation, ...]:
    """Citations as written."""
    return tuple(Citation(s.document, s.clause, s.evidence, words(s.note)) for s in shapes)


@dataclass(frozen=True)
class Names:
    """What a policy may refer to."""

    vocabularies: Mapping[str, Vocabulary]
    posts: Mapping[str, Post]
    sources: Mapping[str, Source]


@dataclass
class PolicyBuilder:
    """Builds one policy; problems are collected."""

    document: Document
    file: PolicyFile
    names: Names
    problems: list[Problem] = field(default_factory=list)

    def build(self) -> Policy | None:
        """The policy, or ``None`` when it has problems."""
        file = self.file
        self._check_names()
        vocabulary = self.names.vocabularies.get(file.subject)
        if vocabulary is None:
            return self._unknown(codes.UNKNOWN_SUBJECT, ("subject",), file.subject, self.names.vocabularies)
        checker = Checker(self.document, vocabulary.fields, frozenset(file.parameters), self.problems)
        when = self._optional(checker, file.when, ("when",))
        requirements = tuple(
            self._requirement(checker, shape, ("requirements", i)) for i, shape in enumerate(file.requirements)
        )
        exceptions = tuple(self._exception(checker, shape, ("except", i)) for i, shape in enumerate(file.except_))
        if file.except_ and file.stance != "prohibited":
            values = {"found": "except", "expected": "stance: prohibited"}
            self.problems.append(Problem(codes.UNKNOWN_KEY, self.document.place(("except",), key=True), values))
        self._check_ids("requirements", [s.id for s in file.requirements])
        parameters = self._parameters(checker)
        if any(p.severity == "error" for p in self.problems):
            return None
        return Policy(
            file.policy, file.title.text(), file.stance, file.subject, requirements, file.posts, when,
            file.in_force.period() if file.in_force else ALL_TIME, file.sources, parameters, exceptions,
            words(file.note), self.document.place(()),
        )  # fmt: skip

    def _refuse(self, code: Code, path: Path_, *, key: bool = False, **values: object) -> None:
        self.problems.append(Problem(code, self.document.place(path, key=key), values))

    def _unknown(self, code: Code, path: Path_, found: str, known: Iterable[str]) -> None:
        place = self.document.place(path)
        self.problems.append(Problem(code, place, {"found": found}, did_you_mean(found, known)))

    def _check_names(self) -> None:
        for i, post in enumerate(self.file.posts):
            if post not in self.names.posts:
                self._unknown(codes.UNKNOWN_POST, ("posts", i), post, self.names.posts)
        for i, source in enumerate(self.file.sources):
            if source not in self.names.sources:
                self._unknown(codes.UNKNOWN_SOURCE, ("sources", i), source, self.names.sources)

    def _check_ids(self, key: str, ids: list[str], path: Path_ = ()) -> None:
        for i, id_ in enumerate(ids):
            if id_ in ids[:i]:
                first = self.document.place((*path, key, ids.index(id_), "id"))
                self._refuse(codes.DUPLICATE_NAME, (*path, key, i, "id"), found=id_, first=first)

    def _cited(self, shapes: tuple[CitationShape, ...], path: Path_) -> tuple[Citation, ...]:
        for i, shape in enumerate(shapes):
            if shape.document not in self.names.sources:
                many = (*path, i, "document")
                here = many if many in self.document.values else (*path, "document")
                self._unknown(codes.UNKNOWN_SOURCE, here, shape.document, self.names.sources)
        return citations(shapes)

    @staticmethod
    def _optional(checker: Checker, raw: object, path: Path_) -> Condition:
        if raw is None or raw == {}:
            return ALWAYS
        return checker.condition(raw, path) or ALWAYS  # type: ignore[arg-type]  # raw YAML

    def _requirement(self, checker: Checker, shape: RequirementShape, path: Path_) -> Requirement:
        if not shape.source:
            self._refuse(codes.NO_SOURCE, path, found=shape.id)
        judgement = shape.judgement
        self._check_ids("except", [e.id for e in shape.except_], path)
        return Requirement(
            shape.id,
            shape.title.text(),
            None if judgement else self._optional(checker, shape.require, (*path, "require")),
            Judgement(judgement.text(), judgement.headings) if judgement else None,
            self._optional(checker, shape.when, (*path, "when")),
            shape.strength,
            tuple(self._exception(checker, e, (*path, "except", i)) for i, e in enumerate(shape.except_)),
            self._cited(shape.source, (*path, "source")),
            words(shape.because),
            self._remedy(shape.remedy),
            shape.period(),
            shape.delegable,
            self.document.place(path),
        )

    def _exception(
        self, checker: Checker, shape: ExceptionShape | StanceExceptionShape, path: Path_
    ) -> PolicyException:
        require = shape.require if isinstance(shape, ExceptionShape) else None
        if not shape.source:
            self._refuse(codes.NO_SOURCE, path, found=shape.id)
        return PolicyException(
            shape.id,
            self._optional(checker, shape.when, (*path, "when")),
            None if require is None else self._optional(checker, require, (*path, "require")),
            shape.period(),
            self._cited(shape.source, (*path, "source")),
            words(shape.because),
            self.document.place(path),
        )

    @staticmethod
    def _remedy(shape: RemedyShape | None) -> Remedy | None:
        if shape is None:
            return None
        return Remedy(shape.policy, Text(shape.vi, shape.en) if shape.vi and shape.en else None)

    # --- parameters

    def _parameters(self, checker: Checker) -> dict[str, ParameterHistory]:
        histories = {}
        for name, shapes in self.file.parameters.items():
            path: Path_ = ("parameters", name)
            uses = checker.uses.types.get(name)
            if not uses:
                if not any(p.severity == "error" for p in self.problems):
                    self._refuse(codes.UNUSED_PARAMETER, path, key=True, found=name)
                continue
            (type_, many), *others = uses
            if any(other != (type_, many) for other in others):
                found = ", ".join(dict.fromkeys(f"{t.kind}{' []' if m else ''}" for t, m in uses))
                self._refuse(codes.MIXED_PARAMETER, path, key=True, found=name, expected=found)
                continue
            histories[name] = self._history(checker, name, type_, shapes, many=many)
        return histories

    def _history(
        self, checker: Checker, name: str, type_: FieldType, shapes: tuple[ParameterValueShape, ...], *, many: bool
    ) -> ParameterHistory:
        values = []
        for i, shape in enumerate(shapes):
            path: Path_ = ("parameters", name, i)
            if i and shape.from_ <= shapes[i - 1].from_:
                self._refuse(codes.PARAMETER_ORDER, (*path, "from"), found=shape.from_, expected=shapes[i - 1].from_)
            if shape.until and shape.until < shape.from_:
                self._refuse(codes.PERIOD_REVERSED, (*path, "until"), found=shape.until, expected=shape.from_)
            value = self._value(checker, type_, shape.value, (*path, "value"), many=many)
            cited = self._cited(shape.source, (*path, "source"))
            if value is not None:
                values.append(ParameterValue(shape.from_, value, shape.until, cited))
        return ParameterHistory(name, type_, many, tuple(values))

    def _value(
        self, checker: Checker, type_: FieldType, raw: object, path: Path_, *, many: bool
    ) -> Scalar | tuple[Scalar, ...] | None:
        if not many:
            return checker.value(type_, raw, path)  # type: ignore[arg-type]  # raw YAML
        if not isinstance(raw, list) or not raw:
            each = expected(type_)
            text = Text(f"một danh sách, mỗi mục là {each.vi}", f"a list, each item {each.en}")
            return self._refuse(codes.WRONG_SHAPE, path, found=str(raw), expected=text)
        items = [checker.value(type_, item, (*path, i)) for i, item in enumerate(raw)]
        return tuple(i for i in items if i is not None)


def check_names(document: Document, names: Names) -> list[Problem]:
    """What can be said of the conditions of a policy whose shape is wrong, so that all its problems show at once."""
    data: dict[str, Any] = document.data if isinstance(document.data, dict) else {}
    vocabulary = names.vocabularies.get(str(data.get("subject")))
    if vocabulary is None:
        return []
    parameters = data.get("parameters")
    declared = frozenset(parameters) if isinstance(parameters, dict) else frozenset[str]()
    checker = Checker(document, vocabulary.fields, declared)
    for path, raw in _conditions(data, ()):
        if raw != {}:
            checker.condition(raw, path)
    posts = data.get("posts")
    for i, post in enumerate(posts if isinstance(posts, list) else ()):
        if post not in names.posts:
            checker.refuse(codes.UNKNOWN_POST, ("posts", i), near=did_you_mean(str(post), names.posts), found=post)
    return checker.problems


def _conditions(raw: Any, path: Path_) -> Iterator[tuple[Path_, Any]]:
    """The conditions of a policy's raw map: what stands under ``when`` and ``require``."""
    entries = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in entries:
        if key in ("when", "require"):
            yield (*path, key), value
        elif key in ("requirements", "except") or isinstance(key, int):
            yield from _conditions(value, (*path, key))
