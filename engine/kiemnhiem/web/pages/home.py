"""The first page: what was screened, and a form for another file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse

from kiemnhiem.cases.reading import EXTENSIONS
from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.language import Lang, Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.model import Library, Locality, Policy
from kiemnhiem.problem import Problem
from kiemnhiem.report import words
from kiemnhiem.web.access.roles import DOES, Permission
from kiemnhiem.web.access.visitor import Officer, Visitor, Who
from kiemnhiem.web.pace import Busy
from kiemnhiem.web.pages.listing import facets
from kiemnhiem.web.render import lang_of, page
from kiemnhiem.web.results import order as vietnamese
from kiemnhiem.web.screenings import Look, is_at_work, listed
from kiemnhiem.web.store.tables import State
from kiemnhiem.web.uploads import Unfit, uploaded

router = APIRouter(include_in_schema=False)
_CANNOT = 400


@dataclass(frozen=True)
class _Form:
    """The question as it was typed; ``problems`` by field; ``told``: why it was not taken as a whole."""

    as_of: str
    policies: Sequence[str]
    place: str
    problems: Mapping[str, str]
    told: Text | None = None


@router.get("/")
def home(request: Request, visitor: Who) -> Response:
    """What was screened, and the form."""
    desk = request.app.state.desk
    granted = visitor.granted(desk.library)
    only = next(iter(visitor.places)) if granted is not None and len(visitor.places) == 1 else ""
    return _page(request, visitor, _Form(desk.settings.today().isoformat(), (), only, {}))


@router.post("/screenings")
def screen(
    request: Request,
    visitor: Officer,
    file: Annotated[UploadFile | None, File()] = None,
    as_of: Annotated[str, Form()] = "",
    policy: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    place: Annotated[str, Form()] = "",
) -> Response:
    """Keep a file and put it in the queue."""
    desk, queue = request.app.state.desk, request.app.state.queue
    chosen = [p for p in policy if p]
    try:
        id_ = uploaded(desk, queue, visitor, file, as_of, chosen, place)
    except Unfit as error:
        return _refused(request, visitor, as_of, chosen, place, error.by_field)
    except Busy as busy:
        response = _page(request, visitor, _Form(as_of, chosen, place, {}, busy.text), busy.status)
        response.headers["retry-after"] = str(busy.seconds)
        return response
    except KiemnhiemError as error:
        return _page(request, visitor, _Form(as_of, chosen, place, {}, error.text), _CANNOT)
    return RedirectResponse(f"/screenings/{id_}", 303)


def _refused(
    request: Request, visitor: Visitor, as_of: str, policies: Sequence[str], place: str,
    problems: Mapping[str, Sequence[Problem]],
) -> Response:  # fmt: skip
    """The form again, with what is wrong beside each field."""
    lang = lang_of(request)
    said = {field: " ".join(_sentence(p, lang) for p in of) for field, of in problems.items()}
    return _page(request, visitor, _Form(as_of, policies, place, said), 422)


def _page(request: Request, visitor: Visitor, form: _Form, status: int = 200) -> Response:
    desk = request.app.state.desk
    with desk.database.session() as session:
        screenings = listed(session, visitor)
    return page(
        request, "home.html", visitor, status=status, form=form, keep=desk.settings.keep.days,
        screenings=[_listed(Look(desk, visitor, s)) for s in screenings],
        places=_places(desk.library, visitor), chapters=_chapters(desk.library), extensions=",".join(EXTENSIONS),
        kinds=", ".join(EXTENSIONS), largest=LIMITS.upload_bytes, does=DOES,
    )  # fmt: skip


def _sentence(problem: Problem, lang: Lang) -> str:
    """What is wrong, and what to do."""
    said = problem.words(lang)
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith('?') else '.'} {problem.code.advice[lang]}"


def _places(library: Library, visitor: Visitor) -> list[Locality]:
    """The places that the visitor may ask for, the widest first, then in Vietnamese order."""
    granted = visitor.granted(library)
    places = [p for p in library.localities.values() if granted is None or p.id in granted]
    return sorted(places, key=lambda p: (len(library.within(p.id)), vietnamese.key((*p.aliases, p.label.vi)[0])))


def _chapters(library: Library) -> list[tuple[Text, list[Policy]]]:
    """The policies by folder, as the library names folders; folders that it does not name stand last."""
    found: dict[str, list[Policy]] = {}
    for policy in library.policies.values():
        found.setdefault(policy.id.rpartition("/")[0], []).append(policy)
    ranks = {folder: i for i, folder in enumerate(library.chapters)}
    named = sorted(found, key=lambda folder: (ranks.get(folder, len(ranks)), folder))
    return [
        (
            library.chapters.get(folder, Text(folder, folder)),
            sorted(found[folder], key=lambda p: vietnamese.key(p.title.vi)),
        )
        for folder in named
    ]


def _listed(found: Look) -> dict[str, Any]:
    """A screening as the list shows it; its figures are those of the cases that the visitor may see."""
    screening, job, library = found.screening, found.screened, found.desk.library
    figures = screening.figures or {}
    if found.places is not None and figures and found.is_ready:
        figures = {verdict.value: count for verdict, count in facets(found).verdicts.items()}
    return {
        "of": screening,
        "own": found.is_own and found.visitor.may(Permission.SCREEN),
        "working": is_at_work(job),
        "failed": job is not None and job.state == State.FAILED,
        "figures": [(v, figures[v.value]) for v in words.VERDICTS if figures.get(v.value)],
        "policies": [library.policies[p].title if p in library.policies else Text(p, p) for p in screening.policies],
        "place": of.label if (of := library.localities.get(screening.place or "")) else None,
    }
