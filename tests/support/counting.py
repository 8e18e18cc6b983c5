"""How much a run of the properties tried: examples of each, and cases that each engine decided beside the definition.

A plugin of pytest; under ``make fuzz`` the controller writes the counts to ``out/reliability/fuzz.json``.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from reliability.results import write

_TRIED = re.compile(r"(\d+) passing, (\d+) ")
_DECIDED, _EXAMPLES = "decided", "examples"

_now: Counter[str] = Counter()


def decided(engine: str, cases: int) -> None:
    """Count a program that an engine decided ``cases`` by, for the test that is running."""
    _now[f"{engine} programs"] += 1
    _now[f"{engine} cases"] += cases


@dataclass
class Tally:
    """What the tests of a run reported."""

    engines: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def add(self, report: pytest.TestReport) -> None:
        """Count what one test says of itself."""
        if "fuzz" not in report.keywords:
            return
        if report.failed:
            self.failed.append(report.nodeid)
        if report.when == "teardown":
            for name, counts in report.user_properties:
                if name == _DECIDED and isinstance(counts, dict):
                    self.engines.update(counts)
                elif name == _EXAMPLES and isinstance(counts, int):
                    self.properties[report.nodeid] += counts

    def measured(self) -> dict[str, Any]:
        """As the result of the run."""
        names = sorted({name.split()[0] for name in self.engines})
        return {
            "engines": {n: {of: self.engines[f"{n} {of}"] for of in ("programs", "cases")} for n in names},
            "properties": dict(sorted(self.properties.items())),
            "failed": sorted(set(self.failed)),
        }


_tally = Tally()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Hand the counts of a test to its report."""
    if _now:
        item.user_properties.append((_DECIDED, dict(_now)))
        _now.clear()
    if said := getattr(item, "hypothesis_statistics", ""):
        item.user_properties.append((_EXAMPLES, sum(int(n) for counts in _TRIED.findall(said) for n in counts)))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Take the counts from the report, in the process that prints it."""
    _tally.add(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write what a long run tried."""
    if "FUZZ_EXAMPLES" in os.environ and not hasattr(session.config, "workerinput") and _tally.properties:
        write("fuzz", _tally.measured(), "kiemnhiem", "hypothesis", "durable-rules", "polars", "duckdb", "pyspark")
