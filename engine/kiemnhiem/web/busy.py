"""Work that keeps a processor busy while somebody waits for the answer: so much at a time, so that pages stay quick."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator

from fastapi import Depends, Request

from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.web import pace
from kiemnhiem.web.access.visitor import Who
from kiemnhiem.web.pace import Busy, TooMuch, Work

#: Such requests that are answered at the same time.
AT_ONCE = max(2, os.cpu_count() or 1)
#: Seconds that one waits for its turn, and after which it is worth trying again.
PATIENCE, AGAIN = 10.0, 5
_BUSY = Text(
    "Máy chủ đang xét nhiều hồ sơ cùng lúc. Xin thử lại sau {seconds} giây.",
    "The server is deciding many cases at once. Please try again in {seconds} seconds.",
)
_SHARE = Text(
    "Bạn đang có {count} yêu cầu cùng lúc, là mức nhiều nhất của một người. Xin chờ xong bớt, thử lại sau {seconds} "
    "giây.",
    "You have {count} requests at work, the most that one person may have. Let some end, and try again in {seconds} "
    "seconds.",
)


class Room:
    """So many at once; so many more wait, and the others are turned away. Of those who wait, whoever has least at work
    comes first, so that nobody waits for all that another has asked for.
    """

    def __init__(
        self,
        at_once: int = AT_ONCE,
        waiting: int = LIMITS.cases_waiting,
        patience: float = PATIENCE,
        share: int = LIMITS.user_cases_at_once,
    ) -> None:
        self._at_once, self._most, self._patience, self._share = at_once, waiting, patience, share
        self._inside = Counter[pace.Who]()
        self._waiting: list[tuple[pace.Who, asyncio.Future[None]]] = []

    async def enter(self, who: pace.Who) -> None:
        """Take a place, when there is one. Raises :class:`Busy` and :class:`TooMuch`."""
        waiting = self._in_line()
        if self._inside[who] + sum(other == who for other, _ in waiting) >= self._share:
            raise TooMuch(_SHARE.format(count=self._share, seconds=AGAIN), AGAIN)
        if self._inside.total() < self._at_once and not waiting:
            self._inside[who] += 1
            return
        if len(waiting) >= self._most:
            raise _busy()
        mine = who, asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        try:
            async with asyncio.timeout(self._patience):
                await mine[1]
        except BaseException as error:
            if mine in self._waiting:
                self._waiting.remove(mine)
            else:  # the place came as the wait ended
                self.leave(who)
            if isinstance(error, TimeoutError):
                raise _busy() from None
            raise

    def leave(self, who: pace.Who) -> None:
        """Give the place to the next."""
        self._inside[who] -= 1
        self._inside += Counter()  # forgets those who have none
        if waiting := self._in_line():
            following = min(waiting, key=lambda of: self._inside[of[0]])
            self._waiting.remove(following)
            self._inside[following[0]] += 1
            following[1].set_result(None)

    def _in_line(self) -> list[tuple[pace.Who, asyncio.Future[None]]]:
        """Those who wait and have not given up."""
        return [of for of in self._waiting if not of[1].done()]


def _busy() -> Busy:
    return Busy(_BUSY.format(seconds=AGAIN), AGAIN)


async def _placed(request: Request, who: Who) -> AsyncIterator[None]:
    room: Room = request.app.state.room
    request.app.state.desk.pace.spend(who.id, Work.CASES)
    await room.enter(who.id)
    try:
        yield
    finally:
        room.leave(who.id)


#: A route whose work is of that kind: ``dependencies=[HEAVY]``.
HEAVY = Depends(_placed, scope="function")
