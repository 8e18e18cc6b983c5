"""The same cases in the two forms in which records come: nested columns, and tables keyed by case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from measuring.cases import frames

LISTS = ("discipline", "relatives")


@dataclass(frozen=True)
class Data:
    """Cases with nested lists."""

    nested: pl.DataFrame

    @classmethod
    def of(cls, rows: int) -> Data:
        """That many made-up cases."""
        return cls(pl.concat(frames(rows)).rechunk())

    @cached_property
    def cases(self) -> pl.DataFrame:
        """The cases numbered by ``row``; the column of a list is true where it is known, else null."""
        known = (pl.when(pl.col(name).is_not_null()).then(statement=True).alias(name) for name in LISTS)
        return self.nested.with_row_index("row").with_columns(known)

    @cached_property
    def records(self) -> dict[str, pl.DataFrame]:
        """The records of each list, with the ``row`` of their case."""
        rows = self.nested.with_row_index("row")
        return {
            name: rows.filter(pl.col(name).list.len() > 0).select("row", name).explode(name).unnest(name).rechunk()
            for name in LISTS
        }
