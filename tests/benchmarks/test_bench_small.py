"""The short slice of the benchmark: everything runs, and the page tells it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.bench import needs_bench

pytestmark = [needs_bench, pytest.mark.slow]
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_the_short_slice_measures_every_part_and_writes_the_page(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    command = [sys.executable, "-m", "measuring", "--small", "--results", str(results), "--docs", str(tmp_path)]
    subprocess.run(command, cwd=BENCHMARKS, check=True, capture_output=True, text=True)
    found = json.loads(results.read_text(encoding="utf-8"))
    assert set(found) == {"imports", "one_by_one", "in_memory", "end_to_end", "workbook", "growth"}
    for part in ("one_by_one", "in_memory"):
        for times in found[part]["measured"].values():
            assert 0 < times["least"] <= times["median"] <= times["most"]
    assert all(not of["heavy"] for of in found["imports"]["measured"].values())
    page = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    for engine in ("zen-engine", "Drools", "Cedar", "CEL", "rule-engine", "durable_rules", "OpenFisca-Core", "DuckDB"):
        assert engine in page
    assert "<svg" in (tmp_path / "images" / "benchmarks.svg").read_text(encoding="utf-8")
