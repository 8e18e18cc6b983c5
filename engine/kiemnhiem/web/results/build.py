"""Screen an uploaded file into a file of results: decided in columns, explained when somebody looks."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from kiemnhiem.cases import Reading, read
from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.cases.headings import Headings
from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.evaluate.columnar.frames import frames_of
from kiemnhiem.evaluate.columnar.screening import Screening, Waits
from kiemnhiem.evaluate.columnar.table import NOT_MET, SEPARATOR, UNKNOWN, VERDICT
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.types import Kind, Vocabulary
from kiemnhiem.problem import Problem, unaccented
from kiemnhiem.report import place as positions
from kiemnhiem.trust.answers import answers_digest
from kiemnhiem.trust.receipt import Receipt
from kiemnhiem.trust.seal import Seal
from kiemnhiem.web.jobs.order import Order, Tell
from kiemnhiem.web.results import facts as kept
from kiemnhiem.web.results import order as vietnamese
from kiemnhiem.web.results.index import ABOUT, CASE, FACTS, MARK, PROBLEM, RANKS, Mark, writing
from kiemnhiem.web.results.indicators import counted
from kiemnhiem.web.results.renamed import renamed

#: Cases decided at a time.
_BATCH = 20_000
_OTHER_LIBRARY = Text(
    "Tệp chính sách đã thay đổi từ khi máy chủ khởi động. Xin khởi động lại máy chủ rồi xét lại.",
    "The policies' files have changed since the server started. Please restart it, then screen again.",
)


def screen(order: Order, tell: Tell) -> dict[str, Any]:
    """Decide every case of the upload and keep the results. Gives the figures and the receipt.

    :raises InputError: where the file holds no cases.
    """
    tell("reading", 0, 0)
    library = library_of(order)
    seal = seal_of(order, "auto")
    reading = reading_of(order, library)
    programs = programs_of(order, library, reading)
    screening, counts, cases = Screening(programs, blockers=True), Counts(), reading.cases
    noted = seal.tables(screening.columns)
    with writing(order.results) as db:
        names = _Names(library, library.vocabularies[order.subject], order)
        for start in range(0, len(cases), _BATCH):
            tell("deciding", start, len(cases))
            batch = cases[start : start + _BATCH]
            waits: Waits = {}
            found, figures = screening.screened(frames_of(batch, screening.reads), waits)
            counts.add(figures)
            verdicts: list[str] = found[VERDICT].to_list()
            db.executemany(CASE, (names.row(start + i, case, verdicts[i]) for i, case in enumerate(batch)))
            db.executemany(FACTS, (_facts(start + i, case) for i, case in enumerate(batch)))
            db.executemany(MARK, _marks(start, found, waits))
            noted.add(found.insert_column(0, pl.Series("case", [case.id for case in batch])))
        tell("saving", len(cases), len(cases))
        db.executemany(PROBLEM, map(_problem, reading.problems))
        _note(db, reading, programs.whole, order)
    figures_told = {verdict.value: number for verdict, number in counts.verdicts.items()}
    return {"figures": figures_told, "receipt": receipt_of(order, seal, programs.whole, "polars").object(made=True)}


def library_of(order: Order) -> Library:
    """The policies, as the server has them.

    :raises KiemnhiemError: where their files have changed since it started.
    """
    library, _ = load_library(order.library or shipped_library())
    if order.digest and library.digest != order.digest:
        raise KiemnhiemError(_OTHER_LIBRARY)
    return library


def reading_of(order: Order, library: Library) -> Reading:
    """The upload's cases under the name that its owner gave it, with what was answered at the desk."""
    reading = renamed(read([order.path], library, order.subject, order.headings), str(order.path), order.name)
    if not order.answers:
        return reading
    return replace(reading, cases=tuple(answered(case, order.answers.get(case.id, {})) for case in reading.cases))


def seal_of(order: Order, engine: str) -> Seal:
    """What makes the receipt: as that of ``kiemnhiem screen``, so that ``replay`` can do the run again."""
    said = {"engine": engine, "lang": order.lang, "blockers": False}
    if order.headings:
        said["headings"] = dict(sorted(order.headings.items()))
    seal = Seal("screen", order.place, order.subject, order.policies, options=said)
    seal.answers = answers_of(order, order.answers)
    seal.read([order.path])
    return seal


