"""Accounts: made and changed by ``kiemnhiem user`` and by administrators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
from kiemnhiem.web.store.database import Database
from kiemnhiem.web.store.tables import NAME_LENGTH, Attempt, SignIn, User, now

#: The one user of a desk without accounts.
LOCAL = "local"
#: So many wrong passwords close a name, or the address they come from, until the oldest of them is so old.
ATTEMPTS, ATTEMPTS_OF_ADDRESS, CLOSED_FOR = 5, 30, timedelta(minutes=15)
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
    if not is_name(name):
        problems.append(Problem(codes.BAD_USER_NAME, None, {"found": name}))
    elif find(session, name):
        problems.append(Problem(codes.USER_EXISTS, None, {"found": name}))
    if problems:
        raise UsageError(problems)
    user = User(name=name, password=hashed(password), roles=list(roles), places=list(places))
    session.add(user)
    session.flush()
    return user


def listed(session: Session) -> Sequence[User]:
    """All accounts, by name."""
    return session.scalars(select(User).where(User.name != LOCAL).order_by(User.name)).all()


def is_name(name: str) -> bool:
    """Whether an account may be called so."""
    return bool(_NAME.fullmatch(name)) and name != LOCAL


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


@dataclass(frozen=True)
class Try:
    """What came of a password. ``user``: who is signed in; ``account``: the one that was named, if there is such;
    ``closed``: the name or the address is closed, and the password was not looked at.
    """

    user: User | None
    account: str | None
    closed: bool


def try_password(database: Database, name: str, password: str, address: str) -> Try:
    """Look at a password. Wrong ones are counted: :data:`ATTEMPTS` of them close the name for a while, and
    :data:`ATTEMPTS_OF_ADDRESS` the address they come from. How long it takes does not tell whether there is an account.
    """
    name, address = name[:NAME_LENGTH], address[:NAME_LENGTH]
    with database.session() as session:
        # Counted before the password is looked at, so that many at once are no more than one after the other.
        session.execute(delete(Attempt).where(Attempt.at < now() - CLOSED_FOR))
        user = session.scalar(select(User).where(User.name == name).with_for_update())
        closed = _is_closed(session, name, address)
        if not closed:
            session.add(Attempt(name=name, address=address))
    right = matches(user.password if user else None, password)
    account = user.name if user else None
    if not right or closed or user is None or not user.active:
        return Try(None, account, closed)
    with database.session() as session:
        session.execute(delete(Attempt).where(Attempt.name == name))
    return Try(user, account, closed)


def _is_closed(session: Session, name: str, address: str) -> bool:
    """Whether too many passwords were wrong of late."""
    failed = select(func.count()).select_from(Attempt)
    of_name = session.scalar(failed.where(Attempt.name == name)) or 0
    of_address = session.scalar(failed.where(Attempt.address == address)) or 0
    return of_name >= ATTEMPTS or of_address >= ATTEMPTS_OF_ADDRESS


def tokens(session: Session, user_id: int) -> Sequence[SignIn]:
    """What programs of an account sign in with, those that still hold, newest first."""
    asked = select(SignIn).where(SignIn.user_id == user_id, SignIn.label.is_not(None), SignIn.expires > now())
    return session.scalars(asked.order_by(SignIn.created.desc())).all()


def revoke(session: Session, user_id: int, hash_: str) -> SignIn | None:
    """Take an account's token back; it, or nothing where there is no such one."""
    found = session.get(SignIn, hash_)
    if found is None or found.user_id != user_id or found.label is None:
        return None
    session.delete(found)
    return found


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
