"""What one row of a sheet of people says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiemnhiem.cases.cells import FieldReader, Parsed
from kiemnhiem.cases.gathering import Gathering, rebuilt, unreadable
from kiemnhiem.cases.grid import Row
from kiemnhiem.cases.headings import Target
from kiemnhiem.cases.layout import Header
from kiemnhiem.cases.readers import Readers
from kiemnhiem.cases.records import ListColumns, RecordColumn
from kiemnhiem.policy.types import Field, Kind


@dataclass(frozen=True)
class ScalarColumn:
    """A column (index from 0) of a field of the case."""

    index: int
    reader: FieldReader

    @property
    def field(self) -> Field:
        """The field."""
        return self.reader.field

    def read(self, cells: Row, gathering: Gathering) -> bool:
        """Tell the field; whether the cell holds data: more than text, or an id."""
        raw, field, where = cells[self.index], self.field, self.index + 1
        parsed = self.reader.read(raw)
        if parsed.expected is not None:
            gathering.lose(field.name)
            gathering.problems.append(unreadable(field, parsed, raw, field.label, gathering.place(where)))
            return False
        if parsed.rebuilt:
            gathering.problems.append(rebuilt(field, parsed, raw, field.label, gathering.place(where)))
        gathering.take(field.name, parsed, where)
        return parsed.given and (field.key or field.type.kind is not Kind.TEXT)


@dataclass(frozen=True)
class AnswerColumn:
    """A column (index from 0) of answers to judgements: ``facts``."""

    index: int
    reader: FieldReader
    facts: tuple[str, ...]

    @property
    def indexes(self) -> tuple[int, ...]:
        """Where its cells are."""
        return (self.index,)

    def read(self, cells: Row, gathering: Gathering) -> bool:
        """Record the answer; whether there is one."""
        raw, where = cells[self.index], self.index + 1
        parsed = self.reader.read(raw)
        label = self.reader.field.label
        if parsed.expected is not None:
            gathering.problems.append(unreadable(self.reader.field, parsed, raw, label, gathering.place(where)))
        for fact in self.facts:
            if parsed.expected is not None:
                gathering.lose(fact)
            elif isinstance(parsed.meaning, bool):
                gathering.say(fact, parsed.meaning, where, label=label)
        return isinstance(parsed.meaning, bool)


class RowReader:
    """The columns of a sheet by what they feed. ``known``: indexes of all; ``key``: of the id's."""

    def __init__(self, header: Header[Target], epoch: date, readers: Readers) -> None:
        self.readers = readers
        self.scalars: list[ScalarColumn] = []
        self.answers: list[AnswerColumn] = []
        self._epoch = epoch
        known: list[int] = []
        lists: dict[str, tuple[Field, list[RecordColumn]]] = {}
        for column in header.columns:
            target = column.meaning
            if target is None or target.field.derived:
                continue
            index = column.number - 1
            known.append(index)
            of = target.field
            if target.list:
                if of.type.kind is Kind.LIST:
                    of = next(f for f in of.type.fields.values() if not f.derived)
                record = RecordColumn(index, readers.of(of, epoch))
                lists.setdefault(target.list.name, (target.list, []))[1].append(record)
            elif target.facts:
                self.answers.append(AnswerColumn(index, readers.of(of, epoch), target.facts))
            else:
                self.scalars.append(ScalarColumn(index, readers.of(of, epoch)))
        self.lists = [ListColumns(of, readers.of(of, epoch), found) for of, found in lists.values()]
        self.known = tuple(known)
        self.key = next((c.index for c in self.scalars if c.field.key), None)
        self.names = frozenset(c.index for c in self.scalars if c.field.personal and c.field.type.kind is Kind.TEXT)

    def read(self, cells: Row, unit: str | None, gathering: Gathering) -> bool:
        """Tell a row, under a unit's name; whether it holds data or an id."""
        parts: list[ScalarColumn | ListColumns | AnswerColumn] = [*self.scalars, *self.lists, *self.answers]
        solid = [part.read(cells, gathering) for part in parts]
        section = self.readers.section
        if unit is not None and section and section.name not in gathering:
            parsed = self.of_unit(unit)
            if parsed.expected is None:
                gathering.take(section.name, parsed, 1)
        return any(solid)

    def of_unit(self, name: str) -> Parsed:
        """What the name of a unit says of the field that such rows fill."""
        assert self.readers.section  # noqa: S101 - for the type checker: without it no row is a unit's
        return self.readers.of(self.readers.section, self._epoch).read(name)