def answers_of(order: Order, cases: Iterable[str]) -> str | None:
    """The digest of what was answered at the desk of some cases."""
    return answers_digest(answered(Case(id_, {}), order.answers.get(id_, {})) for id_ in cases)


def receipt_of(order: Order, seal: Seal, program: Program, engine: str) -> Receipt:
    """The receipt; the file has the name that its owner gave it."""
    receipt = seal.receipt(program, engine)
    return replace(receipt, inputs=tuple(replace(of, name=order.name) for of in receipt.inputs))


def answered(case: Case, answers: Mapping[str, tuple[bool | None, str, str]]) -> Case:
    """A case with judgements answered at the desk."""
    if not answers:
        return case
    given = {fact: Recorded(answer, by, date.fromisoformat(on)) for fact, (answer, by, on) in answers.items()}
    return replace(case, judgements={**case.judgements, **given})


def programs_of(order: Order, library: Library, reading: Reading) -> Programs:
    """What the cases are asked."""
    return Programs(
        library, order.day, order.policies, order.subject, order.place, (case.facts for case in reading.cases)
    )


class _Names:
    """What cases are listed by. A person's name is the first personal text of the vocabulary; the area what rows of
    units say, else the library's name of the place.
    """

    def __init__(self, library: Library, vocabulary: Vocabulary, order: Order) -> None:
        self._library, self._vocabulary, self._order = library, vocabulary, order
        fields = vocabulary.fields.values()
        self._name = next((f.name for f in fields if f.personal and f.type.kind is Kind.TEXT), None)
        self._section = next((f.name for f in fields if f.section), None)

    def row(self, number: int, case: Case, verdict: str) -> tuple[Any, ...]:
        """A row of ``cases``."""
        name = str(case.fact(self._name) or "") if self._name else ""
        place = self._order.place or self._vocabulary.place_of(case.facts)
        area = str(case.fact(self._section) or "") if self._section else ""
        if not area and place is not None:
            area = self._library.localities[place].label[Lang.VI]
        origin = case.origin
        return (
            number, case.id, vietnamese.key(case.id), name, vietnamese.name_key(name), unaccented(case.id),
            unaccented(f"{case.id} {name} {area}"), place, area, vietnamese.key(area), verdict, RANKS[verdict],
            origin.file if origin else None, origin.sheet if origin else None, origin.row if origin else None,
        )  # fmt: skip


def _facts(number: int, case: Case) -> tuple[int, str, str]:
    """A row of ``facts``."""
    facts, answers = kept.to_json(case.facts), kept.answers_to_json(case.judgements)
    return number, json.dumps(facts, ensure_ascii=False), json.dumps(answers, ensure_ascii=False)


def _marks(start: int, found: pl.DataFrame, waits: Waits) -> Iterator[tuple[str, str, int]]:
    """Rows of ``marks``."""
    for mark, column in ((Mark.NOT_MET, NOT_MET), (Mark.UNKNOWN, UNKNOWN)):
        for i, names in enumerate(found[column].to_list()):
            for name in names.split(SEPARATOR) if names else ():
                yield mark.value, name, start + i
    for name, parts in waits.items():
        mark = Mark.JUDGEMENT if "#" in name else Mark.MISSING
        for rows in parts:
            for i in rows.to_list():
                yield mark.value, name, start + i


def _problem(problem: Problem) -> tuple[Any, ...]:
    where = positions.parts(problem.place)
    words = problem.words(Lang.VI), problem.words(Lang.EN)
    return problem.code.id, problem.severity.value, where.sheet, where.row, where.column, *words


def _note(db: sqlite3.Connection, reading: Reading, program: Program, order: Order) -> None:
    """What pages tell of the whole: the headings by what they feed; numbers of problems by severity; indicators."""
    library = program.library
    headings = Headings(library.vocabularies[order.subject], library, order.headings)
    columns = [heading for table in reading.tables for heading in table.headings if heading]
    about: dict[str, Any] = {
        "headings": [{"heading": h, "field": _field(headings, h)} for h in dict.fromkeys(columns)],
        "problems": Counter(p.severity.value for p in reading.problems),
        "cases": len(reading.cases),
        "indicators": counted(reading.cases, program, order.place),
    }
    db.executemany(ABOUT, [(k, json.dumps(v, ensure_ascii=False)) for k, v in about.items()])


def _field(headings: Headings, heading: str) -> str | None:
    """The name of what a column feeds."""
    target = headings.target(heading)
    return target.name if target else None
