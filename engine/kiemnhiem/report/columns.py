"""The officer's own columns, to stand before the answer: as they were read, in their order, with their headings."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from kiemnhiem.cases import Table
from kiemnhiem.cases.case import Case, Origin
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.types import Field
from kiemnhiem.report import words
from kiemnhiem.report.run import Run

#: A table's name within a run: file and sheet.
Key = tuple[str, str | None]

_SOURCE = Text("Nguồn", "Source")


@dataclass(frozen=True)
class Columns:
    """Headings, and the cells that a case has under them. ``title``: what the sheet or file calls itself."""

    title: str
    headings: tuple[str, ...]
    cells: Callable[[Case], Sequence[object]]


def key_of(table: Table) -> Key:
    """Its file and sheet."""
    return table.file, table.sheet


def case_key(case: Case, tables: Container[Key | None]) -> Key | None:
    """Which of the tables a case was read from; ``None`` for a case of a file that is no table."""
    key = (case.origin.file, case.origin.sheet) if case.origin else None
    return key if key in tables else None


def separate(run: Run) -> dict[Key | None, Columns]:
    """The columns of each table; under ``None`` those of cases that have no table: their name."""
    label = _id_label(run)
    found: dict[Key | None, Columns] = {None: Columns(words.RESULTS[run.lang], (label,), lambda case: (case.id,))}
    for table in run.reading.tables:
        found[key_of(table)] = _of_table(table, _section(table, run), run.lang)
    return found


def united(run: Run) -> Columns:
    """One set of columns for every case: the only table's own; of several, all their headings, after where a case was
    read and what it is called.
    """
    by_table = separate(run)
    tables = [by_table[key_of(table)] for table in run.reading.tables]
    keys = {case_key(case, by_table) for case in run.reading.cases}
    if not tables or keys == {None}:
        return by_table[None]
    if len(tables) == 1 and None not in keys:
        return tables[0]
    slots = list(dict.fromkeys(slot for columns in tables for slot in _slots(columns)))
    own = {key: [slots.index(slot) for slot in _slots(by_table[key])] for key in by_table if key is not None}

    def cells(case: Case) -> list[object]:
        row: list[object] = [None] * len(slots)
        key = case_key(case, by_table)
        if key is not None:
            for slot, cell in zip(own[key], by_table[key].cells(case), strict=True):
                row[slot] = cell
        return [_origin(case.origin), case.id, *row]

    headings = (_SOURCE[run.lang], _id_label(run), *(heading for heading, _ in slots))
    return Columns(words.RESULTS[run.lang], headings, cells)


def _of_table(table: Table, section: Field | None, lang: Lang) -> Columns:
    """The table's used columns; and last, what unit-name rows between people said, where it has no column for that."""
    used = (len(_trimmed(row)) for row in (table.headings, *table.rows.values()))
    width = max(used, default=0)
    headings = [str(heading or "") for heading in _filled(table.headings, width)]

    def cells(case: Case) -> Sequence[object]:
        row = table.rows.get(case.origin.row or 0, ()) if case.origin else ()
        own = _filled(row, width)
        return [*own, case.fact(section.name)] if section else own

    if section:
        headings.append(section.label[lang])
    return Columns(table.sheet or PurePath(table.file).stem, tuple(headings), cells)


def _trimmed(row: Sequence[object]) -> Sequence[object]:
    """Without the empty cells at its end."""
    width = len(row)
    while width and row[width - 1] in {None, ""}:
        width -= 1
    return row[:width]


def _filled(row: Sequence[object], width: int) -> list[object]:
    """Exactly ``width`` cells."""
    return [*row[:width], *[None] * (width - len(row))]


def _section(table: Table, run: Run) -> Field | None:
    """The field that unit-name rows fill, if some case of the table has it and no column of the table is named so."""
    section = next((field for field in run.program.vocabulary.fields.values() if field.section), None)
    if section is None:
        return None
    names = {name.casefold() for name in (section.name, section.label.vi, section.label.en, *section.headings)}
    if any(heading.strip().casefold() in names for heading in table.headings):
        return None
    filled = (isinstance(case.fact(section.name), str) for case in run.reading.cases if _is_of(case, table))
    return section if any(filled) else None


def _is_of(case: Case, table: Table) -> bool:
    return case.origin is not None and (case.origin.file, case.origin.sheet) == key_of(table)


def _slots(columns: Columns) -> Iterator[tuple[str, int]]:
    """Each heading with how many of the same name stand before it."""
    seen: dict[str, int] = {}
    for heading in columns.headings:
        seen[heading] = seen.get(heading, -1) + 1
        yield heading, seen[heading]


def _id_label(run: Run) -> str:
    key = run.program.vocabulary.key
    return (key.label if key else words.CASE_ID)[run.lang]


def _origin(origin: Origin | None) -> str | None:
    if origin is None:
        return None
    sheet = f" [{origin.sheet}]" if origin.sheet else ""
    return f"{origin.file}{sheet}"
