"""Pages for people, rendered on the server."""

from fastapi import APIRouter

from kiemnhiem.web.pages import account, home, screening

ROUTERS: tuple[APIRouter, ...] = (home.router, screening.router, account.router)
