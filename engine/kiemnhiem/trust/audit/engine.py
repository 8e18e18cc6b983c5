"""Databases that hold a trail, by what an officer types."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.sql.extras import needed
from kiemnhiem.problem import Place, Problem
from kiemnhiem.trust import codes

_POSTGRES = "postgresql+psycopg"


def connect(url: str, patience: int) -> tuple[Engine, str]:
    """What talks to a database, and what messages call it, without its password. ``patience``: seconds to wait for
    other writers. Raises :class:`UsageError`.
    """
    if "://" not in url:
        path = Path(url)
        if path.is_dir() or not path.resolve().parent.is_dir():
            _refuse(codes.NO_TRAIL_FILE, url)
        return _sqlite(URL.create("sqlite", database=str(path.resolve())), patience), url
    try:
        address = make_url(url)
    except ArgumentError:
        _refuse(codes.NO_TRAIL, url.partition("://")[0])
    name = address.render_as_string(hide_password=True)
    driver, file = address.drivername, address.database
    if driver in ("sqlite", "sqlite+pysqlite") and file and file != ":memory:":
        return _sqlite(address, patience), name
    if driver not in ("postgres", "postgresql", _POSTGRES):
        _refuse(codes.NO_TRAIL, driver)
    with needed("postgres"):
        import psycopg  # noqa: F401, PLC0415 - heavy, and may be missing
    return create_engine(address.set(drivername=_POSTGRES), pool_pre_ping=True), name


def keep_private(engine: Engine) -> None:
    """Have a file of SQLite, where there is none yet, made for its owner alone."""
    if engine.dialect.name == "sqlite" and engine.url.database:
        path = Path(engine.url.database)
        with suppress(OSError):  # told when it is opened
            path.touch(mode=0o600)


def check_there(engine: Engine, name: str) -> None:
    """See that a file of SQLite is there: to look for one must not make it. Raises :class:`UsageError`."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").is_file():
        _refuse(codes.NO_TRAIL_FILE, name)


def _refuse(code: Any, found: str) -> NoReturn:
    raise UsageError([Problem(code, Place(found), {"found": found})])


def _sqlite(address: URL, patience: int) -> Engine:
    """A file of SQLite. What is told to be written is on the disk."""
    engine = create_engine(address, connect_args={"timeout": patience})

    def opened(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins no transactions of its own: we say which kind
        connection.execute("PRAGMA synchronous = FULL")

    event.listen(engine, "connect", opened)
    return engine
