"""What jobs do, by kind: each is told an order and where to tell how far it is, and gives what it made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kiemnhiem.web.jobs.order import Order, Tell


def screen(order: Order, tell: Tell) -> dict[str, Any]:
    """Decide every case of the upload."""
    from kiemnhiem.web.results.build import screen as build  # noqa: PLC0415 - heavy

    return build(order, tell)


KINDS: Mapping[str, Callable[[Order, Tell], dict[str, Any]]] = {"screen": screen}
