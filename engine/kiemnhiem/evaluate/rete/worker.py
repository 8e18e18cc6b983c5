"""The child process: a network behind two pipes. It ends when its parent closes the pipe, or dies.

A message is a plan with its deadline in seconds, answered by :class:`Ready`, or a list of cases, answered by their
results. Anything that goes wrong is answered by :class:`Refused`.
"""

from __future__ import annotations

import math
import os
import pickle
import signal
import sys
from dataclasses import dataclass
from typing import Any, BinaryIO

#: Seconds beyond the deadline after which a child whose parent has not ended it ends itself.
GRACE = 10


@dataclass(frozen=True, slots=True)
class Ready:
    """The network of the plan has been built."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """durable_rules cannot be loaded."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """durable_rules raised ``error``, the name of an exception. Its message is left out: it may hold facts."""

    error: str


def main() -> None:
    """Answer messages until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library prints must not be read as an answer
    serve(sys.stdin.buffer, sink)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer the messages of one pipe on another."""
    network: Any = None
    deadline = 0.0
    reply: object
    while True:
        try:
            message = pickle.load(source)  # noqa: S301  # our own parent wrote it
        except EOFError:
            return
        _end_after(math.ceil(deadline) + GRACE if network else 0)
        try:
            if network is None or isinstance(message, tuple):
                plan, deadline = message
                network = _network(plan)
                reply = Ready()
            else:
                reply = [network.decide(case) for case in message]
        except ImportError as error:
            reply = Unavailable(str(error))
        except Exception as error:  # noqa: BLE001  # whatever the library raises is an answer to the parent
            reply = Refused(type(error).__name__)
        _end_after(0)
        pickle.dump(reply, sink)
        sink.flush()


def _end_after(seconds: int) -> None:
    """Have the kernel end this process, where it can: a hang inside the library lets no Python run. 0: do not."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _network(plan: Any) -> Any:
    from kiemnhiem.evaluate.rete.network import Network  # noqa: PLC0415  # where durable_rules is missing, an answer

    return Network(plan)
