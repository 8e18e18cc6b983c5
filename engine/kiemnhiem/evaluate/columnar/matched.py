"""Which columns of a columnar file or a database feed which fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kiemnhiem.cases import codes as cell_codes
from kiemnhiem.cases.headings import names_list
from kiemnhiem.cases.listsheets import columns_of
from kiemnhiem.cases.readers import Readers
from kiemnhiem.evaluate.columnar import codes
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Place, Problem, did_you_mean


@dataclass(frozen=True)
class Source:
    """A column as the file names it, and the field it feeds."""

    column: str
    field: Field


@dataclass(frozen=True)
class Nested:
    """A column of lists, and what feeds each field of their records. ``plain``: its elements are values of the records'
    first field and not records.
    """

    column: str
    field: Field
    inner: Mapping[str, Source]
    plain: bool = False


@dataclass(frozen=True)
class Matched:
    """The columns of one table of cases: by name of field, by name of judgement, by name of list."""

    fields: Mapping[str, Source] = field(default_factory=dict)
    lists: Mapping[str, Nested] = field(default_factory=dict)

    @property
    def key(self) -> Source | None:
        """The column that names a case."""
        return next((s for s in self.fields.values() if s.field.key), None)


@dataclass(frozen=True)
class Child:
    """A table of the records of one list, each with the key of its case."""

    field: Field
    key: str
    inner: Mapping[str, Source]


#: The columns of a table: for one that holds lists, the names of their records' fields (none: plain values).
Columns = Mapping[str, Sequence[str] | None]


def match_cases(columns: Columns, readers: Readers, file: str, problems: list[Problem]) -> Matched:
    """What feeds the fields of cases. Columns that feed nothing, or a field that another one feeds, are told."""
    fields: dict[str, Source] = {}
    lists: dict[str, Nested] = {}
    for number, (column, inner) in enumerate(columns.items(), start=1):
        place = Place(file, 1, number)
        target = readers.headings.target(column)
        if target is None:
            near = did_you_mean(column, readers.headings.known)
            code = cell_codes.MISSPELT_HEADING if near else cell_codes.UNKNOWN_HEADING
            problems.append(Problem(code, place, {"found": column}, near))
        elif target.field.derived:
            problems.append(Problem(cell_codes.DERIVED_HEADING, place, {"found": column, "field": target.field.label}))
        elif target.list or inner is not None:
            of = target.list or target.field
            if of.type.kind is not Kind.LIST or target.field is not of or inner is None:
                problems.append(Problem(codes.NOT_A_LIST, place, {"found": column, "field": of.label}))
            else:
                lists[of.name] = _nested(column, of, inner, readers, place, problems)
        else:
            for name in target.facts or (target.field.name,):
                if name in fields:
                    values = {"found": column, "other": fields[name].column, "field": target.field.label}
                    problems.append(Problem(codes.TWO_COLUMNS, place, values))
                else:
                    fields[name] = Source(column, target.field)
    return Matched(fields, lists)


def _nested(
    column: str, of: Field, inner: Sequence[str], readers: Readers, place: Place, problems: list[Problem]
) -> Nested:
    if not inner:
        first = next(f for f in of.type.fields.values() if not f.derived)
        return Nested(column, of, {first.name: Source(column, first)}, plain=True)
    known = readers.headings.of_list(of)
    found: dict[str, Source] = {}
    for name in inner:
        target = columns_of(of.type.fields, of)(name)
        if target is None or target is of or target.derived:
            near = did_you_mean(name, known)
            problems.append(Problem(cell_codes.UNKNOWN_HEADING, place, {"found": f"{column}.{name}"}, near))
        else:
            found.setdefault(target.name, Source(name, target))
    return Nested(column, of, found)


def match_child(columns: Columns, readers: Readers, stem: str) -> Child | None:
    """The table as one of a list's records, if it is named like a list and has the key of the cases."""
    key = readers.vocabulary.key
    of = next((f for f in readers.vocabulary.fields.values() if f.type.kind is Kind.LIST and names_list(f, stem)), None)
    if of is None or key is None:
        return None
    named = columns_of(of.type.fields, key)
    found = {t.name: Source(c, t) for c in columns if (t := named(c)) is not None and not t.derived}
    if key.name not in found or len(found) == 1:
        return None
    return Child(of, found.pop(key.name).column, found)
