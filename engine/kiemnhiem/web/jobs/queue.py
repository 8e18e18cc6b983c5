"""The queue of jobs: kept in the database, so that a server that died goes on where it was."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from kiemnhiem.language import Text
from kiemnhiem.web import logs
from kiemnhiem.web.desk import Desk
from kiemnhiem.web.jobs import orders
from kiemnhiem.web.jobs.child import Child
from kiemnhiem.web.jobs.order import Progress
from kiemnhiem.web.pace import Busy, TooMuch, Work
from kiemnhiem.web.store.tables import Job, Screening, State, now

#: How often a job is begun that dies with its server.
ATTEMPTS = 3
#: Seconds that running jobs have to end when the server is told to stop; then they are put back.
DRAIN = 20
#: Seconds after which it is worth trying again when the queue is full.
AGAIN = 30
_SWEEP = timedelta(minutes=10)
#: Seconds after which a database that failed is asked again.
_PATIENCE = 10
_FULL = Text(
    "Máy chủ đang bận: {waiting} việc đang chờ. Xin thử lại sau {seconds} giây.",
    "The server is busy: {waiting} jobs are waiting. Please try again in {seconds} seconds.",
)
_SHARE = Text(
    "Bạn đang có {count} việc chờ hoặc đang làm, là mức nhiều nhất của một người. Xin chờ xong bớt, thử lại sau "
    "{seconds} giây.",
    "You have {count} jobs waiting or at work, the most that one person may have. Let some end, and try again in "
    "{seconds} seconds.",
)
_TOO_OFTEN = Text(
    "Máy chủ đã dừng giữa chừng {times} lần khi làm việc này; không làm lại nữa.",
    "The server stopped {times} times in the middle of this job; it is not begun again.",
)
_STOPPED = Text("Đã dừng theo yêu cầu.", "Stopped on request.")
_NOT_BEGUN = Text("Không bắt đầu được việc này.", "The job could not be begun.")
_log = logs.named(__name__)


class Full(Busy):
    """Too many jobs are waiting."""

    def __init__(self, waiting: int) -> None:
        super().__init__(_FULL.format(waiting=waiting, seconds=AGAIN), AGAIN)


@dataclass(frozen=True)
class _Open:
    """A job that waits, or is at work."""

    number: int
    screening: str
    owner: int
    at_work: bool


def _open(session: Session) -> list[_Open]:
    """In the order in which they came."""
    asked = select(Job.number, Job.screening_id, Screening.owner_id, Job.state == State.RUNNING).join(Job.screening)
    found = session.execute(asked.where(Job.state.in_([State.QUEUED, State.RUNNING])).order_by(Job.number))
    return [_Open(number, screening, owner, bool(at_work)) for number, screening, owner, at_work in found]


def _in_turn(open_: list[_Open]) -> list[_Open]:
    """Those that wait: whoever has none at work first, of each account one after the other."""
    before = Counter(of.owner for of in open_ if of.at_work)
    ranks: dict[int, int] = {}
    for of in open_:
        if not of.at_work:
            ranks[of.number] = before[of.owner]
            before[of.owner] += 1
    return sorted((of for of in open_ if not of.at_work), key=lambda of: (ranks[of.number], of.number))


@dataclass
class _Running:
    """A job at work."""

    screening: str
    child: Child
    task: asyncio.Task[None]


class Queue:
    """Runs the jobs of a desk, as many at a time as it has workers; the first of each account comes before the second
    of any, so that nobody waits for all that another has sent. One server at a time has the queue of a database:
    :func:`kiemnhiem.web.store.alone.alone`.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._running: dict[int, _Running] = {}
        self._wake = asyncio.Event()
        self._claiming = asyncio.Lock()
        self._loops: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._server = asyncio.get_running_loop()
        await run_in_threadpool(self._take_up)
        self._loops = [asyncio.create_task(self._work()), asyncio.create_task(self._sweep())]
        return self

    async def __aexit__(self, *_exc: object) -> None:
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        tasks = {running.task for running in self._running.values()}
        if tasks:
            _done, late = await asyncio.wait(tasks, timeout=DRAIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def submit(self, screening: str, kind: str, options: dict[str, Any] | None = None) -> str:
        """Put a job in the queue; its id. ``options``: more of its order. Raises :class:`Full`, and :class:`TooMuch`
        where its owner has asked for too much. For threads.
        """
        with self._desk.database.session() as session:
            owner = session.get_one(Screening, screening).owner_id
            self._check_room(session, owner)
            self._desk.pace.spend(owner, Work.JOBS)
            job = Job(screening_id=screening, kind=kind, options=options or {})
            session.add(job)
            session.flush()
            id_ = job.id
        self._server.call_soon_threadsafe(self._wake.set)
        return id_

    def check_room(self, owner: int) -> None:
        """See, before a file of somebody is kept, that it can be put in the queue. Raises as :meth:`submit`. For
        threads.
        """
        self._desk.pace.check(owner, Work.JOBS)
        with self._desk.database.session() as session:
            self._check_room(session, owner)

    def _check_room(self, session: Session, owner: int) -> None:
        open_ = _open(session)
        if sum(of.owner == owner for of in open_) >= self._desk.settings.share:
            raise TooMuch(_SHARE.format(count=self._desk.settings.share, seconds=AGAIN), AGAIN)
        waiting = sum(not of.at_work for of in open_)
        if waiting >= self._desk.settings.waiting:
            raise Full(waiting)

    def progress(self, job: Job) -> Progress:
        """How far a job is."""
        running = self._running.get(job.number)
        return running.child.progress if running else Progress(job.stage or "waiting", job.done, job.total)

    def ahead(self, job: Job) -> int:
        """How many jobs come before one that waits. For threads."""
        with self._desk.database.session() as session:
            open_ = _open(session)
        before = [of.number for of in (*(of for of in open_ if of.at_work), *_in_turn(open_))]
        return before.index(job.number) if job.number in before else 0

    def stop(self, screening: str) -> None:
        """End the jobs of a screening, those that wait and those at work; nothing of it is written to after this. For
        threads.
        """
        asyncio.run_coroutine_threadsafe(self._stop(screening), self._server).result()

    async def _stop(self, screening: str) -> None:
        async with self._claiming:
            await run_in_threadpool(self._fail_waiting, screening)
            stopped = [running for running in self._running.values() if running.screening == screening]
        for running in stopped:
            running.child.stop(_STOPPED)
        await asyncio.gather(*(running.task for running in stopped), return_exceptions=True)

    def _fail_waiting(self, screening: str) -> None:
        with self._desk.database.session() as session:
            waiting = update(Job).where(Job.screening_id == screening, Job.state == State.QUEUED)
            session.execute(waiting.values(state=State.FAILED.value, problem=_object(_STOPPED), finished=now()))

    def _take_up(self) -> None:
        """Put jobs back that were running when the server died."""
        with self._desk.database.session() as session:
            running = update(Job).where(Job.state == State.RUNNING)
            problem = _object(_TOO_OFTEN.format(times=ATTEMPTS))
            often = running.where(Job.attempts >= ATTEMPTS)
            session.execute(often.values(state=State.FAILED.value, problem=problem, finished=now()))
            session.execute(running.where(Job.attempts < ATTEMPTS).values(state=State.QUEUED.value))
        orders.delete_leftovers(self._desk)

    async def _work(self) -> None:
        while True:
            try:
                while len(self._running) < self._desk.settings.workers and await self._begin():
                    pass
            except SQLAlchemyError:
                _log.error("the queue cannot be read", exc_info=True)
                self._server.call_later(_PATIENCE, self._wake.set)
            await self._wake.wait()
            self._wake.clear()

    async def _begin(self) -> bool:
        """Begin the job that has waited longest, if there is one."""
        async with self._claiming:
            claimed = await run_in_threadpool(self._claim)
            if claimed is None:
                return False
            number, screening = claimed
            child = Child()
            task = asyncio.create_task(self._run(number, child))
            self._running[number] = _Running(screening, child, task)
            task.add_done_callback(lambda _: self._ended(number))
            return True

    def _ended(self, number: int) -> None:
        self._running.pop(number, None)
        self._wake.set()

    async def _sweep(self) -> None:
        """Delete what has been kept long enough."""
        while True:
            try:
                await run_in_threadpool(orders.delete_expired, self._desk)
            except SQLAlchemyError:
                _log.error("what has expired cannot be deleted", exc_info=True)
            await asyncio.sleep(_SWEEP.total_seconds())

    def _claim(self) -> tuple[int, str] | None:
        """Take the job whose turn it is; nobody else can take it then."""
        with self._desk.database.session() as session:
            for job in _in_turn(_open(session)):
                mine = update(Job).where(Job.number == job.number, Job.state == State.QUEUED)
                taken = session.execute(mine.values(state=State.RUNNING.value, attempts=Job.attempts + 1))
                if taken.rowcount:  # type: ignore[attr-defined]  # of an update, a CursorResult
                    return job.number, job.screening
            return None

    async def _run(self, number: int, child: Child) -> None:
        try:
            try:
                order = await run_in_threadpool(orders.order_of, self._desk, number)
                _log.info("job begun", number=number, kind=order.kind)
                made, problem = await child.run(order)
            except (OSError, KeyError, TypeError, ValueError) as error:  # no process, or what it told is not ours
                _log.error("job", number=number, exc_info=error)
                made, problem = None, _NOT_BEGUN
            await run_in_threadpool(orders.finish, self._desk, number, made, problem)
            _log.info("job ended", number=number, failed=problem is not None)
        except asyncio.CancelledError:
            orders.put_back(self._desk, number)
            raise


def _object(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
