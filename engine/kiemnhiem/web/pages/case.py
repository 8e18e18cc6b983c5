"""A case in full."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from kiemnhiem.language import Lang, Text
from kiemnhiem.report import changes, names
from kiemnhiem.web.access.roles import Permission
from kiemnhiem.web.access.visitor import Visitor, Who
from kiemnhiem.web.busy import HEAVY
from kiemnhiem.web.facts_shown import facts_shown
from kiemnhiem.web.judgements import judgements_of, last_name
from kiemnhiem.web.render import lang_of, page
from kiemnhiem.web.results.index import Row
from kiemnhiem.web.screenings import Look, look
from kiemnhiem.web.told import Told, tell

router = APIRouter(include_in_schema=False)


@router.get("/screenings/{screening}/case", dependencies=[HEAVY])
def case(request: Request, visitor: Who, screening: str, id: str) -> Response:
    """The page of a case."""
    return case_page(request, visitor, look(request.app.state.desk, visitor, screening), id)


def case_page(
    request: Request, visitor: Visitor, found: Look, id: str, *, problems: tuple[Text, ...] = (),
    by: str | None = None, on: str | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """The page of a case; with the problems of an answer that was not taken, and what was written there."""
    lang = lang_of(request)
    told = tell(found, id, lang)
    previous, following = found.results.neighbours(found.everybody, told.row.number)
    vocabulary = told.run.program.vocabulary
    finding = told.finding
    return page(
        request, "case.html", visitor, status=status, look=found, told=told, row=told.row, run=told.run,
        heading=heading(found, told.row), previous=previous, following=following,
        facts=facts_shown(vocabulary, told.case, show_personal=found.shows_personal),
        judgements=judgements_of(found, told.case, finding) if finding else (),
        may_answer=found.is_own and visitor.may(Permission.SCREEN),
        area=area_of(found, told.row), awaited=awaited(told), change=change_lines(told, lang), place=found.asked.place,
        problems=problems, by=last_name(found) if by is None else by,
        on=on or found.desk.settings.today().isoformat(), today=found.desk.settings.today(),
    )  # fmt: skip


def heading(found: Look, row: Row) -> str:
    """What a case is called: its id, with the name where it may be seen."""
    return f"{row.id} – {row.name}" if row.name and found.shows_personal else row.id


def area_of(found: Look, row: Row) -> str | Text:
    """Where a case belongs: in the officer's own words for those who may see them, else the library's place."""
    if found.shows_personal:
        return row.area
    places = found.desk.library.localities
    return places[row.place].label if row.place and row.place in places else ""


def awaited(told: Told) -> list[Text]:
    """The facts that the verdict waits for; judgements are shown apart."""
    if told.finding is None:
        return []
    return names.awaited(told.run.program, told.finding.missing, ())


def change_lines(told: Told, lang: Lang) -> list[tuple[str, tuple[str, ...]]]:
    """The smallest change that would make a case eligible, in lines."""
    if told.finding is None or told.finding.change is None:
        return []
    return list(changes.lines(told.finding.change, lang, show_personal=told.run.show_personal))
