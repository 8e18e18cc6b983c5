"""The queue of jobs: kept in the database, so that a server that died goes on where it was."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from sqlalchemy import func, select, update
from starlette.concurrency import run_in_threadpool

from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.language import Text
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.jobs import orders
from kiemnhiem.web.store.tables import Job, State

#: Bytes of memory and time a job may take.
MEMORY, DEADLINE = 6 << 30, timedelta(hours=1)
#: How often a job is begun that dies with its server.
ATTEMPTS = 3
#: Seconds that running jobs have to end when the server is told to stop; then they are put back.
DRAIN = 20
_SWEEP = timedelta(minutes=10)
_LINE = 1 << 20
_FULL = Text(
    "Máy chủ đang bận: {waiting} việc đang chờ. Xin thử lại sau {seconds} giây.",
    "The server is busy: {waiting} jobs are waiting. Please try again in {seconds} seconds.",
)
_DIED = Text("Tiến trình xử lý đã dừng bất thường (mã {code}).", "The job's process ended abnormally (code {code}).")
_LATE = Text("Việc này lâu hơn mức cho phép ({hours} giờ).", "The job took longer than allowed ({hours} hours).")
_TOO_OFTEN = Text("Việc này đã dừng máy chủ {times} lần.", "The job has stopped with its server {times} times.")


class Full(KiemnhiemError):
    """Too many jobs are waiting; ``seconds`` until it is worth trying again."""

    def __init__(self, waiting: int) -> None:
        self.seconds = 30
        super().__init__(_FULL.format(waiting=waiting, seconds=self.seconds))


@dataclass(frozen=True)
class Progress:
    """How far a job is."""

    state: State
    stage: str = "waiting"
    done: int = 0
    total: int = 0


class Queue:
    """Runs the jobs of a desk, as many at a time as it has workers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._live: dict[int, Progress] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._loop: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        await run_in_threadpool(self._take_up)
        self._loop = [asyncio.create_task(self._work()), asyncio.create_task(self._sweep())]
        return self

    async def __aexit__(self, *_exc: object) -> None:
        for task in self._loop:
            task.cancel()
        if self._running:
            _done, late = await asyncio.wait(self._running, timeout=DRAIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def submit(self, screening: str, kind: str, options: dict[str, Any] | None = None) -> str:
        """Put a job in the queue; its id. Raises :class:`Full`. For a thread of its own."""
        with self._desk.database.session() as session:
            waiting = session.scalar(select(func.count()).where(Job.state == State.QUEUED)) or 0
            if waiting >= self._desk.settings.waiting:
                raise Full(waiting)
            job = Job(screening_id=screening, kind=kind, options=options or {})
            session.add(job)
            session.flush()
            id_ = job.id
        self._wake.set()
        return id_

    def progress(self, job: Job) -> Progress:
        """How far a job is."""
        return self._live.get(job.number) or Progress(State(job.state), job.stage or "waiting", job.done, job.total)

    def _take_up(self) -> None:
        """Put jobs back that were running when the server died."""
        with self._desk.database.session() as session:
            running = update(Job).where(Job.state == State.RUNNING)
            problem = {"vi": _TOO_OFTEN.format(times=ATTEMPTS).vi, "en": _TOO_OFTEN.format(times=ATTEMPTS).en}
            session.execute(running.where(Job.attempts >= ATTEMPTS).values(state=State.FAILED, problem=problem))
            session.execute(running.where(Job.attempts < ATTEMPTS).values(state=State.QUEUED))

    async def _work(self) -> None:
        while True:
            while len(self._running) < self._desk.settings.workers:
                number = await run_in_threadpool(self._claim)
                if number is None:
                    break
                task = asyncio.create_task(self._run(number))
                self._running.add(task)
                task.add_done_callback(self._ended)
            await self._wake.wait()
            self._wake.clear()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()

    async def _sweep(self) -> None:
        """Delete what has been kept long enough."""
        while True:
            await run_in_threadpool(orders.delete_expired, self._desk)
            await asyncio.sleep(_SWEEP.total_seconds())

    def _claim(self) -> int | None:
        with self._desk.database.session() as session:
            job = session.scalar(select(Job).where(Job.state == State.QUEUED).order_by(Job.number).limit(1))
            if job is None:
                return None
            job.state, job.attempts = State.RUNNING, job.attempts + 1
            return job.number

    async def _run(self, number: int) -> None:
        self._live[number] = Progress(State.RUNNING)
        try:
            made, problem = await self._child(number)
            await run_in_threadpool(orders.finish, self._desk, number, made, problem)
        except asyncio.CancelledError:
            orders.put_back(self._desk, number)
            raise
        finally:
            self._live.pop(number, None)

    async def _child(self, number: int) -> tuple[dict[str, Any] | None, Text | None]:
        """What the job made, or why it failed."""
        order = await run_in_threadpool(orders.order_of, self._desk, number)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "kiemnhiem.web.jobs.worker",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LINE,
        )  # fmt: skip
        assert process.stdin  # noqa: S101 - for the type checker: it is a pipe
        assert process.stdout  # noqa: S101 - as above
        try:
            process.stdin.write(json.dumps({"order": order.object(), "memory": MEMORY}).encode() + b"\n")
            async with asyncio.timeout(DEADLINE.total_seconds()):
                async for line in process.stdout:
                    told = json.loads(line)
                    if "made" in told:
                        return told["made"], None
                    if "problem" in told:
                        return None, Text(told["problem"]["vi"], told["problem"]["en"])
                    self._live[number] = Progress(State.RUNNING, told["stage"], told["done"], told["total"])
                return None, _DIED.format(code=await process.wait())
        except TimeoutError:
            return None, _LATE.format(hours=DEADLINE.total_seconds() / 3600)
        except OSError:  # it died before it had read its order
            return None, _DIED.format(code=await process.wait())
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
