"""Files to take away: made in a job, kept with the screening, made again when an answer or a screening is newer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote, urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse
from sqlalchemy import func, select

from kiemnhiem.errors import KiemnhiemError, UsageError
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem, unaccented
from kiemnhiem.trust.answers import written
from kiemnhiem.trust.audit.actions import DOWNLOADED
from kiemnhiem.web import codes
from kiemnhiem.web.access.visitor import NotHere, Visitor, Who
from kiemnhiem.web.jobs.kinds import DOCUMENT
from kiemnhiem.web.pages.listing import active, facets, listing
from kiemnhiem.web.pages.screening import is_outdated, labels_of, progress_words
from kiemnhiem.web.render import lang_of, page
from kiemnhiem.web.screenings import Look, NotReady, is_at_work, look, own
from kiemnhiem.web.store.tables import Answer, Job, State

router = APIRouter(include_in_schema=False)

#: Appraisal sheets made at once.
MOST_SHEETS = 2000


@dataclass(frozen=True)
class Document:
    """A kind of file: its ending, the beginning of its name, what it is called, what is in it. ``of_cases``: it is
    about the cases that are listed, not all; ``of_one``: about a single one; ``for_programs``: pages do not offer it.
    """

    ending: str
    stem: str
    label: Text
    about: Text
    of_cases: bool = False
    of_one: bool = False
    for_programs: bool = False


_SHEETS = Text("Phiếu thẩm định từng người (.zip)", "Appraisal sheets, one a person (.zip)")
_SHEET = Text("Phiếu thẩm định", "Appraisal sheet")
DOCUMENTS: Mapping[str, Document] = {
    "workbook": Document(
        ".xlsx", "ket-qua", Text("Bảng kết quả (.xlsx)", "Result workbook (.xlsx)"),
        Text("Các cột trong tệp của bạn, thêm kết luận, lý do, căn cứ; kèm trang tổng hợp.",
             "Your own columns with verdict, reasons and legal basis; with a summary."),
    ),
    "report": Document(
        ".docx", "bao-cao", Text("Báo cáo (.docx)", "Report (.docx)"),
        Text("Báo cáo tổng hợp theo thể thức văn bản hành chính, sửa được trong Word.",
             "The summary report as an administrative document, to be edited in Word."),
    ),
    "report-pdf": Document(
        ".pdf", "bao-cao", Text("Báo cáo (.pdf)", "Report (.pdf)"), Text("Báo cáo trên, để in.", "The same, to print.")
    ),
    "page": Document(
        ".html", "ket-qua", Text("Trang báo cáo có biểu đồ (.html)", "Page with charts (.html)"),
        Text("Một tệp mở được bằng mọi trình duyệt, không cần mạng.", "One file for any browser, without a network."),
    ),
    "sheets": Document(
        ".zip", "phieu-tham-dinh", _SHEETS,
        Text("Mỗi người một phiếu Word, của các hồ sơ đang lọc trong danh sách.",
             "A Word file for each of the cases that the list is narrowed down to."), of_cases=True,
    ),
    "csv": Document(
        ".csv", "ket-qua", Text("Kết quả dạng .csv", "Results as .csv"),
        Text("Để đưa vào phần mềm khác.", "For other programs."),
    ),
    "json": Document(
        ".json", "ket-qua", Text("Kết quả dạng .json", "Results as .json"),
        Text("Đầy đủ từng yêu cầu, cho chương trình.", "In full, each requirement, for programs."),
    ),
    "jsonl": Document(
        ".jsonl", "ket-qua", Text("Kết quả dạng .jsonl", "Results as .jsonl"),
        Text("Mỗi hồ sơ một dòng, cho chương trình.", "A line a case, for programs."), for_programs=True,
    ),
    "sheet": Document(".docx", "phieu-tham-dinh", _SHEET, _SHEET, of_one=True),
    "sheet-pdf": Document(".pdf", "phieu-tham-dinh", _SHEET, _SHEET, of_one=True),
}  # fmt: skip
_OUTDATED = Text(
    "Thư viện chính sách đã đổi từ khi xét danh sách này; xin xét lại rồi lập văn bản.",
    "The policy library has changed since this list was screened; screen it again, then make documents.",
)


@router.get("/screenings/{id}/documents")
def documents(request: Request, visitor: Who, id: str) -> Response:
    """What can be taken away, what was made, what is being made."""
    found = _own(request, visitor, id)
    asked = listing(found, request.query_params)
    queue, lang = request.app.state.queue, lang_of(request)
    jobs = [job for job in reversed(found.screening.jobs) if job.kind == DOCUMENT and _form(job) in DOCUMENTS]
    working = next((job for job in jobs if is_at_work(job)), None)
    return page(
        request, "documents.html", visitor, look=found, documents=[
            (name, of) for name, of in DOCUMENTS.items() if not of.of_one and not of.for_programs
        ],
        made=[(job, DOCUMENTS[_form(job)], is_fresh(found, job)) for job in jobs if has_file(found, job)][:20],
        failed=[job for job in jobs[:1] if job.state == State.FAILED],
        working=working, told=progress_words(queue, working, lang) if working else None,
        query=request.url.query, active=list(active(asked, labels_of(found))), cases=found.results.count(asked.wanted),
        all=facets(found).cases, most=MOST_SHEETS, outdated=is_outdated(found),
        ready=_ready(found, request.query_params.get("ready")), answers=len({of.case for of in found.every_answer()}),
    )  # fmt: skip


@router.post("/screenings/{id}/documents")
def make(
    request: Request,
    visitor: Who,
    id: str,
    form: Annotated[str, Form()],
    case: Annotated[str, Form()] = "",
    query: Annotated[str, Form()] = "",
) -> Response:
    """Make a document, or give the one that was made since the last answer. ``query``: the list that is meant."""
    found = _own(request, visitor, id)
    if form not in DOCUMENTS:
        raise NotHere
    if is_outdated(found):
        raise KiemnhiemError(_OUTDATED)
    of, options = DOCUMENTS[form], options_of(found, lang_of(request), form, case, query)
    if job := made_so(found, options):
        return RedirectResponse(_address(id, query) if is_at_work(job) else f"/screenings/{id}/documents/{job.id}", 303)
    job_id = request.app.state.queue.submit(id, DOCUMENT, options)
    return RedirectResponse(_address(id, query, job_id if of.of_one else None), 303)


@router.get("/screenings/{id}/documents/{job}")
def download(request: Request, visitor: Who, id: str, job: str) -> Response:
    """A document that was made."""
    found = _own(request, visitor, id)
    made = next((j for j in found.screening.jobs if j.id == job and has_file(found, j)), None)
    if made is None:
        raise NotHere
    form = _form(made)
    details: dict[str, Any] = {"form": form, "cases": len(made.options["options"].get("cases") or ())}
    case = made.options["options"].get("cases") if DOCUMENTS[form].of_one else None
    found.desk.audit.record(visitor.name, DOWNLOADED, screening=id, case=case[0] if case else None, details=details)
    return FileResponse(found.folder / str(made.made), headers={"content-disposition": disposition(found, made)})


@router.get("/screenings/{id}/receipt.json")
def receipt(request: Request, visitor: Who, id: str) -> Response:
    """The receipt of the screening."""
    found = look(request.app.state.desk, visitor, id)
    if not found.screening.receipt:
        raise NotReady(found)
    if not found.receipt:
        raise NotHere
    name = f"bien-nhan-{found.receipt['id'][:12]}.json"
    return JSONResponse(found.receipt, headers={"content-disposition": f'attachment; filename="{name}"'})


@router.get("/screenings/{id}/answers.json")
def answers(request: Request, visitor: Who, id: str) -> Response:
    """What was answered at the desk, for ``kiemnhiem replay --answers``."""
    found = _own(request, visitor, id)
    given = found.every_answer()
    details: dict[str, Any] = {"form": "answers", "cases": len({of.case for of in given})}
    found.desk.audit.record(visitor.name, DOWNLOADED, screening=id, details=details)
    headers = {"content-disposition": f'attachment; filename="ket-luan-{id[:12]}.json"'}
    return Response(written(given), media_type="application/json", headers=headers)


def _own(request: Request, visitor: Visitor, id: str) -> Look:
    found = own(request.app.state.desk, visitor, id)
    if not found.is_ready:
        raise NotReady(found)
    return found


def options_of(found: Look, lang: Lang, form: str, case: str, query: str) -> dict[str, Any]:
    """More of the job's order: which form, which cases, what may be seen of them.

    :raises UsageError: for more sheets than are made at once.
    """
    of, cases = DOCUMENTS[form], list[str]()
    if of.of_one:
        cases = [found.case(case)[0].id]
    elif of.of_cases:
        wanted = listing(found, dict(parse_qsl(query))).wanted
        count = found.results.count(wanted)
        if count > MOST_SHEETS:
            raise UsageError([Problem(codes.TOO_MANY_SHEETS, None, {"found": count, "limit": MOST_SHEETS})])
        cases = [row.id for row in found.results.rows(wanted, limit=MOST_SHEETS)]
        if not cases:
            raise NotHere
    return {
        "lang": lang.value,
        "show_personal": found.shows_personal,
        "places": None if found.places is None else sorted(found.places),
        "options": {"form": form, **({"cases": cases} if cases else {})},
    }


def made_so(found: Look, options: Mapping[str, Any]) -> Job | None:
    """The job that makes just this document, or made it since the last answer."""
    same = (j for j in reversed(found.screening.jobs) if j.kind == DOCUMENT and j.options == options)
    return next((j for j in same if is_at_work(j) or is_fresh(found, j)), None)


def _form(job: Job) -> str:
    return str(job.options.get("options", {}).get("form"))


def has_file(found: Look, job: Job) -> bool:
    """Whether a job's document is there."""
    return job.state == State.DONE and bool(job.made) and (found.folder / str(job.made)).is_file()


