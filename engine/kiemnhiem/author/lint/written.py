"""Conditions where they are written: each map with its place, and typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kiemnhiem.author.lint.context import Context, File
from kiemnhiem.policy.conditions import Condition
from kiemnhiem.policy.shapes import AmendmentFile, IndicatorFile, PolicyFile, VocabularyFile
from kiemnhiem.policy.source import Path_, Raw
from kiemnhiem.policy.typecheck import Checker
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Place

GROUPS = ("all_of", "any_of", "none_of")
_ROOTS = ("when", "require", "where")
#: Of an indicator.
_COUNTED = ("of", "count")
_WHERES = ("some", "every", "none")


@dataclass(frozen=True)
class Written:
    """A map of conditions. ``case``: the fields of the case; ``record``: those of the list's record it is about."""

    file: File
    path: Path_
    raw: dict[str, Raw]
    case: Mapping[str, Field]
    record: Mapping[str, Field] | None = None
    parameters: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()

    def place(self, *path: str | int, key: bool = False) -> Place:
        """Where a part of it stands."""
        return self.file.place(*self.path, *path, key=key)

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields its keys may name."""
        return self.case if self.record is None else self.record

    def typed(self, raw: Raw | None = None, *path: str | int) -> Condition | None:
        """The condition, or that of a part of it; ``None`` if it cannot be typed."""
        checker = Checker(self.file.document, self.case, self.parameters, self.policies)
        found = checker.condition(self.raw if raw is None else raw, (*self.path, *path), self.record)
        return None if checker.problems else found

    def entries(self) -> Iterator[tuple[str, Condition]]:
        """Each key, with what it says by itself."""
        for key, value in self.raw.items():
            condition = self.typed({key: value})
            if condition is not None:
                yield key, condition

    def groups(self) -> Iterator[tuple[str, list[Raw]]]:
        """Its ``all_of``, ``any_of`` and ``none_of``."""
        yield from ((k, v) for k in GROUPS if isinstance(v := self.raw.get(k), list))

    def inside(self) -> Iterator[Written]:
        """The maps of conditions directly inside it."""
        for key, items in self.groups():
            for i, item in enumerate(items):
                yield from self._at((key, i), item, self.record)
        for name, tests in self.raw.items():
            of = self.fields.get(name)
            if of and of.type.kind is Kind.LIST and isinstance(tests, dict):
                for test in _WHERES:
                    yield from self._at((name, test), tests.get(test), of.type.fields)
                count = tests.get("count")
                if isinstance(count, dict):
                    yield from self._at((name, "count", "where"), count.get("where"), of.type.fields)

    def _at(self, path: Path_, raw: Raw, record: Mapping[str, Field] | None) -> Iterator[Written]:
        if isinstance(raw, dict) and raw:
            yield replace(self, path=(*self.path, *path), raw=raw, record=record)

    def walk(self) -> Iterator[Written]:
        """It, and every map inside it."""
        yield self
        for part in self.inside():
            yield from part.walk()


def written(context: Context) -> Iterator[Written]:
    """Every map of conditions of the library, outermost first."""
    for root in _roots(context):
        yield from root.walk()


def _roots(context: Context) -> Iterator[Written]:
    library = context.library
    known = frozenset(library.policies)
    for file in context.files:
        shape = file.shape
        if isinstance(shape, PolicyFile):
            subject, parameters = shape.subject, frozenset(shape.parameters)
        elif isinstance(shape, AmendmentFile) and shape.amends in library.policies:
            amended = library.policies[shape.amends]
            subject, parameters = amended.subject, frozenset({*amended.parameters, *shape.sets})
        elif isinstance(shape, IndicatorFile):
            subject, parameters = shape.subject, frozenset()
        elif isinstance(shape, VocabularyFile):
            subject, parameters = shape.vocabulary, frozenset()
        else:
            continue
        vocabulary = library.vocabularies.get(subject)
        if vocabulary is None:
            continue
        for path, raw, record in _found(file.document.data, (), vocabulary.fields, None):
            yield Written(file, path, raw, vocabulary.fields, record, parameters, known)


Found = tuple[Path_, dict[str, Raw], "Mapping[str, Field] | None"]


def _found(raw: Raw, path: Path_, case: Mapping[str, Field], record: Mapping[str, Field] | None) -> Iterator[Found]:
    """The outermost maps under the keys that hold conditions."""
    steps: Iterable[tuple[str | int, Raw]] = ()
    if isinstance(raw, dict):
        steps = raw.items()
    elif isinstance(raw, list):
        steps = enumerate(raw)
    for step, value in steps:
        inner = (*path, step)
        root = step in _ROOTS or (not path and step in _COUNTED)
        if root and isinstance(value, dict) and not _is_field(path):
            of = raw.get("list") if isinstance(raw, dict) else None
            listed = case[of].type.fields if isinstance(of, str) and of in case else record
            if value:
                yield inner, value, listed
            continue
        fields = _record_of(inner, case) or record
        yield from _found(value, inner, case, fields)


def _is_field(path: Path_) -> bool:
    """Whether what stands at ``path`` is a map of names, not of the language's keys."""
    return bool(path) and path[-1] in ("fields", "values", "parameters", "catalogue", "documents", "units", "sets")


def _record_of(path: Path_, case: Mapping[str, Field]) -> Mapping[str, Field] | None:
    """The fields of a list's records, at the list's ``fields`` in a vocabulary."""
    match path:
        case ("fields", str(name), "fields") if name in case:
            return case[name].type.fields
    return None
