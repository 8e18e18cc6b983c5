"""The server: pages and the REST API over one desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

import kiemnhiem
from kiemnhiem.errors import KiemnhiemError, ProblemsError
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.web import api, pages
from kiemnhiem.web.access.noted import note_refusal
from kiemnhiem.web.access.origin import SAFE, page_of
from kiemnhiem.web.access.visitor import Hidden, NotHere, Refused, SignInNeeded, Stale
from kiemnhiem.web.api.bodies import Invalid, said, wrong
from kiemnhiem.web.bare import API, bare
from kiemnhiem.web.bodies import LimitBody
from kiemnhiem.web.busy import Room
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.headers import SafeHeaders
from kiemnhiem.web.hosts import OWN, OurHosts
from kiemnhiem.web.jobs.queue import Queue
from kiemnhiem.web.logs import Logged
from kiemnhiem.web.pace import Busy
from kiemnhiem.web.render import page
from kiemnhiem.web.screenings import NotReady

STATIC = Path(__file__).with_name("static")


def create_app(desk: Desk) -> FastAPI:
    """The server of a desk."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with Queue(desk) as queue:
            app.state.queue = queue
            yield

    app = FastAPI(
        title="kiemnhiem", version=kiemnhiem.__version__, description=api.ABOUT, lifespan=lifespan, docs_url=None,
        redoc_url=None, openapi_url=f"{API}openapi.json", redirect_slashes=False,
    )  # fmt: skip
    app.state.desk, app.state.room = desk, Room()
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for router in (*pages.ROUTERS, *api.ROUTERS):
        app.include_router(router)
    _handle_errors(app)
    app.add_middleware(SafeHeaders)
    app.add_middleware(LimitBody, limit=LIMITS.request_bytes)
    app.add_middleware(OurHosts, hosts=[*OWN, desk.settings.host, *desk.settings.allowed_hosts])
    app.add_middleware(Logged, answer=_fault)
    return app


def _fault(request: Request, text: Text) -> Response:
    """What a visitor is told of an error that nobody expected."""
    return bare(request, 500, text)


_NOT_FOUND = Text("Không có trang này", "There is no such page")
_REFUSED = Text("Bạn không được làm việc này", "You may not do this")
_STALE = Text(
    "Trang này đã cũ vì bạn đã đăng nhập lại: việc vừa gửi chưa được ghi. Xin mở lại trang rồi làm lại.",
    "The page is old, as you have signed in anew since: what was sent was not taken. Open the page again, then repeat.",
)
_SIGN_IN = Text("Cần đăng nhập", "Sign in first")
_INVALID = Text("Yêu cầu không hợp lệ", "The request is not valid")
_METHOD = Text("Địa chỉ này không nhận cách gọi đó", "This address does not take that method")
_NOT_READY = Text(
    "Chưa có kết quả: danh sách còn đang được xét, hoặc chưa xét được",
    "No results yet: the list is still being screened, or could not be",
)
_SAID = {404: _NOT_FOUND, 405: _METHOD}


def _handle_errors(app: FastAPI) -> None:
    """Errors in words: JSON for the API, pages for people."""

    def answer(request: Request, status: int, text: Text, details: Sequence[Text] = ()) -> Response:
        if request.url.path.startswith(API):
            told = [{"vi": of.vi, "en": of.en} for of in details]
            return JSONResponse({"error": {"vi": text.vi, "en": text.en}, "details": told}, status)
        visitor = getattr(request.state, "visitor", None)
        return page(request, "error.html", visitor, status=status, message=text, details=details)

    @app.exception_handler(SignInNeeded)
    def sign_in(request: Request, _: SignInNeeded) -> Response:
        if request.url.path.startswith(API):
            response = answer(request, 401, _SIGN_IN)
            response.headers["www-authenticate"] = "Bearer"
            return response
        lost = "" if request.method in SAFE else "&lost=1"
        return RedirectResponse(f"/sign-in?next={quote(page_of(request), safe='')}{lost}", 303)

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        note_refusal(request)
        return answer(request, 403, _STALE if isinstance(error, Stale) else _REFUSED)

    @app.exception_handler(NotHere)
    def not_here(request: Request, error: NotHere) -> Response:
        if isinstance(error, Hidden):
            note_refusal(request)
        return answer(request, 404, _NOT_FOUND)

    @app.exception_handler(NotReady)
    def not_ready(request: Request, error: NotReady) -> Response:
        if request.url.path.startswith(API):
            return answer(request, 409, _NOT_READY)
        return page(request, "not_ready.html", error.look.visitor, status=409, message=_NOT_READY, look=error.look)

    @app.exception_handler(Busy)
    def busy(request: Request, error: Busy) -> Response:
        if request.url.path.startswith(API):
            response = answer(request, error.status, error.text)
        else:
            visitor = getattr(request.state, "visitor", None)
            response = page(request, "busy.html", visitor, status=error.status, message=error.text)
        response.headers["retry-after"] = str(error.seconds)
        return response

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        text = _SAID.get(error.status_code) or Text(str(error.detail), str(error.detail))
        response = answer(request, error.status_code, text)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        return answer(request, 422, _INVALID, [wrong(of) for of in error.errors()])

    @app.exception_handler(Invalid)
    def unreadable(request: Request, error: Invalid) -> Response:
        return answer(request, error.status, error.text, error.details)

    @app.exception_handler(KiemnhiemError)
    def known(request: Request, error: KiemnhiemError) -> Response:
        details = [*said(error.problems)] if isinstance(error, ProblemsError) else []
        return answer(request, 400, _INVALID if details else error.text, details)
