"""Columns of a database table as columns of a plan: every different text read once, in the server, as a cell of a file
is read (:class:`kiemnhiem.cases.cells.FieldReader`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, cast

from psycopg import sql

from kiemnhiem.cases.dates import FIRST_YEAR, LAST_YEAR
from kiemnhiem.cases.grid import FORMULA_ERRORS
from kiemnhiem.cases.matching import fold
from kiemnhiem.cases.readers import Readers
from kiemnhiem.policy.types import CellMeaning, Field, FieldType, Kind, Statement, Unknown
from kiemnhiem.policy.values import LIMIT, NUMBER_SCALE, Scalar

SQL = sql.SQL


class Family(Enum):
    """Types of columns that are read alike."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


_COLUMN: dict[Kind, str] = {Kind.BOOLEAN: "boolean", Kind.DATE: "date", Kind.TEXT: "text"}


def column_type(type: FieldType) -> sql.SQL:
    """The type of a column of values of a field's type."""
    return SQL(_COLUMN.get(type.kind, "bigint"))


@dataclass(frozen=True)
class Cells:
    """A column read: its least and greatest value, whether it holds something that cannot be read, and what it says of
    other fields, by name. ``joins``: the table of its different texts, to be joined.
    """

    low: sql.Composable
    high: sql.Composable
    lost: sql.Composable
    says: Mapping[str, sql.Composable]
    joins: sql.Composable | None = None


def direct(field: Field, family: Family, column: sql.Composable) -> Cells | None:
    """A column whose values need no reading; ``None`` where they do."""
    if not isinstance(field.blank, Unknown):
        return None
    kind = field.type.kind
    inside: sql.Composable
    value: sql.Composable
    match kind, family:
        case (Kind.BOOLEAN, Family.BOOLEAN):
            return Cells(column, column, SQL("false"), {})
        case (Kind.BOOLEAN, Family.INTEGER):
            inside = SQL("{} IN (0, 1)").format(column)
            value = SQL("({} = 1)").format(column)
        case (Kind.INTEGER | Kind.NUMBER, Family.INTEGER | Family.NUMBER):
            inside = SQL("({} AND {})").format(
                _within(field, column), _whole(column) if kind is Kind.INTEGER else SQL("true")
            )
            exact = (
                SQL("{}::text::numeric").format(column)
                if family is Family.NUMBER
                else SQL("{}::numeric").format(column)
            )
            value = _ordinal(field, exact)
        case (Kind.DATE, Family.DATE):
            first, last = date(FIRST_YEAR, 1, 1).isoformat(), date(LAST_YEAR, 12, 31).isoformat()
            inside = SQL("{} BETWEEN {} AND {}").format(
                column, sql.Literal(first), sql.Literal(f"{last} 23:59:59.999999")
            )
            value = SQL("{}::date").format(column)
        case (Kind.DATE, Family.INTEGER):
            inside = SQL("{} BETWEEN {} AND {}").format(column, FIRST_YEAR, LAST_YEAR)
            ends = [SQL("make_date({}::int, {}, {})").format(column, *end) for end in ((1, 1), (12, 31))]
            low, high = (SQL("CASE WHEN {} THEN {} END").format(inside, end) for end in ends)
            return Cells(low, high, SQL("({} AND NOT {})").format(_given(column), inside), {})
        case _:
            return None
    value = SQL("CASE WHEN {} THEN {} END").format(inside, value)
    return Cells(value, value, SQL("({} AND NOT {})").format(_given(column), inside), {})


def usable(field: Field, family: Family) -> bool:
    """Whether a column of this family can be read as texts of the field."""
    return family is Family.TEXT or field.type.kind in (Kind.TEXT, Kind.CHOICE, Kind.SCALE)


def by_words(field: Field, column: sql.Composable, table: sql.Identifier, readers: Readers) -> tuple[Cells, _Words]:
    """A column of texts, and the table of its different texts that must be made first."""
    words = _Words(field, readers)
    join = SQL(" LEFT JOIN {0} ON {0}.raw = coalesce({1}::text, '')").format(table, column)
    low, high, lost = (SQL("{}.{}").format(table, sql.Identifier(n)) for n in ("low", "high", "lost"))
    says = {name: SQL("{}.{}").format(table, sql.Identifier(f"says{n}")) for n, name in enumerate(words.stated)}
    return Cells(low, high, lost, says, join), words


