"""What if a case were otherwise. What is written in the form goes with it and is kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from kiemnhiem.cases.case import Case
from kiemnhiem.cases.dates import read_date
from kiemnhiem.cases.readers import Readers
from kiemnhiem.errors import UsageError
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Lang
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Problem
from kiemnhiem.report import changes, names
from kiemnhiem.report.run import Run
from kiemnhiem.web import codes
from kiemnhiem.web.access.visitor import Visitor, Who
from kiemnhiem.web.busy import HEAVY
from kiemnhiem.web.judgements import Judgement, judgements_of
from kiemnhiem.web.pages.case import heading
from kiemnhiem.web.render import lang_of, page, part
from kiemnhiem.web.screenings import Look, look
from kiemnhiem.web.whatif.form import editable, form_of
from kiemnhiem.web.whatif.outlook import turned
from kiemnhiem.web.whatif.reading import read
from kiemnhiem.web.whatif.state import State, state_of, with_row, without_row

router = APIRouter(include_in_schema=False)
#: A script asks for what is found alone.
_PART = "x-part"


async def _posted(request: Request) -> State:
    form = await request.form()
    return {name: [str(text) for text in form.getlist(name) if isinstance(text, str)] for name in form}


@router.get("/screenings/{screening}/case/what-if", dependencies=[HEAVY])
def shown(request: Request, visitor: Who, screening: str, id: str) -> Response:
    """The form, as the case is."""
    return _answer(request, visitor, look(request.app.state.desk, visitor, screening), id, None)


@router.post("/screenings/{screening}/case/what-if", dependencies=[HEAVY])
def asked(
    request: Request, visitor: Who, screening: str, id: str, posted: Annotated[State, Depends(_posted)]
) -> Response:
    """The form as it was sent, and what would be found."""
    return _answer(request, visitor, look(request.app.state.desk, visitor, screening), id, posted)


@dataclass(frozen=True)
class _Day:
    """The day that is asked for, as it was written; ``problem``: why another is asked instead."""

    written: str
    day: date
    problem: Problem | None = None


def _answer(request: Request, visitor: Visitor, found: Look, id: str, posted: State | None) -> Response:
    lang = lang_of(request)
    row, case = found.case(id)
    question = found.question()
    before = question.explain(case)
    program = question.program(case)
    fields = editable(program.vocabulary, case, show_personal=found.shows_personal)
    day, then = _asked(found, question, posted or {})
    judgements = _judgements(found, case, before, None if then is question else then)
    first = state_of(case, fields, judgements, lang)
    state = first if posted is None else _edited(posted, fields)
    told = read(
        state,
        first,
        case,
        fields,
        (j.facts for j in judgements.values()),
        Readers(program.vocabulary, found.desk.library),
        lang,
    )
    after = then.advise(told.case)
    run = Run(then.program(told.case), "reference", lang=lang, show_personal=found.shows_personal)
    values: dict[str, Any] = {
        "look": found, "row": row, "heading": heading(found, row), "before": before, "after": after, "run": run,
        "day": day, "is_changed": told.case != case or run.program.as_of != found.asked.as_of,
        "asked_on": found.asked.as_of, "turned": turned(before, after), "problems": told.problems,
        "awaited": names.awaited(run.program, after.missing, after.judgements), "change": _change(after, run, lang),
    }  # fmt: skip
    if posted is not None and request.headers.get(_PART):
        return HTMLResponse(part(request, "whatif_found.html", visitor, **values))
    form = form_of(state, fields, told.problems, program, before, judgements.values())
    return page(request, "whatif.html", visitor, form=form, **values)


def _judgements(found: Look, case: Case, before: CaseFinding, then: Question | None) -> dict[str, Judgement]:
    """The judgements that the case is asked as it is, and on another day."""
    asked_then = judgements_of(found, case, then.explain(case)) if then else ()
    return {j.fact: j for j in (*asked_then, *judgements_of(found, case, before))}


def _edited(posted: State, fields: Sequence[Field]) -> State:
    """The form after the button that adds or takes away a row."""
    what, _, of = (posted.get("do") or [""])[0].partition(":")
    name, _, row = of.partition(":")
    list_ = next((f for f in fields if f.name == name and f.type.kind is Kind.LIST), None)
    if what == "add" and list_:
        return with_row(posted, list_)
    if what == "remove" and list_ and row.isascii() and row.isdigit():
        return without_row(posted, list_, int(row))
    return posted


def _asked(found: Look, question: Question, state: State) -> tuple[_Day, Question]:
    """The day that is asked for, and what is asked on it."""
    own = found.asked.as_of
    written = (state.get("as_of") or [own.isoformat()])[0].strip()
    day = read_date(written)
    if not isinstance(day, date):
        return _Day(written, own, Problem(codes.ANSWER_DAY, None, {"found": written[:40]})), question
    if day == own:
        return _Day(written, own), question
    try:
        return _Day(written, day), found.question(day)
    except UsageError as error:  # a policy that was named is not in force
        return _Day(written, own, error.problems[0]), question


def _change(finding: CaseFinding, run: Run, lang: Lang) -> list[tuple[str, tuple[str, ...]]]:
    if finding.change is None:
        return []
    return list(changes.lines(finding.change, lang, show_personal=run.show_personal))
