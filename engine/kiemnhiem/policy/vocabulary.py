"""A vocabulary from its file: types first, then what derived facts and cell words need types for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any

from kiemnhiem.language import Text
from kiemnhiem.policy import codes
from kiemnhiem.policy.changing import wrong_way
from kiemnhiem.policy.conditions import Scope
from kiemnhiem.policy.derivecheck import FORMS, TERMS, check_derived, constant_type, result_type
from kiemnhiem.policy.derived import Derived, references
from kiemnhiem.policy.model import Locality, Post
from kiemnhiem.policy.shapes import FieldShape, VocabularyFile
from kiemnhiem.policy.source import Document, Path_
from kiemnhiem.policy.typecheck import ELEMENT, Checker
from kiemnhiem.policy.types import (
    CellMeaning,
    CellWords,
    Choice,
    Field,
    FieldType,
    Kind,
    Mutable,
    Statement,
    Unknown,
    Vocabulary,
)
from kiemnhiem.problem import Code, Problem, did_you_mean

_CHOICES = (Kind.CHOICE, Kind.SCALE)


@dataclass
class VocabularyBuilder:
    """Builds one vocabulary; problems are collected."""

    document: Document
    file: VocabularyFile
    posts: Mapping[str, Post]
    localities: Mapping[str, Locality] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def build(self) -> Vocabulary:
        """The vocabulary, as far as it could be read."""
        shapes = self.file.fields
        types = self._types(shapes, ("fields",), {})
        plain = {name: self._field(name, shapes[name], type_) for name, type_ in types.items()}
        checker = Checker(self.document, plain, problems=self.problems)
        finished = {name: self._finish(checker, f, shapes[name], ("fields", name), None) for name, f in plain.items()}
        self._check_cycles(finished)
        self._check_headings(finished)
        words = self.file.words
        cell_words = CellWords(words.unknown, words.true, words.false, words.separators) if words else CellWords()
        return Vocabulary(self.file.vocabulary, self.file.label.text(), finished, cell_words)

    def _refuse(self, code: Code, path: Path_, **values: object) -> None:
        self.problems.append(Problem(code, self.document.place(path), values))

    # --- types

    def _types(
        self, shapes: Mapping[str, FieldShape], path: Path_, case: Mapping[str, FieldType]
    ) -> dict[str, FieldType]:
        """The type of every field; derived ones, and lists with derived records, as what they use becomes known."""
        types: dict[str, FieldType] = {}
        waiting: dict[str, tuple[str, object]] = {}
        lists: dict[str, FieldShape] = {}
        for name, shape in shapes.items():
            form = self._form(shape, (*path, name))
            if form and form != "lookup":
                waiting[name] = (form, shape.derived[form])
            elif shape.type == "list":
                lists[name] = shape
            elif type_ := self._declared(shape, (*path, name)):
                types[name] = type_
        progress = True
        while progress:
            ready = [
                name for name, shape in lists.items() if not (_case_names(shape) & (waiting.keys() | lists.keys()))
            ]
            for name in ready:
                if type_ := self._list(lists.pop(name), (*path, name), types):
                    types[name] = type_
            known = {n: t for n, (form, raw) in waiting.items() if (t := result_type(form, raw, types, case or types))}  # type: ignore[arg-type]  # raw YAML
            types |= known
            waiting = {n: w for n, w in waiting.items() if n not in known}
            progress = bool(ready or known)
        self._unready(waiting, {*shapes, *case}, path)
        if lists:
            self._refuse(codes.DERIVED_CYCLE, path, found=", ".join(lists))
        return {name: types[name] for name in shapes if name in types}

    def _unready(self, waiting: Mapping[str, tuple[str, object]], known: set[str], path: Path_) -> None:
        for name, (form, raw) in waiting.items():
            terms = raw if isinstance(raw, list) else list(raw.values()) if isinstance(raw, dict) else [raw]
            terms = [t["case"] if isinstance(t, dict) and list(t) == ["case"] else t for t in terms]
            odd = [t for t in terms if isinstance(t, str) and t not in known and not constant_type(t)]
            here = (*path, name, "derived", form)
            for term in odd:
                place = self.document.place(here)
                self.problems.append(Problem(codes.UNKNOWN_FIELD, place, {"found": term}, did_you_mean(term, known)))
            if not terms:
                self._refuse(codes.WRONG_SHAPE, here, found=form, expected=TERMS)
            elif not odd:
                self._refuse(codes.DERIVED_CYCLE, here, found=", ".join(waiting))

    def _form(self, shape: FieldShape, path: Path_) -> str | None:
        """The derived form of a field, if it is derived."""
        if shape.derived is None:
            return None
        form = ", ".join(shape.derived) if isinstance(shape.derived, dict) else str(shape.derived)
        if form not in FORMS or not isinstance(shape.derived, dict):
            expected = Text(f"một trong: {', '.join(FORMS)}", f"one of: {', '.join(FORMS)}")
            values = {"found": form or Text("không có gì", "nothing"), "expected": expected}
            here = self.document.place((*path, "derived"))
            near = did_you_mean(form, FORMS) if form not in FORMS else None
            self.problems.append(Problem(codes.WRONG_SHAPE, here, values, near))
            return None
        return form

    def _declared(self, shape: FieldShape, path: Path_) -> FieldType | None:
        if shape.type is None:
            return None if shape.derived else self._refuse(codes.MISSING_KEY, path, expected="type")
        if shape.type == "post":
            return FieldType(Kind.CHOICE, tuple(Choice(p.code, p.label, p.aliases) for p in self.posts.values()))
        if shape.type == "place":
            return FieldType(Kind.CHOICE, tuple(Choice(p.id, p.label, p.aliases) for p in self.localities.values()))
        kind = Kind(shape.type)
        choices = tuple(
            Choice(code, Text(words.vi, words.en), words.cells) for code, words in (shape.values or {}).items()
        )
        if bool(choices) != (kind in _CHOICES):
            return (
                self._refuse(codes.MISSING_KEY, path, expected="values")
                if not choices
                else self._refuse(
                    codes.UNKNOWN_KEY, (*path, "values"), found="values", expected="label, headings, cells, …"
                )
            )
        return FieldType(kind, choices)

    def _list(self, shape: FieldShape, path: Path_, case: Mapping[str, FieldType]) -> FieldType | None:
        if (shape.fields is None) == (shape.values is None):
            return self._refuse(codes.ONE_OF, path, expected="fields, values")
        shapes = shape.fields or {ELEMENT: shape.model_copy(update={"type": "choice", "blank": None, "cells": {}})}
        for name, inner in shapes.items():
            if inner.type == "list":
                self._refuse(codes.WRONG_SHAPE, (*path, "fields", name), found="list", expected=_NO_LIST)
                return None
        types = self._types(shapes, (*path, "fields"), case)
        return FieldType(Kind.LIST, fields={name: self._field(name, shapes[name], t) for name, t in types.items()})

    @staticmethod
    def _field(name: str, shape: FieldShape, type: FieldType) -> Field:
        return Field(
            name, type, shape.label.text(), shape.note.text() if shape.note else None, shape.headings,
            personal=shape.personal, key=shape.key, section=shape.section,
            place=shape.type == "place",
            defaults_to=shape.default.case if shape.default else None,
            defaults_by_level=(shape.default.level if shape.default else None) or {},
        )  # fmt: skip

    # --- what needs all types

    def _finish(
        self, checker: Checker, of: Field, shape: FieldShape, path: Path_, record: Mapping[str, Field] | None
    ) -> Field:
        """A field with its derived form, cell words, and (a list) finished records."""
        type_ = of.type
        if type_.kind is Kind.LIST and shape.fields:
            inner = {
                name: self._finish(checker, f, shape.fields[name], (*path, "fields", name), type_.fields)
                for name, f in type_.fields.items()
            }
            type_ = FieldType(Kind.LIST, fields=inner)
        if of.defaults_to:
            checker.reference(of.defaults_to, (*path, "default", "case"), None)
        for level, name in of.defaults_by_level.items():
            checker.reference(name, (*path, "default", "level", level), None)
        derived: Derived | None = None
        if isinstance(shape.derived, dict) and (form := next(iter(shape.derived))) in FORMS:
            derived = check_derived(checker, form, shape.derived[form], (*path, "derived"), type_, record)
        meanings = {word: self._meaning(checker, of, raw, (*path, "cells", word)) for word, raw in shape.cells.items()}
        blank = Unknown() if shape.blank is None else self._meaning(checker, of, shape.blank, (*path, "blank"))
        least = self._limit(checker, type_, shape.least, (*path, "least"))
        most = self._limit(checker, type_, shape.most, (*path, "most"))
        mutable = self._mutable(checker, type_, derived, shape, path)
        return replace(
            of, type=type_, derived=derived, cells=meanings, blank=blank, least=least, most=most, mutable=mutable
        )

    @staticmethod
    def _mutable(
        checker: Checker, type: FieldType, derived: Derived | None, shape: FieldShape, path: Path_
    ) -> Mutable | None:
        """How the field can change."""
        if shape.mutable is None:
            return None
        wrong = wrong_way(shape.mutable, type, derived)
        if wrong and (derived is not None or shape.derived is None):  # a derived form that is broken is told already
            here = (*path, "mutable")
            return checker.refuse(codes.NOT_SO_MUTABLE, here, found=shape.mutable.how.value, expected=wrong)
        return shape.mutable.mutable()

    @staticmethod
    def _limit(checker: Checker, type: FieldType, raw: str | None, path: Path_) -> int | Decimal | None:
        """A limit of the numbers a field can be."""
        if raw is None:
            return None
        if type.kind not in (Kind.INTEGER, Kind.NUMBER):
            number = Text("một số", "a number")
            return checker.refuse(codes.WRONG_KIND, path, found=str(path[-1]), kind=type.kind.value, expected=number)
        value = checker.value(type, raw, path)
        return value if isinstance(value, int | Decimal) else None

    @staticmethod
    def _statement(checker: Checker, raw: Mapping[str, Any], path: Path_) -> Statement:
        """What is said about other fields of the case."""
        facts = {}
        for name, value in raw.items():
            ref = checker.reference(name, (*path, name), None, key=True)
            typed = checker.value(ref.type, value, (*path, name)) if ref else None
            if typed is not None:
                facts[name] = typed
        return Statement(facts)

    def _meaning(self, checker: Checker, of: Field, raw: object, path: Path_) -> CellMeaning:
        if raw == "unknown":
            return Unknown()
        if isinstance(raw, dict):
            return self._statement(checker, raw, path)
        if of.type.kind is Kind.LIST:
            if raw != "none":
                checker.refuse(codes.WRONG_VALUE, path, found=str(raw), expected="none")
            return ()
        value = checker.value(of.type, raw, path)  # type: ignore[arg-type]  # raw YAML
        return Unknown() if value is None else value

    def _check_cycles(self, fields: Mapping[str, Field]) -> None:
        try:
            list(derivation_order(fields))
        except CycleError as error:
            names = [str(n) for n in error.args[1]]
            self._refuse(codes.DERIVED_CYCLE, ("fields", names[0], "derived"), found=" → ".join(names))

    def _check_headings(self, fields: Mapping[str, Field]) -> None:
        first: dict[str, str] = {}
        for name, of in fields.items():
            for i, heading in enumerate(of.headings):
                other = first.setdefault(heading.casefold(), name)
                if other != name:
                    values = {"found": heading, "first": self.document.place(("fields", other))}
                    place = self.document.place(("fields", name, "headings", i))
                    self.problems.append(Problem(codes.DUPLICATE_NAME, place, values))


def _case_names(shape: FieldShape) -> set[str]:
    """The case's fields that a list's derived records name with ``{case: …}``."""

    def named(raw: object) -> set[str]:
        if isinstance(raw, dict):
            own = {raw["case"]} if set(raw) == {"case"} and isinstance(raw["case"], str) else set()
            return own.union(*map(named, raw.values()))
        return set().union(*map(named, raw)) if isinstance(raw, list) else set()

    return set().union(*(named(inner.derived) for inner in (shape.fields or {}).values()))


_NO_LIST = Text("một kiểu đơn: danh sách không lồng danh sách", "a single value: lists do not nest")


def derivation_order(fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The fields to compute, each after those it depends on: derived ones, and lists whose records have derived ones.

    Raises :class:`graphlib.CycleError`.
    """
    graph: dict[str, set[str]] = {}
    for name, of in fields.items():
        inner = [f for f in of.type.fields.values() if f.derived or f.defaults_to or f.defaults_by_level]
        if of.derived:
            graph[name] = {r.name for r in references(of.derived) if r.scope is Scope.CASE}
        elif inner:
            used = {r.name for f in inner if f.derived for r in references(f.derived) if r.scope is Scope.CASE}
            defaults = {f.defaults_to for f in inner if f.defaults_to} | {
                n for f in inner for n in f.defaults_by_level.values()
            }
            graph[name] = used | defaults
            TopologicalSorter(_record_graph(of.type.fields)).prepare()
    return tuple(name for name in TopologicalSorter(graph).static_order() if name in graph)


def record_order(fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The derived fields of a list's records, each after those it depends on."""
    return tuple(
        n for n in TopologicalSorter(_record_graph(fields)).static_order() if n in fields and fields[n].derived
    )


def _record_graph(fields: Mapping[str, Field]) -> dict[str, set[str]]:
    return {
        name: {r.name for r in references(f.derived) if r.scope is Scope.ITEM}
        for name, f in fields.items()
        if f.derived
    }