class _Words:
    """What the words of a field mean, as a table of values."""

    def __init__(self, field: Field, readers: Readers) -> None:
        self.field = field
        self.readers = readers
        reader, words = readers.of(field), readers.vocabulary.words
        known: dict[str, CellMeaning] = {"": field.blank}
        choices = field.type.choices
        labels = [w for c in choices for w in (c.code, c.label.vi, c.label.en, *c.aliases)]
        for word in (*field.cells, *labels, *words.unknown, *words.true, *words.false, "true", "false"):
            parsed = reader.read(word)
            text = field.type.kind is Kind.TEXT and not isinstance(parsed.meaning, Unknown | Statement)
            if parsed.given and parsed.expected is None and (not text or fold(word) in map(fold, field.cells)):
                known.setdefault(fold(word), parsed.meaning)
        self.known = known
        statements = [m for m in known.values() if isinstance(m, Statement)]
        self.stated = tuple(dict.fromkeys(name for m in statements for name in m.facts))

    def create(self, table: sql.Identifier, source: sql.Composable, column: sql.Composable) -> sql.Composed:
        """Make the table: a row for each different text of ``column`` in ``source``. What stands before ``OFFSET 0`` is
        computed once, however often it is read.
        """
        says = SQL("").join(SQL(", k.{}").format(sql.Identifier(f"says{n}")) for n in range(len(self.stated)))
        return SQL(
            "CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS "
            "SELECT raw, CASE WHEN damaged THEN NULL WHEN k.word IS NOT NULL THEN k.low ELSE ends[1] END AS low, "
            "CASE WHEN damaged THEN NULL WHEN k.word IS NOT NULL THEN k.high ELSE ends[2] END AS high, "
            "damaged OR (k.word IS NULL AND ends[1] IS NULL) AS lost{says} "
            "FROM (SELECT raw, text, pg_temp.folded(text) AS word, {typed} AS ends, {damaged} AS damaged "
            "FROM (SELECT raw, pg_temp.cleaned(raw) AS text "
            "FROM (SELECT DISTINCT coalesce({column}::text, '') AS raw FROM {source}) a OFFSET 0) b OFFSET 0) c "
            ""
            "LEFT JOIN (VALUES {known}) AS k(word, low, high{columns}) ON k.word = c.word"
        ).format(
            table=table, says=says, typed=self._typed(), damaged=_DAMAGED, column=column, source=source,
            known=SQL(", ").join(self._rows()),
            columns=SQL("").join(SQL(", {}").format(sql.Identifier(f"says{n}")) for n in range(len(self.stated))),
        )  # fmt: skip

    def _rows(self) -> Iterator[sql.Composable]:
        fields = self.readers.vocabulary.fields
        for word, meaning in self.known.items():
            cells: list[sql.Composable] = [SQL("{}::text").format(sql.Literal(word))]
            cells += (_value(self.field.type, bound) for bound in _bounds(self.field.type, meaning))
            for name in self.stated:
                said = meaning.facts.get(name) if isinstance(meaning, Statement) else None
                cells.append(_value(fields[name].type, _bounds(fields[name].type, said)[0]))
            yield SQL("({})").format(SQL(", ").join(cells))

    def _typed(self) -> sql.Composable:
        """An array of the least and the greatest value that the text spells."""
        match self.field.type.kind:
            case Kind.DATE:
                return SQL("pg_temp.days(text)")
            case Kind.TEXT:
                value: sql.Composable = SQL("pg_temp.comparable(text)")
            case Kind.INTEGER:
                read = SQL("CASE WHEN text ~ {} THEN regexp_replace(text, '[.,].*', '')::numeric END")
                value = self._number(read.format(_WHOLE))
            case Kind.NUMBER:
                read = SQL("CASE WHEN text ~ {} AND text !~ {} THEN replace(text, ',', '.')::numeric END")
                value = self._number(read.format(_DECIMAL, _GROUPED))
            case _:
                value = SQL("NULL::{}").format(column_type(self.field.type))
        return SQL("ARRAY[{0}, {0}]").format(value)

    def _number(self, read: sql.Composable) -> sql.Composable:
        inside, value = _within(self.field, SQL("n")), _ordinal(self.field, SQL("n"))
        return SQL("(SELECT CASE WHEN {} THEN {} END FROM (SELECT {} AS n) x)").format(inside, value, read)


_WHOLE = r"^[+-]?[0-9]{1,15}([.,]0{1,2})?$"
_DECIMAL = r"^[+-]?[0-9]{1,15}([.,][0-9]{1,30})?$"
#: A thousands separator, it may be.
_GROUPED = r"^[+-]?0*[1-9][0-9]*[.,][0-9]{3}$"
_DAMAGED = SQL("(text IN ({}) OR text ~ '^#+$' OR position({} IN text) > 0)").format(
    SQL(", ").join(map(sql.Literal, sorted(FORMULA_ERRORS))), sql.Literal("\ufffd")
)


def _given(column: sql.Composable) -> sql.Composable:
    return SQL("{} IS NOT NULL").format(column)


def _within(field: Field, number: sql.Composable) -> sql.Composable:
    """Whether a number is one that the field can be."""
    tests = [SQL("abs({}) < {}").format(number, LIMIT)]
    if field.least is not None:
        tests.append(SQL("{} >= {}").format(number, field.least))
    if field.most is not None:
        tests.append(SQL("{} <= {}").format(number, field.most))
    return SQL(" AND ").join(tests)


def _whole(number: sql.Composable) -> sql.Composable:
    return SQL("{0} = trunc({0})").format(number)


