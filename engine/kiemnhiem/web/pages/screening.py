"""A screening: its progress, then its cases."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kiemnhiem.web.access.visitor import Who
from kiemnhiem.web.render import page
from kiemnhiem.web.screenings import is_at_work, look

router = APIRouter(include_in_schema=False)


@router.get("/screenings/{id}")
def screening(request: Request, visitor: Who, id: str) -> Response:
    """Its progress, or its cases."""
    found = look(request.app.state.desk, visitor, id)
    rows = found.results.rows(found.everybody) if found.is_ready and not is_at_work(found.screened) else []
    return page(request, "screening.html", visitor, look=found, rows=rows, job=found.screened)
