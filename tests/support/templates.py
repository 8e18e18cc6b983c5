"""Templates filled in: made-up people, every column, every kind of cell a column allows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import load_workbook

from kiemnhiem.policy.model import Policy
from kiemnhiem.policy.types import Kind
from kiemnhiem.report.template import Plan
from kiemnhiem.report.template.plan import Column, Sheet

DATES = ("31/12/1975", "05/06/1990", "12/1975", "1988")
PEOPLE = 5


def day_of(policy: Policy) -> str:
    """A day on which a policy is in force."""
    until, start = policy.period.until, policy.period.start
    day = until or (max(start.isoformat(), "2025-03-01") if start else "2025-03-01")
    return str(day)


def cells_of(plan: Plan, seed: str) -> Iterator[tuple[str, int, int, str | int]]:
    """Sheet, row and column (from 1) and what is written there. Some cells stay empty, as they do in offices."""
    rng = Random(seed)
    ids = [f"00{number}" for number in range(1, PEOPLE + 1)]
    for row, id_ in enumerate(ids, 2):
        yield from _row(plan.people, row, id_, rng, often=0.8)
    for sheet in plan.sheets[1:]:
        if sheet is plan.answers:
            questions = sheet.columns[1].choices
            rows = [(id_, question) for id_ in ids for question in questions if rng.random() < 0.8]
            for row, (id_, question) in enumerate(rows, 2):
                yield from _row(sheet, row, id_, rng, often=1, second=question)
        else:
            for row, id_ in enumerate(rng.sample(ids, 3), 2):
                yield from _row(sheet, row, id_, rng, often=0.7, second=_value(sheet.columns[1], rng))


def fill(path: Path, plan: Plan, seed: str) -> dict[str, int]:
    """Write into a template; gives how many facts of the people each person's row tells."""
    book = load_workbook(path)
    told: dict[str, int] = {}
    for title, row, column, value in cells_of(plan, seed):
        cell = book[title].cell(row, column, value)
        if title == plan.people.title:
            told[str(book[title].cell(row, 1).value)] = told.get(str(book[title].cell(row, 1).value), 0) + 1
        assert not isinstance(value, str) or cell.data_type == "s"
    book.save(path)
    return told


def _row(
    sheet: Sheet, row: int, id_: str, rng: Random, often: float, second: str | int | None = None
) -> Iterator[tuple[str, int, int, str | int]]:
    yield sheet.title, row, 1, id_
    says_none = (
        sheet.of is not None and sheet.of.cells.get(str(second)) == () and second == sheet.columns[1].choices[-1]
    )
    for index, column in enumerate(sheet.columns[1:], 2):
        if index == 2 and second is not None:
            yield sheet.title, row, index, second
        elif not says_none and rng.random() < often:
            yield sheet.title, row, index, _value(column, rng)


def _value(column: Column, rng: Random) -> str | int:
    field: Any = column.field
    if column.choices:
        return rng.choice(column.choices)
    if field.type.kind is Kind.DATE:
        return rng.choice(DATES)
    if field.type.kind in (Kind.INTEGER, Kind.NUMBER):
        return int(field.least or 0) + rng.randint(0, 9)
    return f"Mẫu {rng.randint(1, 9)}"
