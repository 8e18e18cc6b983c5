"""One server at a time works on a database: two would do the same jobs twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from kiemnhiem.errors import UsageError
from kiemnhiem.problem import Problem
from kiemnhiem.web import codes
from kiemnhiem.web.store.database import Database

#: What the one server of a PostgreSQL database holds: an arbitrary number of our own.
_LOCK = 0x4B4E_5345


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Be the one server of a database, as long as this process lives.

    :raises UsageError: where there is one already.
    """
    url = database.engine.url
    if url.get_backend_name() == "sqlite":
        with _file(f"{url.database}.server"):
            yield
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": _LOCK}):
            _refuse(url.render_as_string(hide_password=True))
        try:
            yield
        finally:
            with suppress(SQLAlchemyError):  # a server that has gone has let go of it too
                connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": _LOCK})


@contextmanager
def _file(path: str) -> Iterator[None]:
    """Hold a file; the system lets go of it when this process dies, however that is."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)) as held:
        try:
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            _refuse(path.removesuffix(".server"))
        yield


def _refuse(found: str) -> None:
    raise UsageError([Problem(codes.ANOTHER_SERVER, None, {"found": found})])
