"""Who makes a request: by a browser's cookie, by a program's token, or the one user of a desk without accounts.

Pages that change something carry a token of their sign-in (``csrf``), so that no other site can send them; requests
from other sites are refused by their origin besides.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import delete
from sqlalchemy.orm import Session

from kiemnhiem.errors import UsageError
from kiemnhiem.language import plain
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem
from kiemnhiem.web import codes
from kiemnhiem.web.access import accounts
from kiemnhiem.web.access.origin import SAFE, is_foreign
from kiemnhiem.web.access.roles import Permission, permissions_of
from kiemnhiem.web.store.tables import NAME_LENGTH, Screening, SignIn, User, now

COOKIE = "kiemnhiem"
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
#: How long a browser stays signed in without being used; a program's token is made for a time of its own.
SIGNED_IN_FOR = timedelta(hours=12)


class SignInNeeded(Exception):
    """Nobody is signed in."""


class Refused(Exception):
    """The visitor may not do this, or the request was sent by another site."""


class Stale(Refused):
    """The page was made for another sign-in, or before the desk had accounts: opened anew, it may do what was asked."""


class NotHere(Exception):
    """There is no such thing, or the visitor may not know of it."""


class Hidden(NotHere):
    """There is one, of which the visitor may not know: told as if there were none, and noted in the audit trail."""


@dataclass(frozen=True)
class Visitor:
    """``csrf``: the token its forms must carry, empty for a program. ``everywhere``: no limit to places."""

    id: int
    name: str
    permissions: frozenset[Permission]
    places: frozenset[str]
    everywhere: bool
    csrf: str = ""

    def may(self, permission: Permission) -> bool:
        """Whether it may do something."""
        return permission in self.permissions

    def sees(self, screening: Screening) -> bool:
        """Whether it may look at a screening at all."""
        return screening.owner_id == self.id or self.may(Permission.OVERSEE)

    def owns(self, screening: Screening) -> bool:
        """Whether the screening is the visitor's own."""
        return screening.owner_id == self.id

    def sees_personal(self, screening: Screening) -> bool:
        """Whether personal fields are shown."""
        return self.owns(screening) and self.may(Permission.PERSONAL)

    def granted(self, library: Library) -> frozenset[str] | None:
        """The places whose cases it may see, with all that lie in them; ``None``: all cases, also of no known place.
        Whoever is granted a place that all others lie in is granted all.
        """
        if self.everywhere:
            return None
        around = [set(library.within(place)) for place in library.localities]
        if around and self.places & set[str].intersection(*around):
            return None
        return frozenset(p for p, of in zip(library.localities, around, strict=True) if self.places & of)


def visitor(request: Request) -> Visitor:
    """Who makes the request. Raises :class:`SignInNeeded`, or :class:`Refused` for one sent by another site."""
    if request.method not in SAFE and is_foreign(request):
        raise Refused
    desk = request.app.state.desk
    with desk.database.session() as session:
        bearer = _bearer(request)
        if bearer:
            user = _user_of(session, bearer, program=True)
            if user is None:
                raise SignInNeeded
            return _visitor(user, "")
        cookie = request.cookies.get(COOKIE, "")
        user = _user_of(session, cookie, program=False)
        if user is None and desk.is_open:
            return _visitor(accounts.local_user(session), _csrf(desk.secret, cookie))
        if user is None:
            raise SignInNeeded
        return _visitor(user, _csrf(desk.secret, cookie))


async def checked(request: Request) -> Visitor:
    """As :func:`visitor`; a request that changes something must carry the token of its page (programs need none)."""
    from starlette.concurrency import run_in_threadpool  # noqa: PLC0415 - of use here only

    who = await run_in_threadpool(visitor, request)
    request.state.visitor = who
    if request.method in SAFE or _is_program(request):
        return who
    sent = request.headers.get(CSRF_HEADER) or str((await request.form()).get(CSRF_FIELD, ""))
    if not hmac.compare_digest(sent.encode(), who.csrf.encode()):
        raise Stale
    return who


Who = Annotated[Visitor, Depends(checked)]


def needs(permission: Permission) -> Callable[[Visitor], Visitor]:
    """A dependency: a visitor who may do something. Raises :class:`Refused`."""

    def who(visitor: Who) -> Visitor:
        if not visitor.may(permission):
            raise Refused
        return visitor

    return who


Officer = Annotated[Visitor, Depends(needs(Permission.SCREEN))]
Author = Annotated[Visitor, Depends(needs(Permission.WRITE_POLICY))]
Auditor = Annotated[Visitor, Depends(needs(Permission.AUDIT))]
Administrator = Annotated[Visitor, Depends(needs(Permission.ADMINISTER))]


def sign_in(session: Session, user: User) -> str:
    """A secret for a browser's cookie; only its hash is kept."""
    return _signed_in(session, user, SIGNED_IN_FOR, None)


def token(session: Session, user: User, label: str, for_: timedelta) -> str:
    """A secret for a program, to be shown once. ``label``: what it is for.

    :raises UsageError: for a label that says nothing, or is too long.
    """
    label = plain(label).strip()
    if not label or len(label) > NAME_LENGTH:
        raise UsageError([Problem(codes.TOKEN_LABEL, None, {"most": NAME_LENGTH})])
    return _signed_in(session, user, for_, label)


def _signed_in(session: Session, user: User, for_: timedelta, label: str | None) -> str:
    session.execute(delete(SignIn).where(SignIn.expires <= now()))
    secret = secrets.token_urlsafe(32)
    session.add(SignIn(hash=_hash(secret), user_id=user.id, label=label, expires=now() + for_))
    return secret


def sign_out(session: Session, token: str) -> None:
    """Forget a cookie's secret."""
    if found := session.get(SignIn, _hash(token)):
        session.delete(found)


def _user_of(session: Session, token: str, *, program: bool) -> User | None:
    """Whose secret it is. What is a program's is nobody's cookie, nor the other way round."""
    found = session.get(SignIn, _hash(token)) if token else None
    if found is None or found.expires <= now() or not found.user.active or program is not (found.label is not None):
        return None
    if found.label is None and found.expires - now() < SIGNED_IN_FOR / 2:
        found.expires = now() + SIGNED_IN_FOR
    return found.user


def _visitor(user: User, csrf: str) -> Visitor:
    everywhere = user.name == accounts.LOCAL or Permission.OVERSEE in permissions_of(user.roles)
    return Visitor(user.id, user.name, permissions_of(user.roles), frozenset(user.places), everywhere, csrf)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _is_program(request: Request) -> bool:
    """Whether no browser's cookie speaks: a token, or on a desk without accounts a program of this machine."""
    return bool(_bearer(request)) or (
        request.app.state.desk.is_open
        and COOKIE not in request.cookies
        and "origin" not in request.headers
        and "sec-fetch-site" not in request.headers
    )


def _csrf(secret: bytes, cookie: str) -> str:
    return hmac.new(secret, cookie.encode(), hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
