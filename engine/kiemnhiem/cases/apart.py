"""Work in a child process with limits of memory and time: what crashes, fills or hangs it ends it and nothing else."""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Generic, NoReturn, TypeVar

from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS

T = TypeVar("T")

_MEMORY = Text("hết bộ nhớ cho phép ({limit} MiB)", "out of the memory it may have ({limit} MiB)")
_TIME = Text("quá {limit} giây", "more than {limit} seconds")
_DIED = Text("chết giữa chừng (mã {status})", "it died (status {status})")
#: What a child ends with that was refused memory; Rust ends itself by the signal ABRT.
_NO_MEMORY = 77


class Stopped(Exception):
    """The child ended without an answer; ``why``, in words."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def apart(work: Callable[[], T], memory: int = LIMITS.worker_bytes, seconds: int = LIMITS.worker_seconds) -> T:
    """What ``work`` gives, done in a child; where no process can be forked, done here.

    :param memory: bytes it may have beyond what this process has.
    :raises Stopped: where it gave no answer. What ``work`` itself raises is such an end too.
    """
    return work() if sys.platform == "win32" else Child(work, memory, seconds).answer()


class Child(Generic[T]):
    """A child that has begun to do such work."""

    def __init__(
        self, work: Callable[[], T], memory: int = LIMITS.worker_bytes, seconds: int = LIMITS.worker_seconds
    ) -> None:
        self._memory, self._seconds = memory, seconds
        self._source, sink = os.pipe()
        self._id = os.fork()
        if self._id == 0:
            os.close(self._source)
            _answer(work, sink, memory, seconds)
        os.close(sink)

    def answer(self) -> T:
        """What the work gives, once; raises as :func:`apart`."""
        answers: list[T] = []
        try:
            with os.fdopen(self._source, "rb") as pipe:
                answers.append(pickle.load(pipe))  # noqa: S301 - our own child wrote it
        except (EOFError, pickle.UnpicklingError):
            pass  # its status says why
        except BaseException:
            os.kill(self._id, signal.SIGKILL)
            raise
        finally:
            status = os.waitstatus_to_exitcode(os.waitpid(self._id, 0)[1])
        if status == 0 and answers:
            return answers[0]
        raise Stopped(_why(status, self._memory, self._seconds))

    def stop(self) -> None:
        """End it: nobody wants its answer."""
        os.kill(self._id, signal.SIGKILL)
        os.waitpid(self._id, 0)
        os.close(self._source)


def _why(status: int, memory: int, seconds: int) -> Text:
    if status in (_NO_MEMORY, -signal.SIGABRT):
        return _MEMORY.format(limit=memory >> 20)
    return _TIME.format(limit=seconds) if status == -signal.SIGALRM else _DIED.format(status=status)


def _answer(work: Callable[[], object], sink: int, memory: int, seconds: int) -> NoReturn:
    """The child's whole life. The kernel ends it at the deadline: a hang inside a library lets no Python run."""
    status = 1
    try:
        faulthandler.disable()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what a library says when it dies
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits is interrupted, and ends this one
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)
        _limit(memory)
        gc.disable()  # it ends before there is much garbage
        with os.fdopen(sink, "wb") as pipe:
            pickler = pickle.Pickler(pipe, pickle.HIGHEST_PROTOCOL)
            pickler.fast = True  # cells are no cycles, and to remember each takes longer than to write it
            found = work()
            signal.alarm(0)  # who began it may ask for the answer later
            pickler.dump(found)
        status = 0
    except MemoryError:
        status = _NO_MEMORY
    finally:
        os._exit(status)


def _limit(memory: int) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it would hold people's data
    try:
        with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123 - as it is known
            here = int(pages.read().split()[0]) * resource.getpagesize()
    except OSError:  # no Linux: there the kernel does not keep to such limits either
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = here + memory
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
