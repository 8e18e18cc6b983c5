"""The trail in a database: SQLite or PostgreSQL."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from kiemnhiem.errors import UsageError
from kiemnhiem.evaluate.sql.extras import needed
from kiemnhiem.problem import Place, Problem
from kiemnhiem.trust import codes
from kiemnhiem.trust.audit.actions import DECIDED, refused
from kiemnhiem.trust.audit.record import EMPTY, Entry, Head, Record
from kiemnhiem.trust.audit.verify import Verification, broken_end, verified
from kiemnhiem.trust.canonical import JSON, canonical

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_BATCH = 1000
#: Seconds that a writer waits for another one.
_PATIENCE = 60
#: What writers to one PostgreSQL server's trail hold, one at a time: an arbitrary number of our own.
_LOCK = 0x4B4E_4155


@dataclass(frozen=True)
class Wanted:
    """Which records: those with just these values, where they are not empty."""

    actor: str = ""
    action: str = ""
    screening: str = ""
    case: str = ""


class AuditTrail:
    """Records that are only ever added. Several threads and processes may add to one trail; each record follows the
    last one there is.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine, self._name = engine, name
        self._mine = threading.Lock()

    @classmethod
    def open(cls, url: str, *, make: bool = True) -> AuditTrail:
        """The trail in a file, or at an address (``sqlite:///…``, ``postgresql://…``). ``make``: where there is none;
        else nothing is written, and where there is none it is refused.

        :raises UsageError: where it cannot be had.
        :raises EngineUnavailable: where the extra ``trail`` is not installed.
        """
        with needed("trail"):
            from kiemnhiem.trust.audit.engine import check_there, connect, keep_private  # noqa: PLC0415 - heavy, and may be missing
            from kiemnhiem.trust.audit.table import create, is_there  # noqa: PLC0415
        engine, name = connect(url, _PATIENCE)
        trail = cls(engine, name)
        if make:
            keep_private(engine)
            trail._read_while_writing()
            with trail._writing() as connection:
                create(connection)
        else:
            check_there(engine, name)
            with trail._reading() as connection:
                if not is_there(connection):
                    raise UsageError([Problem(codes.NO_RECORDS, Place(name))])
        return trail

    def record(
        self,
        actor: str,
        action: str,
        *,
        screening: str | None = None,
        case: str | None = None,
        receipt: str | None = None,
        details: Mapping[str, JSON] | None = None,
    ) -> Record:
        """Add one record; see :class:`Entry`. As :meth:`record_all`."""
        return self.record_all([Entry(actor, action, screening, case, receipt, details or {})])[0]

    def record_all(self, entries: Sequence[Entry]) -> tuple[Record, ...]:
        """Add records, all or none.

        :raises ValueError: for an action that is not declared, and details that it has not: a fault of the program.
        :raises UsageError: where the database refuses.
        """
        for entry in entries:
            if wrong := refused(entry.action, entry.details):
                raise ValueError(f"not to be recorded of {entry.action}: {', '.join(wrong)}")
        from kiemnhiem.trust.audit.table import AUDIT  # noqa: PLC0415 - heavy

        with self._writing() as connection:
            head, made = self._head(connection), list[Record]()
            for entry in entries:
                made.append(Record.of(entry, head, datetime.now(UTC).isoformat(timespec="microseconds")))
                head = made[-1].head
            rows = [{**asdict(record), "details": canonical(record.details).decode()} for record in made]
            if rows:
                connection.execute(AUDIT.insert(), rows)
        return tuple(made)

    def records(self, after: int = 0, limit: int = _BATCH) -> tuple[Record, ...]:
        """At most ``limit`` records that follow the one of number ``after``."""
        from sqlalchemy import select  # noqa: PLC0415 - heavy

        from kiemnhiem.trust.audit.table import AUDIT  # noqa: PLC0415

        with self._reading() as connection:
            asked = select(AUDIT).where(AUDIT.c.number > after).order_by(AUDIT.c.number).limit(limit)
            return tuple(_record(dict(row)) for row in connection.execute(asked).mappings())

    def newest(self, wanted: Wanted, before: int = 0, limit: int = _BATCH) -> tuple[Record, ...]:
        """At most ``limit`` of the records that are wanted, from the last one back; those before the one of number
        ``before``, if one is named.
        """
        from sqlalchemy import select  # noqa: PLC0415 - heavy

        from kiemnhiem.trust.audit.table import AUDIT  # noqa: PLC0415

        asked = select(AUDIT).where(*(AUDIT.c[name] == value for name, value in asdict(wanted).items() if value))
        if before:
            asked = asked.where(AUDIT.c.number < before)
        with self._reading() as connection:
            found = connection.execute(asked.order_by(AUDIT.c.number.desc()).limit(limit)).mappings()
            return tuple(_record(dict(row)) for row in found)

    def every(self) -> Iterator[Record]:
        """All records, some at a time."""
        after: int | None = 0
        while after is not None and (some := self.records(after, _BATCH)):
            yield from some
            after = some[-1].number

    def verify(self, head: Head | None = None) -> Verification:
        """Whether every record is what it was. ``head``: one put aside earlier, without which a cut end is not seen."""
        return verified(self.every(), head)

    def head(self) -> Head:
        """The last record. Kept elsewhere, it shows later whether the end of the trail was cut off."""
        with self._reading() as connection:
            return self._head(connection)

    def check(self) -> None:
        """See that records can be added, and that the last ones are what they were.

        :raises UsageError: where not.
        """
        from kiemnhiem.trust.audit.table import AUDIT  # noqa: PLC0415 - heavy

        last = self.newest(Wanted(), limit=2)[::-1]
        if last and (number := broken_end(last)):
            raise UsageError([Problem(codes.BROKEN_END, Place(self._name), {"number": number})])
        with self._writing() as connection, connection.begin_nested() as tried:
            record = Record.of(Entry("", DECIDED), self._head(connection), datetime.now(UTC).isoformat())
            connection.execute(AUDIT.insert(), {**asdict(record), "details": canonical(record.details).decode()})
            tried.rollback()

    def close(self) -> None:
        """Close what is open."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _head(self, connection: Connection) -> Head:
        from sqlalchemy import select  # noqa: PLC0415 - heavy

        from kiemnhiem.trust.audit.table import AUDIT  # noqa: PLC0415

        last = select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1)
        row = connection.execute(last).first()
        return Head(*row) if row else EMPTY

    def _read_while_writing(self) -> None:
        """Have a file of SQLite kept so that its readers do not wait for writers. While others use the file this does
        not wait but fails; then the next process does it.
        """
        from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - heavy

        with self._reading() as connection, suppress(OperationalError):
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction in which nobody else writes."""
        from sqlalchemy import text  # noqa: PLC0415 - heavy

        with self._mine, self._told(), self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the database refuses, in our words."""
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - heavy

        try:
            yield
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            reason = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
            raise UsageError([Problem(codes.TRAIL, Place(self._name), {"reason": reason})]) from error


def _record(row: Mapping[str, Any]) -> Record:
    """A row as a record. Details that are not written as we write them stay text: no record is sound that has that."""
    written = row["details"]
    try:
        details = json.loads(written)
        as_ours = canonical(details).decode() == written
    except (ValueError, TypeError):
        return Record(**row)
    return Record(**{**row, "details": details if as_ours else written})
