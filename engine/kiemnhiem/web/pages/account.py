"""Sign in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kiemnhiem.web.access import accounts
from kiemnhiem.web.access.visitor import COOKIE, SIGNED_IN_FOR, Who, _check_origin, sign_in, sign_out
from kiemnhiem.web.render import page

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def form(request: Request, next: str = "/") -> Response:
    """The form."""
    return page(request, "sign_in.html", next=_inside(next), failed=False)


@router.post("/sign-in")
def enter(
    request: Request, name: Annotated[str, Form()], password: Annotated[str, Form()], next: Annotated[str, Form()] = "/"
) -> Response:
    """Sign in."""
    _check_origin(request)
    desk = request.app.state.desk
    with desk.database.session() as session:
        user = accounts.signed_in(session, name.strip(), password)
        token = sign_in(session, user) if user else ""
    if not token:
        return page(request, "sign_in.html", status=403, next=_inside(next), failed=True)
    response = RedirectResponse(_inside(next), 303)
    response.set_cookie(
        COOKIE, token, max_age=int(SIGNED_IN_FOR.total_seconds()), httponly=True, samesite="lax",
        secure=desk.settings.secure,
    )  # fmt: skip
    return response


@router.post("/sign-out")
def leave(request: Request, _: Who) -> Response:
    """Sign out."""
    with request.app.state.desk.database.session() as session:
        sign_out(session, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE)
    return response


def _inside(address: str) -> str:
    """An address of this server, whatever was asked."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
