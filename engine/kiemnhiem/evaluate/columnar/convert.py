"""Columns of files as columns of a plan: every value read as a cell is, each different one once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from kiemnhiem.cases import codes as cell_codes
from kiemnhiem.cases.cells import Parsed
from kiemnhiem.cases.dates import FIRST_YEAR, LAST_YEAR
from kiemnhiem.cases.gathering import short
from kiemnhiem.cases.matching import fold
from kiemnhiem.cases.readers import Readers
from kiemnhiem.evaluate.columnar import codes
from kiemnhiem.evaluate.columnar.conditions import column_type
from kiemnhiem.evaluate.columnar.gathered import Word, gathered
from kiemnhiem.evaluate.columnar.names import last
from kiemnhiem.evaluate.columnar.polars import DTYPES, collected
from kiemnhiem.policy.types import Field, FieldType, Kind, Statement, Unknown
from kiemnhiem.policy.values import LIMIT, NUMBER_SCALE, Scalar
from kiemnhiem.problem import Place, Problem

_EPOCH = 719163
#: With fewer words than this, to compare with each is faster than to look up.
_FEW = 24
#: Different unreadable values of one column that are told one by one.
TOLD = 20
#: How far a float may be from the millionth that it is read as, and how small and large, for that to be sure.
_NEAR, _SMALL, _LARGE = 0.25, 1e-12, 1e9


@dataclass(frozen=True)
class Wanted:
    """A column of a plan, the column of the file that feeds it, and the field."""

    name: str
    column: str
    field: Field


@dataclass
class Unreadable:
    """Values of one column that could not be read (personal ones as ``""``): of each how many, the first row, and what
    was probably meant; and how many more there are, when there are ``most`` different ones.
    """

    found: dict[str, tuple[int, int, str | None]] = field(default_factory=dict)
    more: int = 0
    most: int = TOLD

    def add(self, value: str, count: int, row: int, meant: str | None = None) -> None:
        """Count some more cells of one value."""
        if value in self.found:
            before, first, meant = self.found[value]
            self.found[value] = (before + count, min(first, row), meant)
        elif len(self.found) < self.most:
            self.found[value] = (count, row, meant)
        else:
            self.more += count

    def take(self, other: Unreadable) -> None:
        """Count those of rows further on too."""
        for value, (count, row, meant) in other.found.items():
            self.add(value, count, row, meant)
        self.more += other.more


class Converter:
    """Converts the columns of the batches of one table; collects what it cannot read.

    :param columns: the columns of the file in order, or the one that holds these records.
    :param of_case: whether its cells may say something of other fields of the case, as those of records may not.
    :param written: texts as they are written, and not in the form in which they are compared.
    """

    def __init__(
        self, readers: Readers, file: str, columns: Sequence[str], *, of_case: bool = True, written: bool = False
    ) -> None:
        self.readers = readers
        self.unreadable: dict[str, Unreadable] = {}
        self.disagreeing: dict[str, Unreadable] = {}
        self.most = TOLD
        self._file = file
        self._columns = columns
        self._of_case = of_case
        self._written = written
        self._asked: dict[str, Wanted] = {}

    def converted(self, frame: pl.DataFrame, wanted: Iterable[Wanted], rows: pl.Series) -> dict[str, pl.Series]:
        """The columns of a plan, of a date two, by name. ``rows``: the numbers of the rows in the file, from 0."""
        asked = {w.name: w for w in wanted}
        self._asked.update(asked)
        quick = {n: e for n, w in asked.items() if (e := _quick(frame.schema[w.column], w)) is not None}
        done = collected(frame.lazy().select(e.alias(n) for n, e in quick.items()))
        found: dict[str, pl.Series] = {}
        words: dict[str, list[Word]] = {}
        for name, of in asked.items():
            if name in quick and done[name].null_count() == frame[of.column].null_count():
                found.update(_ends(name, of.field.type, done[name], done[name]))
            else:
                self._read(frame[of.column], of, rows, words)
        for name, said in words.items():
            of_field = asked[name].field if name in asked else self.readers.vocabulary.fields[name]
            own = [_plain_word(found[name], found.get(last(name)))] if name in found else []
            both = [*own, *said]
            if len(both) == 1:
                found.update(_ends(name, of_field.type, both[0].low, both[0].high))
                continue
            low, high, disagree = gathered(both)
            found.update(_ends(name, of_field.type, low, high))
            self._tell_disagreeing(name, disagree, rows)
        return {n: s.alias(n) for n, s in found.items()}

    def _read(self, raw: pl.Series, of: Wanted, rows: pl.Series, words: dict[str, list[Word]]) -> None:
        """Each different value read as a cell is: what is said of the field, and of others."""
        reader = self.readers.of(of.field, strict=raw.dtype != pl.String)
        different, at = _numbered(raw)
        parsed = [reader.read(_plain(v)) for v in different.to_list()]
        if not self._of_case:
            parsed = [p._replace(expected=reader.expected) if isinstance(p.meaning, Statement) else p for p in parsed]
        lost = [n for n, read in enumerate(parsed) if read.expected is not None]
        if lost:
            self._lose(of, [_shown(different[n], of.field) for n in lost], parsed, at, lost, rows)
        words.setdefault(of.name, []).append(self._word(of.field.type, [_own(p) for p in parsed], parsed, at))
        said = [p.meaning.facts if isinstance(p.meaning, Statement) else {} for p in parsed]
        for other in dict.fromkeys(name for facts in said for name in facts) if self._of_case else ():
            type_ = self.readers.vocabulary.fields[other].type
            here = [p._replace(expected=None) for p in parsed]
            words.setdefault(other, []).append(self._word(type_, [facts.get(other) for facts in said], here, at))

    def _word(self, type: FieldType, values: Sequence[Scalar | None], parsed: Sequence[Parsed], at: pl.Series) -> Word:
        if self._written and type.kind is Kind.TEXT:
            texts = pl.Series(values, dtype=pl.String).gather(at)
            low = high = texts
        else:
            ends = [type.bounds(v) or (None, None) for v in values]
            low = _series(type, [e[0] for e in ends], at)
            high = _series(type, [e[1] for e in ends], at) if type.kind is Kind.DATE else low
        weak, lost = [not p.given for p in parsed], [p.expected is not None for p in parsed]
        return Word(low, high, _flags(weak, at), _flags(lost, at))

    def _lose(
        self, of: Wanted, shown: Sequence[str], parsed: Sequence[Parsed], at: pl.Series, lost: list[int],
        rows: pl.Series,
    ) -> None:  # fmt: skip
        cells = pl.DataFrame({"at": at, "row": rows}).filter(pl.col("at").is_in(lost))
        counted = cells.group_by("at", maintain_order=True).agg(pl.len().alias("cells"), pl.col("row").min())
        told = self.unreadable.setdefault(of.name, Unreadable(most=self.most))
        words = dict(zip(lost, shown, strict=True))
        for number, count, row in counted.iter_rows():
            meant = None if of.field.personal else parsed[number].suggestion
            told.add(words[number], count, row, meant)

    def _tell_disagreeing(self, name: str, disagree: pl.Series, rows: pl.Series) -> None:
        if disagree.any():
            first = int(cast("int", rows.filter(disagree).min()))
            self.disagreeing.setdefault(name, Unreadable()).add("", int(disagree.sum()), first)

    def remember(
        self, wanted: Iterable[Wanted], unreadable: Mapping[str, Unreadable], disagreeing: Mapping[str, Unreadable]
    ) -> None:
        """Take over what another run could not read of rows further on."""
        self._asked.update({w.name: w for w in wanted})
        for own, told in ((self.unreadable, unreadable), (self.disagreeing, disagreeing)):
            for name, of in told.items():
                own.setdefault(name, Unreadable()).take(of)

    def problems(self) -> Iterable[Problem]:
        """What could not be read, column by column, a problem for each different value; what columns disagree about."""
        for name, told in sorted(self.unreadable.items(), key=lambda of: (self._column(of[0]), of[0])):
            of, column = self._asked[name], self._column(name)
            reader = self.readers.of(of.field)
            values: dict[str, object] = {"field": of.field.label, "expected": reader.expected}
            for value, (count, row, meant) in told.found.items():
                said = {**values, "count": count, "found": value or cell_codes.MASKED, "row": row + 1}
                yield Problem(codes.UNREADABLE_VALUES, Place(self._file, row + 1, column), said, meant)
            if told.more:
                yield Problem(codes.MORE_UNREADABLE, Place(self._file), {**values, "count": told.more})
        for name, told in sorted(self.disagreeing.items()):
            count, row, _ = told.found[""]
            values = {"field": self.readers.vocabulary.fields[name].label, "count": count, "row": row + 1}
            yield Problem(codes.DISAGREEING, Place(self._file, row + 1), values)

    def _column(self, name: str) -> int:
        """The number of the column that feeds a field; the first where none does by itself."""
        column = self._asked[name].column
        return self._columns.index(column) + 1 if column in self._columns else 1


def _numbered(raw: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The different values of a column, and the number of that of each row."""
    if raw.dtype == pl.String:
        words = pl.Categories.random()
        coded = raw.cast(pl.Categorical(words))
        different = words.to_series()  # while there is a column of them; in the order of the codes
        at = coded.to_physical().fill_null(len(different))
        return different.append(different.clear(1)), at
    different = raw.unique()
    numbers = pl.DataFrame({"raw": different, "at": range(len(different))}, schema_overrides={"at": pl.UInt32})
    at = raw.to_frame("raw").join(numbers, on="raw", how="left", maintain_order="left", nulls_equal=True)["at"]
    return different, at


