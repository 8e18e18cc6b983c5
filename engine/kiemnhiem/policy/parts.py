"""What policies, amendments and indicators are made of: requirements, exceptions, parameters, citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kiemnhiem.language import Text
from kiemnhiem.policy import codes
from kiemnhiem.policy.changing import wrong_way
from kiemnhiem.policy.conditions import ALWAYS, Condition
from kiemnhiem.policy.constants import expected
from kiemnhiem.policy.model import (
    STANCE_RULE,
    Citation,
    Judgement,
    Locality,
    ParameterHistory,
    ParameterValue,
    PolicyException,
    Post,
    Remedy,
    Requirement,
    Source,
)
from kiemnhiem.policy.shape import Words
from kiemnhiem.policy.shapes import (
    CitationShape,
    ExceptionShape,
    JudgementShape,
    ParameterValueShape,
    RemedyShape,
    RequirementShape,
    StanceExceptionShape,
)
from kiemnhiem.policy.source import Document, Path_
from kiemnhiem.policy.typecheck import Checker
from kiemnhiem.policy.types import Field, FieldType, Vocabulary
from kiemnhiem.policy.values import Scalar
from kiemnhiem.problem import Code, Problem, did_you_mean, errors_in


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
    policies: frozenset[str] = frozenset()
    localities: Mapping[str, Locality] = field(default_factory=dict)


@dataclass
class PartsBuilder:
    """Builds parts of one document; problems are collected."""

    document: Document
    names: Names
    problems: list[Problem] = field(default_factory=list)

    @property
    def broken(self) -> bool:
        """Whether an error was found."""
        return errors_in(self.problems)

    def checker(self, fields: Mapping[str, Field], parameters: Iterable[str]) -> Checker:
        """A checker of this document's conditions."""
        return Checker(self.document, fields, frozenset(parameters), self.names.policies, self.problems)

    def refuse(self, code: Code, path: Path_, *, key: bool = False, **values: object) -> None:
        """Note a problem at ``path``."""
        self.problems.append(Problem(code, self.document.place(path, key=key), values))

    def unknown(self, code: Code, path: Path_, found: str, known: Iterable[str]) -> None:
        """Note a name that does not exist, with the one that was probably meant."""
        place = self.document.place(path)
        self.problems.append(Problem(code, place, {"found": found}, did_you_mean(found, known)))

    def check_sources(self, sources: Iterable[str], path: Path_) -> None:
        """See that the documents a file rests on are in the register."""
        for i, source in enumerate(sources):
            if source not in self.names.sources:
                self.unknown(codes.UNKNOWN_SOURCE, (*path, i), source, self.names.sources)

    def check_ids(self, key: str, ids: list[str], path: Path_ = ()) -> None:
        """See that no id stands twice in a list, and that none is the language's own."""
        for i, id_ in enumerate(ids):
            if id_ == STANCE_RULE:
                self.refuse(codes.RESERVED_ID, (*path, key, i, "id"), found=id_)
            if id_ in ids[:i]:
                first = self.document.place((*path, key, ids.index(id_), "id"))
                self.refuse(codes.DUPLICATE_NAME, (*path, key, i, "id"), found=id_, first=first)

    def cited(self, shapes: tuple[CitationShape, ...], path: Path_) -> tuple[Citation, ...]:
        """Citations, their documents in the register."""
        for i, shape in enumerate(shapes):
            if shape.document not in self.names.sources:
                many = (*path, i, "document")
                here = many if many in self.document.values else (*path, "document")
                self.unknown(codes.UNKNOWN_SOURCE, here, shape.document, self.names.sources)
        return citations(shapes)

    @staticmethod
    def optional(checker: Checker, raw: object, path: Path_) -> Condition:
        """A condition that may be left out, or be empty."""
        return ALWAYS if raw == {} else PartsBuilder.demanded(checker, raw, path)

    @staticmethod
    def demanded(checker: Checker, raw: object, path: Path_) -> Condition:
        """A condition that says something; a key with nothing after it was told when the file's shape was read."""
        return ALWAYS if raw is None else checker.condition(raw, path) or ALWAYS  # type: ignore[arg-type]  # raw YAML

    def requirement(self, checker: Checker, shape: RequirementShape, path: Path_) -> Requirement:
        """A requirement, typed."""
        if not shape.source:
            self.refuse(codes.NO_SOURCE, path, found=shape.id)
        judgement = shape.judgement
        self.check_ids("except", [e.id for e in shape.except_], path)
        return Requirement(
            shape.id,
            shape.title.text(),
            None if judgement else self.demanded(checker, shape.require, (*path, "require")),
            self.judgement(judgement, path) if judgement else None,
            self.optional(checker, shape.when, (*path, "when")),
            shape.strength,
            tuple(self.exception(checker, e, (*path, "except", i)) for i, e in enumerate(shape.except_)),
            self.cited(shape.source, (*path, "source")),
            words(shape.because),
            self.remedy(shape.remedy),
            shape.period(),
            shape.delegable,
            place=self.document.place(path),
        )

    def judgement(self, shape: JudgementShape, path: Path_) -> Judgement:
        """A question, and how a no can become a yes."""
        wrong = wrong_way(shape.mutable, None, None) if shape.mutable else None
        if shape.mutable and wrong:
            here = (*path, "judgement", "mutable")
            self.refuse(codes.NOT_SO_MUTABLE, here, found=shape.mutable.how.value, expected=wrong)
        return Judgement(shape.text(), shape.headings, shape.mutable.mutable() if shape.mutable else None)

    def exception(self, checker: Checker, shape: ExceptionShape | StanceExceptionShape, path: Path_) -> PolicyException:
        """An exception to a requirement, or to a prohibition."""
        require = shape.require if isinstance(shape, ExceptionShape) else None
        if not shape.source:
            self.refuse(codes.NO_SOURCE, path, found=shape.id)
        return PolicyException(
            shape.id,
            self.optional(checker, shape.when, (*path, "when")),
            None if require is None else self.demanded(checker, require, (*path, "require")),
            shape.period(),
            self.cited(shape.source, (*path, "source")),
            words(shape.because),
            self.document.place(path),
        )

    @staticmethod
    def remedy(shape: RemedyShape | None) -> Remedy | None:
        """What a failed requirement names as its cure."""
        if shape is None:
            return None
        return Remedy(shape.policy, Text(shape.vi, shape.en) if shape.vi and shape.en else None)

    def history(
        self,
        checker: Checker,
        name: str,
        type_: FieldType,
        shapes: tuple[ParameterValueShape, ...],
        *,
        many: bool,
        root: str = "parameters",
    ) -> ParameterHistory:
        """A parameter's dated values, of one type."""
        values = []
        for i, shape in enumerate(shapes):
            path: Path_ = (root, name, i)
            if i and shape.from_ <= shapes[i - 1].from_:
                self.refuse(codes.PARAMETER_ORDER, (*path, "from"), found=shape.from_, expected=shapes[i - 1].from_)
            if shape.until and shape.until < shape.from_:
                self.refuse(codes.PERIOD_REVERSED, (*path, "until"), found=shape.until, expected=shape.from_)
            value = self.value(checker, type_, shape.value, (*path, "value"), many=many)
            cited = self.cited(shape.source, (*path, "source"))
            if value is not None:
                values.append(ParameterValue(shape.from_, value, shape.until, cited))
        return ParameterHistory(name, type_, many, tuple(values))

    def value(
        self, checker: Checker, type_: FieldType, raw: object, path: Path_, *, many: bool
    ) -> Scalar | tuple[Scalar, ...] | None:
        """One value of a parameter; a list where it stands for several."""
        if not many:
            return checker.value(type_, raw, path)  # type: ignore[arg-type]  # raw YAML
        if not isinstance(raw, list) or not raw:
            each = expected(type_)
            text = Text(f"một danh sách, mỗi mục là {each.vi}", f"a list, each item {each.en}")
            return self.refuse(codes.WRONG_SHAPE, path, found=str(raw), expected=text)
        items = [checker.value(type_, item, (*path, i)) for i, item in enumerate(raw)]
        return tuple(i for i in items if i is not None)
