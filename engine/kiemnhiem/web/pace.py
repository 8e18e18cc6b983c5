"""How much one person may ask for: so much in a row, then so much a minute. A script, or one person, keeps nobody else
out; whoever works fast now and then is let through, as what is not asked for is saved up.

Counted are accounts; before anybody has signed in, addresses. A desk without accounts has one account, as only this
machine reaches it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from threading import Lock

from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS

#: Who are remembered before those are forgotten who may ask for everything again.
_KEPT = 10_000
_TOO_FAST = Text(
    "Bạn gửi quá nhanh: {what} nhiều nhất {most} lần liền nhau, sau đó {rate} lần mỗi phút. Xin thử lại sau {seconds} "
    "giây.",
    "You are asking too fast: {what} at most {most} times in a row, then {rate} times a minute. Please try again in "
    "{seconds} seconds.",
)

#: The number of an account, or an address.
Who = int | str


class Busy(KiemnhiemError):
    """Too much is being done for everybody together; ``seconds`` until it is worth trying again."""

    status = 503

    def __init__(self, text: Text, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(text)


class TooMuch(Busy):
    """One person asks for more than their share."""

    status = 429


class Work(Enum):
    """What costs the server something."""

    JOBS = Text("gửi danh sách, lập văn bản", "sending lists and making documents,")
    CASES = Text("xem, thử, xét hồ sơ", "looking at cases, trying and checking them,")
    DRAFTS = Text("kiểm tra bản thảo", "checking drafts,")
    SIGN_INS = Text("đăng nhập", "signing in,")


@dataclass(frozen=True)
class Allowance:
    """``in_a_row`` at most, and ``a_minute`` from then on."""

    in_a_row: int
    a_minute: int


ALLOWANCES: Mapping[Work, Allowance] = {
    Work.JOBS: Allowance(LIMITS.user_jobs_in_a_row, LIMITS.user_jobs_a_minute),
    Work.CASES: Allowance(LIMITS.user_cases_in_a_row, LIMITS.user_cases_a_minute),
    Work.DRAFTS: Allowance(LIMITS.user_drafts_in_a_row, LIMITS.user_drafts_a_minute),
    Work.SIGN_INS: Allowance(LIMITS.sign_ins_in_a_row, LIMITS.sign_ins_a_minute),
}


class Pace:
    """What everybody may still ask for. For threads. ``clock``: seconds, of any beginning."""

    def __init__(
        self, allowances: Mapping[Work, Allowance] = ALLOWANCES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._allowances, self._clock = allowances, clock
        #: What was left, and when that was.
        self._left: dict[tuple[Work, Who], tuple[float, float]] = {}
        self._most, self._lock = _KEPT, Lock()

    def check(self, who: Who, work: Work) -> None:
        """See that somebody may ask for it now. Raises :class:`TooMuch`."""
        with self._lock:
            self._checked(who, work)

    def spend(self, who: Who, work: Work) -> None:
        """Let somebody ask for it, once. Raises :class:`TooMuch`."""
        with self._lock:
            self._take(who, work, self._checked(who, work), 1)

    def owe(self, who: Who, work: Work, number: int) -> None:
        """What was asked for turned out to be so much more: the next has to wait for it."""
        with self._lock:
            self._take(who, work, self._now(who, work), number)

    def _checked(self, who: Who, work: Work) -> float:
        left, of = self._now(who, work), self._allowances[work]
        if left < 1:
            seconds = math.ceil((1 - left) * 60 / of.a_minute)
            values = {"what": work.value, "most": of.in_a_row, "rate": of.a_minute, "seconds": seconds}
            raise TooMuch(_TOO_FAST.format(**values), seconds)
        return left

    def _now(self, who: Who, work: Work) -> float:
        of = self._allowances[work]
        left, at = self._left.get((work, who), (float(of.in_a_row), self._clock()))
        return min(of.in_a_row, left + (self._clock() - at) * of.a_minute / 60)

    def _take(self, who: Who, work: Work, left: float, number: int) -> None:
        self._left[work, who] = left - number, self._clock()
        if len(self._left) > self._most:
            waiting = {
                (of, one): kept
                for (of, one), kept in self._left.items()
                if self._now(one, of) < self._allowances[of].in_a_row
            }
            self._left, self._most = waiting, max(_KEPT, 2 * len(waiting))
