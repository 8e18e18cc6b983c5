"""What ``screen`` is asked, and ``replay`` asks again: one question, one way to answer it."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from kiemnhiem.cases import Reading, read
from kiemnhiem.cases.closed import Cases
from kiemnhiem.cases.headings import ByHand
from kiemnhiem.cases.reading import no_collection
from kiemnhiem.cli import ahead, options, sources
from kiemnhiem.cli.database import screen_database
from kiemnhiem.cli.screening import Choice, screen_cases
from kiemnhiem.cli.streamed import is_streamed, screen_stream
from kiemnhiem.evaluate.engines import Name
from kiemnhiem.language import Lang
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Summary
from kiemnhiem.trust.answers import Held, held_digest, with_held
from kiemnhiem.trust.seal import Seal

SCREEN, CHECK = "screen", "check"


@dataclass(frozen=True)
class Database:
    """A table of a database, or what a query gives; ``lists``: ``LIST=TABLE``; ``into``: the table of results."""

    table: str | None
    query: str | None
    lists: tuple[str, ...]
    into: str | None


@dataclass(frozen=True)
class Question:
    """What is asked of which cases. ``cases``: the ids of those that are meant, all where none is. ``headings``: those
    mapped by hand. ``answers``: judgements recorded apart from the files.
    """

    inputs: tuple[str, ...]
    as_of: date
    subject: str
    asked: tuple[str, ...] = ()
    place: str | None = None
    choice: Choice = field(default_factory=lambda: Choice(Name.AUTO))
    lang: Lang = Lang.VI
    blockers: bool = False
    cases: tuple[str, ...] = ()
    database: Database | None = None
    headings: ByHand = field(default_factory=lambda: ByHand({}))
    show_personal: bool = False
    answers: Held = field(default_factory=dict)

    def seal(self, command: str = SCREEN) -> Seal:
        """What makes the receipt."""
        told = None
        if self.database:
            told = {"table": self.database.table, "query": self.database.query, "lists": list(self.database.lists)}
        said: dict[str, Any] = {"engine": self.choice.name.value, "lang": self.lang.value, "blockers": self.blockers}
        said |= recorded(self.headings, show_personal=self.show_personal)
        answers = held_digest(self.answers)
        return Seal(command, self.place, self.subject, self.asked, self.cases, told, said, answers)

    def answered(
        self, library: Library, outputs: Sequence[Path], seal: Seal, *, resume: bool = False
    ) -> tuple[Summary, Run]:
        """Decide, write what was asked for, and count; then the seal has its receipt."""
        files, database = sources.files_of(self.inputs), sources.is_database(self.inputs[0])
        columnar = not database and sources.are_columnar(files)
        for path in outputs:
            sources.check_output(path, files, tables_too=columnar)
        if resume:
            sources.check_resume(outputs)
        programs = self._programs(library)  # wrong use is told before files are read
        if database:
            self.choice.for_database()
            of = self.database or Database(None, None, (), None)
            return screen_database(
                self.inputs[0], of.table, of.query, of.lists, of.into, programs, self.lang, seal,
                blockers=self.blockers, headings=self.headings,
            )  # fmt: skip
        seal.read(files)
        if columnar:
            from kiemnhiem.cli.tables import screen_tables  # noqa: PLC0415 - needs Polars

            return screen_tables(
                files, programs, self.subject, self.choice, outputs, self.lang, seal, self.blockers, resume=resume,
                headings=self.headings,
            )  # fmt: skip
        if not self.cases and not self.answers and is_streamed(files, self.choice, outputs):
            return screen_stream(
                files, programs, self._programs(library), self.subject, self.choice, outputs, self.lang, seal,
                blockers=self.blockers, headings=self.headings,
            )  # fmt: skip
        ahead.meanwhile()
        with no_collection():
            reading = self._chosen(read(files, library, self.subject, self.headings), library)
            gc.freeze()  # it is kept to the end: to look for garbage in it again and again takes longer than to read it
        programs, seal.judged = self._programs(library, reading), reading.cases
        return screen_cases(
            reading, programs, self.choice, outputs, files, self.lang, seal, blockers=self.blockers,
            show_personal=self.show_personal,
        )  # fmt: skip

    def _programs(self, library: Library, reading: Reading | None = None) -> Programs:
        facts = Cases.of(reading.cases).places(library.vocabularies[self.subject]) if reading else ()
        return Programs(library, self.as_of, self.asked, self.subject, self.place, facts)

    def _chosen(self, reading: Reading, library: Library) -> Reading:
        if not self.cases and not self.answers:
            return reading
        chosen = options.chosen(reading.cases, self.cases, library.vocabularies[self.subject])
        return replace(reading, cases=tuple(with_held(case, self.answers) for case in chosen))


def recorded(headings: ByHand, *, show_personal: bool) -> dict[str, Any]:
    """What the options of a receipt say only where it is so."""
    said: dict[str, Any] = {"headings": dict(sorted(headings.items()))} if headings else {}
    return {**said, "show_personal": True} if show_personal else said
