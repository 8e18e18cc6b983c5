"""A workbook screened from the command line, beside Python only reading it by calamine: whole processes, in turns."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from measuring.timing import Times
from workbook import write_workbook

READING = "python-calamine, reading alone"
SUMMARY = "Kiêm nhiệm, the summary"
REASONS = "Kiêm nhiệm, every reason in a workbook"
_READ = """
import sys
from python_calamine import load_workbook
print(f"{len(load_workbook(sys.argv[1]).get_sheet_by_index(0).to_python()) - 1:,} cases")
"""
_QUESTION = ("--as-of", "2018-12-30", "--place", "vn", "--policy", "hamlet/secretary-and-head", "--lang", "en")
#: A few dates in the workbook cannot be read, and then `screen` ends with 3.
_ENDS = (0, 3)


def workbooks(folder: Path, rows: int, runs: int) -> dict[str, Any]:
    """Seconds of each, in turns; each must say how many cases it has read."""
    source = folder / "people.xlsx"
    write_workbook(source, rows)
    screen = (sys.executable, "-m", "kiemnhiem", "screen", str(source), *_QUESTION)
    commands: Mapping[str, Sequence[str]] = {
        READING: (sys.executable, "-c", _READ, str(source)),
        SUMMARY: screen,
        REASONS: (*screen, "--output", str(folder / "reasons.xlsx")),
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            start = time.perf_counter()
            ran = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own
            seconds[name].append(time.perf_counter() - start)
            if ran.returncode not in _ENDS or f"{rows:,} cases" not in ran.stdout:
                raise AssertionError(f"{name}: not {rows} cases\n{ran.stdout}{ran.stderr}")
    times = {name: asdict(Times.of(taken)) for name, taken in seconds.items()}
    return {"rows": rows, "bytes": source.stat().st_size, "seconds": times}
