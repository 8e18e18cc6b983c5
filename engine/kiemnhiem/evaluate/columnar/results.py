"""Results written as they come: never more of them in memory than a few batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any

import polars as pl

from kiemnhiem.evaluate.columnar.forms import PARQUET


def write(
    file: IO[bytes],
    form: str,
    schema: Mapping[str, Any],
    batches: Iterator[pl.DataFrame],
    note: Callable[[], dict[str, str]] | None = None,
) -> None:
    """Write batches of one schema as one file, in the form of files whose names end so. ``note``: what a Parquet file
    says of itself, asked for when all is written.
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

    source = pl.io.plugins.register_io_source(produce, schema=pl.Schema(schema))
    if form in PARQUET:
        source.sink_parquet(file, metadata=(lambda _: note()) if note else None)
    else:
        source.sink_ipc(file)
    if failures:
        raise failures[0]
