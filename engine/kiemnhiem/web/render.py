"""Pages from templates: escaped, in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.datastructures import URL

import kiemnhiem
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.language import Lang, Text
from kiemnhiem.report import citation, details, words
from kiemnhiem.report.facts import asked
from kiemnhiem.web.access.origin import page_of
from kiemnhiem.web.access.roles import Permission
from kiemnhiem.web.access.visitor import CSRF_FIELD, Visitor

LANG_COOKIE, THEME_COOKIE = "lang", "theme"
THEMES = ("auto", "light", "dark")
_TEMPLATES = Path(__file__).with_name("templates")


def case_address(screening: str, case: str, page: str = "") -> str:
    """The address of a case's page, or of one of its pages. Ids of cases hold whatever officers write in them."""
    return f"/screenings/{screening}/case{page and '/' + page}?{urlencode({'id': case})}"


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals.update(
    version=kiemnhiem.__version__, Verdict=Verdict, Outcome=Outcome, Permission=Permission, words=words,
    case_address=case_address, details=details, citation=citation, asked=asked,
)  # fmt: skip


def lang_of(request: Request) -> Lang:
    """The visitor's language: that of the address (``?lang=en``), else of the cookie, else the server's."""
    asked = request.query_params.get("lang") or request.cookies.get(LANG_COOKIE)
    return Lang(asked) if asked in set(Lang) else Lang(request.app.state.desk.settings.lang)


def page(
    request: Request, template: str, visitor: Visitor | None = None, /, *, status: int = 200, **values: Any
) -> HTMLResponse:
    """A page from a template.

    Templates have besides ``values``: ``lang``; ``t(vi, en)``, words in that language; filters ``text`` (of a
    :class:`Text`), ``day``, ``moment``, ``number``; ``visitor``; ``csrf``, the hidden field that forms carry.
    """
    lang = lang_of(request)
    asked = request.query_params.get("lang")
    body = _ENVIRONMENT.get_template(template).render(**_frame(request, visitor, lang), **values)
    response = HTMLResponse(body, status_code=status)
    if asked == lang:
        response.set_cookie(LANG_COOKIE, lang, max_age=365 * 86400, samesite="lax", httponly=True)
    return response


def part(request: Request, template: str, visitor: Visitor | None = None, /, **values: Any) -> str:
    """A piece of a page, for what scripts put into it."""
    return _ENVIRONMENT.get_template(template).render(**_frame(request, visitor, lang_of(request)), **values)


def _frame(request: Request, visitor: Visitor | None, lang: Lang) -> Mapping[str, Any]:
    theme = request.cookies.get(THEME_COOKIE)
    csrf = Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, visitor.csrf if visitor else "")

    def t(vi: str, en: str) -> str:
        return Text(vi, en)[lang]

    return {
        "request": request,
        "visitor": visitor,
        "open_desk": request.app.state.desk.is_open,
        "lang": lang,
        "t": t,
        "csrf": csrf,
        "csrf_token": visitor.csrf if visitor else "",
        "theme": theme if theme in THEMES else THEMES[0],
        "other_lang": next(other for other in Lang if other is not lang),
        "path": request.url.path,
        "address": _address(request),
    }


def _address(request: Request) -> Any:
    """``address(lang='en')``: this page's own address with some of its parameters changed; ``None`` leaves one out. Of
    the answer to a form: the address of the form, as that of the answer cannot be opened.
    """

    def address(**changed: Any) -> str:
        url = URL(page_of(request)).include_query_params(**{k: v for k, v in changed.items() if v is not None})
        url = url.remove_query_params([k for k, v in changed.items() if v is None])
        return f"{url.path}?{url.query}" if url.query else url.path

    return address


def _lang(context: Context) -> Lang:
    lang: Lang = context["lang"]
    return lang


@pass_context
def _text(context: Context, value: Any) -> str:
    return value[_lang(context)] if isinstance(value, Text) else str(value)


@pass_context
def _day(context: Context, value: date) -> str:
    return words.day(value, _lang(context))


@pass_context
def _moment(context: Context, value: datetime) -> str:
    local = value.astimezone()
    return f"{words.day(local.date(), _lang(context))} {local:%H:%M}"


def _instant(value: str) -> datetime:
    """A moment as records have it."""
    return datetime.fromisoformat(value)


@pass_context
def _number(context: Context, value: int) -> str:
    return words.count(value, _lang(context))


_ENVIRONMENT.filters.update(text=_text, day=_day, moment=_moment, instant=_instant, number=_number)
