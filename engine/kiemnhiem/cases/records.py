"""A list fed by columns of the people's own sheet: several post columns, a form of discipline beside its date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiemnhiem.cases.cells import FieldReader, Parsed
from kiemnhiem.cases.gathering import Gathering, rebuilt, unreadable
from kiemnhiem.cases.grid import Cell, Row, blank
from kiemnhiem.policy.types import Field, Unknown
from kiemnhiem.policy.values import Records, Scalar


@dataclass(frozen=True)
class RecordColumn:
    """A column (index from 0) of a field of the records."""

    index: int
    reader: FieldReader

    @property
    def name(self) -> str:
        """The field's name."""
        return self.reader.field.name


@dataclass
class _Made:
    """What the columns of a row say of the list so far."""

    records: list[dict[str, Scalar | None]] = field(default_factory=list)
    said_none: bool = False
    unknown: bool = False
    silent: bool = True


class ListColumns:
    """The columns of one list in a people's sheet.

    Columns of different fields, side by side, make one record; a field that comes again begins the next. A field with
    one column, before or after several records' columns, belongs to each of them. A cell that cannot be read,
    with nothing beside it, may be a record or say there is none: the list is then unknown.
    """

    def __init__(self, of: Field, list_reader: FieldReader, columns: Sequence[RecordColumn]) -> None:
        self.field = of
        self._whole = list_reader
        self.columns = tuple(columns)
        self._shared, self._groups = _grouped(columns)

    @property
    def indexes(self) -> tuple[int, ...]:
        """Where its cells are."""
        return tuple(column.index for column in self.columns)

    def read(self, cells: Row, gathering: Gathering) -> bool:
        """Tell the list of one row; whether any value came of it."""
        made = _Made()
        shared = {}
        for column in self._shared:
            if (parsed := self._cell(column, cells, gathering, made)) is not None:
                shared[column.name] = _scalar(parsed)
        for group in self._groups:
            made.records += self._records(group, cells, gathering, made)
        name, where = self.field.name, self.columns[0].index + 1
        if made.unknown:
            gathering.lose(name)
        elif made.records:
            records: Records = tuple(shared | record for record in made.records)
            gathering.say(name, records, where)
        elif made.said_none:
            gathering.say(name, (), where)
        elif made.silent:
            gathering.take(name, Parsed(self.field.blank, given=False), where)
        return any(value is not None for record in made.records for value in record.values())

    def _records(
        self, group: Sequence[RecordColumn], cells: Row, gathering: Gathering, made: _Made
    ) -> list[dict[str, Scalar | None]]:
        values: dict[str, Scalar | None] = {}
        several: list[tuple[str, Scalar | None]] = []
        exists = bad = False
        for column in group:
            parts = self._parts(column, cells)
            if parts:
                several = [(column.name, self._part(column, part, gathering)) for part in parts]
                exists = True
            elif (parsed := self._cell(column, cells, gathering, made)) is not None:
                value = _scalar(parsed)
                values[column.name] = value
                constitutes = column.reader.field.defaults_to is None
                exists |= constitutes and value is not None
                bad |= parsed.expected is not None or (column is group[0] and constitutes and _says_nothing(parsed))
        made.unknown |= bad and not exists
        if not exists:
            return []
        return [values | {name: value} for name, value in several] if several else [values]

    def _parts(self, column: RecordColumn, cells: Row) -> list[str]:
        """The values of a cell that as a whole is none but holds several."""
        raw = cells[column.index]
        if (
            not isinstance(raw, str)
            or self._whole.read(raw).expected is None
            or column.reader.read(raw).expected is None
        ):
            return []
        parts = column.reader.pieces(raw)
        return parts if len(parts) > 1 else []

    def _part(self, column: RecordColumn, part: str, gathering: Gathering) -> Scalar | None:
        parsed = column.reader.read(part)
        self._tell(column, parsed, part, gathering)
        return _scalar(parsed)

    def _cell(self, column: RecordColumn, cells: Row, gathering: Gathering, made: _Made) -> Parsed | None:
        """What a cell says of its record; ``None`` when it says there is none, or nothing."""
        raw = cells[column.index]
        if blank(raw):
            return None
        made.silent = False
        if _is_line(raw):
            return None
        whole = self._whole.read(raw)
        parsed = column.reader.read(raw)
        if (whole.expected is None and whole.meaning == ()) or parsed.meaning == ():
            made.said_none = True
            return None
        if whole.expected is None and not isinstance(whole.meaning, Unknown):
            gathering.take(self.field.name, whole, column.index + 1)
            return None
        self._tell(column, parsed, raw, gathering)
        return parsed

    def _tell(self, column: RecordColumn, parsed: Parsed, raw: Cell, gathering: Gathering) -> None:
        where = column.index + 1
        if parsed.expected:
            place = gathering.place(where)
            gathering.problems.append(unreadable(column.reader.field, parsed, raw, column.reader.field.label, place))
        elif _scalar(parsed) is None:
            gathering.take(column.name, parsed, where)
        elif parsed.rebuilt:
            field = column.reader.field
            gathering.problems.append(rebuilt(field, parsed, raw, field.label, gathering.place(where)))


def _scalar(parsed: Parsed) -> Scalar | None:
    return parsed.meaning if isinstance(parsed.meaning, Scalar) else None


def _says_nothing(parsed: Parsed) -> bool:
    return parsed.given and parsed.expected is None and isinstance(parsed.meaning, Unknown)


def _is_line(raw: Cell) -> bool:
    """A stroke through an empty cell."""
    return isinstance(raw, str) and not raw.strip(" -–—_\u00a0")


def _grouped(columns: Sequence[RecordColumn]) -> tuple[list[RecordColumn], list[list[RecordColumn]]]:
    names = [c.name for c in columns]
    repeated = [i for i, name in enumerate(names) if names.count(name) > 1]
    shared = [c for i, c in enumerate(columns) if repeated and not repeated[0] <= i <= repeated[-1]]
    groups: list[list[RecordColumn]] = []
    for column in columns:
        if column in shared:
            continue
        if not groups or column.name in [c.name for c in groups[-1]]:
            groups.append([])
        groups[-1].append(column)
    return shared, groups
