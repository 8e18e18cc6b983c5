"""Between the database and a job's process: what is ordered, and what came of it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.language import Text
from kiemnhiem.trust.audit.actions import DECIDED
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.jobs.order import Order
from kiemnhiem.web.store.tables import Answer, Heading, Job, Screening, State, now

#: What an upload is called in its folder, before its extension: never by the name it came with.
UPLOAD = "upload"


def order_of(desk: Desk, number: int) -> Order:
    """What a job's process is to do."""
    with desk.database.session() as session:
        job = session.get_one(Job, number)
        of = job.screening
        headings = select(Heading).where(Heading.user_id == of.owner_id, Heading.subject == of.subject)
        answers: dict[str, dict[str, tuple[bool | None, str, str]]] = {}
        for a in session.scalars(select(Answer).where(Answer.screening_id == of.id).order_by(Answer.id)):
            answers.setdefault(a.case, {})[a.fact] = (a.answer, a.by, a.on.isoformat())
        return Order(
            kind=job.kind,
            folder=str(desk.settings.folder(of.id)),
            upload=UPLOAD + Path(of.file).suffix.lower(),
            name=of.file,
            subject=of.subject,
            policies=list(of.policies),
            place=of.place,
            as_of=of.as_of.isoformat(),
            library=str(desk.settings.library) if desk.settings.library else None,
            digest=desk.library.digest,
            headings={h.heading: h.field for h in session.scalars(headings)},
            answers=answers,
            **job.options,
        )


def finish(desk: Desk, number: int, made: dict[str, Any] | None, problem: Text | None) -> None:
    """Keep what came of a job: of a screening its figures and receipt, of a document its file. What was decided is
    noted in the audit trail first: where that cannot be, the job has failed.
    """
    with desk.database.session() as session:
        job = session.get(Job, number)
        if job is None:  # its screening was deleted meanwhile
            return
        if made and "figures" in made:
            problem = _noted(desk, job.screening, made["receipt"])
        job.finished, job.state = now(), State.FAILED.value if problem else State.DONE.value
        job.problem = {"vi": problem.vi, "en": problem.en} if problem else None
        if made and "figures" in made and not problem:
            job.screening.figures, job.screening.receipt = made["figures"], made["receipt"]
            job.screening.library = desk.library.digest
            job.done = job.total = sum(made["figures"].values())
        if made and "file" in made:
            job.made = made["file"]


def _noted(desk: Desk, screening: Screening, receipt: Mapping[str, Any]) -> Text | None:
    """Note a screening in the audit trail; why that could not be done."""
    results = receipt["results"]
    details = {
        "command": "serve",
        "as_of": receipt["as_of"],
        "library": f"{receipt['library']}@{receipt['library_digest']}",
        "policies": receipt["asked"],
        "place": receipt["place"],
        "engine": receipt["engine"],
        "verdicts": results["verdicts"],
        "results": results["digest"],
    }
    try:
        desk.audit.record(screening.owner.name, DECIDED, screening=screening.id, receipt=receipt["id"], details=details)
    except KiemnhiemError as error:
        return error.text
    return None


def put_back(desk: Desk, number: int) -> None:
    """A job that was stopped with the server waits for the next one."""
    with desk.database.session() as session:
        if job := session.get(Job, number):
            job.state, job.attempts = State.QUEUED.value, job.attempts - 1


def delete(desk: Desk, screening: Screening) -> None:
    """Delete a screening's files. The caller deletes its row."""
    shutil.rmtree(desk.settings.folder(screening.id), ignore_errors=True)


def delete_expired(desk: Desk) -> None:
    """Delete the screenings that have been kept long enough and on which nothing is at work."""
    with desk.database.session() as session:
        for screening in session.scalars(select(Screening).where(Screening.expires <= now())).unique():
            if all(job.state in (State.DONE, State.FAILED) for job in screening.jobs):
                delete(desk, screening)
                session.delete(screening)


def delete_leftovers(desk: Desk) -> None:
    """Delete what jobs had begun to write when their server died. None may be at work."""
    for partial in desk.settings.data.glob("screenings/*/.*.part"):
        partial.unlink(missing_ok=True)
