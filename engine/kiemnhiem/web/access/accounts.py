"""Accounts: made and changed by ``kiemnhiem user`` and by administrators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kiemnhiem.errors import UsageError
from kiemnhiem.policy.codes import UNKNOWN_PLACE
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem, did_you_mean
from kiemnhiem.web import codes
from kiemnhiem.web.access.passwords import hashed, matches
from kiemnhiem.web.access.roles import Role
from kiemnhiem.web.store.tables import Attempt, SignIn, User, now

#: The one user of a desk without accounts.
LOCAL = "local"
#: So many wrong passwords close a name until the oldest of them is so old.
ATTEMPTS, CLOSED_FOR = 5, timedelta(minutes=15)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


def has_accounts(session: Session) -> bool:
    """Whether anybody can sign in."""
    return bool(session.scalar(select(func.count()).select_from(User).where(User.password != "")))


def local_user(session: Session) -> User:
    """The one user of a desk without accounts, who may do everything."""
    user = session.scalar(select(User).where(User.name == LOCAL))
    if user is None:
        user = User(name=LOCAL, password="", roles=[role.value for role in Role], places=[])
        session.add(user)
        session.flush()
    return user


def add(
    session: Session, name: str, password: str, roles: Sequence[str], places: Sequence[str], library: Library
) -> User:
    """A new account. Raises :class:`UsageError` with every problem."""
    problems = [*_wrong_roles(roles), *_wrong_places(places, library)]
    if not _NAME.fullmatch(name) or name == LOCAL:
        problems.append(Problem(codes.BAD_USER_NAME, None, {"found": name}))
    elif find(session, name):
        problems.append(Problem(codes.USER_EXISTS, None, {"found": name}))
    if problems:
        raise UsageError(problems)
    user = User(name=name, password=hashed(password), roles=list(roles), places=list(places))
    session.add(user)
    session.flush()
    return user


def find(session: Session, name: str) -> User | None:
    """The account of a name."""
    return session.scalar(select(User).where(User.name == name))


def existing(session: Session, name: str) -> User:
    """The account of a name. Raises :class:`UsageError` with the name that was probably meant."""
    user = find(session, name)
    if user is None or name == LOCAL:
        known = session.scalars(select(User.name).where(User.name != LOCAL))
        raise UsageError([Problem(codes.NO_SUCH_USER, None, {"found": name}, did_you_mean(name, known))])
    return user


def change(
    session: Session, user: User, library: Library, *, password: str | None = None,
    roles: Sequence[str] | None = None, places: Sequence[str] | None = None, active: bool | None = None,
) -> None:  # fmt: skip
    """Change an account; a new password, or closing it, signs its browsers and programs out."""
    if problems := [*_wrong_roles(roles or ()), *_wrong_places(places or (), library)]:
        raise UsageError(problems)
    if password is not None:
        user.password = hashed(password)
    user.roles = list(roles) if roles is not None else user.roles
    user.places = list(places) if places is not None else user.places
    user.active = active if active is not None else user.active
    if password is not None or active is False:
        session.execute(delete(SignIn).where(SignIn.user_id == user.id))


def signed_in(session: Session, name: str, password: str) -> User | None:
    """The user of a right password. Attempts are counted: :data:`ATTEMPTS` wrong ones close the name for a while, and
    the answer does not tell whether there is such an account.
    """
    session.execute(delete(Attempt).where(Attempt.at < now() - CLOSED_FOR))
    failed = session.scalar(select(func.count()).select_from(Attempt).where(Attempt.name == name[:64])) or 0
    user = find(session, name)
    right = matches(user.password if user else None, password)
    if not right or failed >= ATTEMPTS or user is None or not user.active:
        session.add(Attempt(name=name[:64]))
        return None
    session.execute(delete(Attempt).where(Attempt.name == name))
    return user


def _wrong_roles(roles: Sequence[str]) -> list[Problem]:
    known = [role.value for role in Role]
    return [
        Problem(codes.UNKNOWN_ROLE, None, {"found": r, "known": ", ".join(known)}, did_you_mean(r, known))
        for r in roles
        if r not in known
    ]


def _wrong_places(places: Sequence[str], library: Library) -> list[Problem]:
    known = library.localities
    return [Problem(UNKNOWN_PLACE, None, {"found": p}, did_you_mean(p, known)) for p in places if p not in known]
