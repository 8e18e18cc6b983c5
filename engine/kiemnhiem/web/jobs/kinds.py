"""What jobs do, by kind: each is told an order and where to tell how far it is, and gives what it made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kiemnhiem.web.jobs.order import Order, Tell

#: Deciding every case of the upload, and writing a document about them.
SCREEN, DOCUMENT = "screen", "document"


def _screen(order: Order, tell: Tell) -> dict[str, Any]:
    from kiemnhiem.web.results.build import screen  # noqa: PLC0415 - heavy

    return screen(order, tell)


def _document(order: Order, tell: Tell) -> dict[str, Any]:
    from kiemnhiem.web.results.document import write  # noqa: PLC0415 - heavy

    return write(order, tell)


KINDS: Mapping[str, Callable[[Order, Tell], dict[str, Any]]] = {SCREEN: _screen, DOCUMENT: _document}
