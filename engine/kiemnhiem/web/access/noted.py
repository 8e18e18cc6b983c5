"""What the audit trail says of those who come and go, and of what they are refused."""

from __future__ import annotations

from fastapi import Request

from kiemnhiem.trust.audit.actions import ACCESS_REFUSED
from kiemnhiem.web.logs import route_of

#: The actor where no account was named, or none that there is.
NOBODY = "?"


def note_refusal(request: Request) -> None:
    """Note that a visitor was refused something. Strangers are not noted: they would fill the trail."""
    visitor = getattr(request.state, "visitor", None)
    if visitor:
        details = {"method": request.method, "route": route_of(request.scope)}
        request.app.state.desk.audit.record(visitor.name, ACCESS_REFUSED, details=details)
