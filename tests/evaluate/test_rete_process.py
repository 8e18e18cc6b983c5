"""What happens to the Rete engine's child process is told, costs no case its decision, and is never a verdict."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
import pytest
from support.rete_programs import INTEGER, cases, compare, policy, program, rule

from kiemnhiem.errors import EngineError, EngineUnavailable
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.evaluate.rete import ReteEngine
from kiemnhiem.evaluate.rete.encode import Encoded
from kiemnhiem.evaluate.rete.engine import BATCH
from kiemnhiem.language import Text

pytest.importorskip("durable.engine")

PROGRAM = program({"n": INTEGER}, policy("p", rule("r", compare("n", INTEGER, "at_least", 5))))
CASES = cases(*[{"n": n % 10} for n in range(5 * BATCH)])
#: Facts no case can have: the library refuses a number with an exponent.
REFUSED = {"f0": 1e22, "f1": 19800501}


class Deadly:
    """Ends the process that is sent it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.abort, ()


def poisoned(engine: ReteEngine, case: str, monkeypatch: pytest.MonkeyPatch, facts: Any) -> None:
    """Have ``case`` sent with ``facts`` instead of its own."""
    encode, ids = engine._encoder.encode, iter([c.id for c in CASES])

    def encoded(known: Any) -> Encoded:
        made = encode(known)
        return replace(made, case=facts) if next(ids) == case else made

    monkeypatch.setattr(engine._encoder, "encode", encoded)


def test_a_killed_child_is_replaced_and_no_case_is_lost() -> None:
    told: list[Text] = []
    with ReteEngine(PROGRAM, on_restart=told.append) as engine:
        running = engine.decide(CASES)
        decided = list(islice(running, BATCH))
        assert engine.pid
        os.kill(engine.pid, signal.SIGKILL)
        decided += running
        assert decided == list(ReferenceEngine(PROGRAM).decide(CASES))
        assert engine.restarts == 1
    assert [(text.vi, text.en) for text in told] == [
        ("Tiến trình Rete đã chết (mã thoát -9)", "The Rete process died (exit code -9)")
    ]


def test_a_child_that_hangs_is_stopped_at_the_deadline_and_replaced() -> None:
    told: list[Text] = []
    with ReteEngine(PROGRAM, deadline=0.5, on_restart=told.append) as engine:
        running = engine.decide(CASES)
        decided = list(islice(running, BATCH))
        assert engine.pid
        os.kill(engine.pid, signal.SIGSTOP)
        decided += running
        assert decided == list(ReferenceEngine(PROGRAM).decide(CASES))
        assert engine.restarts == 1
    assert "0.5" in told[0].vi
    assert "0.5" in told[0].en


def test_a_case_that_fails_twice_is_named_and_the_others_are_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    with ReteEngine(PROGRAM) as engine:
        poisoned(engine, "70", monkeypatch, Deadly())
        answers = list(engine.answers(CASES))
        assert engine.restarts == 2
    [failed] = [a for a in answers if a.decision is None]
    assert failed.error
    assert failed.error.text == Text(
        "Hồ sơ 70: Tiến trình Rete đã chết (mã thoát -6)", "Case 70: The Rete process died (exit code -6)"
    )
    decided = [a.decision for a in answers if a.decision]
    assert decided == [d for d in ReferenceEngine(PROGRAM).decide(CASES) if d.case != "70"]


def test_deciding_stops_at_a_case_that_cannot_be_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    with ReteEngine(PROGRAM) as engine:
        poisoned(engine, "3", monkeypatch, REFUSED)
        running = engine.decide(CASES)
        assert [next(running).case, next(running).case] == ["1", "2"]
        with pytest.raises(EngineError, match="Case 3: The Rete network refused the facts"):
            next(running)


def test_a_refusal_says_nothing_of_the_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    with ReteEngine(PROGRAM) as engine:
        poisoned(engine, "1", monkeypatch, REFUSED)
        [answer] = islice(engine.answers(CASES), 1)
    assert answer.error
    assert "19800501" not in f"{answer.error.text} {answer.error}"


def test_where_durable_rules_cannot_be_loaded_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "durable"
    broken.mkdir()
    (broken / "__init__.py").write_text('raise ImportError("undefined symbol: PyEval_CallObject")\n')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(EngineUnavailable) as caught:
        ReteEngine(PROGRAM)
    assert "bộ máy chuẩn" in caught.value.text.vi
    assert "by the reference evaluator alone" in caught.value.text.en
    assert "PyEval_CallObject" in caught.value.text.en


def test_a_closed_engine_leaves_no_process_and_can_be_used_again() -> None:
    engine = ReteEngine(PROGRAM)
    first = engine.pid
    assert first
    assert psutil.pid_exists(first)
    engine.close()
    assert not psutil.pid_exists(first)
    assert [d.verdict for d in engine.decide(CASES[:1])] == [Verdict.NOT_ELIGIBLE]
    assert engine.restarts == 0
    engine.close()


def test_the_child_ends_when_its_parent_is_killed() -> None:
    script = f"""
import sys, time
sys.path[:0] = {sys.path!r}
from test_rete_process import PROGRAM, ReteEngine
engine = ReteEngine(PROGRAM)
print(engine.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.is_running()
        parent.kill()
        child.wait(timeout=30)
    assert not child.is_running()


def test_an_interrupted_question_is_not_answered_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with ReteEngine(PROGRAM) as engine:
        child = engine._child
        assert child
        with monkeypatch.context() as patched:
            patched.setattr("kiemnhiem.evaluate.rete.process.pickle.load", interrupted)
            with pytest.raises(KeyboardInterrupt):
                list(engine.decide(CASES[:3]))
        assert list(engine.decide(CASES[5:8])) == list(ReferenceEngine(PROGRAM).decide(CASES[5:8]))


def interrupted(_: object) -> None:
    time.sleep(0.1)
    raise KeyboardInterrupt
