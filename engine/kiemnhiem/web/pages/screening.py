"""A screening: its progress, then its cases; done again, stopped, deleted."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool

from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Severity
from kiemnhiem.report import words
from kiemnhiem.web.access.visitor import NotHere, Visitor, Who
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.jobs.kinds import SCREEN
from kiemnhiem.web.jobs.order import STAGES
from kiemnhiem.web.jobs.queue import Queue
from kiemnhiem.web.pages.listing import FILTERS, SIZES, active, counted, facets, listing
from kiemnhiem.web.render import lang_of, page
from kiemnhiem.web.results.index import Mark
from kiemnhiem.web.results.labels import Labels
from kiemnhiem.web.screenings import Look, is_at_work, look, own, removable, remove
from kiemnhiem.web.store.tables import Job, State

router = APIRouter(include_in_schema=False)

#: Seconds between two looks at a job, and that one answer lasts: browsers come back by themselves, and a server that is
#: told to stop is not held up.
_EVERY, _LASTS = 0.4, 15.0
_AHEAD = Text("{stage}: còn {count} việc trước", "{stage}: {count} before it")
_SO_FAR = Text("{stage}: {done} / {total} hồ sơ ({share} %)", "{stage}: {done} of {total} cases ({share} %)")


@router.get("/screenings/{id}")
def screening(request: Request, visitor: Who, id: str) -> Response:
    """Its cases; its progress while they are decided; why they were not."""
    found = look(request.app.state.desk, visitor, id)
    job = found.screened
    if job is None or is_at_work(job) or not found.is_ready:
        told = progress_words(request.app.state.queue, job, lang_of(request)) if is_at_work(job) and job else None
        return page(request, "progress.html", visitor, look=found, job=job, told=told)
    return page(request, "screening.html", visitor, look=found, job=job, **_list(request, found))


def _list(request: Request, found: Look) -> dict[str, Any]:
    labels = labels_of(found)
    asked, known = listing(found, request.query_params), facets(found)
    cases = counted(found, asked.wanted, known)
    asked = asked.turned(cases)
    places = found.desk.library.localities
    return {
        "listing": asked,
        "rows": found.results.rows(asked.wanted, asked.by, down=asked.down, start=asked.start, limit=asked.size),
        "cases": cases,
        "pages": asked.pages(cases),
        "sizes": SIZES,
        "filters": FILTERS,
        "verdicts": [(v, known.verdicts[v]) for v in words.VERDICTS if known.verdicts[v]],
        "all": known.cases,
        "hidden": sum((found.screening.figures or {}).values()) - known.cases,
        "areas": known.areas if found.shows_personal else (),
        "marks": {m.value: labels.listed(m, known.marks[m]) for m in Mark if known.marks[m]},
        "active": list(active(asked, labels)),
        "reasons": labels.reasons,
        "area_of": lambda row: (
            row.area if found.shows_personal else places[row.place].label if row.place in places else ""
        ),
        "outdated": is_outdated(found),
        "unread": _unread(found),
    }


def _unread(found: Look) -> int:
    """How much of the file could not be read, or is in doubt."""
    met = found.results.about()["problems"]
    return int(sum(met.get(severity.value, 0) for severity in (Severity.ERROR, Severity.WARNING)))


def labels_of(found: Look) -> Labels:
    """What the marks of a screening's cases are called."""
    return Labels(found.desk.library, found.asked.subject, several=len(found.asked.policies) != 1)


def is_outdated(found: Look) -> bool:
    """Whether the cases were decided by other policies than the desk has now."""
    return found.screening.library != found.desk.library.digest


def progress_words(queue: Queue, job: Job, lang: Lang) -> dict[str, Any]:
    """How far a job is: ``words``, ``done`` of ``total``."""
    so_far = queue.progress(job)
    stage = STAGES.get(so_far.stage, STAGES["waiting"])
    text = stage
    if so_far.total:
        share = 100 * so_far.done // so_far.total
        done, total = words.count(so_far.done, lang), words.count(so_far.total, lang)
        text = _SO_FAR.format(stage=stage, done=done, total=total, share=share)
    elif job.state == State.QUEUED and (ahead := queue.ahead(job)):
        text = _AHEAD.format(stage=stage, count=ahead)
    return {"words": text[lang], "done": so_far.done, "total": so_far.total}


@router.get("/screenings/{id}/progress")
async def progress(request: Request, visitor: Who, id: str, job: str = "") -> Response:
    """How far a job is (that of the screening, unless one is named), as server-sent events."""
    desk, queue, lang = request.app.state.desk, request.app.state.queue, lang_of(request)
    await run_in_threadpool(look, desk, visitor, id)
    return StreamingResponse(_events(desk, queue, visitor, id, job, lang), media_type="text/event-stream")


async def _events(desk: Desk, queue: Queue, visitor: Visitor, id: str, wanted: str, lang: Lang) -> AsyncIterator[str]:
    yield "retry: 500\n\n"
    end, said = time.monotonic() + _LASTS, None
    while time.monotonic() < end:
        told = await run_in_threadpool(_now, desk, queue, visitor, id, wanted, lang)
        if told is None:
            yield "event: end\ndata: {}\n\n"
            return
        if told != said:
            yield f"event: progress\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
            said = told
        await asyncio.sleep(_EVERY)


def _now(desk: Desk, queue: Queue, visitor: Visitor, id: str, wanted: str, lang: Lang) -> dict[str, Any] | None:
    """How far the job is; nothing where it has ended or is gone."""
    try:
        found = look(desk, visitor, id)
    except NotHere:
        return None
    job = next((j for j in found.screening.jobs if j.id == wanted), None) if wanted else found.screened
    return progress_words(queue, job, lang) if job and is_at_work(job) else None


@router.post("/screenings/{id}/again")
def again(request: Request, visitor: Who, id: str) -> Response:
    """Screen the file again."""
    found = own(request.app.state.desk, visitor, id)
    screen_again(request, found)
    return RedirectResponse(f"/screenings/{id}", 303)


def screen_again(request: Request, found: Look) -> None:
    """Put a screening in the queue again, unless it is in it. Raises :class:`kiemnhiem.web.pace.Busy`."""
    if not is_at_work(found.screened):
        request.app.state.queue.submit(found.screening.id, SCREEN)


@router.post("/screenings/{id}/stop")
def stop(request: Request, visitor: Who, id: str) -> Response:
    """End what is at work on it."""
    own(request.app.state.desk, visitor, id)
    request.app.state.queue.stop(id)
    return RedirectResponse(f"/screenings/{id}", 303)


@router.get("/screenings/{id}/delete")
def confirm(request: Request, visitor: Who, id: str) -> Response:
    """Ask before it is deleted."""
    found = removable(request.app.state.desk, visitor, id)
    return page(request, "delete.html", visitor, look=found, back=_after(found, f"/screenings/{id}"))


@router.post("/screenings/{id}/delete")
def delete(request: Request, visitor: Who, id: str) -> Response:
    """Delete it with its files, and end what is at work on it."""
    found = removable(request.app.state.desk, visitor, id)
    remove(found, request.app.state.queue)
    return RedirectResponse(_after(found, "/"), 303)


def _after(found: Look, own: str) -> str:
    """Where somebody goes from here: administrators to what is kept of others."""
    return own if found.is_own else "/kept"
