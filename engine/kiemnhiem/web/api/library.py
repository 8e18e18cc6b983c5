"""The policy library, and what problem codes mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from kiemnhiem.explain.page import page
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.program import CitedSource
from kiemnhiem.problem import CODES
from kiemnhiem.report.structured import source_object, text_object
from kiemnhiem.web.access.visitor import NotHere, Who
from kiemnhiem.web.api import shapes
from kiemnhiem.web.api.answers import ANSWERED, BY_COOKIE, BY_TOKEN

router = APIRouter(prefix="/api", tags=["library"], dependencies=[BY_TOKEN, BY_COOKIE], responses=ANSWERED)
_AsOf = Annotated[shapes.Day | None, Query(description="Only what holds on this day")]


@router.get("/policies", response_model=shapes.Policies, summary="The policies of the library")
def policies(request: Request, _: Who, as_of: _AsOf = None) -> JSONResponse:
    """All, or those in force on a day."""
    library: Library = request.app.state.desk.library
    chosen = (p for p in library.policies.values() if as_of is None or as_of in p.period)
    listed = [
        {
            "policy": p.id, "title": text_object(p.title), "subject": p.subject, "posts": [*p.posts],
            "from": p.period.start.isoformat() if p.period.start else None,
            "until": p.period.until.isoformat() if p.period.until else None,
            "requirements": len(p.requirements),
        }
        for p in sorted(chosen, key=lambda p: p.id)
    ]  # fmt: skip
    return JSONResponse({"library": library.digest, "policies": listed})


@router.get("/policies/{id:path}", response_model=shapes.PolicyInFull, summary="One policy, in sentences")
def policy(request: Request, _: Who, id: str, as_of: _AsOf = None) -> JSONResponse:
    """As it stands on a day, or with all its dates: what `kiemnhiem policies show` tells."""
    library: Library = request.app.state.desk.library
    of = library.policies.get(id)
    if of is None:
        raise NotHere
    read = page(library, of, as_of)
    return JSONResponse({
        "policy": read.id, "title": text_object(read.title), "stance": read.stance.value,
        "concerns": text_object(read.concerns), "period": text_object(read.period),
        "as_of": as_of.isoformat() if as_of else None, "note": _words(read.note),
        "requirements": [
            {
                "requirement": r.id, "title": text_object(r.title), "sentence": text_object(r.sentence),
                "strength": r.strength.value, "question": r.is_question, "period": text_object(r.period),
                "sources": _sources(r.sources),
            }
            for r in read.requirements
        ],
        "amended_by": [text_object(a.place) for a in read.amendments], "sources": _sources(read.sources),
    })  # fmt: skip


@router.get("/problems/{code}", response_model=shapes.Problem, summary="What a problem code means")
def problem(_: Who, code: str) -> JSONResponse:
    """And what to do: what `kiemnhiem problems CODE` prints."""
    import kiemnhiem.cli.problems  # noqa: PLC0415, F401 - declares every code

    of = CODES.get(code)
    if of is None:
        raise NotHere
    told = {"code": of.id, "severity": of.severity.value, "message": of.message, "advice": of.advice}
    return JSONResponse({k: text_object(v) if isinstance(v, Text) else v for k, v in told.items()})


def _sources(cited: Iterable[CitedSource]) -> list[dict[str, Any]]:
    return [source_object(of) for of in cited]


def _words(text: Text | None) -> dict[str, Any] | None:
    return text_object(text) if text else None
