"""Rows of people with nothing unusual in them, read column by column: what a cell says is asked once.

What a distinct cell says is asked of the same readers that read a row in full. A row is left to be read in full when
one of its cells cannot be read or was taken for a date, or when two of its cells disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from kiemnhiem.cases.cells import Parsed
from kiemnhiem.cases.gathering import Gathering, Plain, split
from kiemnhiem.cases.grid import Column, Lines
from kiemnhiem.cases.records import ListColumns
from kiemnhiem.cases.rowreader import AnswerColumn, RowReader
from kiemnhiem.problem import Place

#: What a cell says: facts, or recorded answers, by name.
Said: TypeAlias = "tuple[tuple[str, Any], ...]"
#: Of a cell that is not plain. No field has this name.
_UNUSUAL: Said = (("", None),)


class _Told(NamedTuple):
    """What the cells of a column say, and of which facts."""

    said: Column
    names: frozenset[str]

    @classmethod
    def by(cls, cells: Column, ask: Callable[[Any], Said]) -> _Told:
        said: list[Said] = [()] * len(cells.cells)
        for code in cells.used():
            said[code] = ask(cells.cells[code])
        return cls(Column(said, cells.codes), frozenset(name for name, _ in chain.from_iterable(said)))


class PlainRows:
    """What rows say; ``unusual``: those that are to be read in full."""

    def __init__(self, facts: Sequence[_Told], answers: Sequence[_Told], height: int) -> None:
        self._facts, self._answers, self._height = facts, answers, height
        self._columns: dict[str, Column] = {}
        self.unusual: set[int] = set()
        for told in (*facts, *answers):
            if "" in told.names:
                codes = {code for code, said in enumerate(told.said.cells) if said is _UNUSUAL}
                self.unusual.update(told.said.rows_with(codes))
        for of in (facts, answers):
            both = _beside([told.said for told in _sharing(of)])
            self.unusual.update(both.rows_with({code for code in both.used() if not _agree(both.cells[code])}))

    @property
    def names(self) -> frozenset[str]:
        """What some row tells."""
        return frozenset[str]().union(*(told.names for told in (*self._facts, *self._answers)))

    def row(self, index: int) -> Plain:
        """Facts and answers of a plain row."""
        facts, answers = (
            dict(chain.from_iterable(said.cells[said.codes[index]] for said, _ in of))
            for of in (self._facts, self._answers)
        )
        return facts, answers

    def column(self, name: str) -> Column:
        """What plain rows say of one fact or judgement, ``None`` where nothing."""
        if name not in self._columns:
            said = [told.said for told in (*self._facts, *self._answers) if name in told.names]
            if len(said) == 1:
                found = Column([dict(cell).get(name) for cell in said[0].cells], said[0].codes)
            else:
                both = _beside(said) if said else Column.same((), self._height)
                found = Column([dict(chain.from_iterable(cell)).get(name) for cell in both.cells], both.codes)
            self._columns[name] = found
        return self._columns[name]


def plain_rows(reader: RowReader, rows: Lines, units: Column) -> PlainRows:
    """What rows say, each under the name of its unit."""
    facts = [_Told.by(rows.column(of.index), partial(_alone, of.reader.read, of.field.name)) for of in reader.scalars]
    facts += [_several(of, rows, reader) for of in reader.lists]
    answers = [_several(of, rows, reader) for of in reader.answers]
    if reader.readers.section and any(unit is not None for unit in units.cells):
        facts.append(_of_units(reader, reader.readers.section.name, facts, units))
    return PlainRows(facts, answers, len(units.codes))


def _alone(read: Callable[[object], Parsed], name: str, cell: object) -> Said:
    return _plainly(read(cell), name)


def _plainly(parsed: Parsed, name: str) -> Said:
    return _UNUSUAL if parsed.expected is not None or parsed.rebuilt else parsed.says(name)


def _several(part: ListColumns | AnswerColumn, rows: Lines, reader: RowReader) -> _Told:
    """What the cells of some columns say together."""

    def ask(cells: tuple[object, ...]) -> Said:
        row: list[object] = [None] * (max(part.indexes) + 1)
        for index, cell in zip(part.indexes, cells, strict=True):
            row[index] = cell
        gathering = Gathering(reader.readers.vocabulary.fields, lambda _: Place(""), [])
        part.read(tuple(row), gathering)
        facts, answers = split(gathering)
        return _UNUSUAL if gathering.problems or gathering.lost else (*facts.items(), *answers.items())

    return _Told.by(_beside([rows.column(index) for index in part.indexes]), ask)


def _of_units(reader: RowReader, section: str, facts: Iterable[_Told], units: Column) -> _Told:
    """What the names of units say of rows whose cells do not tell the same."""

    def ask(cells: tuple[Any, ...]) -> Said:
        unit, *told = cells
        if unit is None or section in dict(chain.from_iterable(told)):
            return ()
        said = _plainly(reader.of_unit(unit), section)
        return said if len(said) <= 1 else _UNUSUAL

    return _Told.by(_beside([units, *(told.said for told in facts if section in told.names)]), ask)


def _beside(columns: Sequence[Column]) -> Column:
    """Tuples of the cells of several columns."""
    if len(columns) == 1:
        return Column([(cell,) for cell in columns[0].cells], columns[0].codes)
    rows = Column.of([*zip(*(column.codes for column in columns), strict=True)])
    return Column(
        [tuple(column.cells[code] for column, code in zip(columns, codes, strict=True)) for codes in rows.cells],
        rows.codes,
    )


def _sharing(told: Sequence[_Told]) -> list[_Told]:
    """Those that tell a fact which others tell too."""
    return [one for one in told if any(one.names & other.names - {""} for other in told if other is not one)]


def _agree(said: Iterable[Said]) -> bool:
    facts: dict[str, Any] = {}
    return all(facts.setdefault(name, value) == value for one in said for name, value in one)
