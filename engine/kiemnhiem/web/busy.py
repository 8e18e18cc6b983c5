"""Work that keeps a processor busy while somebody waits for the answer: so much at a time, so that pages stay quick."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

from fastapi import Depends, Request

from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.language import Text
from kiemnhiem.web.access.visitor import Who

#: Such requests that are answered at the same time, and that may wait for their turn.
AT_ONCE, WAITING = max(2, os.cpu_count() or 1), 16
#: Seconds that one waits for its turn, and after which it is worth trying again.
PATIENCE, AGAIN = 10.0, 5
_BUSY = Text(
    "Máy chủ đang xét nhiều hồ sơ cùng lúc. Xin thử lại sau {seconds} giây.",
    "The server is deciding many cases at once. Please try again in {seconds} seconds.",
)


class Busy(KiemnhiemError):
    """Too much is being done; ``seconds`` until it is worth trying again."""

    def __init__(self, text: Text, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(text)


class Room:
    """So many at once; so many more wait, and the others are turned away."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, patience: float = PATIENCE) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._free, self._waiting, self._patience = waiting, 0, patience

    async def enter(self) -> None:
        """Take a place, when there is one. Raises :class:`Busy`."""
        if self._places.locked() and self._waiting >= self._free:
            raise _busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError:
            raise _busy() from None
        finally:
            self._waiting -= 1

    def leave(self) -> None:
        """Give the place to the next."""
        self._places.release()


def _busy() -> Busy:
    return Busy(_BUSY.format(seconds=AGAIN), AGAIN)


async def _placed(request: Request, _: Who) -> AsyncIterator[None]:
    room: Room = request.app.state.room
    await room.enter()
    try:
        yield
    finally:
        room.leave()


#: A route whose work is of that kind: ``dependencies=[HEAVY]``.
HEAVY = Depends(_placed, scope="function")
