"""Rows of people with nothing unusual in them, read column by column: a cell met before costs a look-up.

What a distinct cell says is asked of the same readers that read a row in full. A row is left to be read in full when
one of its cells cannot be read or was taken for a date, or when two of its cells disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import Any, TypeAlias

from kiemnhiem.cases.cells import Parsed
from kiemnhiem.cases.draft import Plain, split
from kiemnhiem.cases.gathering import Gathering
from kiemnhiem.cases.grid import Row
from kiemnhiem.cases.records import ListColumns
from kiemnhiem.cases.rowreader import AnswerColumn, RowReader, ScalarColumn
from kiemnhiem.problem import Place

#: What a cell says: facts, or recorded answers, by name.
Said: TypeAlias = "tuple[tuple[str, Any], ...]"
#: Of a cell that is not plain. No field has this name.
_UNUSUAL: Said = (("", None),)
_NUMBERS = (bool, int, float)


def plain_rows(reader: RowReader, rows: Sequence[Row], units: Iterable[str | None]) -> Iterator[Plain | None]:
    """Facts and answers of each row, under the name of its unit; ``None`` for one to be read in full."""
    if not rows:
        return
    columns = list(zip(*rows, strict=False))  # a row may be longer than the header
    facts = [_alone(column, columns[column.index]) for column in reader.scalars]
    facts += [_beside(of, columns, reader) for of in reader.lists]
    answers = [_beside(column, columns, reader) for column in reader.answers]
    answered: Iterable[tuple[Said, ...]] = zip(*answers, strict=True) if answers else repeat((), len(rows))
    section = reader.readers.section.name if reader.readers.section else ""
    places = _Memo(lambda unit: _plainly(reader.of_unit(unit), section))
    for told, judged, unit in zip(zip(*facts, strict=True), answered, units, strict=True):
        found, given = _together(told), _together(judged)
        if found is not None and unit is not None and section not in found:
            place = places[unit]
            if len(place) > 1 or place is _UNUSUAL:
                found = None
            else:
                found.update(place)
        yield None if found is None or given is None else (found, given)


def _together(told: tuple[Said, ...]) -> dict[str, Any] | None:
    """What the cells of a row say together, if they are plain and agree."""
    pairs = [*chain.from_iterable(told)]
    facts = dict(pairs)
    if "" in facts:
        return None
    if len(facts) < len(pairs):
        for name, value in pairs:
            if facts[name] != value:
                return None
    return facts


class _Memo(dict[Any, Said]):
    """What each distinct cell says, asked once."""

    def __init__(self, ask: Callable[[Any], Said]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, cell: object) -> Said:
        said = self[cell] = self._ask(cell)
        return said

    def all(self, cells: Iterable[object]) -> list[Said]:
        """What each of the cells says."""
        return list(map(self.__getitem__, cells))


def _alone(column: ScalarColumn, cells: Sequence[object]) -> list[Said]:
    """What each cell of a column says."""
    name, read = column.field.name, column.reader.read
    memo = _Memo(lambda cell: _plainly(read(cell), name))
    said = memo.all(cells)
    if _mixed(memo, cells):
        return _Memo(lambda key: _plainly(read(key[1]), name)).all(_typed(cells))
    return said


def _plainly(parsed: Parsed, name: str) -> Said:
    return _UNUSUAL if parsed.expected is not None or parsed.rebuilt else parsed.says(name)


def _beside(part: ListColumns | AnswerColumn, columns: Sequence[Sequence[object]], reader: RowReader) -> list[Said]:
    """What the cells of some columns say, row by row."""

    def ask(cells: tuple[object, ...]) -> Said:
        row: list[object] = [None] * len(columns)
        for index, cell in zip(part.indexes, cells, strict=True):
            row[index] = cell
        gathering = Gathering(reader.readers.vocabulary.fields, lambda _: Place(""), [])
        part.read(tuple(row), gathering)
        facts, answers = split(gathering)
        return _UNUSUAL if gathering.problems or gathering.lost else (*facts.items(), *answers.items())

    own = [columns[index] for index in part.indexes]
    if any(_mixed(set(cells), cells) for cells in own):
        keys = zip(*map(_typed, own), strict=True)
        return _Memo(lambda key: ask(tuple(cell for _, cell in key))).all(keys)
    return _Memo(ask).all(zip(*own, strict=True))


def _mixed(distinct: Iterable[object], cells: Iterable[object]) -> bool:
    """Whether 1, 1.0 and true may meet in a column, which are equal: then each is remembered with its type."""
    numbers = any(isinstance(cell, _NUMBERS) for cell in distinct)
    return numbers and len({*_NUMBERS}.intersection(map(type, cells))) > 1


def _typed(cells: Iterable[object]) -> list[tuple[type, object]]:
    return [(type(cell), cell) for cell in cells]
