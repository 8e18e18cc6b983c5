"""Made-up cases of the workload's vocabulary, the same for the same seed, at any size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from kiemnhiem.cases.case import Case

#: Made at once, and the rows of a row group.
CHUNK = 250_000
SEED = 20260601
MISSING = 0.05

_Weights = Mapping[str, float]
_CHOICES: Mapping[str, _Weights] = {
    "party_membership": {"none": 0.04, "probationary": 0.02, "official": 0.94},
    "region": {"lowland": 0.4, "midland": 0.2, "mountainous": 0.25, "border": 0.1, "island": 0.05},
    "employment": {"staff": 0.35, "contract": 0.1, "part_time": 0.5, "none": 0.05},
    "speciality": {"law": 0.2, "economics": 0.3, "farming": 0.25, "teaching": 0.21, "medicine": 0.02, "other": 0.02},
    "education": {
        "primary": 0.01, "lower_secondary": 0.02, "upper_secondary": 0.05, "vocational": 0.07,
        "college": 0.2, "university": 0.6, "postgraduate": 0.05,
    },
    "theory": {"untaught": 0.02, "elementary": 0.48, "intermediate": 0.4, "advanced": 0.1},
    "rating": {"poor": 0.01, "fair": 0.19, "good": 0.6, "excellent": 0.2},
}  # fmt: skip
_BOOLEANS = {"declared_assets": 0.98, "trained": 0.97, "elected": 0.98, "served": 0.3, "resident": 0.9}
_FORMS: _Weights = {"reprimand": 0.7, "warning": 0.2, "dismissal": 0.1}
_RELATIONS: _Weights = {"spouse": 0.2, "parent": 0.2, "child": 0.2, "sibling": 0.2, "in_law": 0.2}
_ROLES: _Weights = {"accountant": 0.05, "treasurer": 0.05, "clerk": 0.1, "other": 0.8}
#: Hamlets, each also written in capitals: text is compared without regard to them.
_HAMLETS = [name for i in range(1, 51) for name in (f"Thôn Đoàn Kết {i}", f"THÔN ĐOÀN KẾT {i}")]


def frame(rows: int, chunk: int = 0) -> pl.DataFrame:
    """``rows`` cases of one chunk; at most :data:`CHUNK`."""
    return _Maker(rows, chunk).frame()


def frames(rows: int) -> Iterator[pl.DataFrame]:
    """``rows`` cases, a chunk at a time."""
    for chunk, start in enumerate(range(0, rows, CHUNK)):
        yield frame(min(CHUNK, rows - start), chunk)


def write(path: Path, rows: int) -> None:
    """``rows`` cases as one Parquet file, never more than a few chunks in memory."""

    def produce(
        _columns: Sequence[str] | None, _predicate: pl.Expr | None, _rows: int | None, _batch: int | None
    ) -> Iterator[pl.DataFrame]:
        yield from frames(rows)

    source = pl.io.plugins.register_io_source(produce, schema=frame(1).schema)
    source.sink_parquet(path, row_group_size=CHUNK)


def as_cases(cases: pl.DataFrame) -> list[Case]:
    """The rows as the cases an engine is asked."""
    return [Case(row["case_id"], {name: _fact(v) for name, v in row.items()}) for row in cases.iter_rows(named=True)]


def _fact(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(str(value))
    return tuple(value) if isinstance(value, list) else value


class _Maker:
    def __init__(self, rows: int, chunk: int) -> None:
        self.rows, self.chunk = rows, chunk
        self.random = np.random.default_rng((SEED, chunk))

    def frame(self) -> pl.DataFrame:
        first = self.chunk * CHUNK
        columns = {
            **{name: self.boolean(share, self.rows) for name, share in _BOOLEANS.items()},
            **{name: self.choice(weights, self.rows) for name, weights in _CHOICES.items()},
            "children": self.integer(0, 5),
            "years_resident": self.integer(0, 40),
            "terms": self.integer(1, 3),
            "households": self.integer(20, 400),
            "salary": pl.Series(self.random.integers(160, 700, self.rows) / 100),
            "vote_share": pl.Series(self.random.integers(4_500, 10_001, self.rows) / 100),
            "birth_date": self.date(date(1962, 1, 1), date(2002, 1, 1), self.rows),
            "official_on": self.date(date(1995, 1, 1), date(2016, 1, 1), self.rows),
            "appointed_on": self.date(date(2012, 1, 1), date(2026, 5, 1), self.rows),
            "hamlet": self.choice(dict.fromkeys(_HAMLETS, 1), self.rows),
            "home": self.choice(dict.fromkeys(_HAMLETS, 1), self.rows),
            "discipline": self.records([0.8, 0.15, 0.05], self.discipline),
            "relatives": self.records([0.4, 0.3, 0.15, 0.1, 0.05], self.relatives),
        }
        ids = pl.int_range(first, first + self.rows, eager=True)
        given = pl.DataFrame({name: self.with_missing(column) for name, column in columns.items()})
        return given.insert_column(0, ("C" + ids.cast(pl.String)).alias("case_id"))

    def discipline(self, rows: int) -> dict[str, pl.Series]:
        return {
            "form": self.choice(_FORMS, rows),
            "given_on": self.date(date(2000, 1, 1), date(2026, 5, 1), rows),
        }

    def relatives(self, rows: int) -> dict[str, pl.Series]:
        return {
            "relation": self.choice(_RELATIONS, rows),
            "role": self.choice(_ROLES, rows),
            "same_unit": self.boolean(0.1, rows),
        }

    def records(self, lengths: Sequence[float], make: Any) -> pl.Series:
        """A list column: how often a case has 0, 1, 2… records, and the columns of those."""
        sizes = self.random.choice(len(lengths), self.rows, p=lengths)
        owners = np.repeat(np.arange(self.rows), sizes)
        fields = {name: self.with_missing(column) for name, column in make(len(owners)).items()}
        record = pl.DataFrame(fields).to_struct("record")
        lists = pl.DataFrame({"owner": owners, "record": record}).group_by("owner", maintain_order=True).agg("record")
        everyone = pl.DataFrame({"owner": np.arange(self.rows)}).join(
            lists, on="owner", how="left", maintain_order="left"
        )
        none = pl.lit(pl.Series([[]], dtype=pl.List(record.dtype))).first()
        return everyone.select(pl.col("record").fill_null(none))["record"]

    def with_missing(self, column: pl.Series) -> pl.Series:
        known = pl.Series(self.random.random(len(column)) >= MISSING)
        return column.to_frame("c").select(pl.when(known).then("c"))["c"]

    def choice(self, weights: _Weights, rows: int) -> pl.Series:
        share = np.array(list(weights.values()))
        return pl.Series(list(weights), dtype=pl.String).gather(
            self.random.choice(len(weights), rows, p=share / share.sum())
        )

    def boolean(self, share: float, rows: int) -> pl.Series:
        return pl.Series(self.random.random(rows) < share)

    def integer(self, low: int, high: int) -> pl.Series:
        return pl.Series(self.random.integers(low, high + 1, self.rows))

    def date(self, low: date, high: date, rows: int) -> pl.Series:
        days = self.random.integers(low.toordinal(), high.toordinal() + 1, rows) - date(1970, 1, 1).toordinal()
        return pl.Series(days.astype(np.int32)).cast(pl.Date)
