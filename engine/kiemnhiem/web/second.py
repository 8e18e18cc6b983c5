"""The second engine of the desk: every verdict that a page or a program is told of one case has been decided twice.

The Rete network runs in processes of their own, one a question, kept as long as they are asked now and then; one that
dies is started again. Where it cannot be installed, that is said and the definition alone decides.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from kiemnhiem.cases.case import Case
from kiemnhiem.errors import Disagreement, EngineError, EngineUnavailable
from kiemnhiem.evaluate.agreement import agree
from kiemnhiem.evaluate.decision import Decision
from kiemnhiem.evaluate.rete import ReteEngine
from kiemnhiem.language import Text
from kiemnhiem.policy.program import Program

#: Questions whose networks are kept. One takes some 60 MB.
KEPT = 4
#: Seconds that one case may take, and that a network may take to be built.
DEADLINE, START_DEADLINE = 5, 20
#: Seconds after which a network that could not be built is tried again.
PATIENCE = 60


@dataclass
class _Warm:
    """The network of one question. ``trouble``: why there was none at ``tried``."""

    lock: Lock = field(default_factory=Lock)
    engine: ReteEngine | None = None
    trouble: Text | None = None
    tried: float = 0
    closed: bool = False

    def close(self) -> None:
        with self.lock:
            self.closed = True
            if self.engine:
                self.engine.close()


class Second:
    """For one library. Several threads may ask; those with one question wait for each other."""

    def __init__(self, kept: int = KEPT) -> None:
        self._most = kept
        self._warm: OrderedDict[Hashable, _Warm] = OrderedDict()
        self._lock = Lock()
        self._unavailable: Text | None = None

    def agree(self, program: Program, case: Case, decision: Decision) -> Text | None:
        """See that a case is decided a second time as the definition decided it. Gives why it was not decided a second
        time, where it was not.

        :raises Disagreement: where the two differ, and no verdict may be told.
        """
        if self._unavailable:
            return self._unavailable
        with self._asked(program) as warm:
            try:
                engine = self._engine(warm, program)
                if engine is None:
                    return warm.trouble
                [answer] = engine.answers([case])
                agree(program, decision, answer)
            except Disagreement:
                raise
            except EngineUnavailable as error:
                self._unavailable = error.text
                return error.text
            except EngineError as error:
                warm.trouble, warm.tried = error.text, time.monotonic()
                return error.text
        return None

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            all_, self._warm = list(self._warm.values()), OrderedDict()
        for warm in all_:
            warm.close()

    @staticmethod
    def _engine(warm: _Warm, program: Program) -> ReteEngine | None:
        if warm.engine is None and (warm.trouble is None or time.monotonic() - warm.tried > PATIENCE):
            warm.engine = ReteEngine(program, deadline=DEADLINE, start_deadline=START_DEADLINE)
        return warm.engine

    @contextmanager
    def _asked(self, program: Program) -> Iterator[_Warm]:
        """The network of a question, for this thread alone."""
        while True:
            warm = self._of(_question(program))
            with warm.lock:
                if not warm.closed:  # else it was put away meanwhile
                    yield warm
                    return

    def _of(self, question: Hashable) -> _Warm:
        with self._lock:
            warm = self._warm.setdefault(question, _Warm())
            self._warm.move_to_end(question)
            put_away = [self._warm.popitem(last=False)[1] for _ in range(len(self._warm) - self._most)]
        for old in put_away:
            old.close()
        return warm


def _question(program: Program) -> Hashable:
    """What makes a program what it is, of one library."""
    policies = tuple(policy.id for policy in program.screened)
    return program.vocabulary.subject, program.as_of, policies, program.asked, program.place
