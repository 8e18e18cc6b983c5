"""The shapes of the files, as pydantic models: which keys, which of them are needed, which hold lists or maps.

What conditions and values mean is for :mod:`kiemnhiem.policy.typecheck`; here they are still raw.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from kiemnhiem.language import Text
from kiemnhiem.policy import codes
from kiemnhiem.policy.model import Evidence, Stance, Strength
from kiemnhiem.policy.shape import Dated, Day, Flag, Id, Schema, Shape, Words, one_or_many, refused
from kiemnhiem.policy.source import Document, Path_, Raw
from kiemnhiem.policy.testshapes import BasesFile, TestsFile
from kiemnhiem.policy.types import How, Mutable, Toward
from kiemnhiem.problem import Problem, did_you_mean


class CitationShape(Shape):
    document: Id
    clause: str | None = None
    evidence: Evidence | None = None
    note: Words | None = None


Citations = Annotated[tuple[CitationShape, ...], BeforeValidator(one_or_many)]


class ChoiceShape(Shape):
    vi: str
    en: str
    cells: tuple[str, ...] = ()


class DefaultShape(Shape):
    case: Id | None = None
    level: dict[Id, Id] | None = None
    one_of = ("case", "level")


def _by_name(raw: object) -> object:
    return {"how": raw} if isinstance(raw, str) else raw


def _weight(raw: object) -> object:
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and 0 < int(raw) <= MOST_WEIGHT:
        return int(raw)
    raise refused(raw, f"một số nguyên từ 1 đến {MOST_WEIGHT}", f"a whole number from 1 to {MOST_WEIGHT}")


#: The weight of a change that is hardest to bring about.
MOST_WEIGHT = 100


class MutableShape(Shape):
    how: How
    weight: Annotated[int, BeforeValidator(_weight)] | None = None
    only: Toward | None = None

    def mutable(self) -> Mutable:
        """As the statement it is."""
        return Mutable(self.how, self.weight or 1, self.only)


Changes = Annotated[MutableShape, BeforeValidator(_by_name)]


class FieldShape(Shape):
    type: Literal["text", "choice", "scale", "integer", "number", "boolean", "date", "list", "post", "place"] | None = (
        None
    )
    label: Words
    note: Words | None = None
    headings: tuple[str, ...] = ()
    cells: dict[str, Any] = Field(default_factory=dict)
    blank: Any = None
    least: str | None = None
    most: str | None = None
    personal: Flag = False
    key: Flag = False
    section: Flag = False
    values: dict[Id, ChoiceShape] | None = None
    fields: dict[Id, FieldShape] | None = None
    default: DefaultShape | None = None
    derived: Any = None
    mutable: Changes | None = None


class CellWordsShape(Shape):
    unknown: tuple[str, ...] = ()
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()


class VocabularyFile(Shape):
    vocabulary: Id
    schema_: Schema = Field(alias="schema")
    label: Words
    words: CellWordsShape | None = None
    fields: dict[Id, FieldShape]


class PostShape(Dated):
    vi: str
    en: str
    cells: tuple[str, ...] = ()
    level: str | None = None
    bloc: str | None = None
    class_: str | None = Field(None, alias="class")
    rank: Literal["head", "deputy"] | None = None
    source: Citations = ()


class PostsFile(Shape):
    posts: Id
    schema_: Schema = Field(alias="schema")
    catalogue: dict[Id, PostShape]


class SourceShape(Dated):
    number: str
    date: Day
    issuer: Words
    title: Words
    evidence: Evidence
    replaces: tuple[Id, ...] = ()
    replaced_by: Id | None = None
    url: str | None = None
    check_after: Day | None = None
    note: Words | None = None


class SourcesFile(Shape):
    sources: Id
    schema_: Schema = Field(alias="schema")
    documents: dict[Id, SourceShape]


class ChaptersFile(Shape):
    chapters: Id
    schema_: Schema = Field(alias="schema")
    titles: dict[Id, Words]


class LayerShape(Dated):
    vi: str
    en: str


class LocalityShape(Dated):
    vi: str
    en: str
    layer: Id
    inside: Id | None = None
    cells: tuple[str, ...] = ()
    becomes: tuple[Id, ...] = ()
    source: Citations = ()
    note: Words | None = None


class PlacesFile(Shape):
    places: Id
    schema_: Schema = Field(alias="schema")
    layers: dict[Id, LayerShape] = Field(default_factory=dict)
    units: dict[Id, LocalityShape] = Field(default_factory=dict)


class ParameterValueShape(Shape):
    from_: Day = Field(alias="from")
    until: Day | None = None
    value: Any
    source: Citations = ()


class RemedyShape(Shape):
    policy: Id | None = None
    vi: str | None = None
    en: str | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if (self.vi is None) != (self.en is None) or (self.policy is None and self.vi is None):
            raise refused("remedy", "{policy: mã} hoặc {vi: …, en: …}", "{policy: id} or {vi: …, en: …}")
        return self


class JudgementShape(Words):
    headings: tuple[str, ...] = ()
    mutable: Changes | None = None


class ExceptionShape(Dated):
    id: Id
    when: Any
    require: Any = None
    waive: Flag | None = None
    source: Citations = ()
    because: Words | None = None
    one_of = ("require", "waive")


class StanceExceptionShape(Dated):
    id: Id
    when: Any
    source: Citations = ()
    because: Words | None = None


class RequirementShape(Dated):
    id: Id
    title: Words
    require: Any = None
    judgement: JudgementShape | None = None
    when: Any = None
    strength: Strength = Strength.MUST
    except_: tuple[ExceptionShape, ...] = Field((), alias="except")
    source: Citations = ()
    because: Words | None = None
    remedy: RemedyShape | None = None
    delegable: Flag = False
    one_of = ("require", "judgement")


class PolicyFile(Shape):
    policy: Id
    schema_: Schema = Field(alias="schema")
    title: Words
    stance: Stance
    subject: Id
    posts: tuple[Id, ...] = ()
    when: Any = None
    in_force: Dated | None = None
    sources: tuple[Id, ...] = ()
    note: Words | None = None
    parameters: dict[Id, tuple[ParameterValueShape, ...]] = Field(default_factory=dict)
    requirements: tuple[RequirementShape, ...]
    except_: tuple[StanceExceptionShape, ...] = Field((), alias="except")


class AmendingExceptionShape(ExceptionShape):
    to: Id


class AmendmentFile(Shape):
    amendment: Id
    schema_: Schema = Field(alias="schema")
    amends: Id
    place: Id
    in_force: Dated | None = None
    sources: tuple[Id, ...] = ()
    note: Words | None = None
    adds: tuple[RequirementShape, ...] = ()
    sets: dict[Id, tuple[ParameterValueShape, ...]] = Field(default_factory=dict)
    exceptions: tuple[AmendingExceptionShape, ...] = ()


class TargetShape(Dated):
    place: Id | None = None
    at_least: str | None = None
    at_most: str | None = None
    source: Citations = ()
    one_of = ("at_least", "at_most")


class IndicatorFile(Shape):
    indicator: Id
    schema_: Schema = Field(alias="schema")
    title: Words
    subject: Id
    of: Any = None
    count: Any
    by: Id | None = None
    in_force: Dated | None = None
    sources: tuple[Id, ...] = ()
    note: Words | None = None
    targets: tuple[TargetShape, ...] = ()


FILES: dict[str, type[Shape]] = {
    "vocabulary": VocabularyFile,
    "posts": PostsFile,
    "sources": SourcesFile,
    "places": PlacesFile,
    "chapters": ChaptersFile,
    "policy": PolicyFile,
    "amendment": AmendmentFile,
    "indicator": IndicatorFile,
    "tests": TestsFile,
    "bases": BasesFile,
}


def read_shape(document: Document) -> tuple[Shape | None, list[Problem]]:
    """The document as the kind of file its first key names, and every problem of its shape."""
    data = document.data
    if not isinstance(data, dict):
        return None, [_shape_problem(document, (), "list" if isinstance(data, list) else "text", MAP)]
    first = next(iter(data), "")
    if first not in FILES:
        return None, [
            Problem(codes.UNKNOWN_FIRST_KEY, document.place((first,), key=True),
                    {"found": first, "expected": ", ".join(FILES)}, did_you_mean(first, FILES))
        ]  # fmt: skip
    empty = [Problem(codes.EMPTY_VALUE, document.place(path), {"found": path[-1]}) for path in _empty(data, ())]
    if empty:
        return None, empty
    shapes: dict[int, type[Shape]] = {}
    try:
        shape = FILES[first].model_validate(data, context={"shapes": shapes})
        problems = []
    except ValidationError as error:
        shape = None
        problems = [_problem(document, e, shapes) for e in error.errors(include_url=False)]
    for path, entries in _maps(data, ()):
        one_of = shapes[id(entries)].one_of if id(entries) in shapes else ()
        if one_of and sum(key in entries for key in one_of) != 1:
            problems.append(Problem(codes.ONE_OF, document.place(path), {"expected": ", ".join(one_of)}))
    return (None if problems else shape), problems


def _maps(raw: Raw, path: Path_) -> Iterator[tuple[Path_, dict[str, Raw]]]:
    if isinstance(raw, dict):
        yield path, raw
    children = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for step, value in children:
        yield from _maps(value, (*path, step))


def _empty(raw: Raw, path: Path_) -> list[Path_]:
    match raw:
        case None:
            return [path]
        case dict():
            return [p for key, value in raw.items() for p in _empty(value, (*path, key))]
        case list():
            return [p for i, value in enumerate(raw) for p in _empty(value, (*path, i))]
        case _:
            return []


MAP = Text("một bảng khoá: giá trị", "a map of keys to values")
_EXPECTED: dict[str, Text] = {
    "model_type": MAP,
    "dict_type": MAP,
    "model_attributes_type": MAP,
    "tuple_type": Text("một danh sách", "a list"),
    "list_type": Text("một danh sách", "a list"),
    "string_type": Text("một đoạn chữ", "text"),
}


def _problem(document: Document, error: ErrorDetails, shapes: dict[int, type[Shape]]) -> Problem:
    """One of pydantic's errors in our words, at its place."""
    path = _real_path(document.data, error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = shapes[id(_at(document.data, path[:-1]))].keys()
        found = str(path[-1])
        values = {"found": found, "expected": ", ".join(known)}
        return Problem(codes.UNKNOWN_KEY, document.place(path, key=True), values, did_you_mean(found, known))
    if kind == "missing":
        return Problem(codes.MISSING_KEY, document.place(path[:-1]), {"expected": str(path[-1])})
    if kind == "reversed":
        return Problem(codes.PERIOD_REVERSED, document.place((*path, "until")), context)
    if kind == "schema":
        return Problem(codes.WRONG_SCHEMA, document.place(path), context)
    if kind == "id":
        in_key = bool(path) and path[-1] == "[key]"
        return Problem(codes.BAD_ID, document.place(path[:-1] if in_key else path, key=in_key), context)
    if kind in ("enum", "literal_error"):
        allowed = [part.strip(" '") for part in context["expected"].replace(" or ", ", ").split(",")]
        found = str(error["input"])
        expected = Text(f"một trong: {', '.join(allowed)}", f"one of: {', '.join(allowed)}")
        return _shape_problem(document, path, found, expected, did_you_mean(found, allowed))
    expected = Text(context["vi"], context["en"]) if kind == "shape" else _EXPECTED[kind]
    written: object = context["found"] if kind == "shape" else _kind_of(error["input"])
    return _shape_problem(document, path, written, expected)


def _shape_problem(
    document: Document, path: Path_, found: object, expected: Text, suggestion: str | None = None
) -> Problem:
    return Problem(codes.WRONG_SHAPE, document.place(path), {"found": found, "expected": expected}, suggestion)


def _kind_of(raw: object) -> object:
    if isinstance(raw, dict):
        return Text("một bảng", "a map")
    return Text("một danh sách", "a list") if isinstance(raw, list) else f"«{raw}»"


def _real_path(data: Raw, location: tuple[int | str, ...]) -> Path_:
    """A pydantic location as a path in the file: without the index of a single value read as a list of one."""
    path: Path_ = ()
    for step in location:
        here = _at(data, path)
        if not (isinstance(step, int) and not isinstance(here, list)):
            path = (*path, step)
    return path


def _at(data: Any, path: Path_) -> Any:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
