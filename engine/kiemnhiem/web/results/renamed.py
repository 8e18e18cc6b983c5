"""What was read of an upload, under the name that its owner gave it: nobody sees where the server keeps it."""

from __future__ import annotations

from dataclasses import replace

from kiemnhiem.cases import Reading
from kiemnhiem.cases.case import Case
from kiemnhiem.cases.reading import Table
from kiemnhiem.problem import Place, Problem


def renamed(reading: Reading, path: str, name: str) -> Reading:
    """The reading of ``path``, whose cases, tables and problems stand in ``name``."""

    def case(of: Case) -> Case:
        return replace(of, origin=replace(of.origin, file=name)) if of.origin and of.origin.file == path else of

    def table(of: Table) -> Table:
        return replace(of, file=name) if of.file == path else of

    return Reading(
        tuple(map(case, reading.cases)),
        tuple(problem_renamed(p, path, name) for p in reading.problems),
        tuple(map(table, reading.tables)),
        tuple(map(table, reading.records)),
    )


def problem_renamed(problem: Problem, path: str, name: str) -> Problem:
    """A problem of ``path`` as one of ``name``."""

    def place(of: object) -> object:
        return replace(of, file=name) if isinstance(of, Place) and of.file == path else of

    where = place(problem.place)
    return replace(
        problem,
        place=where if isinstance(where, Place) else None,
        values={key: place(value) for key, value in problem.values.items()},
    )
