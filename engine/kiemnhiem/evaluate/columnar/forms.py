"""The kinds of columnar files, by the endings of their names."""

from __future__ import annotations

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".ipc", ".feather")
#: Those that are read.
READ = (*PARQUET, *ARROW)
#: Those that results are written as; the first is that of files in a folder of results.
WRITTEN = (".parquet", *ARROW)
