"""One screening's results as a file: cases in their order with what pages list them by, and what was met in reading.

``cases``: one row a case, narrow, so that every list is quick; ``facts``: what is known of it. ``marks``: by case, the
requirements that are not met and unknown (``policy#requirement``), the facts and the judgements that it waits for.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kiemnhiem.cases.case import Case, Origin
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.problem import unaccented
from kiemnhiem.web.results import facts as kept


class Mark(StrEnum):
    """What a case is listed by besides its verdict."""

    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    MISSING = "missing"
    JUDGEMENT = "judgement"


class Sort(StrEnum):
    """What a list is sorted by; its direction is apart."""

    ROW = "number"
    ID = "id_key"
    NAME = "name_key"
    AREA = "area_key"
    VERDICT = "verdict_rank"


_SCHEMA = """
CREATE TABLE cases (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, id_key TEXT NOT NULL, name TEXT NOT NULL,
    name_key TEXT NOT NULL, search TEXT NOT NULL, named TEXT NOT NULL, place TEXT, area TEXT NOT NULL,
    area_key TEXT NOT NULL, verdict TEXT NOT NULL, verdict_rank INTEGER NOT NULL, file TEXT, sheet TEXT, row INTEGER
);
CREATE TABLE facts (number INTEGER PRIMARY KEY, facts TEXT NOT NULL, judgements TEXT NOT NULL);
CREATE TABLE marks (
    kind TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (kind, name, number)
) WITHOUT ROWID;
CREATE TABLE problems (
    code TEXT NOT NULL, severity TEXT NOT NULL, sheet TEXT, row INTEGER, "column" TEXT,
    vi TEXT NOT NULL, en TEXT NOT NULL
);
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_INDICES = """
CREATE INDEX cases_verdict ON cases (verdict_rank); CREATE INDEX cases_name ON cases (name_key);
CREATE INDEX cases_area ON cases (area_key); CREATE INDEX cases_id ON cases (id_key);
CREATE INDEX cases_place ON cases (place, verdict); CREATE INDEX cases_in_area ON cases (area, verdict);
CREATE INDEX marks_number ON marks (number); CREATE INDEX problems_severity ON problems (severity);
"""
CASE = "INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
FACTS = "INSERT INTO facts VALUES (?, ?, ?)"
MARK = "INSERT OR IGNORE INTO marks VALUES (?, ?, ?)"
PROBLEM = "INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?)"
ABOUT = "INSERT INTO about VALUES (?, ?)"
#: Bytes of a file that are read where the system keeps them.
_MAPPED = 1 << 30
#: Verdicts by their order in lists.
RANKS = {verdict.value: i for i, verdict in enumerate(Verdict)}


@dataclass(frozen=True)
class Row:
    """A case as lists show it. ``place``: the library's place it belongs to; ``area``: the officer's own words for
    where that is. ``marks``: the names by kind.
    """

    number: int
    id: str
    name: str
    place: str | None
    area: str
    verdict: Verdict
    marks: Mapping[Mark, Sequence[str]]


