"""JSON, JSON Lines and YAML files of cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from kiemnhiem.cases import codes
from kiemnhiem.cases.case import Origin
from kiemnhiem.cases.draft import Draft
from kiemnhiem.cases.gathering import Where
from kiemnhiem.cases.jsontext import JsonText
from kiemnhiem.cases.objects import ObjectReader
from kiemnhiem.cases.readers import Readers
from kiemnhiem.language import Text
from kiemnhiem.policy.source import Document, load_document
from kiemnhiem.problem import Place, Problem

_CASE = Text("một đối tượng: tên trường và giá trị", "an object: names of fields and values")
_CASES = Text("một danh sách các người, hoặc cases: [...]", "a list of cases, or cases: [...]")


def read_json(path: Path, file: str, readers: Readers) -> tuple[list[Draft], list[Problem]]:
    """The cases of a ``.json`` or ``.jsonl`` file."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return [], [Problem(codes.NOT_TEXT, Place(file))]
    source = JsonText(text, file)
    items = source.lines() if path.suffix.lower() in (".jsonl", ".ndjson") else source.cases()
    by_line = path.suffix.lower() in (".jsonl", ".ndjson")
    found = ((line if by_line else i, Place(file, line), raw, partial(_at, Place(file, line)))
             for i, (line, raw) in enumerate(items, 1))  # fmt: skip
    drafts, problems = _drafts(found, file, readers)
    return drafts, sorted([*source.problems, *problems], key=lambda p: (p.place.line or 0) if p.place else 0)


def _at(place: Place, _: object) -> Place:
    return place


def read_yaml(path: Path, file: str, readers: Readers) -> tuple[list[Draft], list[Problem]]:
    """The cases of a ``.yaml`` file; the limits of the policy language hold for it."""
    document, problems = load_document(path.read_bytes(), file)
    if document is None:
        return [], problems
    root: tuple[str | int, ...] = ()
    items = document.data
    if isinstance(items, dict) and set(items) == {"cases"}:
        root, items = ("cases",), items["cases"]
    if not isinstance(items, list):
        place = document.place(root)
        return [], [*problems, Problem(codes.WRONG_SHAPE, place, {"what": "YAML", "expected": _CASES})]
    found = (
        (i, document.place((*root, i - 1)), raw, partial(_in_document, document, (*root, i - 1)))
        for i, raw in enumerate(items, 1)
    )
    drafts, more = _drafts(found, file, readers)
    return drafts, [*problems, *more]


def _in_document(document: Document, root: tuple[str | int, ...], where: Where) -> Place:
    return document.place((*root, *where)) if isinstance(where, tuple) else document.place(root)


def _drafts(
    found: Iterator[tuple[int, Place, object, Callable[[Where], Place]]], file: str, readers: Readers
) -> tuple[list[Draft], list[Problem]]:
    """Each case with its number (which is its id where it has none), its place, and the places within it."""
    reader = ObjectReader(readers)
    drafts: list[Draft] = []
    problems: list[Problem] = []
    for number, place, raw, locate in found:
        if not isinstance(raw, Mapping):
            problems.append(Problem(codes.WRONG_SHAPE, place, {"what": f"[{number}]", "expected": _CASE}))
            continue
        gathering = reader.read(raw, locate)
        problems += gathering.problems
        gathering.problems = problems
        key = gathering.facts.get(readers.vocabulary.key.name) if readers.vocabulary.key else None
        id_ = None if key is None else str(key)
        draft = Draft(id_ or str(number), id_, Origin(file, None, place.line), place.column, gathering)
        if id_ is None and readers.vocabulary.key:
            problems.append(Problem(codes.NO_ID, place, {"name": draft.id}))
        drafts.append(draft)
    return drafts, problems
