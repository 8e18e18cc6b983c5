"""The editor of policies. What is written stays in the page: it is checked, compared, and taken away as a patch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.orm import Session

from kiemnhiem.author.schema import schemas
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Text
from kiemnhiem.web.access.roles import Permission
from kiemnhiem.web.access.visitor import Author, Visitor
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.drafts.bench import Superseded
from kiemnhiem.web.drafts.draft import Draft, as_written, begun, known_files, opened, paths_of
from kiemnhiem.web.drafts.patch import patch
from kiemnhiem.web.drafts.told import told
from kiemnhiem.web.jobs import orders
from kiemnhiem.web.jobs.order import Order
from kiemnhiem.web.pace import Busy, Work
from kiemnhiem.web.render import lang_of, page, part
from kiemnhiem.web.screenings import Look, listed, own
from kiemnhiem.web.store.tables import Screening

router = APIRouter(include_in_schema=False)

#: CodeMirror, where ``make web`` has built it.
_BUNDLE = Path(__file__).parents[1] / "static" / "editor" / "codemirror.js"
_OVER = 409


@dataclass(frozen=True)
class _Sheet:
    """What the page shows: the texts, and what was found. ``results`` is ``None`` before anything was asked.
    ``told``: why nothing was done.
    """

    policy: str
    files: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, Any] | None = None
    screening: str = ""
    status: int = 200
    told: Text | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@router.get("/editor")
def editor(request: Request, visitor: Author, policy: str = "", file: str = "", new: str = "") -> Response:
    """A policy with its tests, another file of the library, or a new policy."""
    root = _root(request)
    try:
        if new:
            sheet = _Sheet(new.strip(), _kept(root, begun(new.strip())))
        else:
            paths = [*(paths_of(policy) if policy else ()), *([file] if file else ())]
            sheet = _Sheet(policy, {path: opened(root, path) for path in paths})
    except UsageError as error:
        sheet = _refused(request, _Sheet(""), error)
    return _shown(request, visitor, sheet)


@router.post("/editor")
def work(
    request: Request,
    visitor: Author,
    path: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    text: Annotated[list[str], Form()] = [],  # noqa: B006 - as above
    policy: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "check",
    file: Annotated[str, Form()] = "",
    screening: Annotated[str, Form()] = "",
) -> Response:
    """Do with a draft what was asked; the texts stay in the page."""
    root, lang, bench = _root(request), lang_of(request), _desk(request).bench
    sheet = _Sheet(policy, {p: as_written(t) for p, t in zip(path, text, strict=False)}, screening=screening)
    try:
        draft = Draft.of(path, text, policy, root)
        if do == "patch":
            return _patch(root, draft)
        if do != "open":
            _desk(request).pace.spend(visitor.id, Work.DRAFTS)
        if do == "open":
            sheet = replace(sheet, files={**sheet.files, file: sheet.files.get(file) or opened(root, file)})
        elif do == "compare":
            of = _order(_desk(request), visitor, screening) if screening else None
            sheet = replace(sheet, results=bench.compare(draft, lang, visitor.id, of))
        elif do == "format":
            done = bench.lay_out(draft, lang, visitor.id)
            sheet = replace(sheet, files={**sheet.files, **done.pop("files", {})}, results=done)
        else:
            sheet = replace(sheet, results=bench.check(draft, lang, visitor.id))
    except Superseded:
        return Response(status_code=_OVER)
    except Busy as busy:
        sheet = replace(sheet, told=busy.text, status=busy.status, headers={"retry-after": str(busy.seconds)})
    except UsageError as error:
        sheet = _refused(request, sheet, error)
    if "x-part" in request.headers:
        found = part(request, "editor_results.html", visitor, results=sheet.results, told=sheet.told)
        return Response(found, sheet.status if sheet.told else 200, sheet.headers, "text/html")
    return _shown(request, visitor, sheet)


@router.get("/editor/words.json")
def words(request: Request, _: Author) -> Response:
    """The words that files of this library are written with, for completion: each with what it means."""
    found: dict[str, str] = {}
    for schema in schemas(_desk(request).library, lang_of(request)).values():
        for word, meaning in _words(schema):
            found[word] = found.get(word) or meaning
    content = json.dumps([{"word": w, "meaning": m} for w, m in sorted(found.items())], ensure_ascii=False)
    return Response(content, media_type="application/json")


def _words(schema: Any) -> Iterator[tuple[str, str]]:
    """Names of keys and of values."""
    if isinstance(schema, list):
        for item in schema:
            yield from _words(item)
    if not isinstance(schema, dict):
        return
    for name, of in schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ():
        yield name, str(of.get("description", "")) if isinstance(of, dict) else ""
    for value in [*_list(schema.get("enum")), *([schema["const"]] if "const" in schema else [])]:
        if isinstance(value, str):
            yield value, str(schema.get("description", ""))
    for inner in schema.values():
        yield from _words(inner)


def _list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()


def _shown(request: Request, visitor: Visitor, sheet: _Sheet) -> Response:
    desk = _desk(request)
    with desk.database.session() as session:
        screenings = list(_comparable(desk, visitor, session))
    shown = page(
        request, "editor.html", visitor, status=sheet.status, sheet=sheet, results=sheet.results, told=sheet.told,
        bundle=_BUNDLE.exists(), entries=desk.shelf.entries, known=known_files(_root(request)), screenings=screenings,
    )  # fmt: skip
    shown.headers.update(sheet.headers)
    return shown


def _comparable(desk: Desk, visitor: Visitor, session: Session) -> Iterator[Screening]:
    """The visitor's own screenings that have results."""
    if visitor.may(Permission.SCREEN):
        for screening in listed(session, visitor):
            if visitor.owns(screening) and Look(desk, visitor, screening).is_ready:
                yield screening


def _order(desk: Desk, visitor: Visitor, id: str) -> Order | None:
    """The cases of a screening of the visitor's own, as it was asked, of the places that are granted."""
    found = own(desk, visitor, id)
    if found.screened is None:
        return None
    order = orders.order_of(desk, found.screened.number)
    return replace(order, places=None if found.places is None else sorted(found.places))


def _patch(root: Path, draft: Draft) -> Response:
    name = (draft.policy or next(iter(draft.files), "policies")).replace("/", "-").removesuffix(".yaml")
    headers = {"content-disposition": f'attachment; filename="{name}.patch"'}
    return Response(patch(root, draft).encode(), media_type="text/x-diff; charset=utf-8", headers=headers)


def _refused(request: Request, sheet: _Sheet, error: UsageError) -> _Sheet:
    problems = [told(p, lang_of(request)) for p in error.problems]
    return replace(sheet, results={"problems": problems}, status=400)


def _kept(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    """A new policy's files; what the library has already is kept."""
    return {path: opened(root, path) or text for path, text in files.items()}


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _root(request: Request) -> Path:
    return Path(_desk(request).library.root)
