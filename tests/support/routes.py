"""Every route of a server."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import APIRoute

#: Methods that change something.
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and pattern of each route of pages and of the API."""
    for found in app.routes:
        router = getattr(found, "original_router", None)  # as FastAPI keeps what was included
        for route in router.routes if router else [found]:
            if isinstance(route, APIRoute):
                yield from ((method, route.path) for method in sorted(route.methods or ()))
