"""Accounts, for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kiemnhiem.errors import UsageError
from kiemnhiem.policy.model import Library, Locality
from kiemnhiem.problem import Problem
from kiemnhiem.trust.audit.actions import ACCOUNT_CHANGED, ACCOUNT_MADE
from kiemnhiem.web import codes
from kiemnhiem.web.access import accounts
from kiemnhiem.web.access.passwords import LEAST
from kiemnhiem.web.access.roles import DOES, LABELS, PERMISSIONS, Role
from kiemnhiem.web.access.visitor import Administrator, NotHere, Visitor
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.render import lang_of, page
from kiemnhiem.web.results import order as vietnamese
from kiemnhiem.web.store.tables import User

router = APIRouter(include_in_schema=False)
_Several = Annotated[list[str], Form()]
_Text = Annotated[str, Form()]


@dataclass(frozen=True)
class _Form:
    """An account as it was typed."""

    name: str = ""
    roles: Sequence[str] = (Role.OFFICER,)
    places: Sequence[str] = ()
    active: bool = True


@router.get("/users")
def users(request: Request, visitor: Administrator) -> Response:
    """All accounts, and a form for another."""
    return _list(request, visitor, _Form())


@router.post("/users")
def add(
    request: Request, visitor: Administrator, name: _Text, password: _Text,
    role: _Several = [], place: _Several = [],  # noqa: B006 - FastAPI copies them
) -> Response:  # fmt: skip
    """Make an account."""
    desk = request.app.state.desk
    name = name.strip()
    try:
        with desk.database.session() as session:
            accounts.add(session, name, password, role, place, desk.library)
            details = {"account": name, "roles": role, "places": place}
            desk.audit.record(visitor.name, ACCOUNT_MADE, details=details)
    except UsageError as error:
        return _list(request, visitor, _Form(name, role, place), error.problems)
    return RedirectResponse(f"/users?done={name}", 303)


@router.get("/users/{name}")
def user(request: Request, visitor: Administrator, name: str) -> Response:
    """One account."""
    found = _existing(request, name)
    return _one(request, visitor, found, _Form(found.name, found.roles, found.places, found.active))


@router.post("/users/{name}")
def change(
    request: Request, visitor: Administrator, name: str, active: _Text = "",
    role: _Several = [], place: _Several = [],  # noqa: B006 - FastAPI copies them
) -> Response:  # fmt: skip
    """Set what an account is allowed."""
    desk, found = request.app.state.desk, _existing(request, name)
    form = _Form(found.name, role, place, active == "1")
    if found.id == visitor.id and (not form.active or Role.ADMINISTRATOR not in role):
        return _one(request, visitor, found, form, [Problem(codes.ONESELF)])
    try:
        with desk.database.session() as session:
            of = session.get_one(User, found.id)
            accounts.change(session, of, desk.library, roles=role, places=place, active=form.active)
            details = {"account": name, "roles": role, "places": place, "active": form.active}
            desk.audit.record(visitor.name, ACCOUNT_CHANGED, details=details)
    except UsageError as error:
        return _one(request, visitor, found, form, error.problems)
    return RedirectResponse(f"/users?done={name}", 303)


@router.post("/users/{name}/password")
def set_password(request: Request, visitor: Administrator, name: str, password: _Text) -> Response:
    """Give an account a new password; its browsers and programs are signed out."""
    desk, found = request.app.state.desk, _existing(request, name)
    try:
        with desk.database.session() as session:
            accounts.change(session, session.get_one(User, found.id), desk.library, password=password)
            desk.audit.record(visitor.name, ACCOUNT_CHANGED, details={"account": name, "password": True})
    except UsageError as error:
        form = _Form(found.name, found.roles, found.places, found.active)
        return _one(request, visitor, found, form, error.problems)
    return RedirectResponse(f"/users?done={name}", 303)


def _existing(request: Request, name: str) -> User:
    """An account. Raises :class:`NotHere`."""
    if not accounts.is_name(name):
        raise NotHere
    with request.app.state.desk.database.session() as session:
        found = accounts.find(session, name)
    if found is None:
        raise NotHere
    return found


def _list(request: Request, visitor: Visitor, form: _Form, problems: Sequence[Problem] = ()) -> Response:
    desk: Desk = request.app.state.desk
    if desk.is_open:
        raise NotHere
    with desk.database.session() as session:
        found = accounts.listed(session)
    return page(
        request, "users.html", visitor, status=422 if problems else 200, users=found, form=form,
        problems=[p.words(lang_of(request)) for p in problems], done=request.query_params.get("done", ""),
        localities=desk.library.localities, **_choices(desk.library),
    )  # fmt: skip


def _one(request: Request, visitor: Visitor, of: User, form: _Form, problems: Sequence[Problem] = ()) -> Response:
    return page(
        request, "user.html", visitor, status=422 if problems else 200, user=of, form=form,
        problems=[p.words(lang_of(request)) for p in problems], **_choices(request.app.state.desk.library),
    )  # fmt: skip


def _choices(library: Library) -> dict[str, object]:
    does = {role: [DOES[p] for p in DOES if p in PERMISSIONS[role]] for role in Role}
    return {"roles": LABELS, "does": does, "places": _places(library), "least": LEAST}


def _places(library: Library) -> list[tuple[Locality, int]]:
    """Places with how deep they lie, each after the one it lies in."""
    inside: dict[str | None, list[Locality]] = {}
    for place in library.localities.values():
        inside.setdefault(place.inside, []).append(place)

    def below(of: str | None, depth: int) -> list[tuple[Locality, int]]:
        places = sorted(inside.get(of, ()), key=lambda p: vietnamese.key((*p.aliases, p.label.vi)[0]))
        return [found for p in places for found in ((p, depth), *below(p.id, depth + 1))]

    return below(None, 0)