@dataclass(frozen=True)
class Filter:
    """Which cases to list. ``words``: to find in the id, and where names are shown (``by_name``) in name and area,
    diacritics left out. ``places``: whose cases may be seen at all; ``None``: everybody's.
    """

    places: frozenset[str] | None = None
    verdict: Verdict | None = None
    area: str | None = None
    not_met: str | None = None
    unknown: str | None = None
    missing: str | None = None
    judgement: str | None = None
    words: str = ""
    by_name: bool = True

    def where(self) -> tuple[str, list[Any]]:
        """An SQL condition on ``cases`` with its values."""
        terms: list[str] = ["1"]
        values: list[Any] = []
        if self.places is not None:
            terms.append(f"place IN ({','.join('?' * len(self.places))})")
            values += sorted(self.places)
        if self.verdict is not None:
            terms.append("verdict_rank = ?")
            values.append(RANKS[self.verdict.value])
        if self.area is not None:
            terms.append("area = ?")
            values.append(self.area)
        for mark in Mark:
            name = getattr(self, mark.value)
            if name is not None:
                terms.append("EXISTS (SELECT 1 FROM marks m WHERE (m.kind, m.name, m.number) = (?, ?, cases.number))")
                values += [mark.value, name]
        for word in unaccented(self.words).split():
            terms.append(f"instr({'named' if self.by_name else 'search'}, ?)")
            values.append(word)
        return " AND ".join(terms), values


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A new file of results, to be filled by the statements :data:`CASE` and others; it takes its name when whole."""
    partial = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with closing(sqlite3.connect(partial, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("PRAGMA synchronous = OFF")
            db.executescript(_SCHEMA)
            db.execute("BEGIN")
            yield db
            db.execute("COMMIT")
            db.executescript(_INDICES + "ANALYZE;")
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


class Results:
    """An open file of results."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=rw", uri=True, timeout=30)) as db:
            db.row_factory = sqlite3.Row
            db.execute(f"PRAGMA mmap_size = {_MAPPED}")
            yield db

    def count(self, wanted: Filter) -> int:
        """How many cases a filter lets through."""
        where, values = wanted.where()
        with self._open() as db:
            return int(db.execute(f"SELECT count(*) FROM cases WHERE {where}", values).fetchone()[0])  # noqa: S608 - our words

    def rows(
        self, wanted: Filter, sort: Sort = Sort.ROW, *, down: bool = False, start: int = 0, limit: int = 50
    ) -> list[Row]:
        """Some of the cases that a filter lets through."""
        where, values = wanted.where()
        way = "DESC" if down else "ASC"
        asked = f"SELECT * FROM cases WHERE {where} ORDER BY {sort.value} {way}, number {way} LIMIT ? OFFSET ?"  # noqa: S608 - as above
        with self._open() as db:
            found = db.execute(asked, [*values, limit, start]).fetchall()
            marks = _marks(db, [r["number"] for r in found])
        return [_row(r, marks.get(r["number"], {})) for r in found]

    def neighbours(self, wanted: Filter, number: int) -> tuple[str | None, str | None]:
        """The ids of the cases before and after one, in the order of the file."""
        where, values = wanted.where()
        with self._open() as db:
            before = db.execute(
                f"SELECT id FROM cases WHERE {where} AND number < ? ORDER BY number DESC LIMIT 1",  # noqa: S608 - as above
                [*values, number],
            ).fetchone()
            after = db.execute(
                f"SELECT id FROM cases WHERE {where} AND number > ? ORDER BY number LIMIT 1",  # noqa: S608 - as above
                [*values, number],
            ).fetchone()
        return before and before[0], after and after[0]

    def case(self, id: str, places: frozenset[str] | None) -> tuple[Row, Case] | None:
        """A case by its id, if its place may be seen."""
        where, values = Filter(places).where()
        asked = f"SELECT * FROM cases JOIN facts USING (number) WHERE {where} AND id = ?"  # noqa: S608 - as above
        with self._open() as db:
            found = db.execute(asked, [*values, id]).fetchone()
            marks = _marks(db, [found["number"]]) if found else {}
        if found is None:
            return None
        origin = Origin(found["file"], found["sheet"], found["row"]) if found["file"] else None
        known = kept.from_json(json.loads(found["facts"]))
        answers = kept.answers_from_json(json.loads(found["judgements"]))
        return _row(found, marks.get(found["number"], {})), Case(id, known, answers, origin)

    def by_verdict(self, wanted: Filter) -> dict[Verdict, int]:
        """Numbers of cases by verdict."""
        found = dict(self._counts("verdict", wanted))
        return {verdict: found.get(verdict.value, 0) for verdict in Verdict}

    def by_area(self, wanted: Filter) -> dict[str, dict[Verdict, int]]:
        """Numbers of cases by verdict of each area, in Vietnamese order."""
        where, values = wanted.where()
        asked = f"SELECT area, verdict, count(*) FROM cases WHERE {where} GROUP BY area, verdict ORDER BY min(area_key)"  # noqa: S608 - as above
        areas: dict[str, dict[Verdict, int]] = {}
        with self._open() as db:
            for area, verdict, number in db.execute(asked, values):
                areas.setdefault(area, {})[Verdict(verdict)] = number
        return areas

    def by_place(self, wanted: Filter) -> dict[str | None, dict[Verdict, int]]:
        """Numbers of cases by verdict of each of the library's places."""
        where, values = wanted.where()
        asked = f"SELECT place, verdict, count(*) FROM cases WHERE {where} GROUP BY place, verdict"  # noqa: S608 - as above
        places: dict[str | None, dict[Verdict, int]] = {}
        with self._open() as db:
            for place, verdict, number in db.execute(asked, values):
                places.setdefault(place, {})[Verdict(verdict)] = number
        return places

    def by_mark(self, mark: Mark, wanted: Filter) -> list[tuple[str, int]]:
        """How many cases bear each name of a kind, most first."""
        where, values = wanted.where()
        among = "" if wanted == Filter() else f"AND number IN (SELECT number FROM cases WHERE {where})"  # noqa: S608 - our words
        asked = f"SELECT name, count(*) AS n FROM marks WHERE kind = ? {among} GROUP BY name ORDER BY n DESC, name"  # noqa: S608 - as above
        with self._open() as db:
            found = db.execute(asked, [mark.value, *(values if among else ())])
            return [(name, number) for name, number in found]

    def verdicts(self) -> Iterator[tuple[str, Verdict]]:
        """The verdict of every case by its id."""
        with self._open() as db:
            yield from ((id_, Verdict(verdict)) for id_, verdict in db.execute("SELECT id, verdict FROM cases"))

    def areas(self, wanted: Filter) -> list[tuple[str, int]]:
        """How many cases each area has, in Vietnamese order."""
        where, values = wanted.where()
        asked = f"SELECT area, count(*) FROM cases WHERE {where} AND area != '' GROUP BY area ORDER BY min(area_key)"  # noqa: S608 - as above
        with self._open() as db:
            return [(area, number) for area, number in db.execute(asked, values)]

    def problems(self, start: int = 0, limit: int = 200, severity: str | None = None) -> list[dict[str, Any]]:
        """What was met in reading, in the order of the file; of one severity only, if one is named."""
        where, values = ("", []) if severity is None else ("WHERE severity = ?", [severity])
        asked = f"SELECT * FROM problems {where} ORDER BY rowid LIMIT ? OFFSET ?"  # noqa: S608 - as above
        with self._open() as db:
            return [dict(r) for r in db.execute(asked, [*values, limit, start])]

    def about(self) -> dict[str, Any]:
        """What the job noted of the whole: see :mod:`kiemnhiem.web.results.build`."""
        with self._open() as db:
            return {name: json.loads(value) for name, value in db.execute("SELECT name, value FROM about")}

    def decide_again(self, number: int, verdict: Verdict, marks: Iterable[tuple[Mark, str]]) -> None:
        """A case's new verdict, after a judgement was answered."""
        with self._open() as db, db:
            db.execute(
                "UPDATE cases SET verdict = ?, verdict_rank = ? WHERE number = ?",
                (verdict.value, RANKS[verdict.value], number),
            )
            db.execute("DELETE FROM marks WHERE number = ?", (number,))
            db.executemany(
                "INSERT OR IGNORE INTO marks VALUES (?, ?, ?)", [(m.value, name, number) for m, name in marks]
            )

    def _counts(self, column: str, wanted: Filter) -> list[tuple[str, int]]:
        where, values = wanted.where()
        with self._open() as db:
            asked = f"SELECT {column}, count(*) FROM cases WHERE {where} GROUP BY {column}"  # noqa: S608 - as above
            return [(name, number) for name, number in db.execute(asked, values)]


def _marks(db: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, dict[Mark, list[str]]]:
    holes = ",".join("?" * len(numbers))
    found: dict[int, dict[Mark, list[str]]] = {}
    for number, kind, name in db.execute(f"SELECT number, kind, name FROM marks WHERE number IN ({holes})", numbers):  # noqa: S608 - as above
        found.setdefault(number, {}).setdefault(Mark(kind), []).append(name)
    return found


def _row(r: sqlite3.Row, marks: Mapping[Mark, Sequence[str]]) -> Row:
    return Row(r["number"], r["id"], r["name"], r["place"], r["area"], Verdict(r["verdict"]), marks)
