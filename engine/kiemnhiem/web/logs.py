"""What the server logs: lines about requests and jobs on standard error, never about people.

Of a request: its id, method, the pattern of its address, status, milliseconds, the number of the account. Neither names
nor what stands in addresses and bodies. Of an error: its kind and where it was raised, not its message, as messages
hold values.
"""

from __future__ import annotations

import logging
import secrets
import sys
import time
import traceback
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import IO, Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiemnhiem.language import Text

ID_HEADER = "x-request-id"
_FAULT = Text("Lỗi của chương trình. Mã yêu cầu: {id}", "A fault of the program. Request id: {id}")
_NO_ROUTE = "-"


def _kinds(error: BaseException | None) -> list[str]:
    """The kind of an error and of those it comes from."""
    found: list[str] = []
    while error is not None:
        found.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return found


def _where(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Errors by kind and place."""
    told = event.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = _kinds(error)
        event["at"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def _first_line(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of what other packages say, the first line: values stand in the others."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


#: What every line has, also those of other packages.
_SHARED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    _where,
)
structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
)


def named(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


_log = named(__name__)


def begin(stream: IO[str] | None = None, *, as_json: bool = True) -> None:
    """Send what is logged to a stream, standard error unless another is named, for all of this process."""
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if not as_json:
        renderer = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=[*_SHARED, _first_line],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("kiemnhiem").setLevel(logging.INFO)


class Logged:
    """Gives every request an id, which its answer and all that is logged meanwhile carry, and logs how it ended. An
    error that nobody expected is logged, and the visitor told its id: ``answer`` makes that page.
    """

    def __init__(self, app: ASGIApp, answer: Callable[[Request, Text], Response]) -> None:
        self._app, self._answer = app, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id_, begun, status = secrets.token_hex(8), time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = id_
            await send(message)

        with structlog.contextvars.bound_contextvars(request=id_):
            try:
                await self._app(scope, receive, watched)
            except Exception:
                _log.error("fault", route=route_of(scope), exc_info=True)
                if status:
                    raise  # the answer has begun: the server breaks it off
                await self._answer(Request(scope), _FAULT.format(id=id_))(scope, receive, watched)
            finally:
                told = {"method": scope["method"], "route": route_of(scope), "status": status, **_user(scope)}
                _log.info("request", **told, ms=round((time.perf_counter() - begun) * 1000, 1))


def route_of(scope: Scope) -> str:
    """The pattern of a request's address."""
    return str(getattr(scope.get("route"), "path", _NO_ROUTE))


def _user(scope: Scope) -> dict[str, int]:
    visitor = scope.get("state", {}).get("visitor")
    return {"user": visitor.id} if visitor else {}
