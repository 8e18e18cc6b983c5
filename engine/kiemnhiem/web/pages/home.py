"""The first page: what was screened, and a form for another file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from kiemnhiem.cases.reading import EXTENSIONS
from kiemnhiem.web.access.visitor import Officer, Who
from kiemnhiem.web.render import page
from kiemnhiem.web.screenings import Asked, begin, listed

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request, visitor: Who) -> Response:
    """What was screened, and the form."""
    desk = request.app.state.desk
    library = desk.library
    with desk.database.session() as session:
        screenings = listed(session, visitor)
        granted = visitor.granted(library)
    places = [p for p in library.localities.values() if granted is None or p.id in granted]
    return page(
        request, "home.html", visitor, screenings=screenings, today=desk.settings.today(), places=places,
        policies=sorted(library.policies.values(), key=lambda p: p.id), keep=desk.settings.keep.days,
        extensions=",".join(EXTENSIONS),
    )  # fmt: skip


@router.post("/screenings")
def screen(
    request: Request,
    visitor: Officer,
    file: Annotated[UploadFile, File()],
    as_of: Annotated[date, Form()],
    policy: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    place: Annotated[str, Form()] = "",
) -> Response:
    """Keep a file and put it in the queue."""
    desk, name = request.app.state.desk, Path(file.filename or "").name
    subjects = {desk.library.policies[p].subject for p in policy if p in desk.library.policies}
    asked = Asked(as_of, tuple(p for p in policy if p), place or None, next(iter(subjects), "candidate"))
    id_ = begin(desk, visitor, file.file, name, asked)
    request.app.state.queue.submit(id_, "screen")
    return RedirectResponse(f"/screenings/{id_}", 303)
