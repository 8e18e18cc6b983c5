"""Officers' files of any size, some cases at a time: :func:`stream`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TypeAlias

from kiemnhiem.cases.delimited import Delimited, open_delimited
from kiemnhiem.cases.draft import Draft
from kiemnhiem.cases.grid import Row
from kiemnhiem.cases.headings import Target
from kiemnhiem.cases.ids import Ids
from kiemnhiem.cases.layout import SEARCHED, Header
from kiemnhiem.cases.ours import without_answers
from kiemnhiem.cases.people import PeopleSheet, Whole
from kiemnhiem.cases.readers import Readers
from kiemnhiem.cases.reading import DELIMITED, Reading, Session, Table, in_order, no_collection, unfit
from kiemnhiem.cases.structured import JSON_LINES, JsonLines
from kiemnhiem.errors import InputError
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem, errors_in

STREAMED = (*DELIMITED, *JSON_LINES)
_Part: TypeAlias = tuple[Sequence[Draft], Iterable[Problem], Sequence[Table]]


def stream(
    paths: Sequence[Path], library: Library, subject: str = "candidate", size: int = 50_000,
    mapped: Mapping[str, str] | None = None,
) -> Iterator[Reading]:  # fmt: skip
    """The cases of :func:`kiemnhiem.cases.read`, in readings of about ``size`` cases.

    Tables of people in delimited text and JSON Lines may be of any size. They are gone through twice: first for what
    only the whole file tells (its encoding, misplaced quotation marks, which ids there are), then to be read; only the
    ids and one reading are kept in memory. Other files, and lists' records, are read whole. All readings together have
    the cases, problems and tables that ``read`` gives, but that misspellings beyond the first hundreds may get
    other suggestions. Rows of mere text, which may be signatures, wait until a row with data or the end comes.

    Raises :class:`InputError` when no case could be read of any file and something is wrong.
    """
    made = _Stream(Session(Readers(library.vocabularies[subject], library, mapped)), size).readings([*map(Path, paths)])
    held = Reading((), (), ())
    files = [str(Path(path)) for path in paths]
    given = False
    while True:
        with no_collection():
            reading = next(made, None)
        if reading is None:
            break
        held = Reading(reading.cases, held.problems + reading.problems, held.tables + reading.tables)
        if held.cases:
            yield replace(held, problems=in_order(held.problems, files))
            held, given = Reading((), (), ()), True
    held = replace(held, problems=in_order(held.problems, files))
    if not given and errors_in(held.problems):
        raise InputError(held.problems)
    if held.problems or held.tables or not given:
        yield held


class _Source(Protocol):
    """A file with people, to be read in parts."""

    @property
    def file(self) -> str: ...

    @property
    def ids(self) -> Ids: ...

    def parts(self, size: int) -> Iterator[_Part]: ...


@dataclass
class _Text:
    """Delimited text with a table of people. ``numbered``: as :class:`Whole` has it."""

    text: Delimited
    header: Header[Target]
    top: dict[int, Row]
    readers: Readers
    ids: Ids = field(default_factory=Ids)
    numbered: bool = False

    @property
    def file(self) -> str:
        """Its name."""
        return self.text.file

    def survey(self, size: int) -> int:
        """Go through it once. Gives the number of people that there are for sure."""
        whole, people = Whole(), 0
        for rows, _ in self.text.parts(size):
            people += self._sheet(rows, whole).survey(self.ids)
        self.numbered = bool(whole.numbered)
        return people

    def parts(self, size: int) -> Iterator[_Part]:
        """A part ends before a person who is surely one: what stands after the last of these may be no people."""
        whole = Whole(self.numbered)
        rows: dict[int, Row] = {}
        problems: list[Problem] = []
        wanted = size
        for more, wrong in self.text.parts(size):
            rows |= more
            problems += wrong
            if len(rows) < wanted:
                continue
            sheet = self._sheet(rows, whole)
            until = sheet.last_solid()
            if until is None:
                wanted = 2 * len(rows)
                continue
            yield self._part(sheet, until, problems)
            rows = {number: cells for number, cells in rows.items() if number >= until}
            problems, wanted = [], size
        yield self._part(self._sheet(rows, whole), None, problems)

    def _part(self, sheet: PeopleSheet, until: int | None, problems: list[Problem]) -> _Part:
        drafts = sheet.read(until)
        titles = tuple(column.title for column in self.header.columns)
        table = Table(sheet.grid.file, sheet.grid.sheet, titles, sheet.table(drafts))
        return drafts, [*problems, *sheet.problems], [table]

    def _sheet(self, rows: dict[int, Row], whole: Whole) -> PeopleSheet:
        grid = without_answers(self.text.grid(self.top | rows))
        return PeopleSheet(grid, self.header, self.readers, whole)


@dataclass
class _Lines:
    """JSON Lines."""

    lines: JsonLines
    ids: Ids = field(default_factory=Ids)

    @property
    def file(self) -> str:
        """Its name."""
        return self.lines.file

    def parts(self, size: int) -> Iterator[_Part]:
        """Its cases, some lines at a time."""
        for drafts, problems in self.lines.parts(size):
            yield drafts, problems, ()


@dataclass
class _Stream:
    """The files of one reading."""

    session: Session
    size: int

    def readings(self, paths: Sequence[Path]) -> Iterator[Reading]:
        """Readings; some may have no cases."""
        session, ids = self.session, Ids()
        files = [self._added(path) for path in paths]
        sources = [of for of in files if not isinstance(of, list)]
        if not sources:
            session.settle()
            files = [session.drafts]
        ids.add(draft.key for draft in session.drafts)
        for source in sources:
            ids.join(source.ids)
        session.prepare(ids, session.files_of_people() | {source.file for source in sources})
        yield self._reading((), [t for t in session.tables if not t.rows])
        for of in files:
            for drafts, problems, tables in self._whole(of) if isinstance(of, list) else of.parts(self.size):
                session.problems += problems
                yield self._reading(drafts, tables)

    def _reading(self, drafts: Sequence[Draft], tables: Sequence[Table]) -> Reading:
        cases = self.session.close(drafts)
        problems, self.session.problems = self.session.problems, []
        return Reading(cases, tuple(problems), tuple(tables))

    def _whole(self, drafts: Sequence[Draft]) -> Iterator[_Part]:
        """People of files that have been read whole."""
        for start in range(0, len(drafts), self.size):
            part = drafts[start : start + self.size]
            rows = {(d.source.file, d.source.sheet, d.row) for d in part}
            tables = (
                replace(t, rows={n: row for n, row in t.rows.items() if (t.file, t.sheet, n) in rows})
                for t in self.session.tables
            )
            yield part, (), [t for t in tables if t.rows]

    def _added(self, path: Path) -> _Source | list[Draft]:
        """A file to be read in parts, or the people of one that has been read whole."""
        session, file, extension = self.session, str(path), path.suffix.lower()
        if extension in STREAMED and not unfit(path, any_size=True):
            source: _Source | None = None
            with suppress(OSError):  # told when it is read whole
                source = self._text(path, file) if extension in DELIMITED else self._lines(path, file)
            if source:
                session.files.append(file)
                return source
        before = len(session.drafts)
        session.add(path)
        return session.drafts[before:]

    def _text(self, path: Path, file: str) -> _Source | None:
        text = open_delimited(path, file, self.session.rank)
        people = text.sound(lambda: self._people(text)) if text else None
        if text and people:
            self.session.problems += text.problems
        return people

    def _people(self, text: Delimited) -> _Text | None:
        rows: dict[int, Row] = {}
        for part, _ in text.parts(SEARCHED):
            rows |= part
            if len(rows) > SEARCHED + 1:
                break
        header = self.session.header_of_people(without_answers(text.grid(rows)))
        if header is None:
            return None
        top = {number: rows[number] for number in (header.first, header.last)}
        found = _Text(text, header, top, self.session.readers)
        return found if found.survey(self.size) else None

    def _lines(self, path: Path, file: str) -> _Source | None:
        found = _Lines(JsonLines(path, file, self.session.readers))
        try:
            return found if found.lines.survey(found.ids) else None
        except UnicodeDecodeError:
            return None
