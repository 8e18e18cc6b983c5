"""YAML read strictly: every scalar is text, every value has a position, everything odd is a problem.

Built on the parser's event stream, which is what ``yaml.compose`` consumes: there anchors, tags and aliases can be
refused where they stand, and a deeply nested file is refused instead of exhausting the stack.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from kiemnhiem.files import NotRegular, opened
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy import codes
from kiemnhiem.policy.syntax import told
from kiemnhiem.problem import Code, Place, Problem

#: Keys and indexes from the root of a document to one of its values.
Path_: TypeAlias = tuple[str | int, ...]
#: A scalar is text, or ``None`` where nothing is written.
Raw: TypeAlias = "str | list[Raw] | dict[str, Raw] | None"

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """One YAML document as plain text, lists and maps, with the position of every value and key."""

    file: str
    data: Raw
    values: dict[Path_, Place] = field(default_factory=dict)
    keys: dict[Path_, Place] = field(default_factory=dict)

    def place(self, path: Path_, *, key: bool = False) -> Place:
        """Where the value at ``path`` stands (or its key); of its nearest parent, if it is not in the file."""
        where = self.keys if key else self.values
        while path and path not in where:
            path, where = path[:-1], self.values
        return where.get(path) or Place(self.file)


class _Refused(Exception):
    def __init__(self, code: Code, place: Place, **values: object) -> None:
        self.problem = Problem(code, place, values)


def read_document(path: Path, name: str | None = None) -> tuple[Document | None, list[Problem]]:
    """Read a file; see :func:`load_document`. ``name`` is how messages call it."""
    name = name or str(path)
    try:
        with opened(path) as file:
            return load_document(file.read(LIMITS.yaml_bytes + 1), name)
    except NotRegular:
        return None, [Problem(codes.NOT_REGULAR, Place(name))]
    except OSError as error:
        return None, [Problem(codes.UNREADABLE_FILE, Place(name), {"reason": error.strerror or "?"})]


def load_document(content: bytes | str, file: str) -> tuple[Document | None, list[Problem]]:
    """Parse one YAML document. Returns what could be read (``None`` if nothing) and every problem found.

    A syntax error ends the reading; refused features and duplicate keys do not.
    """
    if len(content if isinstance(content, bytes) else content.encode(errors="replace")) > LIMITS.yaml_bytes:
        return None, [Problem(codes.FILE_TOO_LARGE, Place(file), {"limit": LIMITS.yaml_bytes})]
    if isinstance(content, bytes):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = content[: error.start]
            place = Place(file, before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1)
            return None, [Problem(codes.NOT_UTF8, place, {"byte": f"0x{content[error.start]:02X}"})]
    else:
        text = content
    builder = _Builder(file)
    try:
        builder.build(yaml.parse(text, Loader=LOADER))
    except _Refused as refused:
        return None, [*builder.problems, refused.problem]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        return None, [*builder.problems, Problem(codes.SYNTAX, place, {"found": told(error.problem or str(error))})]
    except yaml.reader.ReaderError as error:
        return None, [
            *builder.problems,
            Problem(
                codes.SYNTAX, _refused_at(error, text, file), {"found": told("control characters are not allowed")}
            ),
        ]
    if builder.document is None:
        return None, [Problem(codes.EMPTY_FILE, Place(file, 1, 1))]
    return builder.document, builder.problems


def _refused_at(error: yaml.reader.ReaderError, text: str, file: str) -> Place:
    """Where a character stands that YAML does not allow; libyaml counts in bytes."""
    before = text.encode()[: error.position].decode() if LOADER is not yaml.SafeLoader else text[: error.position]
    return Place(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


class _Builder:
    """Builds a document from parser events, iteratively."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.document: Document | None = None
        self._nodes = 0

    def build(self, events: Iterator[Any]) -> None:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.document is not None:
                    raise _Refused(codes.SEVERAL_DOCUMENTS, self._at(event))
                document = Document(self.file, None)
                root = self._value(next(events), events, document, (), 0)
                self.document = Document(self.file, root, document.values, document.keys)
                if root is None:
                    raise _Refused(codes.EMPTY_FILE, self._at(event))

    def _at(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _value(self, event: Any, events: Iterator[Any], document: Document, path: Path_, depth: int) -> Raw:
        place = self._at(event)
        document.values[path] = place
        self._nodes += 1
        if self._nodes > LIMITS.yaml_nodes:
            raise _Refused(codes.TOO_MANY_NODES, place, limit=LIMITS.yaml_nodes)
        if depth > LIMITS.yaml_depth:
            raise _Refused(codes.TOO_DEEP, place, limit=LIMITS.yaml_depth)
        if isinstance(event, yaml.AliasEvent):
            self.problems.append(Problem(codes.ANCHOR, place, {"found": f"*{event.anchor}"}))
            return None
        if event.anchor:
            self.problems.append(Problem(codes.ANCHOR, place, {"found": f"&{event.anchor}"}))
        if event.tag:
            self.problems.append(Problem(codes.TAG, place, {"found": event.tag}))
        if isinstance(event, yaml.ScalarEvent):
            nothing = event.value == "" and not event.style
            return None if nothing else unicodedata.normalize("NFC", event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, document, path, depth)
        return self._map(events, document, path, depth)

    def _list(self, events: Iterator[Any], document: Document, path: Path_, depth: int) -> list[Raw]:
        items: list[Raw] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._value(event, events, document, (*path, len(items)), depth + 1))
        return items

    def _map(self, events: Iterator[Any], document: Document, path: Path_, depth: int) -> dict[str, Raw]:
        entries: dict[str, Raw] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            place = self._at(event)
            key = self._value(event, events, document, (*path, "?"), depth + 1)
            if not isinstance(key, str):
                self.problems.append(Problem(codes.KEY_NOT_TEXT, place))
                key = f"?{place.line}:{place.column}"
            elif key == "<<":
                self.problems.append(Problem(codes.MERGE_KEY, place))
            if key in entries:
                first = document.keys[(*path, key)]
                self.problems.append(Problem(codes.DUPLICATE_KEY, place, {"found": key, "first": first.line}))
                self._value(next(events), events, document, (*path, "?"), depth + 1)
                continue
            document.keys[(*path, key)] = place
            entries[key] = self._value(next(events), events, document, (*path, key), depth + 1)
        return entries
