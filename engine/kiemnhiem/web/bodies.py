"""A limit to what may be sent: bytes are counted as they come, whatever the request says of its length."""

from __future__ import annotations

from contextlib import suppress

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiemnhiem.language import Text
from kiemnhiem.web.bare import twice

_TOO_LARGE = 413
_TITLE = Text("Tệp quá lớn", "Too large")
_SAID = Text(
    "Tệp gửi lên lớn hơn {limit} MB nên không nhận được. Xin quay lại trang trước, chọn tệp nhỏ hơn hoặc chia tệp.",
    "The file sent is larger than {limit} MB and was not taken. Go back, and choose a smaller one or split it.",
)


class _TooLarge(Exception):
    pass


class LimitBody:
    """Answers 413 to a request whose body is longer than ``limit`` bytes."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app, self._limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or int(told) > self._limit:
            await self._refuse(scope, receive, send)
            return
        count, started = 0, False

        async def counted() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > self._limit:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            if count > self._limit and not started:
                return  # what was made of a body that was broken off
            started = True
            await send(message)

        with suppress(_TooLarge):
            await self._app(scope, counted, watched)
        if count > self._limit and not started:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = twice(Request(scope), _TOO_LARGE, _TITLE, _SAID.format(limit=self._limit >> 20))
        answer.headers["connection"] = "close"
        await answer(scope, receive, send)
