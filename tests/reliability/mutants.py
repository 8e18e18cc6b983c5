"""Mutation testing of the definition: ``python -m reliability.mutants``, from ``tests/``. An hour or more.

mutmut (settings in pyproject.toml) changes one thing at a time in what evaluates and in what reads policies, in a copy
under ``out/mutants/``, and runs the quick tests that reach it. What survives is tried once more by all of them in a
process of its own: a change in what runs while modules are imported would otherwise never be made. The counts go to
``out/reliability/mutants.json``; who survived without a reason in ``survivors.yaml`` is named.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml
from reliability.results import OUT, ROOT, write

WORK = OUT / "mutants"
EXPLAINED = Path(__file__).parent / "survivors.yaml"
#: What mutmut writes for a mutant. Out of time is killed: the unchanged code is far from its limit.
_SURVIVED, _UNTESTED, _UNTRIED = 0, 33, None


def lay() -> None:
    """The copy that is changed: mutmut wants the sources in ``src/``."""
    shutil.rmtree(WORK, ignore_errors=True)
    skip = shutil.ignore_patterns("__pycache__", "node_modules", ".hypothesis")
    shutil.copytree(ROOT / "engine", WORK / "src", ignore=skip)
    for folder in ("policies", "examples", "tests", "docs"):
        shutil.copytree(ROOT / folder, WORK / folder, ignore=skip)
    shutil.copy2(ROOT / "pyproject.toml", WORK)


def run() -> None:
    """Let mutmut try every mutant."""
    subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=WORK, check=False)


def results() -> Iterator[tuple[str, str, int | None]]:
    """Every mutant: the module's file, its name, and what came of it."""
    for path in sorted(WORK.glob("mutants/src/**/*.meta")):
        module = str(path.relative_to(WORK / "mutants" / "src")).removesuffix(".meta")
        for name, code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].items():
            yield module, name, code


def noticed(name: str) -> bool:
    """Whether all the quick tests together, in a process of their own, notice a mutant."""
    settings = tomllib.loads((WORK / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    options = [*settings["pytest_add_cli_args"], *settings["pytest_add_cli_args_test_selection"]]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--quiet", "--exitfirst", *options],
        cwd=WORK / "mutants", check=False, capture_output=True,
        env={**os.environ, "MUTANT_UNDER_TEST": name, "PYTHONPATH": "src"},
    )  # fmt: skip
    return done.returncode == 1


def change(name: str) -> str:
    """What a mutant changes, as removed and added lines."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], cwd=WORK, check=False, capture_output=True, text=True
    )
    lines = [line for line in shown.stdout.splitlines() if line[:1] in "+-" and line[:3] not in ("---", "+++")]
    return "\n".join(" ".join(line.split()) for line in lines)


def report() -> bool:
    """Write the counts by module; name the survivors that nobody has explained. Whether there are none."""
    explained = yaml.safe_load(EXPLAINED.read_text("utf-8")) or []
    reasons = {entry["change"].strip(): entry["because"] for entry in explained}
    modules: dict[str, Counter[str]] = {}
    open_ = []
    for module, name, code in results():
        counts = modules.setdefault(module, Counter())
        if code == _UNTRIED:
            counts["untried"] += 1
            continue
        counts["tried"] += 1
        if code not in (_SURVIVED, _UNTESTED) or noticed(name):
            counts["killed"] += 1
        elif (changed := change(name)) in reasons:
            counts["explained"] += 1
        else:
            counts["open"] += 1
            open_.append({"mutant": name, "change": changed})
    kinds = ("tried", "killed", "explained", "open", "untried")
    write("mutants", {m: {k: c[k] for k in kinds} for m, c in modules.items() if c}, "mutmut")
    (OUT / "survivors.yaml").write_text(yaml.safe_dump(open_, allow_unicode=True, sort_keys=False), "utf-8")
    return not open_


def main() -> None:
    """Run all of it."""
    lay()
    run()
    if not report():
        sys.exit(f"mutants that survived without a reason: {OUT / 'survivors.yaml'}")


if __name__ == "__main__":
    main()