def _ordinal(field: Field, number: sql.Composable) -> sql.Composable:
    """A numeric as the field's whole number: of numbers, millionths rounded half-even."""
    if field.type.kind is Kind.INTEGER:
        return SQL("({})::bigint").format(number)
    return SQL("pg_temp.half_even({} * {})::bigint").format(number, NUMBER_SCALE)


def _bounds(type: FieldType, meaning: object) -> tuple[Any, Any]:
    """The ordinals of what a cell says of its own field."""
    if meaning is None or isinstance(meaning, Unknown | Statement | tuple):
        return None, None
    return type.bounds(cast("Scalar", meaning)) or (None, None)


def _value(type: FieldType, ordinal: Any) -> sql.Composable:
    """An ordinal as a constant of its column."""
    value = ordinal
    if ordinal is not None and type.kind is Kind.DATE:
        value = date.fromordinal(ordinal).isoformat()
    elif ordinal is not None and type.kind is Kind.BOOLEAN:
        value = bool(ordinal)
    return SQL("{}::{}").format(sql.Literal(value), column_type(type))


#: Functions of the session, beside those of :mod:`texts`.
FUNCTIONS = (
    # Decimals to whole numbers, halves to the even one.
    """CREATE FUNCTION pg_temp.half_even(y numeric) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS
    $$ SELECT CASE WHEN abs(y - trunc(y)) = 0.5 THEN 2 * round(y / 2) ELSE round(y) END $$""",
    # kiemnhiem.cases.dates: the first and the last day that a text leaves open.
    rf"""CREATE FUNCTION pg_temp.days(t text) RETURNS date[] LANGUAGE plpgsql IMMUTABLE STRICT AS $$
    DECLARE
        time CONSTANT text := '(?:[T ]\s*[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]+)?)?\s*'
            || '(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?$';
        m text[];
        y int; mo int := 0; d int := 0;
    BEGIN
        t := regexp_replace(t, '^(?:ngày|tháng|năm)\s+(?=[0-9][0-9/.\s-]*$)', '', 'i');
        IF t ~ '^[0-9]{{5}}([.,][0-9]+)?$' THEN
            IF left(t, 5)::int BETWEEN {FIRST_YEAR} AND {LAST_YEAR} THEN
                RETURN ARRAY[make_date(left(t, 5)::int, 1, 1), make_date(left(t, 5)::int, 12, 31)];
            END IF;
            RETURN (SELECT CASE WHEN extract(year FROM s) BETWEEN {FIRST_YEAR} AND {LAST_YEAR} THEN ARRAY[s, s] END
                    FROM (SELECT date '1899-12-30' + left(t, 5)::int AS s WHERE left(t, 5)::int >= 10000) a);
        END IF;
        m := regexp_match(t, '^([0-9]{{1,2}})\s*([/.-])\s*([0-9]{{1,2}})\s*\2\s*([0-9]{{4}})' || time);
        IF m IS NOT NULL THEN
            y := m[4]; mo := m[3]; d := m[1];
        ELSE
            m := regexp_match(t, '^([0-9]{{4}})([/.-])([0-9]{{1,2}})\2([0-9]{{1,2}})' || time);
            IF m IS NOT NULL THEN
                y := m[1]; mo := m[3]; d := m[4];
            ELSE
                m := regexp_match(t, '^(?:(?:ngày\s*)?([0-9]{{1,2}})\s*)?tháng\s*([0-9]{{1,2}})\s*[,/-]?\s*'
                    || '(?:năm\s*)?([0-9]{{4}})$', 'i');
                IF m IS NOT NULL THEN
                    y := m[3]; mo := m[2]; d := coalesce(m[1], '0');
                ELSE
                    m := coalesce(regexp_match(t, '^([0-9]{{1,2}})\s*[/.-]\s*([0-9]{{4}})$'),
                                  (SELECT ARRAY[r[2], r[1]] FROM regexp_match(t, '^([0-9]{{4}})[/-]([0-9]{{1,2}})$') r
                                   WHERE r IS NOT NULL),
                                  (SELECT ARRAY['0', r[1]] FROM regexp_match(t, '^([0-9]{{4}})(?:[.,]0)?$') r
                                   WHERE r IS NOT NULL));
                    y := m[2]; mo := m[1];
                END IF;
            END IF;
        END IF;
        IF y IS NULL OR y NOT BETWEEN {FIRST_YEAR} AND {LAST_YEAR} OR mo > 12 OR (mo = 0 AND d > 0) THEN
            RETURN NULL;
        ELSIF mo = 0 THEN
            RETURN ARRAY[make_date(y, 1, 1), make_date(y, 12, 31)];
        ELSIF d > extract(day FROM make_date(y, mo, 1) + interval '1 month - 1 day') THEN
            RETURN NULL;
        ELSIF d = 0 THEN
            RETURN ARRAY[make_date(y, mo, 1), (make_date(y, mo, 1) + interval '1 month - 1 day')::date];
        END IF;
        RETURN ARRAY[make_date(y, mo, d), make_date(y, mo, d)];
    END $$""",  # noqa: S608 - no word of an officer's
)

__all__ = ["FUNCTIONS", "Cells", "Family", "by_words", "column_type", "direct", "usable"]
