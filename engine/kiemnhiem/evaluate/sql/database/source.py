"""The table that is asked and the child tables of its lists: their columns, and what these feed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from kiemnhiem.cases import codes as cell_codes
from kiemnhiem.cases.listsheets import columns_of
from kiemnhiem.cases.readers import Readers
from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.columnar import codes as column_codes
from kiemnhiem.evaluate.sql.database import codes
from kiemnhiem.evaluate.sql.database.cells import Family, usable
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Place, Problem, did_you_mean

#: Types of columns by the database's own categories, and the types of a category that are not meant.
_FAMILIES = {"B": Family.BOOLEAN, "N": Family.NUMBER, "D": Family.DATE, "S": Family.TEXT, "E": Family.TEXT}
_INTEGERS, _DATES, _UUID = (20, 21, 23), (1082, 1114, 1184), 2950
#: Stands for the key among the fields of a record, which cannot be called so.
_KEY = ""


@dataclass(frozen=True)
class Feed:
    """A column, how its values are read, and the field it feeds."""

    column: str
    family: Family
    field: Field


@dataclass(frozen=True)
class Source:
    """A table or a query. ``name`` tells a reader which; ``feeds``: by name of field or judgement; ``key``: the column
    of the cases' ids.
    """

    name: str
    table: sql.Composable
    key: str
    feeds: Mapping[str, Feed]


def table_of(name: str) -> sql.Composable:
    """A table by its name, with or without its schema."""
    return sql.Identifier(*name.split(".", 1))


def query(text: str) -> sql.Composable:
    """A query as a table."""
    return sql.SQL("({}) AS asked").format(sql.SQL(text.strip().rstrip(";")))


def cases_of(
    connection: psycopg.Connection, name: str, table: sql.Composable, readers: Readers, problems: list[Problem]
) -> Source:
    """The table of cases.

    :raises UsageError: where it cannot be read, or has no column of ids.
    """
    families = _columns(connection, name, table)
    found: dict[str, tuple[str, Field]] = {}
    for column in families:
        target = readers.headings.target(column)
        if target is None and readers.headings.is_left_out(column):
            continue
        if target is None:
            problems.append(_unknown(column, readers.headings.known, name))
        elif target.field.derived:
            values = {"found": column, "field": target.field.label}
            problems.append(Problem(cell_codes.DERIVED_HEADING, Place(name), values))
        elif target.list:
            values = {"found": column, "field": target.list.label}
            problems.append(Problem(codes.LIST_COLUMN, Place(name), values))
        else:
            for fact in target.facts or (target.field.name,):
                _take(found, fact, column, target.field, name, problems)
    key = next((column for column, of in found.values() if of.key), None)
    if key is None:
        raise UsageError([_no_key(name, readers)])
    return Source(name, table, key, _feeds(name, families, found, problems))


def records_of(
    connection: psycopg.Connection, name: str, list_: Field, readers: Readers, problems: list[Problem]
) -> Source:
    """The table ``name`` of the records of a list.

    :raises UsageError: where it cannot be read, or has no column of the cases' ids.
    """
    families = _columns(connection, name, table_of(name))
    key = readers.vocabulary.key
    named = columns_of(list_.type.fields, key or list_)
    found: dict[str, tuple[str, Field]] = {}
    words = (w for f in list_.type.fields.values() for w in (f.name, f.label.vi, f.label.en))
    known = (*words, *((key.name, key.label.vi) if key else ()))
    for column in families:
        target = named(column)
        if target is None or target.derived:
            problems.append(_unknown(column, known, name))
        else:
            _take(found, _KEY if target is key else target.name, column, target, name, problems)
    if _KEY not in found:
        raise UsageError([_no_key(name, readers)])
    column, _ = found.pop(_KEY)
    return Source(name, table_of(name), column, _feeds(name, families, found, problems))


def _take(
    found: dict[str, tuple[str, Field]], fact: str, column: str, of: Field, name: str, problems: list[Problem]
) -> None:
    """A column for a fact; the first, where there are several."""
    if fact in found:
        values = {"found": column, "other": found[fact][0], "field": of.label}
        problems.append(Problem(column_codes.TWO_COLUMNS, Place(name), values))
    else:
        found[fact] = column, of


def _unknown(column: str, known: Iterable[str], name: str) -> Problem:
    near = did_you_mean(column, known)
    code = cell_codes.MISSPELT_HEADING if near else cell_codes.UNKNOWN_HEADING
    return Problem(code, Place(name), {"found": column}, near)


def lists_of(named: Iterable[str], readers: Readers) -> dict[str, Field]:
    """The lists of the vocabulary by the names that were given. Raises :class:`UsageError` for others."""
    lists = {n: f for n, f in readers.vocabulary.fields.items() if f.type.kind is Kind.LIST and not f.derived}
    wrong = [Problem(codes.NO_LIST, None, {"found": n}, did_you_mean(n, lists)) for n in named if n not in lists]
    if wrong:
        raise UsageError(wrong)
    return {n: lists[n] for n in named}


def _no_key(name: str, readers: Readers) -> Problem:
    key = readers.vocabulary.key
    known = ", ".join((key.name, key.label.vi, *key.headings)) if key else "—"
    return Problem(codes.NO_KEY, None, {"found": name, "known": known})


def _columns(connection: psycopg.Connection, name: str, table: sql.Composable) -> dict[str, tuple[Family | None, str]]:
    """The columns of a table, how values of each are read (``None``: not at all), and the type as the database says."""
    try:
        with connection.transaction():
            found = connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(table))
    except psycopg.Error as error:
        reason = error.diag.message_primary or type(error).__name__
        raise UsageError([Problem(codes.NO_TABLE, None, {"found": name, "reason": reason})]) from error
    described = found.description or ()
    categories = {
        oid: (category, label)
        for oid, category, label in connection.execute(
            "SELECT oid, typcategory::text, format_type(oid, NULL) FROM pg_type WHERE oid = ANY(%s)",
            [[c.type_code for c in described]],
        )
    }
    return {c.name: (_family(c.type_code, categories[c.type_code][0]), categories[c.type_code][1]) for c in described}


def _family(oid: int, category: str) -> Family | None:
    if oid in _INTEGERS:
        return Family.INTEGER
    if category == "D" and oid not in _DATES:
        return None
    return Family.TEXT if oid == _UUID else _FAMILIES.get(category)


def _feeds(
    name: str,
    families: Mapping[str, tuple[Family | None, str]],
    matched: Mapping[str, tuple[str, Field]],
    problems: list[Problem],
) -> dict[str, Feed]:
    """What feeds what, without columns of types that cannot."""
    found = {}
    for target, (column, of) in matched.items():
        family, type_ = families[column]
        if family is None or not (_suits(of, family) or usable(of, family)):
            values = {"found": column, "type": type_, "field": of.label}
            problems.append(Problem(codes.COLUMN_TYPE, Place(name), values))
        else:
            found[target] = Feed(column, family, of)
    return found


_SUITS = {
    Kind.BOOLEAN: (Family.BOOLEAN, Family.INTEGER),
    Kind.INTEGER: (Family.INTEGER, Family.NUMBER),
    Kind.NUMBER: (Family.INTEGER, Family.NUMBER),
    Kind.DATE: (Family.DATE, Family.INTEGER),
}


def _suits(field: Field, family: Family) -> bool:
    return family in _SUITS.get(field.type.kind, ())
