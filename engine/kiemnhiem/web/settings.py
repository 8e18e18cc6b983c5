"""How a desk is set up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from kiemnhiem.language import Lang
from kiemnhiem.limits import LIMITS

#: The addresses that only this machine reaches.
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DEFAULT_PORT = 8710


@dataclass(frozen=True)
class Settings:
    """Of one server.

    ``data``: the folder of uploads, results and the database; nobody else may read it. ``library``: the policies'
    folder, else the shipped ones. ``database``: the URL of accounts and screenings, else SQLite in ``data``.
    ``allowed_hosts``: names by which browsers may call the server, besides those of this machine.
    ``keep``: how long a screening is kept after it was made. ``workers``: jobs done at the same time; ``waiting``: how
    many more may wait before others are turned away. ``secure``: browsers come by HTTPS. ``audit``: the URL of the
    audit trail, else the file beside the database.
    """

    data: Path
    library: Path | None = None
    host: str = LOOPBACK[0]
    port: int = DEFAULT_PORT
    database: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    lang: Lang = Lang.VI
    keep: timedelta = timedelta(days=30)
    workers: int = 1
    waiting: int = LIMITS.jobs_waiting
    share: int = LIMITS.user_jobs
    secure: bool = False
    audit: str | None = None
    today: Callable[[], date] = field(default=date.today)

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the server: it listens to no other, and nobody calls it by another name, as
        they do through a proxy.
        """
        return self.host in LOOPBACK and set(self.allowed_hosts) <= set(LOOPBACK)

    @property
    def database_url(self) -> str:
        """The URL of accounts and screenings."""
        return self.database or f"sqlite:///{self.data / 'kiemnhiem.sqlite'}"

    @property
    def audit_url(self) -> str:
        """The URL of the audit trail."""
        return self.audit or f"sqlite:///{self.data / 'audit.sqlite'}"

    def folder(self, screening: str) -> Path:
        """Where a screening's upload, results and documents are."""
        return self.data / "screenings" / screening
