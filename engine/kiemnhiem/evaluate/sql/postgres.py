"""The PostgreSQL engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import polars as pl
import psycopg
from psycopg import sql as words

from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.sql.dialects import POSTGRES
from kiemnhiem.evaluate.sql.engine import SqlEngine
from kiemnhiem.language import Text
from kiemnhiem.policy.program import Program

_FAILED = Text("PostgreSQL: {reason}", "PostgreSQL: {reason}")
#: A thousand conditions take longer to translate than to try; tables of our own are joined by equality, and their sizes
#: are guessed too low.
_SETTINGS = ("jit = off", "enable_nestloop = off", "work_mem = '64MB'")
#: The class of errors that quote the data.
_OF_DATA = "22"
_TYPES: Mapping[Any, str] = {pl.Boolean: "boolean", pl.Int64: "bigint", pl.Date: "date", pl.String: "text",
                             pl.UInt32: "bigint"}  # fmt: skip


class PostgresEngine(SqlEngine):
    """Decides cases in a PostgreSQL server, in temporary tables.

    :param url: ``postgresql://user@host/database``.
    """

    name = "postgres"
    dialect = POSTGRES

    def __init__(self, program: Program, url: str) -> None:
        super().__init__(program)
        self._url = url

    def run(self, sql: str, tables: Mapping[str, pl.DataFrame]) -> Iterable[Sequence[Any]]:
        """The rows of a statement over some tables."""
        with connected(self._url) as connection:
            for name, frame in tables.items():
                _copy(connection, name, frame)
            return connection.execute(sql.encode()).fetchall()


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection]:
    """A connection whose work is kept when all of it is done, and told in our words when it fails."""
    try:
        with psycopg.connect(url, application_name="kiemnhiem") as connection:
            for setting in _SETTINGS:
                connection.execute(f"SET LOCAL {setting}".encode())
            yield connection
    except psycopg.Error as error:
        raise EngineError(_FAILED.format(reason=_reason(error))) from error


def _reason(error: psycopg.Error) -> str:
    """What the server says, unless it may quote the data."""
    state, said = error.sqlstate, error.diag.message_primary or str(error)
    if state is None:
        return said.strip().splitlines()[0] if said.strip() else type(error).__name__
    return f"{type(error).__name__} ({state})" if state.startswith(_OF_DATA) else said


def _copy(connection: psycopg.Connection, name: str, frame: pl.DataFrame) -> None:
    """A frame as a temporary table."""
    columns = words.SQL(", ").join(
        words.SQL("{} {}").format(words.Identifier(c), words.SQL(_TYPES[type_])) for c, type_ in frame.schema.items()
    )
    table = words.Identifier(name)
    connection.execute(words.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(table, columns))
    with connection.cursor().copy(words.SQL("COPY {} FROM STDIN").format(table)) as copy:
        for row in frame.iter_rows():
            copy.write_row(row)
