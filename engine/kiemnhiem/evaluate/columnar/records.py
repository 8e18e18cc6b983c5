"""Tables of lists' records beside the cases: each record has the id of its case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from kiemnhiem.cases.cells import says_none
from kiemnhiem.cases.readers import Readers
from kiemnhiem.evaluate.columnar import codes
from kiemnhiem.evaluate.columnar.convert import Converter, Wanted
from kiemnhiem.evaluate.columnar.matched import Child
from kiemnhiem.evaluate.columnar.names import ROW, last
from kiemnhiem.policy.types import Kind
from kiemnhiem.problem import Place, Problem

_KEY, _NONE = "~key", "~none"


@dataclass
class RecordTable:
    """The records of one list, of every case; in memory.

    ``stray``: how many have the id of no case: they may be anybody's who has none. ``shared``: ids that several cases
    have: of these nothing is known.
    """

    child: Child
    file: str
    readers: Readers
    raw: pl.DataFrame
    problems: list[Problem] = field(default_factory=list)
    stray: int = 0
    shared: pl.Series = field(default_factory=lambda: pl.Series(_KEY, [], dtype=pl.String))

    def __post_init__(self) -> None:
        converter = Converter(self.readers, self.file, self.raw.columns, of_case=False)
        self.frame = self._converted(converter)
        self.problems += converter.problems()

    def written(self) -> pl.DataFrame:
        """The records with texts as they are written."""
        return self._converted(Converter(self.readers, self.file, (), of_case=False, written=True))

    def _converted(self, converter: Converter) -> pl.DataFrame:
        wanted = [Wanted(n, s.column, s.field) for n, s in self.child.inner.items()]
        rows = pl.int_range(self.raw.height, dtype=pl.UInt32, eager=True)
        empty = self._empty()
        found = converter.converted(self.raw.filter(~empty), wanted, rows.filter(~empty))
        records = pl.DataFrame([key_of(self.raw.filter(~empty)[self.child.key]), *found.values()])
        none = pl.DataFrame([key_of(self.raw.filter(empty)[self.child.key])])
        both = [
            records.with_columns(pl.lit(value=False).alias(_NONE)),
            none.with_columns(pl.lit(value=True).alias(_NONE)),
        ]
        return pl.concat(both, how="diagonal")

    def _empty(self) -> pl.Series:
        """The rows of which a cell says that the case has no records."""
        list_ = self.readers.of(self.child.field)
        tests = [pl.lit(value=False)]
        for source in self.child.inner.values():
            if self.raw.schema[source.column] == pl.String:
                words = self.raw[source.column].drop_nulls().unique().to_list()
                own = self.readers.of(source.field)
                none = [w for w in words if says_none(list_, own.read(w), w)]
                tests.append(pl.col(source.column).is_in(none))
        rows = self.raw.select(pl.any_horizontal(tests).fill_null(value=False).alias(_NONE))
        return rows[_NONE] if rows.height == self.raw.height else pl.repeat(value=False, n=self.raw.height, eager=True)

    @property
    def partial(self) -> Iterator[str]:
        """The dates that are only partly known in some record."""
        for name, source in self.child.inner.items():
            if source.field.type.kind is Kind.DATE and (self.frame[name] != self.frame[last(name)]).any():
                yield name

    def told_apart(self, keys: Sequence[pl.LazyFrame]) -> None:
        """Compare with the ids of all cases: whose the records are."""
        own = self.frame.lazy().group_by(_KEY).agg(pl.len().alias("records"))
        cases = pl.concat(keys).join(own, on=_KEY, how="semi").group_by(_KEY).agg(pl.len().alias("cases"))
        found = own.join(cases, on=_KEY, how="left").collect(engine="streaming")
        self.stray = int(found.filter(pl.col("cases").is_null())["records"].sum())
        several = found.filter(pl.col("cases") > 1)
        both = self.frame.group_by(_KEY).agg(pl.col(_NONE).n_unique().alias("kinds")).filter(pl.col("kinds") > 1)
        self.shared = several[_KEY]
        values = {"field": self.child.field.label}
        if self.stray:
            self.problems.append(Problem(codes.STRAY_RECORDS, Place(self.file), {**values, "count": self.stray}))
        if several.height:
            shared = {**values, "count": int(several["records"].sum())}
            self.problems.append(Problem(codes.SHARED_ID, Place(self.file), shared))
        if both.height:
            self.problems.append(Problem(codes.NONE_AND_SOME, Place(self.file), {**values, "count": both.height}))

    def of_cases(self, keys: pl.Series, frame: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
        """Of each case whether its records are known; and the records, by the numbers of their cases."""
        cases = pl.DataFrame([key_of(keys)]).with_row_index(ROW)
        own = frame.join(cases, on=_KEY, how="inner").sort(ROW, maintain_order=True)
        none, some = own.filter(_NONE)[ROW].unique(), own.filter(~pl.col(_NONE))
        empty = self.child.field.blank == () and not self.stray
        has = cases[ROW].is_in(some[ROW].unique().implode())
        said = cases[ROW].is_in(none.implode())
        there = (has ^ said) | (~has & ~said & empty)
        if len(self.shared):
            there &= ~cases[_KEY].is_in(self.shared.implode()).fill_null(value=False)
        return there, some.filter(there.gather(some[ROW]))


def key_of(ids: pl.Series) -> pl.Series:
    """Ids as they are compared."""
    return ids.to_frame().select(_key(ids.name).alias(_KEY))[_KEY]


def keys(frame: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """The ids of a file's cases, not read yet."""
    return frame.select(_key(column).alias(_KEY))


def _key(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.normalize("NFC").str.strip_chars()
