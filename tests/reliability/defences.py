"""Each defence taken out once: ``python -m reliability.defences [WORDS]``, from ``tests/``. A quarter of an hour or so.

In a copy of the project one defence of :mod:`reliability.defended` after the other is taken out, and the tests that are
named for it are run: each of them must fail. Before that all of them must pass. The outcome goes to
``out/reliability/defences.json``; ``make reliability`` puts it into docs/threat-model.md. With WORDS only the defences
whose names hold them are tried again, and the others keep what came of them.
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
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from reliability.defended import DEFENCES, Defence
from reliability.results import OUT, ROOT, write

_SKIPPED = shutil.ignore_patterns("__pycache__", "node_modules", ".hypothesis", ".*_cache")
_FOLDERS = ("engine", "policies", "examples", "tests", "docs", "benchmarks")
#: Seconds for the tests of one defence. Those that do not end without it have noticed too.
_PATIENCE = 180


def lay(into: Path) -> None:
    """The copy in which defences are taken out."""
    for folder in _FOLDERS:
        shutil.copytree(ROOT / folder, into / folder, ignore=_SKIPPED, symlinks=True)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, into)


def failed(copy: Path, tests: Sequence[str], patience: float | None) -> set[str] | None:
    """Which of some tests fail in the copy; nothing where they do not end."""
    report = copy / "report.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--junitxml={report}"]
    environment = {**os.environ, "PYTHONPATH": str(copy / "engine"), "PYTHONDONTWRITEBYTECODE": "1"}
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
    if not report.exists():
        sys.exit(f"pytest could not run: {' '.join(tests)}")
    return {test for test in tests if any(name.startswith(_case(test)) for name in _failures(report))}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it with all that it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _failures(report: Path) -> Iterator[str]:
    """The tests that failed, as the report names them: the module in dots, the function with its parameters."""
    for case in ET.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            yield f"{case.get('classname')}::{case.get('name')}"


def _case(test: str) -> str:
    path, _, name = test.partition("::")
    return f"{path.removesuffix('.py').replace('/', '.')}::{name}"


def noticed(copy: Path, defence: Defence) -> bool:
    """Whether each of the tests named for a defence fails without it."""
    path = copy / defence.file
    whole = path.read_text("utf-8")
    path.write_text(defence.removed(whole), "utf-8")
    try:
        found = failed(copy, defence.tests, _PATIENCE)
    finally:
        path.write_text(whole, "utf-8")
    return found is None or found == {*defence.tests}


def run(words: str) -> dict[str, Any]:
    """Take each defence out, and print what came of it."""
    kept = OUT / "reliability" / "defences.json"
    before = json.loads(kept.read_text("utf-8"))["measured"] if words and kept.exists() else {}
    chosen = [of for of in DEFENCES if words in of.name]
    with tempfile.TemporaryDirectory(prefix="kiemnhiem-defences-") as folder:
        copy = Path(folder)
        lay(copy)
        if broken := failed(copy, sorted({test for of in chosen for test in of.tests}), None):
            sys.exit("\n".join(["these fail with every defence in its place:", *sorted(broken)]))
        came = {of.name: of.outcome(noticed=_told(copy, of)) for of in chosen}
    return {of.name: came.get(of.name) or before[of.name] for of in DEFENCES if of.name in {*came, *before}}


def _told(copy: Path, defence: Defence) -> bool:
    found = noticed(copy, defence)
    print(f"{'noticed    ' if found else 'NOT NOTICED'} {defence.name}", flush=True)
    return found


def main() -> None:
    """Take them out, and keep what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="?", default="")
    measured = run(parser.parse_args().words)
    write("defences", measured, "pytest")
    open_ = [name for name, of in measured.items() if not of["noticed"]]
    print(f"{len(measured) - len(open_)} of {len(measured)} noticed")
    if open_:
        sys.exit(1)


if __name__ == "__main__":
    main()
