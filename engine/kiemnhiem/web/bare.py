"""Answers in words that need neither a database, nor templates, nor a visitor: for errors before there is any of these,
or where they may be what failed.
"""

from __future__ import annotations

from html import escape

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from kiemnhiem.language import Lang, Text
from kiemnhiem.web.render import lang_of

#: What the addresses of the API begin with.
API = "/api/"


def bare(request: Request, status: int, text: Text) -> Response:
    """An error: JSON for the API, for people a page in their language."""
    if request.url.path.startswith(API):
        return JSONResponse({"error": {"vi": text.vi, "en": text.en}, "details": []}, status)
    lang = lang_of(request)
    back = Text("Về trang đầu", "To the first page")[lang]
    body = f'<!doctype html><html lang="{lang}" data-theme="auto"><meta charset="utf-8"><title>kiemnhiem</title>'
    body += '<meta name="viewport" content="width=device-width, initial-scale=1">'
    body += f'<link rel="stylesheet" href="/static/desk.css"><main><h1>{escape(text[lang])}</h1>'
    return HTMLResponse(f'{body}<p><a href="/">{back}</a></p></main></html>', status)


def twice(request: Request, status: int, title: Text, text: Text) -> Response:
    """As :func:`bare`, for people in both languages, where it is not known which is theirs, and leading nowhere."""
    if request.url.path.startswith(API):
        return bare(request, status, text)
    body = '<!doctype html><html lang="vi" data-theme="auto"><meta charset="utf-8"><title>kiemnhiem</title>'
    body += '<meta name="viewport" content="width=device-width, initial-scale=1">'
    body += '<link rel="stylesheet" href="/static/desk.css"><main>'
    body += f'<h1>{escape(title[Lang.VI])} <span lang="en">· {escape(title[Lang.EN])}</span></h1>'
    said = "".join(f'<p lang="{lang}">{escape(text[lang])}</p>' for lang in Lang)
    return HTMLResponse(f"{body}{said}</main></html>", status)
