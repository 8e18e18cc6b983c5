"""A job's process, as the server sees it: begun, listened to, ended."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from datetime import timedelta
from typing import Any

from kiemnhiem.language import Text
from kiemnhiem.web.jobs.order import Order, Progress

#: Bytes of memory and time a job may take.
MEMORY, DEADLINE = 4 << 30, timedelta(hours=1)
#: Bytes of one line that it tells.
_LINE = 1 << 20
_DIED = Text("Tiến trình xử lý đã dừng bất thường (mã {code}).", "The job's process ended abnormally (code {code}).")
_LATE = Text("Việc này lâu hơn mức cho phép ({hours} giờ).", "The job took longer than allowed ({hours} hours).")


class Child:
    """One process. ``progress``: how far it is."""

    def __init__(self) -> None:
        self.progress = Progress("reading")
        self._process: asyncio.subprocess.Process | None = None
        self._stopped: Text | None = None

    async def run(self, order: Order) -> tuple[dict[str, Any] | None, Text | None]:
        """What the job made, or why it failed."""
        if self._stopped:
            return None, self._stopped
        # Its standard input stays open as long as the server lives, and it ends when that closes.
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "kiemnhiem.web.jobs.worker", stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=_LINE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(DEADLINE.total_seconds()):
                made, problem = await self._listen(process, order)
        except TimeoutError:
            made, problem = None, _LATE.format(hours=round(DEADLINE.total_seconds() / 3600))
        finally:
            self._kill()
            await process.wait()
        if problem is None and made is None:
            problem = _DIED.format(code=process.returncode)
        return (None, self._stopped) if self._stopped else (made, problem)

    def stop(self, why: Text) -> None:
        """End it."""
        self._stopped = why
        self._kill()

    def _kill(self) -> None:
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _listen(
        self, process: asyncio.subprocess.Process, order: Order
    ) -> tuple[dict[str, Any] | None, Text | None]:
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipes")
        with suppress(BrokenPipeError, ConnectionResetError):  # it died before it had read its order
            process.stdin.write(json.dumps({"order": order.object(), "memory": MEMORY}).encode() + b"\n")
            await process.stdin.drain()
        async for line in process.stdout:
            told = json.loads(line)
            if "made" in told:
                return told["made"], None
            if "problem" in told:
                return None, Text(told["problem"]["vi"], told["problem"]["en"])
            self.progress = Progress(told["stage"], told["done"], told["total"])
        await process.wait()
        return None, None
