"""Files that programs send to be screened, what became of them, and the results as files."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response, UploadFile
from fastapi.responses import FileResponse, JSONResponse
from starlette.datastructures import UploadFile as Sent

from kiemnhiem.cases.structured import JSON_LINES
from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.report import words
from kiemnhiem.trust.audit.actions import DOWNLOADED
from kiemnhiem.web.access.origin import is_foreign
from kiemnhiem.web.access.visitor import NotHere, Officer, Refused, Who
from kiemnhiem.web.api import shapes
from kiemnhiem.web.api.answers import ANSWERED, BY_COOKIE, BY_TOKEN
from kiemnhiem.web.api.bodies import Invalid
from kiemnhiem.web.jobs.kinds import DOCUMENT
from kiemnhiem.web.jobs.queue import Queue
from kiemnhiem.web.pages.documents import disposition, made_so, options_of
from kiemnhiem.web.pages.listing import facets
from kiemnhiem.web.pages.screening import is_outdated
from kiemnhiem.web.render import lang_of
from kiemnhiem.web.results.index import Mark
from kiemnhiem.web.screenings import Look, NotReady, is_at_work, listed, look, own, removable, remove
from kiemnhiem.web.store.tables import Job
from kiemnhiem.web.uploads import uploaded

router = APIRouter(
    prefix="/api/screenings", tags=["screenings"], dependencies=[BY_TOKEN, BY_COOKIE], responses=ANSWERED
)

_TOO_LARGE = Text("Tệp lớn hơn {most} MiB", "The file is larger than {most} MiB")
_NOT_A_FILE = Text(
    "Gửi một tệp (multipart/form-data) hoặc JSON Lines", "Send a file (multipart/form-data) or JSON Lines"
)
_OUTDATED = Text(
    "Thư viện chính sách đã đổi từ khi xét danh sách này; xin gửi lại tệp.",
    "The policy library has changed since this list was screened; send the file again.",
)
_AGAIN = "1"
#: Forms of results with what they are called in headers.
_FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv",
    "json": "application/json", "jsonl": "application/x-ndjson",
}  # fmt: skip
_QUESTION = {
    "as_of": {"type": "string", "description": "2018-12-30, 30/12/2018; today unless one is named"},
    "policy": {"type": "array", "items": {"type": "string"}, "description": "None: by the posts of each person"},
    "place": {"type": "string", "description": "The place of all cases; each case's own unless one is named"},
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object", "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}, **_QUESTION},
                }
            },
            "application/x-ndjson": {
                "schema": {"type": "string", "description": "A case a line; the question as parameters"}
            },
        },
    }
}  # fmt: skip


class _Upload:
    """A file that was sent, with the question that came beside it."""

    def __init__(self, file: UploadFile | None, as_of: str, policies: list[str], place: str) -> None:
        self.file, self.as_of, self.policies, self.place = file, as_of, policies, place


async def _upload(
    request: Request,
    _: Officer,
    as_of: str = "",
    policy: Annotated[list[str], Query(max_length=shapes.POLICIES)] = [],  # noqa: B006 - FastAPI copies it
    place: str = "",
) -> AsyncIterator[_Upload]:
    """A form with a file, or JSON Lines."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        form = await request.form(max_files=1, max_fields=shapes.POLICIES + 10)
        file = form.get("file")
        yield _Upload(
            file if isinstance(file, UploadFile | Sent) else None,  # type: ignore[arg-type]  # FastAPI's is a subclass
            str(form.get("as_of") or as_of), [str(p) for p in form.getlist("policy")] or policy,
            str(form.get("place") or place),
        )  # fmt: skip
    elif kind in ("application/x-ndjson", "application/jsonl"):
        with tempfile.SpooledTemporaryFile(max_size=1 << 20) as kept:
            size = 0
            async for chunk in request.stream():
                size += len(chunk)
                if size > LIMITS.upload_bytes:
                    raise Invalid(413, _TOO_LARGE.format(most=LIMITS.upload_bytes >> 20))
                kept.write(chunk)
            kept.seek(0)
            name = f"cases{JSON_LINES[0]}"
            yield _Upload(UploadFile(kept, size=size, filename=name), as_of, policy, place)  # type: ignore[arg-type]  # as files are
    else:
        raise Invalid(415, _NOT_A_FILE)


@router.post(
    "", status_code=202, response_model=shapes.Screening, openapi_extra=_BODY, summary="Send a file to be screened",
    responses={415: {"model": shapes.Error, "description": "Neither a form with a file nor JSON Lines"}},
)  # fmt: skip
def screen(request: Request, visitor: Officer, sent: Annotated[_Upload, Depends(_upload)]) -> JSONResponse:
    """The file is kept and put in the queue; ask for the screening until its job is `done`."""
    desk, queue = request.app.state.desk, request.app.state.queue
    as_of = sent.as_of or desk.settings.today().isoformat()
    id_ = uploaded(desk, queue, visitor, sent.file, as_of, [p for p in sent.policies if p], sent.place)
    headers = {"location": f"/api/screenings/{id_}"}
    return JSONResponse(_object(look(desk, visitor, id_), queue), 202, headers)


