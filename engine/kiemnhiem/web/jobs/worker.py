"""A job's process: ``python -m kiemnhiem.web.jobs.worker``. It reads an :class:`Order` and tells how far it is; it has
no database, and whatever a file does to it, the server lives on.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from kiemnhiem.errors import KiemnhiemError
from kiemnhiem.language import Text
from kiemnhiem.web.jobs.kinds import KINDS
from kiemnhiem.web.jobs.order import Order

_NO_MEMORY = Text(
    "Tệp cần nhiều bộ nhớ hơn mức máy chủ cho phép.", "The file needs more memory than the server allows."
)


def main() -> None:
    """Do one job."""
    told = json.loads(sys.stdin.readline())
    _bound(told["memory"])
    order = Order.of(told["order"])
    try:
        _say({"made": KINDS[order.kind](order, _tell)})
    except KiemnhiemError as error:
        _say({"problem": {"vi": error.text.vi, "en": error.text.en}})
    except MemoryError:
        _say({"problem": {"vi": _NO_MEMORY.vi, "en": _NO_MEMORY.en}})


def _tell(stage: str, done: int, total: int) -> None:
    _say({"stage": stage, "done": done, "total": total})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _bound(memory: int) -> None:
    """Limit this process's memory, in bytes, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    main()
