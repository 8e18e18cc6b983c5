"""Results written as they come: never more of them in memory than a few batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import polars as pl

from kiemnhiem.evaluate.columnar.forms import PARQUET


def batches(path: Path) -> Iterator[pl.DataFrame]:
    """A Parquet file of results as it was written, some rows at a time."""
    yield from pl.scan_parquet(path, glob=False, hive_partitioning=False).collect_batches(maintain_order=True)


def write(
    file: IO[bytes],
    form: str,
    schema: Mapping[str, Any],
    batches: Iterator[pl.DataFrame],
    note: Callable[[], dict[str, str]] | None = None,
) -> None:
    """Write batches of one schema as one file, in the form of files whose names end so. ``note``: what the file says of
    itself, asked for when all is written; Arrow has no place for it.
    """
    failures: list[BaseException] = []

    def produce(
        columns: Sequence[str] | None, predicate: pl.Expr | None, rows: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        del predicate, rows  # whatever is produced is written whole
        try:
            for batch in batches:
                yield batch if columns is None else batch.select(columns)
        except BaseException as error:  # noqa: BLE001 - raised again below, outside Polars
            failures.append(error)

    def noted(_: object) -> dict[str, str]:
        try:
            return note() if note else {}
        except BaseException as error:  # noqa: BLE001 - as above
            failures.append(error)
            return {}

    source = pl.io.plugins.register_io_source(produce, schema=pl.Schema(schema))
    if form in PARQUET:
        source.sink_parquet(file, metadata=noted if note else None)
    else:
        source.sink_ipc(file)
        noted(None)
    if failures:
        raise failures[0]
