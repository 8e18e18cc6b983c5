"""Each defence taken out once: ``python -m reliability.defences [--open]``, from ``tests/``. Half an hour or so.

In copies of the project one defence of :mod:`reliability.defended` after the other is taken out, and the tests that are
named for it are run: each of them must fail. Before that all of them must pass. The outcome goes to
``out/reliability/defences.json``; ``make reliability`` puts it into docs/threat-model.md. With ``--open`` only those
are tried that are new, that have changed, or that nothing noticed the last time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from xml.etree import ElementTree as ET

from reliability.defended import DEFENCES, Defence
from reliability.results import OUT, ROOT, write

_SKIPPED = shutil.ignore_patterns("__pycache__", "node_modules", ".hypothesis", ".*_cache")
_FOLDERS = ("engine", "policies", "examples", "tests", "docs", "benchmarks")
#: Seconds for the tests of one defence. Those that do not end without it, or die, have noticed too.
_PATIENCE = 180
#: Moments of change, none twice: by them Python knows that what it has compiled is of another text.
_MOMENTS = count(1_000_000_000)


def lay(into: Path) -> None:
    """The copy in which defences are taken out."""
    into.mkdir()
    for folder in _FOLDERS:
        shutil.copytree(ROOT / folder, into / folder, ignore=_SKIPPED, symlinks=True)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, into)


def failed(copy: Path, tests: Sequence[str], patience: float | None) -> set[str] | None:
    """Which of some tests fail in the copy; nothing where they do not end, or die."""
    report = copy / "report.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--junitxml={report}"]
    environment = {**os.environ, "PYTHONPATH": str(copy / "engine")}
    process = subprocess.Popen(
        [*command, *tests], cwd=copy, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)
    if process.returncode < 0:
        return None
    if not report.exists():
        sys.exit(f"pytest could not run: {' '.join(tests)}")
    found = {*_failures(report)}
    return {test for test in tests if any(name == _case(test) or name.startswith(f"{_case(test)}[") for name in found)}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _failures(report: Path) -> Iterator[str]:
    """The tests that failed, as the report names them: the module in dots, the function with its parameters."""
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - our own pytest wrote it
        if case.find("failure") is not None or case.find("error") is not None:
            yield f"{case.get('classname')}::{case.get('name')}"


def _case(test: str) -> str:
    path, _, name = test.partition("::")
    return f"{path.removesuffix('.py').replace('/', '.')}::{name}"


def noticed(copy: Path, defence: Defence) -> bool:
    """Whether each of the tests named for a defence fails without it."""
    path = copy / defence.file
    whole = path.read_text("utf-8")
    _put(path, defence.removed(whole))
    try:
        found = failed(copy, defence.tests, _PATIENCE)
    finally:
        _put(path, whole)
    return found is None or found == {*defence.tests}


def _put(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    moment = next(_MOMENTS)
    os.utime(path, (moment, moment))


def run(before: Mapping[str, Any], at_once: int) -> dict[str, Any]:
    """Take each defence out that was not noticed ``before``, and print what came of it."""
    chosen = [of for of in DEFENCES if before.get(of.name) != of.outcome(noticed=True)]
    copies: SimpleQueue[Path] = SimpleQueue()

    def told(of: Defence) -> dict[str, object]:
        copy = copies.get()
        found = noticed(copy, of)
        copies.put(copy)
        print(f"{'noticed    ' if found else 'NOT NOTICED'} {of.name}", flush=True)
        return of.outcome(noticed=found)

    with tempfile.TemporaryDirectory(prefix="kiemnhiem-defences-") as folder, ThreadPoolExecutor(at_once) as pool:
        for number in range(at_once):
            lay(Path(folder) / str(number))
            copies.put(Path(folder) / str(number))
        if broken := failed(Path(folder) / "0", sorted({test for of in chosen for test in of.tests}), None):
            sys.exit("\n".join(["these fail with every defence in its place:", *sorted(broken)]))
        came = dict(zip((of.name for of in chosen), pool.map(told, chosen), strict=True))
    return {of.name: came.get(of.name) or before[of.name] for of in DEFENCES}


def main() -> None:
    """Take them out, and keep what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", action="store_true")
    parser.add_argument("--at-once", type=int, default=2)
    given = parser.parse_args()
    kept = OUT / "reliability" / "defences.json"
    before = json.loads(kept.read_text("utf-8"))["measured"] if given.open and kept.exists() else {}
    measured = run(before, given.at_once)
    write("defences", measured, "pytest")
    open_ = [name for name, of in measured.items() if not of["noticed"]]
    print(f"{len(measured) - len(open_)} of {len(measured)} noticed")
    if open_:
        sys.exit(1)


if __name__ == "__main__":
    main()
