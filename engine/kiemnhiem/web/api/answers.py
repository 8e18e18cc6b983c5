"""What all routes of the API have in common: how programs sign in, and how errors look."""

from __future__ import annotations

from typing import Any

from fastapi import Security
from fastapi.security import APIKeyCookie, HTTPBearer

from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem
from kiemnhiem.report.structured import text_object
from kiemnhiem.web.access.visitor import COOKIE, CSRF_HEADER
from kiemnhiem.web.api import shapes

#: How a caller is known; seen to by :data:`kiemnhiem.web.access.visitor.Who`, and named here for the description.
BY_TOKEN = Security(HTTPBearer(auto_error=False, description="`kiemnhiem user token NAME --label …`"))
BY_COOKIE = Security(
    APIKeyCookie(
        name=COOKIE, auto_error=False, description=f"A browser's; what changes something needs `{CSRF_HEADER}` besides"
    )
)
_WHY = {
    400: "What was asked cannot be done",
    401: "Sign in first",
    403: "The caller may not do this",
    404: "There is no such thing, or the caller may not see it",
    409: "The screening has no results yet: ask for it until its job is `done`",
    413: "The body is too large",
    422: "The request is not of the right shape",
    429: "The caller asks for too much at once; try again after `Retry-After` seconds",
    503: "Too much is being done; try again after `Retry-After` seconds",
}
ANSWERED: dict[int | str, dict[str, Any]] = {
    status: {"model": shapes.Error, "description": why} for status, why in _WHY.items()
}


def problem_object(problem: Problem) -> dict[str, Any]:
    """A problem met in reading."""
    return {
        "code": problem.code.id,
        "severity": problem.severity.value,
        "place": str(problem.place) if problem.place else None,
        "message": text_object(Text(*(problem.words(lang) for lang in Lang))),
    }