def is_fresh(found: Look, job: Job) -> bool:
    """Whether a document was ordered after the last answer and the last screening."""
    if not has_file(found, job) or is_outdated(found):
        return False
    with found.desk.database.session() as session:
        asked = select(func.max(Answer.id)).where(Answer.screening_id == found.screening.id)
        last = session.get(Answer, session.scalar(asked) or 0)
    screened = found.screened.finished if found.screened else None
    moments: Sequence[datetime | None] = (last.recorded if last else None, screened)
    return all(at is None or at < job.created for at in moments)


def _ready(found: Look, wanted: str | None) -> Job | None:
    """The document that somebody came here for, once it is made."""
    return next((j for j in found.screening.jobs if j.id == wanted and has_file(found, j)), None)


def _address(id: str, query: str, ready: str | None = None) -> str:
    """The page of documents, for the same list."""
    parts = [(k, v) for k, v in parse_qsl(urlsplit(f"?{query}").query) if k != "ready"]
    parts += [("ready", ready)] if ready else []
    told = "&".join(f"{quote(k)}={quote(v, safe='')}" for k, v in parts)
    return f"/screenings/{id}/documents{'?' + told if told else ''}"


def disposition(found: Look, job: Job) -> str:
    """A name that says what it is: in plain letters for old programs, and as its owner writes it."""
    of = DOCUMENTS[_form(job)]
    cases = job.options["options"].get("cases")
    about = str(cases[0]) if of.of_one and cases else PurePath(found.screening.file).stem
    name = f"{of.stem}-{about}-{found.screening.as_of.isoformat()}{of.ending}"
    name = "".join("-" if c in '\\/:*?"<>|' or ord(c) < 32 else c for c in name)  # noqa: PLR2004 - control characters
    plain = "".join(c if c.isascii() else "-" for c in unaccented(name)).replace('"', "")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
