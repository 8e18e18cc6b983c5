"""Answering a judgement of a case."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from kiemnhiem.cases.dates import read_date
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem
from kiemnhiem.web import codes
from kiemnhiem.web.access.visitor import Officer
from kiemnhiem.web.judgements import give
from kiemnhiem.web.pages.case import case_page
from kiemnhiem.web.render import case_address
from kiemnhiem.web.screenings import own

router = APIRouter(include_in_schema=False)
_ANSWERS = {"yes": True, "no": False, "unknown": None}


@router.post("/screenings/{screening}/case/answers")
def answer(
    request: Request,
    visitor: Officer,
    screening: str,
    id: str,
    answer: Annotated[str, Form(pattern=r"(yes|no|unknown):.+")],
    by: Annotated[str, Form()] = "",
    on: Annotated[str, Form()] = "",
) -> Response:
    """Record an answer, ``yes``, ``no`` or ``unknown`` (to take one back) with the judgement's fact, and show the case
    again.
    """
    said, _, fact = answer.partition(":")
    found = own(request.app.state.desk, visitor, screening)
    try:
        give(found, id, fact, _ANSWERS[said], by, _day(on))
    except UsageError as error:
        problems = tuple(Text(*(p.words(lang) for lang in Lang)) for p in error.problems)
        return case_page(request, visitor, found, id, problems=problems, by=by, on=on, status=422)
    return RedirectResponse(f"{case_address(screening, id)}#judgements", 303)


def _day(written: str) -> date:
    """A whole day. Raises :class:`UsageError`."""
    day = read_date(written.strip())
    if not isinstance(day, date):
        raise UsageError([Problem(codes.ANSWER_DAY, None, {"found": written[:40]})])
    return day