@router.get("", response_model=shapes.Screenings, summary="The screenings that may be seen")
def screenings(request: Request, visitor: Who) -> JSONResponse:
    """One's own, newest first; of auditors everybody's."""
    desk, queue = request.app.state.desk, request.app.state.queue
    with desk.database.session() as session:
        found = listed(session, visitor)
    return JSONResponse({"screenings": [_object(Look(desk, visitor, of), queue) for of in found]})


@router.get("/{id}", response_model=shapes.ScreeningInFull, summary="One screening: its job, and its figures")
def screening(request: Request, visitor: Who, id: str) -> JSONResponse:
    """The summary counts the cases that may be seen, in the words of `kiemnhiem screen -o ….json`."""
    found = look(request.app.state.desk, visitor, id)
    told = {**_object(found, request.app.state.queue), "summary": _summary(found) if found.is_ready else None}
    return JSONResponse(told)


@router.delete("/{id}", status_code=204, summary="Delete a screening with its files")
def delete(request: Request, visitor: Who, id: str) -> Response:
    """Its owner's, and an administrator's to do. What is at work on it is ended."""
    remove(removable(request.app.state.desk, visitor, id), request.app.state.queue)
    return Response(status_code=204)


@router.get("/{id}/receipt", response_model=dict[str, Any], summary="The receipt of a screening")
def receipt(request: Request, visitor: Who, id: str) -> JSONResponse:
    """What was asked, of which data, by which rules, and what came out: as `kiemnhiem screen --receipt` writes it."""
    found = look(request.app.state.desk, visitor, id)
    if not found.screening.receipt:
        raise NotReady(found)
    if not found.receipt:
        raise NotHere
    return JSONResponse(found.receipt)


@router.get(
    "/{id}/results.{form}", response_class=Response, summary="The results as a file",
    responses={
        200: {"description": "The file", "content": {kind: {} for kind in _FORMS.values()}},
        202: {"model": shapes.Job, "description": "It is being made; ask again after `Retry-After` seconds"},
    },
)  # fmt: skip
def results(
    request: Request, visitor: Who, id: str, form: Literal["xlsx", "csv", "json", "jsonl"], show_personal: bool = False
) -> Response:
    """Made when it is first asked for, and again when an answer or a screening is newer."""
    if is_foreign(request):
        raise Refused
    desk, queue = request.app.state.desk, request.app.state.queue
    found = own(desk, visitor, id)
    if not found.is_ready:
        raise NotReady(found)
    if is_outdated(found):
        raise KiemnhiemError(_OUTDATED)
    options = options_of(found, lang_of(request), "workbook" if form == "xlsx" else form, "", "")
    options["show_personal"] = show_personal and found.shows_personal
    job = made_so(found, options)
    if job is None or is_at_work(job):
        if job is None:
            wanted = queue.submit(id, DOCUMENT, options)
            job = next(j for j in look(desk, visitor, id).screening.jobs if j.id == wanted)
        return JSONResponse(_job(job, queue), 202, {"retry-after": _AGAIN})
    details = {"form": form, "cases": 0}
    desk.audit.record(visitor.name, DOWNLOADED, screening=id, details=details)
    headers = {"content-disposition": disposition(found, job)}
    return FileResponse(found.folder / str(job.made), media_type=_FORMS[form], headers=headers)


def _object(found: Look, queue: Queue) -> dict[str, Any]:
    of, job = found.screening, found.screened
    everywhere = found.places is None
    return {
        "id": of.id, "file": of.file, "owner": of.owner.name, "own": found.is_own, "subject": of.subject,
        "policies": [*of.policies], "place": of.place, "as_of": of.as_of.isoformat(), "library": of.library,
        "created": of.created.isoformat(), "expires": of.expires.isoformat(), "job": _job(job, queue) if job else None,
        "figures": of.figures if everywhere else None, "receipt": of.receipt["id"] if of.receipt else None,
    }  # fmt: skip


def _job(job: Job, queue: Queue) -> dict[str, Any]:
    so_far = queue.progress(job)
    return {
        "id": job.id, "state": job.state, "stage": so_far.stage if is_at_work(job) else "", "done": so_far.done,
        "total": so_far.total, "problem": job.problem,
    }  # fmt: skip


def _summary(found: Look) -> dict[str, Any]:
    counted = facets(found)
    failed, open_ = dict(counted.marks[Mark.NOT_MET]), dict(counted.marks[Mark.UNKNOWN])
    rules = [(*name.split("#", 1), name) for name in dict.fromkeys((*failed, *open_))]
    return {
        "cases": counted.cases,
        "verdicts": {v.value: counted.verdicts[v] for v in words.VERDICTS},
        "requirements": [
            {"policy": policy, "requirement": rule, "not_met": failed.get(name, 0), "unknown": open_.get(name, 0)}
            for policy, rule, name in rules
        ],
        "missing": [{"field": name, "cases": n} for name, n in counted.marks[Mark.MISSING]],
        "judgements": [{"judgement": name, "cases": n} for name, n in counted.marks[Mark.JUDGEMENT]],
    }
