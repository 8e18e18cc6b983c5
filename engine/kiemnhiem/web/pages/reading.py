"""How an upload was read: which column feeds what, columns mapped by hand, what could not be read and where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from kiemnhiem.cases.headings import Headings
from kiemnhiem.cases.matching import fold
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.problem import Severity
from kiemnhiem.report import words
from kiemnhiem.web.access.visitor import Who
from kiemnhiem.web.pages.screening import screen_again
from kiemnhiem.web.render import lang_of, page
from kiemnhiem.web.results import order as vietnamese
from kiemnhiem.web.screenings import Look, look, own
from kiemnhiem.web.store.tables import Heading

router = APIRouter(include_in_schema=False)

#: Problems on a page.
_SIZE = 100
#: What a form sends for a column of which nothing is said.
_LEFT = "?"
_OF_LIST = Text("{list}: {field}", "{list}: {field}")
_FIELDS, _JUDGEMENTS = (
    Text("Thông tin về người được xét", "Facts"),
    Text("Kết luận của người có thẩm quyền", "Judgements"),
)

Options = list[tuple[Text, list[tuple[str, Text]]]]


@router.get("/screenings/{id}/reading")
def reading(request: Request, visitor: Who, id: str, severity: str = "") -> Response:
    """The columns and the problems."""
    found = look(request.app.state.desk, visitor, id)
    number = request.query_params.get("page", "1")
    at = max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < 9 else 1  # noqa: PLR2004 - no page is so far
    chosen = severity if severity in set(Severity) else None
    about = found.results.about()
    counts = {s.value: about["problems"].get(s.value, 0) for s in Severity}
    problems = counts[chosen] if chosen else sum(counts.values())
    pages = max(1, -(-problems // _SIZE))
    at = min(at, pages)
    lang = lang_of(request)
    library, subject = found.desk.library, found.asked.subject
    meanings = Headings(library.vocabularies[subject], library, _mapped(found))
    options = options_of(library, subject, found.asked.policies, lang)
    labels = {value: label for _, group in options for value, label in group}
    by_hand = {fold(heading): field for heading, field in _mapped(found).items()}
    columns = [
        (h["heading"], _label(meanings, h["heading"], labels), by_hand.get(fold(h["heading"])))
        for h in about["headings"]
    ]
    return page(
        request, "reading.html", visitor, look=found, columns=columns, options=options, left=_LEFT,
        problems=found.results.problems((at - 1) * _SIZE, _SIZE, chosen), counts=counts, severity=chosen,
        severities=words.SEVERITIES, number=at, pages=pages,
    )  # fmt: skip


@router.post("/screenings/{id}/headings")
def map_headings(
    request: Request,
    visitor: Who,
    id: str,
    heading: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    field: Annotated[list[str], Form()] = [],  # noqa: B006 - as above
) -> Response:
    """Remember which columns feed what, for all that this user screens from now on, and screen the file again."""
    desk = request.app.state.desk
    found = own(desk, visitor, id)
    request.app.state.queue.check_room(visitor.id)
    options = options_of(desk.library, found.asked.subject, found.asked.policies, lang_of(request))
    known = {"", *(value for _, group in options for value, _ in group)}
    columns = {fold(h["heading"]) for h in found.results.about()["headings"]}
    chosen = {h[:255]: f for h, f in zip(heading, field, strict=False) if fold(h) in columns and f in known | {_LEFT}}
    with desk.database.session() as session:
        mine = select(Heading).where(Heading.user_id == visitor.id, Heading.subject == found.asked.subject)
        for old in session.scalars(mine):
            if fold(old.heading) in set(map(fold, chosen)):
                session.delete(old)
        session.flush()
        for words_, name in chosen.items():
            if name != _LEFT:
                session.add(Heading(user_id=visitor.id, subject=found.asked.subject, heading=words_, field=name))
    screen_again(request, found)
    return RedirectResponse(f"/screenings/{id}", 303)


def options_of(library: Library, subject: str, policies: Sequence[str], lang: Lang) -> Options:
    """What a column can feed: fields, those of lists, and the judgements that the question asks, in the order of the
    alphabet of the language.
    """
    vocabulary = library.vocabularies[subject]
    fields = [(name, label) for f in vocabulary.fields.values() for name, label in _fields(f)]
    questions: dict[Text, None] = {}
    for policy, requirement in library.judgements.values():
        if requirement.judgement and policy.subject == subject and (not policies or policy.id in policies):
            questions[requirement.judgement.question] = None
    judgements = [(question.vi, question) for question in questions]
    return [
        (group, sorted(of, key=lambda option: vietnamese.key(option[1][lang])))
        for group, of in ((_FIELDS, fields), (_JUDGEMENTS, judgements))
    ]


def _fields(of: Field) -> Iterator[tuple[str, Text]]:
    if of.derived:
        return
    yield of.name, of.label
    if of.type.kind is Kind.LIST:
        for inner in of.type.fields.values():
            if not inner.derived:
                yield f"{of.name}.{inner.name}", _OF_LIST.format(list=of.label, field=inner.label)


def _label(meanings: Headings, heading: str, labels: dict[str, Text]) -> Text | None:
    """What a column feeds, in words."""
    target = meanings.target(heading)
    if target is None:
        return None
    if target.facts or target.list is None or target.list is target.field:
        return target.field.label
    return labels.get(f"{target.list.name}.{target.field.name}", target.field.label)


def _mapped(found: Look) -> dict[str, str]:
    """The headings that the owner mapped by hand."""
    asked = select(Heading).where(
        Heading.user_id == found.screening.owner_id, Heading.subject == found.screening.subject
    )
    with found.desk.database.session() as session:
        return {h.heading: h.field for h in session.scalars(asked)}
