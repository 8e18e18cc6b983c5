"""The REST API: what the command line answers, in the same JSON, for programs."""

from fastapi import APIRouter

from kiemnhiem.web.api import about, cases, checking, library, screenings

ABOUT = about.ABOUT

ROUTERS: tuple[APIRouter, ...] = (
    about.router,
    checking.router,
    screenings.router,
    cases.router,
    library.router,
)
