"""The page that lists what the API can do, from its own description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from kiemnhiem.web.access.visitor import SignInNeeded, visitor
from kiemnhiem.web.render import page

router = APIRouter(include_in_schema=False)

ABOUT = (
    "Who may hold several posts at once, for programs. JSON as the command line prints it; personal facts are masked "
    "unless `show_personal` asks for them and the caller may see them. Errors: "
    "`{error: {vi, en}, details: [{vi, en}, …]}`."
)
_METHODS = ("get", "post", "delete")


@router.get("/api/")
def about(request: Request) -> Response:
    """What can be asked, for people who write programs."""
    described = request.app.openapi()
    try:
        who = visitor(request)
    except SignInNeeded:
        who = None
    return page(
        request, "api.html", who, about=described["info"]["description"], operations=list(_operations(described)),
    )  # fmt: skip


def _operations(described: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for path, item in described["paths"].items():
        for method in _METHODS:
            if method in item:
                of = item[method]
                yield {
                    "id": of["operationId"], "method": method.upper(), "path": path, "summary": of["summary"],
                    "description": of.get("description", ""), "parameters": of.get("parameters", []),
                    "bodies": list(_bodies(of)), "answers": of["responses"],
                }  # fmt: skip


def _bodies(of: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind, body in of.get("requestBody", {}).get("content", {}).items():
        yield kind, body["schema"].get("properties", {})
