"""A limit to what may be sent: bytes are counted as they come, whatever the request says of its length."""

from __future__ import annotations

from contextlib import suppress

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TOO_LARGE = 413


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
        words = f"Tệp lớn hơn {self._limit >> 20} MB / larger than {self._limit >> 20} MB\n"
        await PlainTextResponse(words, _TOO_LARGE, {"connection": "close"})(scope, receive, send)
