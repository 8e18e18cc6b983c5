"""The server: pages and the REST API over one desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

import kiemnhiem
from kiemnhiem.errors import KiemnhiemError, ProblemsError
from kiemnhiem.language import Text
from kiemnhiem.web import api, pages
from kiemnhiem.web.access.visitor import NotHere, Refused, SignInNeeded
from kiemnhiem.web.bodies import LimitBody
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.headers import SafeHeaders
from kiemnhiem.web.jobs.queue import Full, Queue
from kiemnhiem.web.render import lang_of, page

STATIC = Path(__file__).with_name("static")
#: Bytes of one request: an upload.
MAX_BODY = 256 << 20
API = "/api/"


def create_app(desk: Desk) -> FastAPI:
    """The server of a desk."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with Queue(desk) as queue:
            app.state.queue = queue
            yield

    app = FastAPI(
        title="kiemnhiem", version=kiemnhiem.__version__, lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url=f"{API}openapi.json",
    )  # fmt: skip
    app.state.desk = desk
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in (*pages.ROUTERS, *api.ROUTERS):
        app.include_router(router)
    _handle_errors(app)
    app.add_middleware(SafeHeaders)
    app.add_middleware(LimitBody, limit=MAX_BODY)
    hosts = ["127.0.0.1", "localhost", "[::1]", desk.settings.host, *desk.settings.allowed_hosts]
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    return app


_NOT_FOUND = Text("Không có trang này", "There is no such page")
_REFUSED = Text("Bạn không được làm việc này", "You may not do this")
_SIGN_IN = Text("Cần đăng nhập", "Sign in first")
_INVALID = Text("Yêu cầu không hợp lệ", "The request is not valid")


def _handle_errors(app: FastAPI) -> None:
    """Errors in words: JSON for the API, pages for people."""

    def answer(request: Request, status: int, text: Text, details: list[str] | None = None) -> Response:
        if request.url.path.startswith(API):
            return JSONResponse({"error": {"vi": text.vi, "en": text.en}, "details": details or []}, status)
        return page(request, "error.html", status=status, message=text, details=details or [], code=status)

    @app.exception_handler(SignInNeeded)
    def sign_in(request: Request, _: SignInNeeded) -> Response:
        if request.url.path.startswith(API):
            response = answer(request, 401, _SIGN_IN)
            response.headers["www-authenticate"] = "Bearer"
            return response
        back = request.url.path if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?next={back}", 303)

    @app.exception_handler(Refused)
    def refused(request: Request, _: Refused) -> Response:
        return answer(request, 403, _REFUSED)

    @app.exception_handler(NotHere)
    def not_here(request: Request, _: NotHere) -> Response:
        return answer(request, 404, _NOT_FOUND)

    @app.exception_handler(Full)
    def full(request: Request, error: Full) -> Response:
        response = answer(request, 503, error.text)
        response.headers["retry-after"] = str(error.seconds)
        return response

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        text = _NOT_FOUND if error.status_code == 404 else Text(str(error.detail), str(error.detail))  # noqa: PLR2004 - HTTP's
        return answer(request, error.status_code, text)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        details = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        return answer(request, 422, _INVALID, details)

    @app.exception_handler(KiemnhiemError)
    def known(request: Request, error: KiemnhiemError) -> Response:
        lang = lang_of(request)
        details = [p.message(lang) for p in error.problems] if isinstance(error, ProblemsError) else []
        return answer(request, 400, _INVALID if details else error.text, details)
