"""What every request of a server shares."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiemnhiem.errors import UsageError
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem
from kiemnhiem.web import codes
from kiemnhiem.web.access.accounts import has_accounts
from kiemnhiem.web.settings import LOOPBACK, Settings
from kiemnhiem.web.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiemnhiem.explain.timeline import History
    from kiemnhiem.trust.audit import AuditTrail
    from kiemnhiem.web.drafts.bench import Bench
    from kiemnhiem.web.pace import Pace
    from kiemnhiem.web.second import Second
    from kiemnhiem.web.shelf import Shelf

_SECRET_BYTES = 32
#: Questions over time that are remembered, so that the next case of a list is told sooner. One takes some 25 MB.
_HISTORIES = 4


@dataclass
class Desk:
    """Settings, the library, the database, the audit trail. ``is_open``: nobody signs in, as there are no accounts."""

    settings: Settings
    library: Library
    database: Database
    secret: bytes

    @classmethod
    def open(cls, settings: Settings, library: Library) -> Desk:
        """Open the data folder and the database.

        :raises UsageError: where others than this machine would reach a desk without accounts.
        """
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = Database(settings.database_url)
        database.migrate()
        desk = cls(settings, library, database, _secret(settings.data))
        with database.session() as session:
            if not settings.is_local and not has_accounts(session):
                found = settings.host if settings.host not in LOOPBACK else ", ".join(settings.allowed_hosts)
                raise UsageError([Problem(codes.NEEDS_ACCOUNTS, None, {"found": found})])
        return desk

    @property
    def is_open(self) -> bool:
        """Whether nobody signs in: no accounts, and only this machine reaches the server."""
        if not self.settings.is_local:
            return False
        with self.database.session() as session:
            return not has_accounts(session)

    @cached_property
    def audit(self) -> AuditTrail:
        """The audit trail."""
        from kiemnhiem.trust.audit import AuditTrail  # noqa: PLC0415 - opened when first written

        return AuditTrail.open(self.settings.audit_url)

    @cached_property
    def shelf(self) -> Shelf:
        """The library as readers look for it."""
        from kiemnhiem.web.shelf import Shelf  # noqa: PLC0415 - imports what authors need

        return Shelf(self.library)

    @cached_property
    def bench(self) -> Bench:
        """Where drafts of policies are worked on."""
        from kiemnhiem.web.drafts.bench import Bench  # noqa: PLC0415 - as above

        return Bench(Path(self.library.root), self.settings.today)

    @cached_property
    def pace(self) -> Pace:
        """How much each may still ask for."""
        from kiemnhiem.web.pace import Pace  # noqa: PLC0415 - as above

        return Pace()

    @cached_property
    def second(self) -> Second:
        """The second engine."""
        from kiemnhiem.web.second import Second  # noqa: PLC0415 - made when first asked

        return Second()

    @cached_property
    def history(self) -> Callable[..., History]:
        """Makes what follows cases through the library, or gives what was made for the same question."""
        from kiemnhiem.explain.timeline import History  # noqa: PLC0415 - as above

        return lru_cache(maxsize=_HISTORIES)(partial(History, self.library))

    def close(self) -> None:
        """Let go of files, connections and processes."""
        self.database.close()
        if "second" in self.__dict__:
            self.second.close()
        if "audit" in self.__dict__:
            self.audit.close()
        if "bench" in self.__dict__:
            self.bench.close()


def _secret(data: Path) -> bytes:
    """What page tokens are made with: the same after a restart, so that open pages still work."""
    path = data / "secret"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_SECRET_BYTES))
    except FileExistsError:
        pass
    return path.read_bytes()
