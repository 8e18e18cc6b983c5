"""The cases of a screening: listed, explained, their judgements answered."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.language import Text
from kiemnhiem.report.structured import case_object
from kiemnhiem.web.access.visitor import NotHere, Officer, Who
from kiemnhiem.web.api import shapes
from kiemnhiem.web.api.answers import ANSWERED, BY_COOKIE, BY_TOKEN
from kiemnhiem.web.api.bodies import Invalid, described, sent
from kiemnhiem.web.busy import HEAVY
from kiemnhiem.web.judgements import give
from kiemnhiem.web.pages.listing import listing
from kiemnhiem.web.render import lang_of
from kiemnhiem.web.results.index import Mark, Row
from kiemnhiem.web.screenings import Look, look, own
from kiemnhiem.web.told import Told, tell

router = APIRouter(
    prefix="/api/screenings", tags=["screenings"], dependencies=[BY_TOKEN, BY_COOKIE], responses=ANSWERED
)
_Name = Annotated[str, Query(max_length=255)]
_DIFFER: dict[int | str, dict[str, Any]] = {
    500: {"model": shapes.Error, "description": "Two engines decide the case differently: no verdict is told"}
}
_NOT_TOLD = Text("Không đưa ra kết luận", "No verdict is told")
_LAST = 1_000_000_000


@router.get("/{id}/cases", response_model=shapes.Cases, summary="Cases of a screening")
def cases(
    request: Request,
    visitor: Who,
    id: str,
    verdict: Verdict | None = None,
    area: _Name = "",
    not_met: _Name = "",
    unknown: _Name = "",
    missing: _Name = "",
    judgement: _Name = "",
    q: Annotated[
        str, Query(max_length=200, description="Words of the id, and of name and area where they are shown")
    ] = "",
    sort: Annotated[str, Query(pattern="^(id|name|area|verdict|)$")] = "",
    down: bool = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[int, Query(ge=0, le=_LAST, description="`next` of the page before")] = 0,
    show_personal: bool = False,
) -> JSONResponse:
    """Those that may be seen and that all the filters let through, in the order of the file unless sorted. Requirements
    and judgements are named `policy#requirement`.
    """
    found = look(request.app.state.desk, visitor, id)
    asked = {
        "verdict": verdict.value if verdict else "", "area": area, "not_met": not_met, "unknown": unknown,
        "missing": missing, "judgement": judgement, "q": q, "sort": sort, "down": "1" if down else "",
    }  # fmt: skip
    wanted = listing(found, asked)
    total = found.results.count(wanted.wanted)
    rows = found.results.rows(wanted.wanted, wanted.by, down=wanted.down, start=cursor, limit=limit)
    shown = show_personal and found.shows_personal
    following = cursor + len(rows)
    return JSONResponse({
        "cases": [_listed(row, shown=shown) for row in rows], "total": total,
        "next": str(following) if rows and following < total else None,
    })  # fmt: skip


def _listed(row: Row, *, shown: bool) -> dict[str, Any]:
    marks = {mark: [*row.marks.get(mark, ())] for mark in Mark}
    return {
        "case": row.id, "verdict": row.verdict.value, "place": row.place, "name": row.name if shown else None,
        "area": row.area if shown else None, "not_met": marks[Mark.NOT_MET], "unknown": marks[Mark.UNKNOWN],
        "missing": marks[Mark.MISSING], "judgements": marks[Mark.JUDGEMENT],
    }  # fmt: skip


@router.get(
    "/{id}/cases/{case:path}", response_model=shapes.Case, dependencies=[HEAVY], summary="A case in full",
    responses=_DIFFER,
)  # fmt: skip
def explain(request: Request, visitor: Who, id: str, case: str, show_personal: bool = False) -> JSONResponse:
    """Decided twice and explained, with the answers given at the desk, as `kiemnhiem check --format json` prints it."""
    return _told(request, look(request.app.state.desk, visitor, id), case, show_personal=show_personal)


@router.post(
    "/{id}/cases/{case:path}/answers", response_model=shapes.Case, openapi_extra=described(shapes.AnswerAsked),
    dependencies=[HEAVY], summary="Answer a judgement of a case", responses=_DIFFER,
)  # fmt: skip
def answer(
    request: Request, visitor: Officer, id: str, case: str,
    asked: Annotated[shapes.AnswerAsked, Depends(sent(shapes.AnswerAsked))],
) -> JSONResponse:  # fmt: skip
    """It holds for every requirement that asks the same; the case is told as it is then."""
    found = own(request.app.state.desk, visitor, id)
    give(found, case, asked.judgement, asked.answer, asked.by, asked.on)
    return _told(request, found, case, show_personal=asked.show_personal)


def _told(request: Request, found: Look, case: str, *, show_personal: bool) -> JSONResponse:
    if not case:
        raise NotHere
    told: Told = tell(found, case, lang_of(request))
    if told.finding is None:
        raise Invalid(500, told.refused or _NOT_TOLD)
    head = {
        "as_of": found.asked.as_of.isoformat(), "library": told.run.library,
        "engine": "reference" if told.once else "reference+rete",
    }  # fmt: skip
    shown = show_personal and found.shows_personal
    return JSONResponse({**head, **case_object(told.finding, show_personal=shown)})
