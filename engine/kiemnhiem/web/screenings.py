"""Screenings as pages and programs ask for them: made, found, looked into, always by somebody who may."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiemnhiem.cases.case import Case
from kiemnhiem.explain.question import Question
from kiemnhiem.language import plain
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.trust.answers import Answer as Apart
from kiemnhiem.trust.audit.actions import SCREENING_DELETED, UPLOADED
from kiemnhiem.web.access.roles import Permission
from kiemnhiem.web.access.visitor import Hidden, NotHere, Refused, Visitor
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.jobs import orders
from kiemnhiem.web.results.build import answered
from kiemnhiem.web.results.index import Filter, Results, Row
from kiemnhiem.web.store.tables import Answer, Job, Screening, State, new_id, now

if TYPE_CHECKING:
    from kiemnhiem.web.jobs.queue import Queue

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Asked:
    """A question: as-of date, policies (none: by posts), place (of all cases; ``None``: each case's own), subject."""

    as_of: date
    policies: tuple[str, ...] = ()
    place: str | None = None
    subject: str = "candidate"

    def programs(self, library: Library) -> Programs:
        """What cases are asked. Raises :class:`kiemnhiem.errors.UsageError`."""
        return Programs(library, self.as_of, self.policies, self.subject, self.place)


class NotReady(Exception):
    """There are no results yet of the screening that was looked into."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look


class Look:
    """A screening that somebody looks into."""

    def __init__(self, desk: Desk, visitor: Visitor, screening: Screening) -> None:
        self.desk, self.visitor, self.screening = desk, visitor, screening

    @property
    def asked(self) -> Asked:
        """Its question."""
        of = self.screening
        return Asked(of.as_of, tuple(of.policies), of.place, of.subject)

    @property
    def is_own(self) -> bool:
        """Whether it is the visitor's own."""
        return self.visitor.owns(self.screening)

    @property
    def shows_personal(self) -> bool:
        """Whether personal fields are shown."""
        return self.visitor.sees_personal(self.screening)

    @property
    def screened(self) -> Job | None:
        """The last job that screened it."""
        return next((j for j in reversed(self.screening.jobs) if j.kind == "screen"), None)

    @property
    def receipt(self) -> dict[str, Any] | None:
        """The receipt of the whole, where there is one and the visitor may see all cases: it counts them all."""
        return self.screening.receipt if self.places is None else None

    @property
    def is_ready(self) -> bool:
        """Whether there are results."""
        return self.folder.joinpath("results.sqlite").exists()

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self.desk.settings.folder(self.screening.id)

    @cached_property
    def results(self) -> Results:
        """Its results. Raises :class:`NotReady` while there are none."""
        if not self.is_ready:
            raise NotReady(self)
        return Results(self.folder / "results.sqlite")

    @cached_property
    def places(self) -> frozenset[str] | None:
        """The places whose cases the visitor may see; ``None``: all."""
        return self.visitor.granted(self.desk.library)

    @property
    def everybody(self) -> Filter:
        """All cases that the visitor may see."""
        return Filter(self.places)

    def case(self, id: str) -> tuple[Row, Case]:
        """A case with what was answered at the desk. Raises :class:`NotHere`."""
        found = self.results.case(id, self.places)
        if found is None:
            raise NotHere
        row, case = found
        return row, answered(case, self._answers(id))

    def was_answered(self, id: str) -> bool:
        """Whether a judgement of a case was answered at the desk."""
        return bool(self._answers(id))

    def _answers(self, id: str) -> dict[str, tuple[bool | None, str, str]]:
        asked = select(Answer).where(Answer.screening_id == self.screening.id, Answer.case == id).order_by(Answer.id)
        with self.desk.database.session() as session:
            return {a.fact: (a.answer, a.by, a.on.isoformat()) for a in session.scalars(asked)}

    def every_answer(self) -> list[Apart]:
        """Everything that was answered at the desk of the cases that the visitor may see, in its order."""
        asked = select(Answer).where(Answer.screening_id == self.screening.id).order_by(Answer.id)
        with self.desk.database.session() as session:
            given = [Apart(a.case, a.fact, a.answer, a.by, a.on) for a in session.scalars(asked)]
        seen = {case for case in {of.case for of in given} if self.results.case(case, self.places)}
        return [of for of in given if of.case in seen]

    def question(self, as_of: date | None = None) -> Question:
        """What its cases are asked, perhaps on another day."""
        programs = self.asked.programs(self.desk.library)
        return Question(programs if as_of is None else programs.on(as_of))


def look(desk: Desk, visitor: Visitor, id: str) -> Look:
    """A screening that the visitor may see. Raises :class:`NotHere` for any other."""
    found = _found(desk, visitor, id)
    if not visitor.sees(found.screening):
        raise Hidden
    return found


def _found(desk: Desk, visitor: Visitor, id: str) -> Look:
    if not _ID.fullmatch(id):
        raise NotHere
    with desk.database.session() as session:
        found = session.get(Screening, id)
    if found is None:
        raise NotHere
    return Look(desk, visitor, found)


def own(desk: Desk, visitor: Visitor, id: str) -> Look:
    """A screening of the visitor's own, to change something. Raises :class:`NotHere`, or :class:`Refused` where the
    visitor may only look.
    """
    found = look(desk, visitor, id)
    if not found.is_own or not visitor.may(Permission.SCREEN):
        raise Refused
    return found


def removable(desk: Desk, visitor: Visitor, id: str) -> Look:
    """A screening that the visitor may delete: their own, and an administrator anybody's. Raises as :func:`own`."""
    if visitor.may(Permission.ADMINISTER):
        return _found(desk, visitor, id)
    return own(desk, visitor, id)


def remove(found: Look, queue: Queue) -> None:
    """Delete a screening with its files, note who did, and end what is at work on it."""
    details = {} if found.is_own else {"owner": found.screening.owner.name}
    found.desk.audit.record(found.visitor.name, SCREENING_DELETED, screening=found.screening.id, details=details)
    queue.stop(found.screening.id)
    forget(found.desk, found.screening.id)


def kept(session: Session) -> list[Screening]:
    """All that is kept, the first to expire first."""
    return list(session.scalars(select(Screening).order_by(Screening.expires, Screening.id)).unique())


def listed(session: Session, visitor: Visitor) -> list[Screening]:
    """The screenings that the visitor may see, newest first."""
    asked = select(Screening).order_by(Screening.created.desc())
    if not visitor.may(Permission.OVERSEE):
        asked = asked.where(Screening.owner_id == visitor.id)
    return list(session.scalars(asked).unique())


def begin(desk: Desk, visitor: Visitor, file: IO[bytes], name: str, asked: Asked) -> str:
    """Keep an upload with its question; the id of the screening. The caller puts the job in the queue.

    :raises UsageError: for a question that cannot be asked.
    """
    asked.programs(desk.library)
    id_ = new_id()
    folder = desk.settings.folder(id_)
    folder.mkdir(mode=0o700, parents=True)
    upload = folder / f"{orders.UPLOAD}{Path(name).suffix.lower()}"
    try:
        with upload.open("xb") as kept:
            shutil.copyfileobj(file, kept)
        details = {"as_of": asked.as_of.isoformat(), "policies": [*asked.policies], "place": asked.place}
        desk.audit.record(visitor.name, UPLOADED, screening=id_, details={**details, "bytes": upload.stat().st_size})
        with desk.database.session() as session:
            session.add(
                Screening(
                    id=id_, owner_id=visitor.id, file=plain(Path(name).name)[-255:], subject=asked.subject,
                    policies=list(asked.policies), place=asked.place, as_of=asked.as_of, library=desk.library.digest,
                    expires=now() + desk.settings.keep,
                )
            )  # fmt: skip
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return id_


def forget(desk: Desk, screening: str) -> None:
    """Delete a screening with its files. A job at work on it is told when it ends."""
    with desk.database.session() as session:
        if found := session.get(Screening, screening):
            orders.delete(desk, found)
            session.delete(found)


def is_at_work(job: Job | None) -> bool:
    """Whether a job is still to end."""
    return job is not None and State(job.state) in (State.QUEUED, State.RUNNING)
