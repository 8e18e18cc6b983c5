"""Requests that another site has a browser send."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

#: Methods that change nothing.
SAFE = ("GET", "HEAD", "OPTIONS")


def page_of(request: Request) -> str:
    """The address of the page that a visitor has open: that of the request, or for one that changes something that of
    the page it was sent from, as browsers name it.
    """
    if request.method in SAFE:
        return _address(request.url.path, request.url.query)
    came = request.headers.get("referer", "")
    if _netloc(came) != request.headers.get("host"):
        return "/"
    return _address(urlsplit(came).path, urlsplit(came).query)


def _address(path: str, query: str) -> str:
    return f"/{path.lstrip('/')}{'?' + query if query else ''}"


def is_foreign(request: Request) -> bool:
    """Whether a browser sends it for a page of another site. Browsers say so in ``Origin`` or ``Sec-Fetch-Site``."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "none")
    elsewhere = origin is not None and _netloc(origin) != request.headers.get("host")
    return elsewhere or site not in ("same-origin", "none")


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # [::1 without its bracket
        return None
