"""Columnar files screened as one Spark job: workers read, decide and write parts; here they are put together in order.

The job is for Spark only a number of parts to have done: what a worker that is lost had, another does again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

import polars as pl
from pyspark.accumulators import AccumulatorParam

import kiemnhiem
from kiemnhiem.errors import EngineError, InputError
from kiemnhiem.evaluate.columnar.parts import Decide, Decided, Part, Work, parts_of
from kiemnhiem.evaluate.columnar.scan import Scan
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.sql.spark import LOCAL, spark_context, told
from kiemnhiem.language import Text
from kiemnhiem.problem import Problem

if TYPE_CHECKING:
    from pyspark import Accumulator, Broadcast, SparkContext

#: What is heard of a part: how it was decided, or the problems of a file; ``None``: its table could not be written.
_Heard: TypeAlias = Decided | tuple[Problem, ...] | None
#: Parts for each core of the cluster, so that all have something to do to the end.
_EACH = 4
#: Seconds between two looks at whether a part is done.
_PAUSE = 0.02
_NOT_SHARED = Text(
    "Máy thợ của Spark không ghi được vào {folder}: đặt TMPDIR là thư mục mà mọi máy cùng thấy",
    "Spark's workers cannot write to {folder}: set TMPDIR to a folder that all machines share",
)
_UNSEEN = Text(
    "Spark đã ghi {table}, nhưng máy này không thấy: đặt TMPDIR là thư mục mà mọi máy cùng thấy",
    "Spark has written {table}, which this machine does not see: set TMPDIR to a folder that all machines share",
)


@contextmanager
def job(work: Work, scans: Sequence[Scan], master: str | None = None) -> Iterator[Decide]:
    """A job that decides the files of ``work``, already opened here as ``scans``; it is cancelled at the end.

    What is decided of a file is given while the rest is still being done; files are to be asked for in order.

    :raises EngineError: for what Spark cannot do, also while results are asked for.
    :raises InputError: where a worker cannot read a file, likewise.
    """
    with told():
        context = spark_context(master or LOCAL)
        parts = tuple(parts_of(scans, _EACH * context.defaultParallelism))
        running = _Job(context, work, parts)
    try:
        yield lambda scan: running.decided(scan, scans.index(scan))
    finally:
        running.end()


class _Hearing(AccumulatorParam[dict[int, _Heard]]):
    """Parts done, by their numbers: one that was done twice counts once."""

    def zero(self, value: dict[int, _Heard]) -> dict[int, _Heard]:  # noqa: ARG002 - Spark's signature
        return {}

    def addInPlace(self, value1: dict[int, _Heard], value2: dict[int, _Heard]) -> dict[int, _Heard]:  # noqa: N802 - as above
        value1.update(value2)
        return value1


def _task(sent: Broadcast[Work], heard: Accumulator[dict[int, _Heard]]) -> Callable[[Part], None]:
    """What a worker does with a part. It is told apart what no other worker could do better."""
    version = kiemnhiem.__version__

    def task(part: Part) -> None:
        if kiemnhiem.__version__ != version:
            raise ModuleNotFoundError(f"No module named 'kiemnhiem=={version}'")
        found: _Heard = None
        try:
            found = sent.value.decide(part)
        except InputError as error:
            found = error.problems
        except OSError:
            found = None
        heard.add({part.number: found})

    return task


class _Job:
    def __init__(self, context: SparkContext, work: Work, parts: Sequence[Part]) -> None:
        self._context, self._work, self._parts = context, work, parts
        self._heard: Accumulator[dict[int, _Heard]] = context.accumulator({}, _Hearing())
        self._sent = context.broadcast(work)
        self._group = f"kiemnhiem-{secrets.token_hex(8)}"
        self._failure: Exception | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        task = _task(self._sent, self._heard)
        try:
            self._context.setJobGroup(self._group, "kiemnhiem screen", interruptOnCancel=True)
            if self._parts:
                self._context.parallelize(self._parts, len(self._parts)).foreach(task)
        except Exception as error:  # noqa: BLE001 - raised again where results are asked for
            self._failure = error

    def end(self) -> None:
        """End what is still being done."""
        with told():
            while self._thread.is_alive():  # it may be just about to begin
                self._context.cancelJobGroup(self._group)
                self._thread.join(_PAUSE)

    def decided(self, scan: Scan, file: int) -> Iterator[tuple[pl.DataFrame, Counts]]:
        """The results of a file; what could not be read is remembered in its scan."""
        scan.begin()
        for part in self._parts:
            if part.file == file:
                heard = self._wait(part)
                scan.remember(heard.lost)
                yield self._table(part), heard.counts

    def _wait(self, part: Part) -> Decided:
        while part.number not in self._heard.value:
            if not self._thread.is_alive() and part.number not in self._heard.value:
                with told():
                    raise self._failure or EngineError(_UNSEEN.format(table=self._work.table(part)))
            self._thread.join(_PAUSE)
        heard = self._heard.value.pop(part.number)
        if isinstance(heard, Decided):
            return heard
        raise EngineError(_NOT_SHARED.format(folder=self._work.folder)) if heard is None else InputError(heard)

    def _table(self, part: Part) -> pl.DataFrame:
        path = self._work.table(part)
        try:
            found = pl.read_ipc(path)
        except FileNotFoundError as error:
            raise EngineError(_UNSEEN.format(table=path)) from error
        path.unlink()
        return found