def _flags(values: Sequence[bool], at: pl.Series) -> pl.Series:
    if not any(values):
        return pl.Series([False]).new_from_index(0, len(at))
    return pl.Series(values, dtype=pl.Boolean).gather(at)


def _plain(value: Any) -> Any:
    """A value of a column as a cell of a spreadsheet would hold it."""
    return str(value) if isinstance(value, Decimal) else value


def _shown(value: Any, of: Field) -> str:
    """A value that cannot be read; nothing of one that is personal."""
    if of.personal:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else short(_plain(value))


def _own(parsed: Parsed) -> Scalar | None:
    """What a cell says of its own field."""
    meaning = parsed.meaning
    return None if isinstance(meaning, Unknown | Statement | tuple) or parsed.expected is not None else meaning


def _series(type: FieldType, values: Sequence[Any], at: pl.Series) -> pl.Series:
    """The values that stand ``at`` each row."""
    if type.kind is Kind.DATE:
        days = pl.Series([None if v is None else v - _EPOCH for v in values], dtype=pl.Int32)
        return days.gather(at).cast(pl.Date)
    if type.kind is Kind.BOOLEAN:
        values = [None if v is None else bool(v) for v in values]
    return pl.Series(values, dtype=DTYPES[column_type(type)]).gather(at)


