"""Sign in and out; one's own account: password, programs' tokens, headings that are remembered."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import delete, select

from kiemnhiem.errors import UsageError
from kiemnhiem.language import plain
from kiemnhiem.problem import Problem
from kiemnhiem.trust.audit.actions import (
    ACCOUNT_CHANGED,
    SIGN_IN_FAILED,
    SIGNED_IN,
    SIGNED_OUT,
    TOKEN_MADE,
    TOKEN_REVOKED,
)
from kiemnhiem.web import codes
from kiemnhiem.web.access import accounts
from kiemnhiem.web.access.noted import NOBODY
from kiemnhiem.web.access.origin import is_foreign
from kiemnhiem.web.access.passwords import LEAST
from kiemnhiem.web.access.roles import LABELS
from kiemnhiem.web.access.visitor import COOKIE, SIGNED_IN_FOR, NotHere, Refused, Visitor, Who, sign_in, sign_out, token
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.pace import Work
from kiemnhiem.web.render import lang_of, page
from kiemnhiem.web.store.tables import Heading, User

router = APIRouter(include_in_schema=False)

#: Days for which a program's token may hold.
DAYS = (30, 90, 365)
_HOST_UNKNOWN = "?"


@router.get("/sign-in")
def form(request: Request, next: str = "/", lost: str = "") -> Response:
    """The form. ``lost``: what was sent before was not taken, as nobody was signed in any more."""
    return page(request, "sign_in.html", next=_inside(next), failed=False, lost=bool(lost))


@router.post("/sign-in")
def enter(
    request: Request, name: Annotated[str, Form()], password: Annotated[str, Form()], next: Annotated[str, Form()] = "/"
) -> Response:
    """Sign in."""
    if is_foreign(request):
        raise Refused
    desk = request.app.state.desk
    desk.pace.spend(_address(request), Work.SIGN_INS)
    tried = accounts.try_password(desk.database, plain(name).strip(), password, _address(request))
    if tried.user is None:
        if not tried.closed:
            desk.audit.record(tried.account or NOBODY, SIGN_IN_FAILED)
        return page(request, "sign_in.html", status=403, next=_inside(next), failed=True, lost=False)
    desk.audit.record(tried.user.name, SIGNED_IN)
    return _entered(request, tried.user, _inside(next))


@router.post("/sign-out")
def leave(request: Request, visitor: Who) -> Response:
    """Sign out."""
    desk = request.app.state.desk
    with desk.database.session() as session:
        sign_out(session, request.cookies.get(COOKIE, ""))
    if not desk.is_open:
        desk.audit.record(visitor.name, SIGNED_OUT)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/account")
def account(request: Request, visitor: Who) -> Response:
    """One's own account."""
    _check_there_are_accounts(request)
    return _account(request, visitor)


@router.post("/account/password")
def change_password(
    request: Request, visitor: Who, password: Annotated[str, Form()], new: Annotated[str, Form()],
    again: Annotated[str, Form()],
) -> Response:  # fmt: skip
    """Change one's own password, with the old one; other browsers and programs of the account are signed out."""
    _check_there_are_accounts(request)
    desk = request.app.state.desk
    problems = [Problem(codes.PASSWORDS_DIFFER)] if new != again else []
    if not problems and accounts.try_password(desk.database, visitor.name, password, _address(request)).user is None:
        problems = [Problem(codes.WRONG_PASSWORD)]
    if not problems:
        try:
            with desk.database.session() as session:
                user = session.get_one(User, visitor.id)
                accounts.change(session, user, desk.library, password=new)
                desk.audit.record(visitor.name, ACCOUNT_CHANGED, details={"account": visitor.name, "password": True})
        except UsageError as error:
            problems = [*error.problems]
    if problems:
        return _account(request, visitor, problems=problems)
    return _entered(request, user, "/account?done=password")


@router.post("/account/tokens")
def make_token(
    request: Request, visitor: Who, label: Annotated[str, Form()], days: Annotated[int, Form()] = DAYS[1]
) -> Response:
    """A token for a program, shown once."""
    _check_there_are_accounts(request)
    desk = request.app.state.desk
    if days not in DAYS:
        raise NotHere
    try:
        with desk.database.session() as session:
            secret = token(session, session.get_one(User, visitor.id), label, timedelta(days=days))
            details = {"account": visitor.name, "label": plain(label).strip(), "days": days}
            desk.audit.record(visitor.name, TOKEN_MADE, details=details)
    except UsageError as error:
        return _account(request, visitor, problems=[*error.problems])
    return _account(request, visitor, token=secret)


@router.post("/account/tokens/revoke")
def revoke_token(request: Request, visitor: Who, hash: Annotated[str, Form(pattern="^[0-9a-f]{64}$")]) -> Response:
    """Take a program's token back."""
    _check_there_are_accounts(request)
    desk = request.app.state.desk
    with desk.database.session() as session:
        found = accounts.revoke(session, visitor.id, hash)
        if found is None:
            raise NotHere
        desk.audit.record(visitor.name, TOKEN_REVOKED, details={"account": visitor.name, "label": found.label or ""})
    return RedirectResponse("/account?done=revoked", 303)


@router.post("/account/headings/forget")
def forget_headings(request: Request, visitor: Who) -> Response:
    """Forget the headings that were mapped by hand."""
    with request.app.state.desk.database.session() as session:
        session.execute(delete(Heading).where(Heading.user_id == visitor.id))
    return RedirectResponse("/account?done=headings", 303)


def _account(request: Request, visitor: Visitor, *, problems: list[Problem] | None = None, token: str = "") -> Response:
    desk: Desk = request.app.state.desk
    lang = lang_of(request)
    with desk.database.session() as session:
        user, tokens = session.get_one(User, visitor.id), accounts.tokens(session, visitor.id)
        asked = select(Heading).where(Heading.user_id == visitor.id).order_by(Heading.subject, Heading.heading)
        headings = list(session.scalars(asked))
    places = desk.library.localities
    return page(
        request, "account.html", visitor, status=422 if problems else 200, user=user, tokens=tokens, token=token,
        headings=headings, labels=LABELS, places=[places[p].label for p in user.places if p in places], days=DAYS,
        least=LEAST,
        problems=[p.words(lang) for p in problems or ()], done=request.query_params.get("done", ""),
    )  # fmt: skip


def _entered(request: Request, user: User, address: str) -> Response:
    """To a page, signed in anew: what the cookie was before is forgotten, so that nobody else can have set it."""
    desk = request.app.state.desk
    with desk.database.session() as session:
        sign_out(session, request.cookies.get(COOKIE, ""))
        secret = sign_in(session, user)
    response = RedirectResponse(address, 303)
    response.set_cookie(
        COOKIE, secret, max_age=int(SIGNED_IN_FOR.total_seconds()), httponly=True, samesite="lax",
        secure=desk.settings.secure,
    )  # fmt: skip
    return response


def _check_there_are_accounts(request: Request) -> None:
    """A desk without accounts has nothing to show of one."""
    if request.app.state.desk.is_open:
        raise NotHere


def _address(request: Request) -> str:
    return request.client.host if request.client else _HOST_UNKNOWN


def _inside(address: str) -> str:
    """An address of this server, whatever was asked."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
