"""A workbook to fill in, for the policies chosen in the form of the first page."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from kiemnhiem.cases.dates import read_date
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.report.template import plan, write_template
from kiemnhiem.web.access.visitor import Officer
from kiemnhiem.web.render import lang_of
from kiemnhiem.web.uploads import SUBJECT

router = APIRouter(include_in_schema=False)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.post("/template")
def template(
    request: Request,
    _: Officer,
    policy: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    as_of: Annotated[str, Form()] = "",
) -> Response:
    """The workbook: with the columns that these policies need; with all where none was chosen."""
    desk = request.app.state.desk
    chosen, day = [p for p in policy if p], read_date(as_of)
    known = [desk.library.policies[p] for p in chosen if p in desk.library.policies]
    subject = known[0].subject if known else SUBJECT
    programs = Programs(desk.library, day if isinstance(day, date) else desk.settings.today(), chosen, subject)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, plan(programs, lang_of(request), only_asked=bool(chosen)))
        content = path.read_bytes()
    name = "attachment; filename=kiemnhiem-template.xlsx"
    return Response(content, media_type=_XLSX, headers={"content-disposition": name})
