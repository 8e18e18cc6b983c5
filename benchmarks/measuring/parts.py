"""The parts of the benchmark. Each gives what the page needs, as plain JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.reference import ReferenceEngine
from kiemnhiem.evaluate.remembered import RememberingEngine
from kiemnhiem.policy.program import Program
from measuring import answers, cases, workload
from measuring.contestants import Contestant, PolarsNested, by_hand
from measuring.data import Data
from measuring.end_to_end import ENGINES
from measuring.ours import OurPolars, OurPolarsConverted
from measuring.peers.cedar import Cedar
from measuring.peers.cel import Cel
from measuring.peers.drools import Drools
from measuring.peers.durable import Durable
from measuring.peers.peer import Peer
from measuring.peers.rule_engine import RuleEngine
from measuring.peers.zen_engine import Zen, ZenFromCases
from measuring.timing import Contest, Times, interleaved
from measuring.workbooks import workbooks


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    memory: int
    records: int
    slow_records: int
    files: int
    workbook: int
    grown_cases: tuple[int, ...]
    requirements: tuple[int, ...]
    grown_by: int
    checked: int
    runs: int


FULL = Sizes(
    memory=2_000_000,
    records=20_000,
    slow_records=1_000,
    files=10_000_000,
    workbook=100_000,
    grown_cases=(1_000, 10_000, 100_000, 1_000_000, 10_000_000),
    requirements=(10, 30, 100, 300, 1_000),
    grown_by=100_000,
    checked=4_000,
    runs=5,
)
SMALL = Sizes(
    memory=10_000,
    records=200,
    slow_records=20,
    files=10_000,
    workbook=1_000,
    grown_cases=(1_000, 5_000),
    requirements=(10, 30),
    grown_by=1_000,
    checked=300,
    runs=2,
)

_PEERS: tuple[Callable[[Program], Peer], ...] = (Zen, ZenFromCases, Cel, Cedar, RuleEngine, Drools, Durable)
#: Above this many microseconds a case, fewer cases are enough.
_SLOW = 150.0


class Reference:
    """The reference evaluator as one more engine that decides a record after another, from the cases themselves."""

    name = "Kiêm nhiệm, reference evaluator"

    def __init__(self, program: Program) -> None:
        self.engine = RememberingEngine(program)

    def prepare(self, cases: Sequence[Case]) -> Sequence[Case]:
        return cases

    def decide(self, prepared: Sequence[Case]) -> Any:
        decide = self.engine.decide_one
        return [decide(case) for case in prepared]


def in_memory(sizes: Sizes) -> dict[str, Any]:
    """All cases at once, from memory to memory; and the fastest engine of records beside them."""
    program = workload.program()
    small, big = Data.of(sizes.checked), Data.of(sizes.memory)
    expected = answers.truth(program, small.nested)
    contestants: list[Contestant] = [OurPolars(program), OurPolarsConverted(program), *by_hand(program)]
    for contestant in contestants:
        answers.check(contestant.name, contestant.answers(contestant.run(contestant.load(small))), expected)
    _ = big.cases, big.records  # made once, before anything is timed
    contest: dict[str, Any] = {c.name: (_loading(c, big), c.run) for c in contestants}
    fastest = Zen(program)  # of the engines that take a record at a time, on fewer cases
    some = cases.as_cases(big.nested.head(sizes.records))
    contest[fastest.name] = (_prepared(fastest, some), fastest.decide)
    times = interleaved(contest, sizes.runs)
    return {name: of.per(len(some) if name == fastest.name else sizes.memory) for name, of in times.items()}


def _loading(contestant: Contestant, data: Data) -> Callable[[], Any]:
    return lambda: contestant.load(data)


def one_by_one(sizes: Sizes) -> dict[str, Any]:
    """One case after another: the reference evaluator and the peers that take one record at a time."""
    program = workload.program()
    frame = cases.frame(sizes.records + sizes.checked)
    checked, asked = frame.head(sizes.checked), cases.as_cases(frame.tail(sizes.records))
    expected = answers.truth(program, checked)
    found: dict[str, Any] = {}
    reference, peers = Reference(program), [make(program) for make in _PEERS]
    if reference.decide(cases.as_cases(checked)) != list(ReferenceEngine(program).decide(cases.as_cases(checked))):
        raise AssertionError("what is remembered is not what the definition says")
    speeds = {p.name: _checked(p, program, cases.as_cases(checked), expected) for p in peers}
    for few, number in ((False, sizes.records), (True, sizes.slow_records)):
        chosen = [p for p in peers if (speeds[p.name] > _SLOW) is few]
        contest: Contest = {p.name: (_prepared(p, asked[:number]), p.decide) for p in [reference, *chosen]}
        found = _per_case(interleaved(contest, sizes.runs), number) | found
    return found


def _checked(peer: Peer, program: Program, asked: Sequence[Case], expected: pl.DataFrame) -> float:
    """Microseconds a case, roughly, of a peer that answers as it should."""
    prepared = peer.prepare(asked)
    start = time.perf_counter()
    values = peer.decide(prepared)
    taken = time.perf_counter() - start
    answers.check(peer.name, answers.of_values(values, program), expected)
    return taken / len(asked) * 1e6


def _prepared(peer: Any, asked: Sequence[Case]) -> Callable[[], Any]:
    prepared = peer.prepare(asked)
    return lambda: prepared


def end_to_end(sizes: Sizes) -> dict[str, Any]:
    """Parquet to Parquet, a process each, in turns: seconds and peak memory."""
    with _folder() as folder:
        _check_files(folder, sizes.checked)
        source = folder / "cases.parquet"
        cases.write(source, sizes.files)
        seconds: dict[str, list[float]] = {name: [] for name in ENGINES}
        peaks: dict[str, float] = dict.fromkeys(ENGINES, 0.0)
        for round_ in range(min(sizes.runs, 3)):
            for number, name in enumerate(ENGINES):
                measured = _child(name, source, folder / f"{round_}-{number}")
                seconds[name].append(measured["seconds"])
                peaks[name] = max(peaks[name], measured["peak_mib"])
        found = _per_case({name: Times.of(taken) for name, taken in seconds.items()}, sizes.files)
        size = source.stat().st_size
    return {name: of | {"peak_mib": peaks[name]} for name, of in found.items()} | {"bytes": size}


def _check_files(folder: Path, number: int) -> None:
    program, source = workload.program(), folder / "checked.parquet"
    cases.write(source, number)
    expected = answers.truth(program, pl.read_parquet(source))
    engines: dict[str, Contestant] = {"Polars by hand": PolarsNested(), OurPolars.name: OurPolars(program)}
    for name, found_by in engines.items():
        target = folder / f"checked {name}"
        ENGINES[name](source, target)
        answers.check(name, found_by.answers(pl.read_parquet(target)), expected)


def _child(engine: str, source: Path, target: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "measuring.end_to_end", engine, str(source), str(target)]
    here = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=here, check=True, capture_output=True, text=True)  # noqa: S603 - our own module
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def workbook(sizes: Sizes) -> dict[str, Any]:
    """A workbook screened by the shipped policies, beside reading it."""
    with _folder() as folder:
        return workbooks(folder, sizes.workbook, min(sizes.runs, 3))


def growth(sizes: Sizes) -> dict[str, Any]:
    """How time grows with cases, and with requirements; and what compiling costs."""
    program = workload.program()
    by_cases = []
    for number in sizes.grown_cases:
        contest = {c.name: (_loading(c, data), c.run) for data in [Data.of(number)] for c in _grown(program, data)}
        by_cases.append({"cases": number} | _per_case(interleaved(contest, min(3, sizes.runs)), number))
    data = Data.of(sizes.grown_by)
    asked = cases.as_cases(data.nested.head(2_000))
    by_requirements = [_compiled_and_run(number, data, asked) for number in sizes.requirements]
    return {"by_cases": by_cases, "by_requirements": by_requirements}


def _grown(program: Program, data: Data) -> list[Contestant]:
    contestants: list[Contestant] = [OurPolars(program), *by_hand(program)[:2]]
    _ = data.cases, data.records
    return contestants


def _compiled_and_run(requirements: int, data: Data, asked: Sequence[Case]) -> dict[str, Any]:
    with _folder() as folder:
        workload.write_grown(folder, requirements)
        program, loading = _timed(lambda: workload.program(folder))
    reference, for_reference = _timed(lambda: Reference(program))
    ours, for_polars = _timed(lambda: OurPolars(program))
    runs = interleaved({"polars": (_loading(ours, data), ours.run)}, 3)["polars"]
    one = interleaved({"reference": (lambda: asked, reference.decide)}, 3)["reference"]
    return {
        "requirements": requirements,
        "load_s": loading,
        "compile_s": {"reference": for_reference, "polars": for_polars},
        "polars": runs.per(len(data.nested)),
        "reference": one.per(len(asked)),
    }


def _timed(make: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    made = make()
    return made, time.perf_counter() - start


#: What the package and its help must not import.
HEAVY = ("polars", "duckdb", "pyspark", "z3", "fastapi")


def imports(sizes: Sizes) -> dict[str, Any]:
    """What `import kiemnhiem` and `kiemnhiem --help` cost, and which heavy packages they import."""
    commands = {
        "import kiemnhiem": "import kiemnhiem",
        "kiemnhiem --help": "from kiemnhiem.cli import main; main(['--help'], standalone_mode=False)",
        "python alone": "pass",
    }
    return {name: _imported(code, sizes.runs) for name, code in commands.items()}


def _imported(code: str, runs: int) -> dict[str, Any]:
    """Of a fresh Python: seconds, and the heavy packages that are there afterwards."""
    seconds, heavy = [], ""
    tell = f"import sys\ntry:\n {code}\nfinally:\n print(*[m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
    for _ in range(runs):
        start = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", tell], capture_output=True, text=True, check=True)  # noqa: S603
        seconds.append(time.perf_counter() - start)
        heavy = done.stderr.strip()
    times = Times.of(seconds)
    return {"seconds": {"least": times.least, "median": times.median, "most": times.most}, "heavy": heavy.split()}


def _per_case(times: dict[str, Times], number: int) -> dict[str, Any]:
    return {name: of.per(number) for name, of in times.items()}


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="kiemnhiem-bench-") as name:
        yield Path(name)


PARTS: dict[str, Callable[[Sizes], dict[str, Any]]] = {
    "imports": imports,
    "one_by_one": one_by_one,
    "in_memory": in_memory,
    "end_to_end": end_to_end,
    "workbook": workbook,
    "growth": growth,
}
