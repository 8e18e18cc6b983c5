"""JSON, JSON Lines and YAML files of cases."""

from __future__ import annotations

import codecs as encodings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

from kiemnhiem.cases import codes
from kiemnhiem.cases.draft import Draft, Source
from kiemnhiem.cases.gathering import Where
from kiemnhiem.cases.ids import Ids
from kiemnhiem.cases.jsontext import JsonText
from kiemnhiem.cases.lines import bounded
from kiemnhiem.cases.objects import ObjectReader
from kiemnhiem.cases.readers import Readers
from kiemnhiem.files import opened
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.source import Document, load_document
from kiemnhiem.problem import Place, Problem

_CASE = Text("một đối tượng: tên trường và giá trị", "an object: names of fields and values")
_CASES = Text("một danh sách các người, hoặc cases: [...]", "a list of cases, or cases: [...]")

_LINE = Text("dòng quá dài (ký tự)", "too long a line (characters)")

JSON_LINES = (".jsonl", ".ndjson")


def read_json(path: Path, file: str, readers: Readers) -> tuple[list[Draft], list[Problem]]:
    """The cases of a ``.json`` or ``.jsonl`` file."""
    try:
        if path.suffix.lower() in JSON_LINES:
            return next(JsonLines(path, file, readers).parts(), ([], []))
        source = JsonText(path.read_bytes().decode(_encoding(path)), file)
    except UnicodeDecodeError:
        return [], [Problem(codes.NOT_TEXT, Place(file))]
    drafts, problems = _drafts(((i, *_placed(line, raw, file)) for i, (line, raw) in enumerate(source.cases(), 1)),
                               file, readers)  # fmt: skip
    return drafts, _by_line([*source.problems, *problems])


def _encoding(path: Path) -> str:
    with path.open("rb") as content:
        return "utf-16" if content.read(2) in (encodings.BOM_UTF16_LE, encodings.BOM_UTF16_BE) else "utf-8-sig"


def _placed(line: int, raw: object, file: str) -> tuple[Place, object, Callable[[Where], Place]]:
    place = Place(file, line)
    return place, raw, partial(_at, place)


def _by_line(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda p: (p.place.line or 0) if p.place else 0)


class JsonLines:
    """A file of JSON Lines, read as often as it is asked for. Each reading may raise :class:`UnicodeDecodeError`."""

    def __init__(self, path: Path, file: str, readers: Readers) -> None:
        self.path, self.file = path, file
        self._readers = readers
        self._encoding = _encoding(path)

    def parts(self, size: int | None = None) -> Iterator[tuple[list[Draft], list[Problem]]]:
        """Its cases, ``size`` lines at a time, and what is wrong with them."""
        source = JsonText("", self.file)

        def tell_long(number: int) -> None:
            values = {"what": _LINE, "limit": LIMITS.json_line}
            source.problems.append(Problem(codes.TOO_LONG, Place(self.file, number), values))

        with closing(self._lines(tell_long)) as lines:
            items = source.lines(lines)
            while part := [*islice(items, size)]:
                found = ((line, *_placed(line, raw, self.file)) for line, raw in part)
                drafts, problems = _drafts(found, self.file, self._readers)
                yield drafts, _by_line([*source.problems, *problems])
                source.problems.clear()
        if source.problems:
            yield [], _by_line(source.problems)

    def survey(self, ids: Ids) -> int:
        """Add the ids of its people; how many there are."""
        reader, headings, key = ObjectReader(self._readers), self._readers.headings, self._readers.vocabulary.key
        number = 0
        with closing(self._lines(lambda _: None)) as lines:
            for _, raw in JsonText("", self.file).lines(lines):
                if isinstance(raw, Mapping):
                    number += 1
                    own = {n: v for n, v in raw.items() if (to := headings.target(n)) and to.field is key}
                    found = reader.read(own, partial(_at, Place(self.file))).facts.get(key.name) if key else None
                    ids.add([None if found is None else str(found)])
        return number

    def _lines(self, tell_long: Callable[[int], None]) -> Generator[str, None, None]:
        with self.path.open(encoding=self._encoding, newline="\n") as lines:
            for line in bounded(lines, LIMITS.json_line, tell_long):
                yield line.removesuffix("\n")


def _at(place: Place, _: object) -> Place:
    return place


def read_yaml(path: Path, file: str, readers: Readers) -> tuple[list[Draft], list[Problem]]:
    """The cases of a ``.yaml`` file; the limits of the policy language hold for it."""
    with opened(path) as content:
        document, problems = load_document(content.read(LIMITS.yaml_bytes + 1), file)
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


def drafts_of(objects: Sequence[object], name: str, readers: Readers) -> tuple[list[Draft], list[Problem]]:
    """Cases that are objects already, as a JSON file has them; each has its number as its line of ``name``."""
    found = ((i, *_placed(i, raw, name)) for i, raw in enumerate(objects, 1))
    return _drafts(found, name, readers)


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
        draft = Draft(id_ or str(number), id_, Source(file, None, place.column), place.line, gathering)
        if id_ is None and readers.vocabulary.key:
            problems.append(Problem(codes.NO_ID, place, {"name": draft.id}))
        drafts.append(draft)
    return drafts, problems
