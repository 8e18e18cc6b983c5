"""Officers' files to cases: :func:`read`."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiemnhiem.cases import codes
from kiemnhiem.cases.case import Case
from kiemnhiem.cases.closed import Cases
from kiemnhiem.cases.delimited import read_delimited
from kiemnhiem.cases.draft import Draft
from kiemnhiem.cases.grid import Grid
from kiemnhiem.cases.headings import Target, names_list
from kiemnhiem.cases.ids import Ids
from kiemnhiem.cases.layout import Header, find_header
from kiemnhiem.cases.listsheets import ANSWER, RECORD, REQUIREMENT, RecordSheet, columns_of
from kiemnhiem.cases.ours import is_unread, without_answers
from kiemnhiem.cases.people import PeopleSheet
from kiemnhiem.cases.readers import Readers
from kiemnhiem.cases.structured import drafts_of, read_json, read_yaml
from kiemnhiem.cases.workbook import read_workbook
from kiemnhiem.errors import InputError
from kiemnhiem.files import WORKBOOKS, is_regular
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Place, Problem, errors_in

DELIMITED = (".csv", ".tsv", ".txt")
JSON = (".json", ".jsonl", ".ndjson")
YAML = (".yaml", ".yml")
EXTENSIONS = (*WORKBOOKS, *DELIMITED, *JSON, *YAML)
#: Known columns that make a sheet one of people.
_ENOUGH = 2


@dataclass(frozen=True)
class Table:
    """A table as the file has it: its headings, and the cells of each person's (or record's) row by row number."""

    file: str
    sheet: str | None
    headings: tuple[str, ...]
    rows: Mapping[int, tuple[object, ...]]


@dataclass(frozen=True)
class Reading:
    """What was read: cases in the order of the files, every problem, the tables that the cases stood in, and those of
    their ``records``: what stands in sheets of its own about people of other sheets.
    """

    cases: Sequence[Case]
    problems: tuple[Problem, ...]
    tables: tuple[Table, ...]
    records: tuple[Table, ...] = ()


def read(
    paths: Sequence[Path], library: Library, subject: str = "candidate", mapped: Mapping[str, str] | None = None
) -> Reading:
    """Read the cases of a subject from files of any known kind. ``mapped``: names of fields and judgements by the
    headings that the officer mapped to them by hand.

    Whatever cannot be read is a problem of the result and unknown in its case. Raises :class:`InputError` when no case
    could be read of any file and something is wrong.
    """
    with no_collection():
        session = Session(Readers(library.vocabularies[subject], library, mapped))
        for path in paths:
            session.add(Path(path))
        reading = session.finish()
    if not reading.cases and errors_in(reading.problems):
        raise InputError(reading.problems)
    return reading


def read_objects(objects: Sequence[object], library: Library, subject: str = "candidate") -> Reading:
    """Read the cases of a subject that a program sends as objects, as :func:`read` does those of a JSON file. Places
    name the number of the object: ``cases:3``.
    """
    name = "cases"
    session = Session(Readers(library.vocabularies[subject], library))
    session.files.append(name)
    session.drafts, session.problems = drafts_of(objects, name, session.readers)
    return session.finish()


@contextmanager
def no_collection() -> Iterator[None]:
    """Millions of cells are made and kept, without cycles among them: to look for garbage again and again while they
    grow takes longer than to read them.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Session:
    """The files of one reading: all added, then prepared, then the people closed, in parts if they are many."""

    def __init__(self, readers: Readers) -> None:
        self.readers = readers
        self.problems: list[Problem] = []
        self.drafts: list[Draft] = []
        self.tables: list[Table] = []
        self.records: list[RecordSheet] = []
        self.files: list[str] = []
        self._ids = Ids()
        self._files_of_people: set[str] = set()
        self._first: dict[str, Place] = {}
        self._either: list[tuple[RecordSheet, Header[Target]]] = []
        self._lists = [f for f in readers.vocabulary.fields.values() if f.type.kind is Kind.LIST and not f.derived]

    def add(self, path: Path) -> None:
        """Read one file."""
        file = str(path)
        self.files.append(file)
        if problem := unfit(path):
            self.problems.append(problem)
            return
        extension = path.suffix.lower()
        try:
            if extension in JSON + YAML:
                read_objects = read_json if extension in JSON else read_yaml
                drafts, problems = read_objects(path, file, self.readers)
                self.drafts += drafts
                self.problems += problems
            else:
                grids, problems = (
                    read_workbook(path, file) if extension in WORKBOOKS else read_delimited(path, file, self.rank)
                )
                self.problems += problems
                self._sort(file, grids, quiet=errors_in(problems))
        except OSError as error:
            self.problems.append(Problem(codes.UNREADABLE, Place(file), {"reason": error.strerror or error}))

    def rank(self, grid: Grid) -> int:
        """How many headings of a table are known."""
        people = find_header(grid, self.readers.headings.target)
        lists = [self._record_header(grid, of) for of in (*self._lists, None)]
        return max((len(h.known) for h in (people, *lists) if h), default=0)

    def header_of_people(self, grid: Grid) -> Header[Target] | None:
        """The header of a table of people and nothing else."""
        people = find_header(grid, self.readers.headings.target)
        return people if people and len(people.known) >= _ENOUGH and not self._record_sheet(grid, people) else None

    def _sort(self, file: str, grids: Sequence[Grid], *, quiet: bool) -> None:
        """Read each sheet as people, records or recorded judgements. ``quiet``: the file has had an error already."""
        read_any = False
        for grid in (without_answers(g) for g in grids if not is_unread(g)):
            if grid.hidden:
                self.problems.append(Problem(codes.HIDDEN_SHEET, grid.place()))
            if not grid.rows:
                self.problems.append(Problem(codes.EMPTY_SHEET, grid.place()))
                continue
            people = find_header(grid, self.readers.headings.target)
            records = self._record_sheet(grid, people)
            if records:
                self.records.append(records)
                if people and len(people.known) >= _ENOUGH:
                    self._either.append((records, people))
            elif people and len(people.known) >= _ENOUGH:
                self._people(grid, people)
            else:
                named = next((f for f in self._lists if names_list(f, grid.title)), None)
                key = self.readers.vocabulary.key
                values = {"list": named.label, "key": key.label if key else "—"} if named else {}
                code = codes.LIST_WITHOUT_ID if named else codes.SHEET_NOT_READ
                self.problems.append(Problem(code, grid.place(), values))
                continue
            read_any = True
        if not read_any and not quiet:
            known = ", ".join(self.readers.headings.known[:8])
            self.problems.append(Problem(codes.NO_PEOPLE, Place(file), {"known": known}))

    def _people(self, grid: Grid, header: Header[Target]) -> None:
        sheet = PeopleSheet(grid, header, self.readers)
        found = sheet.read()
        self.problems += sheet.problems
        if not found and not errors_in(sheet.problems):
            self.problems.append(Problem(codes.NO_CASES, grid.place()))
        self.drafts += found
        self.tables.append(Table(grid.file, grid.sheet, tuple(c.title for c in header.columns), sheet.table(found)))

    def _record_sheet(self, grid: Grid, people: Header[Target] | None) -> RecordSheet | None:
        """The sheet as one of records, if it is that rather than one of people."""
        own = [c for c in people.known if c.meaning and not c.meaning.list] if people else []
        best: tuple[tuple[bool, int], Header[Field], Field | None] | None = None
        for of in (*self._lists, None):
            header = self._record_header(grid, of)
            if header is None:
                continue
            named = of is not None and names_list(of, grid.title)
            rank = (named, len(header.known))
            if (named or len(header.known) > len(own)) and (best is None or rank > best[0]):
                best = rank, header, of
        return RecordSheet(grid, best[1], best[2], self.readers) if best else None

    def _record_header(self, grid: Grid, of: Field | None) -> Header[Field] | None:
        """The header of a sheet of records: the id, and a field of theirs (of judgements: which, and the answer)."""
        key = self.readers.vocabulary.key
        if key is None:
            return None
        header = find_header(grid, columns_of(of.type.fields if of else RECORD, key))
        names = {c.meaning.name for c in header.known if c.meaning} if header else set()
        wanted = {key.name} if of else {key.name, REQUIREMENT.name, ANSWER.name}
        return header if wanted <= names and len(names) > 1 else None

    def finish(self) -> Reading:
        """Close all cases."""
        self.settle()
        ids = Ids()
        ids.add(draft.key for draft in self.drafts)
        self.prepare(ids, self.files_of_people())
        cases = self.close(self.drafts)
        return Reading(cases, in_order(self.problems, self.files), tuple(self.tables), self.tables_of_records())

    def settle(self) -> None:
        """The id and one list's columns: with nobody to belong to, they are the people."""
        if not self.drafts:
            for sheet, header in self._either:
                self.records.remove(sheet)
                self._people(sheet.grid, header)

    def prepare(self, ids: Ids, files: set[str]) -> None:
        """Find out whom the rows of other sheets are about. ``ids``: of all people there are; ``files``: theirs."""
        self._ids, self._files_of_people = ids, files
        for sheet in self.records:
            own = Ids()
            if sheet.grid.file in files:
                own.add(draft.key for draft in self._people_of(sheet, self.drafts))
            sheet.resolve(own if sheet.grid.file in files else ids)
            self._drain(sheet)
        self._tell_caseless(files)

    def close(self, drafts: Sequence[Draft]) -> Cases:
        """Give people the rows of other sheets that name them, tell repeated ids, and close the cases."""
        attached = [(sheet, self._people_of(sheet, drafts)) for sheet in self.records]
        for sheet, people in attached:
            sheet.give(people)
        for sheet, people in attached:
            sheet.tell_none(people)
            self._drain(sheet)
        self._rename(drafts)
        return Cases(drafts)

    def tables_of_records(self) -> tuple[Table, ...]:
        """The sheets of records."""
        sheets = ((s.grid, s.header, s.table()) for s in self.records)
        return tuple(Table(g.file, g.sheet, tuple(c.title for c in h.columns), rows) for g, h, rows in sheets)

    def files_of_people(self) -> set[str]:
        """The files that have people."""
        return {draft.source.file for draft in self.drafts}

    def _people_of(self, sheet: RecordSheet, drafts: Sequence[Draft]) -> Sequence[Draft]:
        """Those a sheet is about: of its own file if that has any."""
        file = sheet.grid.file
        return [d for d in drafts if d.source.file == file] if file in self._files_of_people else drafts

    def _drain(self, sheet: RecordSheet) -> None:
        self.problems += sheet.problems
        sheet.problems.clear()

    def _tell_caseless(self, files: set[str]) -> None:
        """Name each file without cases, unless it is told already, or its records belong to the people of others."""
        told = {p.place.file for p in self.problems if p.place and (p.code is codes.NO_CASES or errors_in([p]))}
        helping = {sheet.grid.file for sheet in self.records} if files else set()
        for file in dict.fromkeys(self.files):
            if file not in files | told | helping:
                self.problems.append(Problem(codes.NO_CASES, Place(file)))

    def _rename(self, drafts: Sequence[Draft]) -> None:
        """Two people of one id: both are cases; the second is "CB-12 (2)"."""
        taken, twice = self._ids.taken, self._ids.twice
        for draft in drafts:
            key = draft.key
            if key is not None and key not in twice:
                continue
            if key is not None and key not in self._first:
                self._first[key] = draft.place
                continue
            name, number = draft.id, 1
            while name in taken:
                number += 1
                name = f"{draft.id} ({number})"
            taken.add(name)
            if key is not None:
                field = self.readers.vocabulary.key
                masked = codes.MASKED if field and field.personal else None
                values = {"found": masked or key, "where": self._first[key], "name": masked or name}
                self.problems.append(Problem(codes.SAME_ID, draft.place, values))
            draft.id = name


