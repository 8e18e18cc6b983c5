"""The library to read: policies, the documents they rest on, posts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from kiemnhiem.errors import ProblemsError
from kiemnhiem.explain.page import PolicyPage
from kiemnhiem.explain.page import page as policy_page
from kiemnhiem.explain.words import period_words
from kiemnhiem.language import Text
from kiemnhiem.policy.model import Library, Period, Policy
from kiemnhiem.policy.program import CitedSource
from kiemnhiem.report import citation
from kiemnhiem.report.page_blocks import blocks
from kiemnhiem.web.access.visitor import NotHere, Who
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.render import lang_of, page

router = APIRouter(include_in_schema=False)

#: A day in the address; empty for all dates, left out for today.
Day = Annotated[date | Literal[""] | None, Query()]
Words = Annotated[str, Query(max_length=200)]
_ALWAYS = Text("không ghi thời hạn", "without stated dates")


@router.get("/policies")
def policies(request: Request, visitor: Who, q: Words = "", as_of: Day = None, place: str = "") -> Response:
    """The list, by chapter."""
    desk: Desk = request.app.state.desk
    day = _day(desk, as_of)
    chapters = desk.shelf.chapters(q, day, place or None)
    shown = sum(len(c.entries) for c in chapters)
    others = sum(len(c.entries) for c in desk.shelf.chapters(q, None, place or None)) - shown
    return page(
        request, "policies.html", visitor, chapters=chapters, shown=shown, others=others, q=q, day=day, place=place,
        period=_period, localities=desk.library.localities,
        places=[desk.library.localities[p] for p in desk.shelf.amending],
    )  # fmt: skip


@router.get("/policies/{id:path}")
def policy(request: Request, visitor: Who, id: str, as_of: Day = None) -> Response:
    """One policy, as it stands on a day or with all its dates."""
    desk: Desk = request.app.state.desk
    entry = desk.shelf.entry(id)
    if entry is None:
        raise NotHere
    day = _day(desk, as_of)
    read = _standing(desk.library, entry.policy, day)
    doubts = [d.words(day, lang_of(request)) for d in citation.doubts(_cited(read))] if day and read.as_of else []
    paragraphs = list(blocks(read, lang_of(request)))
    return page(
        request, "policy.html", visitor, entry=entry, day=day, read=read, blocks=paragraphs, doubts=doubts,
    )  # fmt: skip


@router.get("/sources")
def sources(request: Request, visitor: Who, q: Words = "", as_of: Day = None) -> Response:
    """The documents."""
    desk: Desk = request.app.state.desk
    day = _day(desk, as_of) or desk.settings.today()
    return page(
        request, "sources.html", visitor, documents=desk.shelf.documents(day, q), q=q, day=day, law=citation,
        period=_period,
    )  # fmt: skip


@router.get("/sources/{id}")
def source(request: Request, visitor: Who, id: str, as_of: Day = None) -> Response:
    """One document."""
    desk: Desk = request.app.state.desk
    if id not in desk.library.sources:
        raise NotHere
    day = _day(desk, as_of) or desk.settings.today()
    found = desk.shelf.document(id, day)
    replaced = [found.source.replaced_by] if found.source.replaced_by else []
    near = {i: desk.library.sources[i] for i in (*found.source.replaces, *replaced)}
    return page(
        request, "source.html", visitor, document=found, day=day, near=near, law=citation, period=_period
    )  # fmt: skip


@router.get("/posts")
def posts(request: Request, visitor: Who, q: Words = "") -> Response:
    """The posts."""
    desk: Desk = request.app.state.desk
    found = desk.shelf.posts(lang_of(request), q)
    return page(request, "posts.html", visitor, posts=found, q=q, layers=desk.library.layers, period=_period)


def _day(desk: Desk, asked: date | str | None) -> date | None:
    """The day asked for; ``None`` for all dates."""
    if asked is None:
        return desk.settings.today()
    return asked if isinstance(asked, date) else None


def _period(of: Period) -> Text:
    """A period in words."""
    words = period_words(of.start, of.until)
    return words if words.vi else _ALWAYS


def _standing(library: Library, policy: Policy, day: date | None) -> PolicyPage:
    """The policy on a day; with all its dates where it cannot be asked on that day."""
    try:
        return policy_page(library, policy, day)
    except ProblemsError:
        return policy_page(library, policy)


def _cited(read: PolicyPage) -> list[CitedSource]:
    """Every citation of a page."""
    found = list(read.sources)
    for amendment in read.amendments:
        found += amendment.sources
    exceptions = [*read.exceptions, *(e for a in read.amendments for e in a.exceptions)]
    for requirement in (*read.requirements, *(r for a in read.amendments for r in a.requirements)):
        found += requirement.sources
        exceptions += requirement.exceptions
    return found + [s for e in exceptions for s in e.sources]
