"""Where drafts are worked on, as the server has it: processes that are started when first needed and asked in turn."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from threading import Condition, Timer
from typing import Any

from kiemnhiem.language import Lang, Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.problem import Problem
from kiemnhiem.web.drafts import codes
from kiemnhiem.web.drafts.draft import Draft
from kiemnhiem.web.drafts.told import told
from kiemnhiem.web.jobs.order import Order
from kiemnhiem.web.pace import Busy, TooMuch

#: Seconds and bytes for one check, and for one comparison, which proves what a change means.
_CHECK, _COMPARE = (10, 1 << 30), (60, 4 << 30)
#: Seconds more that the process may take to answer: to start, to say that the time was over.
_SPARE = 20
#: Seconds after which it is worth trying again.
_AGAIN = 5
_FULL = Text(
    "Máy chủ đang kiểm tra nhiều bản thảo. Xin thử lại sau {seconds} giây; bản thảo vẫn còn trong trang.",
    "The server is checking many drafts. Try again in {seconds} seconds; the draft is still in the page.",
)
_SHARE = Text(
    "Bạn đang có {count} bản thảo được kiểm tra cùng lúc, là mức nhiều nhất của một người. Xin thử lại sau {seconds} "
    "giây; bản thảo vẫn còn trong trang.",
    "{count} drafts of yours are at work, the most that one person may have. Try again in {seconds} seconds; the draft "
    "is still in the page.",
)
_DIED = Text("tiến trình đã chết", "the process died")


class Superseded(Exception):
    """Its author has sent a newer draft meanwhile."""


class Bench:
    """``library``: the folder of the policies. ``today``: the day on which findings are judged."""

    def __init__(self, library: Path, today: Callable[[], date]) -> None:
        self._quick, self._slow = _Process(library, today), _Process(library, today)
        self._latest: dict[int, object] = {}

    def check(self, draft: Draft, lang: Lang, author: int) -> dict[str, Any]:
        """Problems, findings and the outcome of tests. Raises :class:`Superseded` and
        :class:`kiemnhiem.web.pace.Busy`.
        """
        mine = self._latest[author] = object()
        self._quick.look_again()
        order = {"kind": "check", "policy": draft.policy}

        def is_wanted() -> bool:
            return self._latest.get(author) is mine

        return self._quick.ask(_order(order, draft, lang, *_CHECK), author, is_wanted)

    def lay_out(self, draft: Draft, lang: Lang, author: int) -> dict[str, Any]:
        """The files in the one layout. Raises :class:`kiemnhiem.web.pace.Busy`."""
        return self._quick.ask(_order({"kind": "lay_out"}, draft, lang, *_CHECK), author)

    def compare(self, draft: Draft, lang: Lang, author: int, screening: Order | None) -> dict[str, Any]:
        """What the draft means against the library, and for the cases of a screening. Raises
        :class:`kiemnhiem.web.pace.Busy`.
        """
        found = self._slow.ask(_order({"kind": "compare"}, draft, lang, *_COMPARE), author)
        if screening is None or "summary" not in found:
            return found
        order = {"kind": "flips", "screening": asdict(screening)}
        return {**found, **self._slow.ask(_order(order, draft, lang, *_COMPARE), author)}

    def close(self) -> None:
        """End the processes."""
        self._quick.end()
        self._slow.end()


def _order(order: dict[str, Any], draft: Draft, lang: Lang, seconds: int, memory: int) -> dict[str, Any]:
    return {**order, "files": dict(draft.files), "lang": lang.value, "seconds": seconds, "memory": memory}


class _Process:
    def __init__(self, library: Path, today: Callable[[], date]) -> None:
        self._library, self._today = library, today
        self._turn = Condition()
        #: The authors of the orders that wait and of the one at work.
        self._authors: list[int] = []
        self._at_work = False
        self._running: subprocess.Popen[str] | None = None
        self._folder: Path | None = None

    def ask(self, order: dict[str, Any], author: int, is_wanted: Callable[[], bool] = lambda: True) -> dict[str, Any]:
        """What the process answers; where it dies, it is started anew for the next order."""
        with self._turn:
            if self._authors.count(author) >= LIMITS.user_drafts_at_once:
                raise TooMuch(_SHARE.format(count=LIMITS.user_drafts_at_once, seconds=_AGAIN), _AGAIN)
            if len(self._authors) > LIMITS.drafts_waiting:
                raise Busy(_FULL.format(seconds=_AGAIN), _AGAIN)
            self._authors.append(author)
            self._turn.wait_for(lambda: not self._at_work or not is_wanted())
            if not is_wanted():
                self._authors.remove(author)
                raise Superseded
            self._at_work = True
        try:
            return self._asked(order) or _stopped(Lang(order["lang"]))
        finally:
            with self._turn:
                self._at_work = False
                self._authors.remove(author)
                self._turn.notify_all()

    def look_again(self) -> None:
        """Have the orders that wait see whether they are still wanted."""
        with self._turn:
            self._turn.notify_all()

    def _asked(self, order: dict[str, Any]) -> dict[str, Any] | None:
        process = self._started()
        assert process.stdin  # noqa: S101 - for the type checker: it is a pipe
        assert process.stdout  # noqa: S101 - as above
        late = Timer(order["seconds"] + _SPARE, process.kill)
        late.start()
        try:
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
        except (OSError, ValueError):  # it died
            self.end()
            return None
        finally:
            late.cancel()
        return answer

    def _started(self) -> subprocess.Popen[str]:
        if self._running is None or self._running.poll() is not None:
            self.end()
            self._folder = Path(tempfile.mkdtemp(prefix="kiemnhiem-"))
            self._running = subprocess.Popen(
                [sys.executable, "-P", "-m", "kiemnhiem.web.drafts.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            )  # fmt: skip
            assert self._running.stdin  # noqa: S101 - as above
            begin = {
                "library": str(self._library.resolve()), "folder": str(self._folder), "today": self._today().isoformat()
            }  # fmt: skip
            self._running.stdin.write(json.dumps(begin) + "\n")
        return self._running

    def end(self) -> None:
        """End the process, with its copy of the library."""
        if self._running is not None:
            self._running.kill()
            self._running.communicate()
            self._running = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def _stopped(lang: Lang) -> dict[str, Any]:
    return {"problems": [told(Problem(codes.STOPPED, None, {"reason": _DIED}), lang)]}
