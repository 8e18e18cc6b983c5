"""A file that is sent to be screened, by a page or a program: looked at, kept, put in the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath

from fastapi import UploadFile

from kiemnhiem.cases import codes as case_codes
from kiemnhiem.cases.dates import read_date
from kiemnhiem.cases.reading import EXTENSIONS
from kiemnhiem.errors import ProblemsError, UsageError
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.codes import UNKNOWN_PLACE
from kiemnhiem.problem import Problem, did_you_mean
from kiemnhiem.web import codes
from kiemnhiem.web.access.visitor import Visitor
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.jobs.kinds import SCREEN
from kiemnhiem.web.jobs.queue import Queue
from kiemnhiem.web.screenings import Asked, begin, forget

#: What files are about unless the policies asked say otherwise.
SUBJECT = "candidate"


class Unfit(UsageError):
    """A file or a question that cannot be taken: its problems by the field of the form."""

    def __init__(self, by_field: Mapping[str, Sequence[Problem]]) -> None:
        self.by_field = by_field
        super().__init__([p for of in by_field.values() for p in of])


def uploaded(
    desk: Desk, queue: Queue, visitor: Visitor, file: UploadFile | None, as_of: str, policies: Sequence[str], place: str
) -> str:
    """Keep a file with its question and put it in the queue; the id of the screening.

    :raises Unfit: with every problem.
    :raises Busy: where too many jobs wait, or the visitor has asked for too much.
    """
    day, problems = read_date(as_of), dict[str, list[Problem]]()
    if found := _unfit(file):
        problems["file"] = [found]
    if not isinstance(day, date):
        problems["as_of"] = [Problem(codes.NOT_A_DATE, None, {"found": as_of})]
    granted = visitor.granted(desk.library)
    if place and granted is not None and place in desk.library.localities and place not in granted:
        problems["place"] = [Problem(codes.PLACE_NOT_GRANTED, None, {"found": desk.library.localities[place].label})]
    subjects = sorted({desk.library.policies[p].subject for p in policies if p in desk.library.policies})
    if len(subjects) > 1:
        labels = [desk.library.vocabularies[s].label for s in subjects]
        problems["policy"] = [Problem(codes.SEVERAL_SUBJECTS, None, {"first": labels[0], "second": labels[1]})]
    if file is None or not isinstance(day, date) or problems:
        raise Unfit(problems)
    asked = Asked(day, tuple(policies), place or None, subjects[0] if subjects else SUBJECT)
    try:
        asked.programs(desk.library)
    except ProblemsError as error:
        raise Unfit(_by_field(error.problems)) from error
    return _begun(desk, queue, visitor, file, asked)


def _begun(desk: Desk, queue: Queue, visitor: Visitor, file: UploadFile, asked: Asked) -> str:
    queue.check_room(visitor.id)
    id_ = begin(desk, visitor, file.file, _name(file), asked)
    try:
        queue.submit(id_, SCREEN)
    except BaseException:
        forget(desk, id_)
        raise
    return id_


def _by_field(problems: Sequence[Problem]) -> Mapping[str, Sequence[Problem]]:
    found: dict[str, list[Problem]] = {}
    for of in problems:
        found.setdefault("place" if of.code is UNKNOWN_PLACE else "policy", []).append(of)
    return found


def _unfit(file: UploadFile | None) -> Problem | None:
    """Why an upload cannot be a file of cases."""
    name = _name(file) if file else ""
    if file is None or not name:
        return Problem(codes.NO_UPLOAD)
    suffix = PurePath(name).suffix.lower()
    if suffix not in EXTENSIONS:
        values = {"found": suffix or name, "wanted": ", ".join(EXTENSIONS)}
        return Problem(case_codes.UNKNOWN_EXTENSION, None, values, did_you_mean(suffix or name, EXTENSIONS))
    if not file.size:
        return Problem(case_codes.EMPTY)
    if file.size > LIMITS.upload_bytes:
        values = {"size": f"{-(-file.size >> 20)} MiB", "limit": f"{LIMITS.upload_bytes >> 20} MiB"}
        return Problem(codes.UPLOAD_TOO_LARGE, None, values)
    return None


def _name(file: UploadFile) -> str:
    """What its owner calls it; browsers of Windows may send a path."""
    return PurePath((file.filename or "").replace("\\", "/")).name.strip()
