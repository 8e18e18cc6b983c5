"""Where the parts of a policy stand in its file: the model keeps the place of a requirement, not of each atom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kiemnhiem.author.testing.tracing import Point
from kiemnhiem.policy.library import display_name
from kiemnhiem.policy.model import STANCE_RULE, Library
from kiemnhiem.policy.source import Document, Path_, read_document
from kiemnhiem.policy.typecheck import ELEMENT, VERDICTS
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Place

_GROUPS = frozenset({"all_of", "any_of", "none_of"})
_ELEMENT_TESTS = frozenset({"includes", "excludes"})


class Positions:
    """Places in the files of a library's policies and amendments."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._documents: dict[str, Document | None] = {}

    def of(self, point: Point) -> Place:
        """Where a point stands."""
        owner, path = self._requirement(point.policy, point.requirement, point.part)
        head, _, tail = point.part.partition(" ")
        if head == "except":
            exception, _, tail = tail.partition(" ")
            owner, path = self._exception(point.policy, point.requirement, exception) or (owner, path)
            inside = tail
        else:
            inside = head
        return self._atom(owner, (*path, inside) if inside else path, point.policy, point.index)

    def parameter(self, owner: str, name: str, index: int, key: str) -> Place:
        """Where a value of a parameter stands, or one of its dates."""
        document = self.document(owner)
        root = "sets" if owner in self.library.amendments else "parameters"
        return document.place((root, name, index, key)) if document else Place(self._file(owner))

    def entry(self, policy: str, requirement: str, exception: str | None, key: str) -> Place:
        """Where one key of a requirement, or of one of its exceptions, stands."""
        owner, path = self._requirement(policy, requirement, "")
        if exception is not None:
            owner, path = self._exception(policy, requirement, exception) or (owner, path)
        document = self.document(owner)
        return document.place((*path, key)) if document else Place(self._file(owner))

    def document(self, owner: str) -> Document | None:
        """The file of a policy or an amendment."""
        if owner not in self._documents:
            path = Path(self.library.root) / f"{owner}.yaml"
            self._documents[owner] = read_document(path, display_name(path))[0]
        return self._documents[owner]

    def _file(self, owner: str) -> str:
        return display_name(Path(self.library.root) / f"{owner}.yaml")

    def _owners(self, policy: str) -> Iterator[tuple[str, Any]]:
        amending = (a.id for a in self.library.amendments.values() if a.amends == policy)
        for owner in (policy, *amending):
            document = self.document(owner)
            if document and isinstance(document.data, dict):
                yield owner, document.data

    def _requirement(self, policy: str, requirement: str, part: str) -> tuple[str, Path_]:
        for owner, data in self._owners(policy):
            for root in ("requirements", "adds"):
                for i, raw in enumerate(data.get(root, ())):
                    if raw.get("id") == requirement:
                        return owner, (root, i)
        return policy, ("stance",) if requirement == STANCE_RULE and part == "" else ()

    def _exception(self, policy: str, requirement: str, exception: str) -> tuple[str, Path_] | None:
        own, path = self._requirement(policy, requirement, "when")
        for owner, data in self._owners(policy):
            holder: Any = data
            for step in path if owner == own else ():
                holder = holder[step]
            for i, raw in enumerate(holder.get("except", ()) if owner == own else ()):
                if raw.get("id") == exception:
                    return owner, (*path, "except", i)
            for i, raw in enumerate(data.get("exceptions", ())):
                if raw.get("id") == exception and raw.get("to") == requirement:
                    return owner, ("exceptions", i)
        return None

    def _atom(self, owner: str, path: Path_, policy: str, index: int) -> Place:
        document = self.document(owner)
        if document is None:
            return Place(self._file(owner))
        raw: Any = document.data
        for step in path:
            raw = raw.get(step) if isinstance(raw, dict) else raw[int(step)] if isinstance(raw, list) else None
        if index < 0 or not isinstance(raw, dict):
            return document.place(path)
        fields = self.library.vocabularies[self.library.policies[policy].subject].fields
        places = list(_leaves(raw, path, fields))
        return document.place(places[index], key=True) if index < len(places) else document.place(path)


def _leaves(
    raw: Mapping[str, Any], path: Path_, fields: Mapping[str, Field], *, inside: bool = False
) -> Iterator[Path_]:
    """The paths of a condition's atoms, in the order in which the typed tree holds them."""
    for key, value in raw.items():
        here: Path_ = (*path, key)
        if key in _GROUPS:
            for i, item in enumerate(value):
                yield from _leaves(item, (*here, i), fields, inside=inside)
        elif key == VERDICTS and not inside:
            yield from ((*here, policy) for policy in value)
        elif not inside and key in fields and fields[key].type.kind is Kind.LIST:
            yield from _list_leaves(value, here, fields[key].type.fields)
        elif isinstance(value, dict) and not value.keys() & {"field", "case"}:
            yield from ((*here, operator) for operator in value)
        else:
            yield here


def _list_leaves(raw: Mapping[str, Any], path: Path_, fields: Mapping[str, Field]) -> Iterator[Path_]:
    for test, where in raw.items():
        if test == "count":
            for operator in where:
                if operator != "where":
                    yield (*path, test, operator)
                    yield from _leaves(where.get("where", {}), (*path, test, "where"), fields, inside=True)
            continue
        yield (*path, test)
        if test not in _ELEMENT_TESTS and not _chosen(where, fields):
            yield from _leaves(where, (*path, test), fields, inside=True)


def _chosen(where: Mapping[str, Any], fields: Mapping[str, Field]) -> bool:
    """Whether it is one test of a list of choices, see :func:`kiemnhiem.author.testing.tracing.chosen`."""
    only = where.get(ELEMENT) if len(where) == 1 and tuple(fields) == (ELEMENT,) else None
    return only is not None and not (isinstance(only, dict) and len(only) > 1)