def _ends(name: str, type: FieldType, low: pl.Series, high: pl.Series) -> Mapping[str, pl.Series]:
    return {name: low, last(name): high} if type.kind is Kind.DATE else {name: low}


def _plain_word(low: pl.Series, high: pl.Series | None) -> Word:
    """A column that was read whole: nothing in it is weak or lost."""
    never = pl.repeat(value=False, n=len(low), dtype=pl.Boolean, eager=True)
    return Word(low, low if high is None else high, never, never)


# --- what whole columns can be read by


def _quick(dtype: DataType | DataTypeClass, wanted: Wanted) -> pl.Expr | None:
    """The column read at once; a value that cannot be becomes null. ``None`` where words of the vocabulary might mean
    something else.
    """
    column, of = pl.col(wanted.column), wanted.field
    words = set(map(fold, of.cells))
    if not isinstance(of.blank, Unknown) or any(w[:1].isdigit() or w in ("true", "false") for w in words):
        return None
    kind = of.type.kind
    if dtype == pl.Boolean:
        return column if kind is Kind.BOOLEAN else None
    if dtype.is_integer() and kind in (Kind.INTEGER, Kind.NUMBER):
        inside = pl.when(_inside(column, of)).then(column.cast(pl.Int64, strict=False))
        return inside * NUMBER_SCALE if kind is Kind.NUMBER else inside
    if dtype.is_float() and kind in (Kind.INTEGER, Kind.NUMBER):
        return _of_float(column.cast(pl.Float64), of)
    if kind is Kind.DATE and exact_dates(dtype):
        day = column.cast(pl.Date)
        return pl.when(day.is_between(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))).then(day)
    if kind in (Kind.CHOICE, Kind.SCALE) and isinstance(dtype, pl.String | pl.Categorical | pl.Enum):
        return _coded(column.cast(pl.String), [c.code for c in of.type.choices], words)
    return None


def exact_dates(dtype: DataType | DataTypeClass) -> bool:
    """Whether a column of this type holds whole dates only."""
    return isinstance(dtype, pl.Date | pl.Datetime)


def _inside(column: pl.Expr, of: Field) -> pl.Expr:
    """Whether a number is one that the field can be."""
    least = 1 - LIMIT if of.least is None else of.least
    return column.is_between(float(least), float(LIMIT - 1 if of.most is None else of.most))


def _of_float(column: pl.Expr, of: Field) -> pl.Expr:
    """Whole numbers; or millionths, where rounding is sure to give what the number's shortest decimal gives."""
    if of.type.kind is Kind.INTEGER:
        sure, value = column == column.floor(), column
    else:
        scaled = column * NUMBER_SCALE
        value = (scaled + 0.5).floor()
        sure = ((scaled - value).abs() < _NEAR) & (column.abs().is_between(_SMALL, _LARGE) | (column == 0))
    return pl.when(_inside(column, of) & sure).then(value.cast(pl.Int64, wrap_numerical=True))


def _coded(column: pl.Expr, choices: Sequence[str], words: set[str]) -> pl.Expr:
    """Positions of choices by their codes; other words for them are left for the reader of cells."""
    numbers = {code: n for n, code in enumerate(choices) if fold(code) not in words}
    if len(numbers) >= _FEW or not numbers:
        return column.replace_strict(list(numbers), list(numbers.values()), default=None, return_dtype=pl.Int32)
    return pl.coalesce(pl.when(column == code).then(pl.lit(n, dtype=pl.Int8)) for code, n in numbers.items())