def in_order(problems: Iterable[Problem], files: Iterable[str]) -> tuple[Problem, ...]:
    """Problems in the order of the files, sheet by sheet as met, by row and column in each."""
    problems = [*problems]
    ranks = {file: i for i, file in enumerate(dict.fromkeys(files))}
    sheets: dict[tuple[str, str | None], int] = {}
    for problem in problems:
        if problem.place:
            sheets.setdefault((problem.place.file, problem.place.sheet), len(sheets))

    def order(problem: Problem) -> tuple[int, int, int, int]:
        place = problem.place
        if place is None:
            return (-1, 0, 0, 0)
        return ranks[place.file], sheets[place.file, place.sheet], place.line or 0, place.column or 0

    return tuple(sorted(problems, key=order))


def unfit(path: Path, *, any_size: bool = False) -> Problem | None:
    """Why a path cannot be a file of cases."""
    wanted = ", ".join(EXTENSIONS)
    place = Place(str(path))
    try:
        if path.is_dir():
            return Problem(codes.FOLDER, place, {"wanted": wanted})
        if not is_regular(path):
            return Problem(codes.NOT_REGULAR, place)
        size = path.stat().st_size
    except FileNotFoundError:
        return Problem(codes.NO_FILE, place)
    except (OSError, ValueError) as error:
        return Problem(codes.UNREADABLE, place, {"reason": getattr(error, "strerror", None) or error})
    extension = path.suffix.lower()
    if extension not in EXTENSIONS:
        return Problem(codes.UNKNOWN_EXTENSION, place, {"found": path.suffix or path.name, "wanted": wanted})
    if size == 0:
        return Problem(codes.EMPTY, place)
    if size > _most_bytes(extension) and not any_size:
        return Problem(codes.TOO_LARGE, place, {"size": f"{size >> 20} MiB"})
    return None


def _most_bytes(extension: str) -> int:
    """Of a file that is read whole."""
    if extension in WORKBOOKS:
        return LIMITS.workbook_bytes
    return LIMITS.json_bytes if extension == JSON[0] else LIMITS.text_bytes
