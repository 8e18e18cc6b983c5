"""Pages for people, rendered on the server."""

from fastapi import APIRouter

from kiemnhiem.web.pages import (
    account,
    answers,
    audit,
    case,
    documents,
    editor,
    home,
    kept,
    overview,
    policies,
    reading,
    screening,
    template,
    timeline,
    users,
    whatif,
)

ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    screening.router,
    reading.router,
    documents.router,
    policies.router,
    editor.router,
    account.router,
    users.router,
    kept.router,
    audit.router,
    case.router,
    answers.router,
    whatif.router,
    timeline.router,
    overview.router,
    template.router,
)
