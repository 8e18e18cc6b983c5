"""What the desk keeps of everybody, for administrators: whose it is and until when, to be deleted, not to be opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response

from kiemnhiem.web.access.visitor import Administrator
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.render import page
from kiemnhiem.web.screenings import is_at_work, kept
from kiemnhiem.web.store.tables import Screening

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class _Kept:
    """A screening with the bytes of its files. ``working``: a job is still to end."""

    of: Screening
    size: int
    working: bool


@router.get("/kept")
def shown(request: Request, visitor: Administrator) -> Response:
    """All screenings, the first to expire first."""
    desk: Desk = request.app.state.desk
    listed = list(_listed(desk))
    return page(request, "kept.html", visitor, kept=listed, size=sum(of.size for of in listed))


def _listed(desk: Desk) -> Iterator[_Kept]:
    with desk.database.session() as session:
        found = kept(session)
    for screening in found:
        working = any(is_at_work(job) for job in screening.jobs)
        yield _Kept(screening, _size(desk.settings.folder(screening.id)), working)


def _size(folder: Path) -> int:
    """Bytes of the files in a folder."""
    size = 0
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):  # a job has taken it away meanwhile
            size += path.stat().st_size
    return size
