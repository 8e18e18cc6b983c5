"""The names by which browsers may call the server: a page of another name could else read it through a browser here."""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from kiemnhiem.language import Text
from kiemnhiem.web.bare import twice

#: What any server may be called on its own machine.
OWN = ("127.0.0.1", "localhost", "::1")
#: What anybody may have, and the page that refuses looks like.
_STATIC = "/static/"
_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(:\d*)?")
#: Characters of a name that are repeated to whoever sent it.
_LONGEST = 100
_NOT_OURS = Text(
    "Máy chủ này chưa nhận tên «{host}». Nếu đó đúng là tên hay địa chỉ của máy chủ, xin người quản trị "
    "chạy lại với: kiemnhiem serve --allow-host {host}",
    'This server does not go by the name "{host}". If that is its name or address, have the administrator '
    "start it with: kiemnhiem serve --allow-host {host}",
)
_NO_NAME = Text("Yêu cầu không nêu tên máy chủ.", "The request names no server.")
_TITLE = Text("Không mở được trang này", "This page cannot be opened")
_BAD_REQUEST = 400


class OurHosts:
    """Answers 400 to requests that call the server by a name that is not its own. ``*.example.vn`` stands for every
    name that ends so.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app, self._hosts = app, frozenset(host.lower().strip("[]") for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"].startswith(_STATIC):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        host = _name(request.headers.get("host", ""))
        if self._is_ours(host):
            await self._app(scope, receive, send)
            return
        text = _NOT_OURS.format(host=host[:_LONGEST]) if host else _NO_NAME
        await twice(request, _BAD_REQUEST, _TITLE, text)(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        return host in self._hosts or any(host.endswith(of[1:]) for of in self._hosts if of.startswith("*"))


def _name(host: str) -> str:
    """A host without its port and brackets."""
    found = _HOST.fullmatch(host)
    return found[1].strip("[]").lower() if found else host
