"""What a desk in tests does quicker than a real one: hash passwords, do its jobs. Servers that tests start do not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import argon2
import pytest
from starlette.concurrency import run_in_threadpool
from support.readonce import read_once

from kiemnhiem.language import Text
from kiemnhiem.web.access import passwords
from kiemnhiem.web.jobs import queue, worker
from kiemnhiem.web.jobs.child import Child
from kiemnhiem.web.jobs.kinds import KINDS
from kiemnhiem.web.jobs.order import Order, Progress


class Near(Child):
    """A job done in this process: to start another takes longer than a small job."""

    async def run(self, order: Order) -> tuple[dict[str, Any] | None, Text | None]:
        """What the job made, or why it failed."""
        made, problem = (None, None) if self._stopped else await run_in_threadpool(self._work, order)
        return (None, self._stopped) if self._stopped else (made, problem)

    def _work(self, order: Order) -> tuple[dict[str, Any] | None, Text | None]:
        try:
            return KINDS[order.kind](order, self._tell), None
        except Exception as error:  # noqa: BLE001 - as the process of a job does
            return None, worker._told(error, order)

    def _tell(self, stage: str, done: int, total: int) -> None:
        self.progress = Progress(stage, done, total)


@contextmanager
def quick() -> Iterator[None]:
    """Passwords with the cheapest hash; jobs in this process, by policies read once."""
    with read_once(), pytest.MonkeyPatch.context() as patch:
        cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_HASHER", cheap)
        patch.setattr(passwords, "_NOBODY", cheap.hash("nobody's"))
        patch.setattr(queue, "Child", Near)
        yield
