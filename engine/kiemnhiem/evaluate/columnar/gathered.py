"""What the columns of a file say of one field together; of single cases :mod:`kiemnhiem.cases.gathering` tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Word:
    """What one column says of a field, row by row: its value, of a date its first and its last possible day.

    ``weak``: where it is what an empty cell means, which gives way to what another column says. ``lost``: where a cell
    cannot be read, so that the field is unknown whatever others say.
    """

    low: pl.Series
    high: pl.Series
    weak: pl.Series
    lost: pl.Series


def gathered(words: Sequence[Word]) -> tuple[pl.Series, pl.Series, pl.Series]:
    """The value, low and high, and where the words disagree: nothing is known there. 1975 and 05/06/1975 agree."""
    low, high = _strong(words[0])
    disagree = pl.repeat(value=False, n=len(low), dtype=pl.Boolean, eager=True)
    for word in words[1:]:
        low, high, differ = _narrower(low, high, *_strong(word))
        disagree |= differ
    for word in words:
        low, high = low.zip_with(low.is_not_null(), word.low), high.zip_with(high.is_not_null(), word.high)
    known = ~disagree
    for word in words:
        known &= ~word.lost
    nothing = low.clear(len(low))
    return low.zip_with(known, nothing), high.zip_with(known, nothing), disagree


def _strong(word: Word) -> tuple[pl.Series, pl.Series]:
    nothing = word.low.clear(len(word.low))
    return word.low.zip_with(~word.weak, nothing), word.high.zip_with(~word.weak, nothing)


def _narrower(
    low: pl.Series, high: pl.Series, other_low: pl.Series, other_high: pl.Series
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """What two words say together, and where they disagree."""
    frame = pl.DataFrame({"low": low, "high": high, "low2": other_low, "high2": other_high})
    inside = (pl.col("low2") <= pl.col("low")) & (pl.col("high") <= pl.col("high2"))
    around = (pl.col("low") <= pl.col("low2")) & (pl.col("high2") <= pl.col("high"))
    take = pl.col("low").is_null() | around.fill_null(value=False)
    found = frame.select(
        pl.when(take & pl.col("low2").is_not_null()).then("low2").otherwise("low").alias("low"),
        pl.when(take & pl.col("high2").is_not_null()).then("high2").otherwise("high").alias("high"),
        (~(inside | around)).fill_null(value=False).alias("differ"),
    )
    return found["low"], found["high"], found["differ"]
