"""The tables of a desk. Migrations in ``migrations/`` make them; a test keeps the two equal."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, String, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

_ID = 32
#: Characters of an account's name, and of the address of a browser.
NAME_LENGTH = 64


class Utc(TypeDecorator[datetime]):
    """A moment; databases that forget time zones keep it in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """As stored."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - as above
        """As read."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_hex(_ID // 2)


class Base(DeclarativeBase):
    """The tables."""


class State(StrEnum):
    """Of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class User(Base):
    """An account. ``password``: argon2 hash, empty where nobody can sign in (the one user of a desk without accounts).
    ``roles``: names of :class:`kiemnhiem.web.access.roles.Role`. ``places``: the library's places granted, with all
    that lie in them.
    """

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    password: Mapped[str] = mapped_column(String(255), default="")
    roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    places: Mapped[list[str]] = mapped_column(JSON, default=list)
    active: Mapped[bool] = mapped_column(default=True)
    created: Mapped[datetime] = mapped_column(Utc, default=now)


class SignIn(Base):
    """A browser that signed in, by the hash of its cookie; or with ``label`` a program, by the hash of its token."""

    __tablename__ = "sign_ins"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    label: Mapped[str | None] = mapped_column(String(64))
    expires: Mapped[datetime] = mapped_column(Utc)
    created: Mapped[datetime] = mapped_column(Utc, default=now)
    user: Mapped[User] = relationship(lazy="joined")


class Attempt(Base):
    """A sign-in that failed, from which address; too many close the name or the address for some minutes."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), index=True)
    address: Mapped[str] = mapped_column(String(NAME_LENGTH), index=True, default="")
    at: Mapped[datetime] = mapped_column(Utc, default=now)


class Screening(Base):
    """A file and a question. ``file``: the upload's name, as its owner had it; ``policies``: those asked, none: by
    posts; ``place``: of all cases, else each case's own. ``figures``: numbers of cases by verdict once decided.
    ``receipt``: the run's receipt. It is deleted when it ``expires``, with its files.
    """

    __tablename__ = "screenings"
    id: Mapped[str] = mapped_column(String(_ID), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    file: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(64))
    policies: Mapped[list[str]] = mapped_column(JSON, default=list)
    place: Mapped[str | None] = mapped_column(String(64))
    as_of: Mapped[date]
    library: Mapped[str] = mapped_column(String(128))
    figures: Mapped[dict[str, int] | None] = mapped_column(JSON)
    receipt: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created: Mapped[datetime] = mapped_column(Utc, default=now)
    expires: Mapped[datetime] = mapped_column(Utc, index=True)
    owner: Mapped[User] = relationship(lazy="joined")
    jobs: Mapped[list[Job]] = relationship(
        back_populates="screening", cascade="all, delete-orphan", order_by="Job.number", lazy="selectin"
    )


class Job(Base):
    """A piece of work on a screening: to screen it (``kind`` "screen"), or to make a document of it. ``number`` orders
    the queue. ``stage``: what is being done, a word of :mod:`kiemnhiem.web.jobs.stages`; ``done`` of ``total`` cases.
    ``problem``: why it failed, in both languages. ``made``: the file it made, in the screening's folder.
    """

    __tablename__ = "jobs"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(_ID), unique=True, default=new_id)
    screening_id: Mapped[str] = mapped_column(ForeignKey("screenings.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(16), default=State.QUEUED.value, index=True)
    stage: Mapped[str] = mapped_column(String(32), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[dict[str, str] | None] = mapped_column(JSON)
    made: Mapped[str | None] = mapped_column(String(255))
    created: Mapped[datetime] = mapped_column(Utc, default=now)
    finished: Mapped[datetime | None] = mapped_column(Utc)
    screening: Mapped[Screening] = relationship(back_populates="jobs")


class Answer(Base):
    """A judgement answered at the desk: who answered and when. The last one of a fact holds; none is ever changed."""

    __tablename__ = "answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    screening_id: Mapped[str] = mapped_column(ForeignKey("screenings.id", ondelete="CASCADE"), index=True)
    case: Mapped[str] = mapped_column(String(255), index=True)
    fact: Mapped[str] = mapped_column(String(255))
    answer: Mapped[bool | None]
    by: Mapped[str] = mapped_column(String(255))
    on: Mapped[date]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    recorded: Mapped[datetime] = mapped_column(Utc, default=now)


class Heading(Base):
    """A column's heading that its user mapped to a field by hand; an empty field: not to be read."""

    __tablename__ = "headings"
    __table_args__ = (UniqueConstraint("user_id", "subject", "heading"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    subject: Mapped[str] = mapped_column(String(64))
    heading: Mapped[str] = mapped_column(String(255))
    field: Mapped[str] = mapped_column(String(128), default="")
