"""A job's process: ``python -m kiemnhiem.web.jobs.worker``. It reads an :class:`Order` and tells how far it is; it has
no database, and whatever a file does to it, the server lives on. It ends with the server, whatever happens to that.
"""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import sys
import traceback
from pathlib import Path
from threading import Thread
from typing import Any

from kiemnhiem.errors import KiemnhiemError, ProblemsError
from kiemnhiem.language import Lang, Text
from kiemnhiem.web.jobs.kinds import KINDS
from kiemnhiem.web.jobs.order import Order

_NO_MEMORY = Text(
    "Tệp cần nhiều bộ nhớ hơn mức máy chủ cho phép.", "The file needs more memory than the server allows."
)
_NOT_WRITTEN = Text("Máy chủ không ghi được kết quả: {reason}.", "The server cannot write the results: {reason}.")
_FAULT = Text(
    "Lỗi của chương trình ({where}). Xin báo lại lỗi này.", "A fault of the program ({where}). Please report it."
)


def main() -> None:
    """Do one job."""
    told = json.loads(sys.stdin.buffer.readline())
    _bound(told["memory"])
    Thread(target=_end_with_server, daemon=True).start()
    gc.disable()  # cases are kept to the end: to look for garbage among them takes longer than to decide them
    order = Order.of(told["order"])
    try:
        _say({"made": KINDS[order.kind](order, _tell)})
    except Exception as error:  # noqa: BLE001 - the last handler: whatever it was is told in words
        problem = _told(error, order)
        _say({"problem": {"vi": problem.vi, "en": problem.en}})


def _told(error: Exception, order: Order) -> Text:
    """Why the job failed. Of the upload, only its owner's name for it is told."""
    if isinstance(error, ProblemsError):
        from kiemnhiem.web.results.renamed import problem_renamed  # noqa: PLC0415 - of use here only

        problems = [problem_renamed(p, str(order.path), order.name) for p in error.problems]
        return Text(*("\n".join(dict.fromkeys(p.message(lang) for p in problems)) for lang in Lang))
    if isinstance(error, KiemnhiemError):
        return error.text
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    if isinstance(error, OSError | sqlite3.OperationalError):
        return _NOT_WRITTEN.format(reason=(error.strerror if isinstance(error, OSError) else None) or error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    return _FAULT.format(where=f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno}")


def _tell(stage: str, done: int, total: int) -> None:
    _say({"stage": stage, "done": done, "total": total})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _end_with_server() -> None:
    """End at once when the server has died: its end of our standard input is closed then."""
    sys.stdin.buffer.read()
    os._exit(1)


def _bound(memory: int) -> None:
    """Limit this process's memory, in bytes, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it would hold people's data


if __name__ == "__main__":
    main()
