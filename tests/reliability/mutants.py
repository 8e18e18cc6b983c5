"""Mutation testing of the definition: ``python -m reliability.mutants``, from ``tests/``. An hour or less.

mutmut makes the changes, one thing at a time, in the modules that pyproject.toml names, in a copy under
``out/mutants/``. The quick tests are collected once; each mutant is met, in a process forked from there, by those of
them that reach the changed function, the quickest first and no more once one fails. What survives, and for which
``survivors.yaml`` has no reason, is tried once more by all tests, in a process of its own: a change in what runs while
modules are imported would otherwise never be made.

What came of each mutant is kept, so that a run that was stopped goes on where it was; a module that has changed is
tried anew, and a survivor again when a test has changed. The counts of each module go to
``out/reliability/mutants.json``, with the day and the digest of the module, beside those of the modules that were not
asked for; the survivors that are left to ``out/survivors.yaml``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import unified_diff
from fnmatch import fnmatch
from pathlib import Path
from time import process_time
from typing import Any, NoReturn

import pytest
import yaml
from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents
from mutmut.state import state
from reliability.results import OUT, ROOT, write

WORK = OUT / "mutants"
TREE = WORK / "tree"
EXPLAINED = Path(__file__).parent / "survivors.yaml"
PUBLISHED = ROOT / "docs" / "reliability" / "mutants.json"
CHILDREN = 2
#: What a process of one mutant may take: one that goes on without end must end, and not with the machine.
MEMORY = 2 << 30
NOTICED = "noticed"


@dataclass
class Module:
    """One module, its mutants, and what came of them: noticed, or which tests it passed."""

    path: str
    source: str
    made: MutatedFile
    outcomes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: str) -> Module:
        """The module of that path below ``engine/``, with what an earlier run left about this same source."""
        source = (ROOT / "engine" / path).read_text("utf-8")
        module = cls(path, source, mutate_file_contents(path, source))
        if module.kept.exists():
            kept = json.loads(module.kept.read_text("utf-8"))
            module.outcomes = kept["outcomes"] if kept["of"] == module.digest else {}
        return module

    @property
    def digest(self) -> str:
        return _digest(self.source.encode())

    @property
    def kept(self) -> Path:
        return WORK / "tried" / f"{self.path.replace('/', '.')}.json"

    def mutant(self, name: str) -> str:
        """What the changed module must find in its environment to act as that mutant."""
        return f"{self.path.removesuffix('.py').replace('/', '.')}.{name}"

    def keep(self, name: str, outcome: str) -> None:
        """Note what came of a mutant, on disk as well."""
        self.outcomes[name] = outcome
        self.kept.parent.mkdir(parents=True, exist_ok=True)
        self.kept.write_text(json.dumps({"of": self.digest, "outcomes": self.outcomes}, indent=1), "utf-8")

    def survivors(self) -> dict[str, str]:
        """What each mutant that nothing has noticed changes, as removed and added lines."""
        return {n: self.change(n) for n, outcome in self.outcomes.items() if outcome != NOTICED}

    def change(self, name: str) -> str:
        function = name.partition("__mutmut_")[0]
        shown = unified_diff(self._lines(f"{function}__mutmut_orig"), self._lines(name), n=0)
        return "\n".join(line for line in shown if line[:1] in "+-" and line[:3] not in ("---", "+++"))

    def _lines(self, name: str) -> list[str]:
        span = self.made.line_span_by_function_name[name]
        lines = self.made.code.splitlines()[span.start - 1 : span.end]
        return [" " + " ".join(line.replace(name, "…").split()) for line in lines]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def run(items: Sequence[pytest.Item]) -> Iterator[float]:
    """Run tests one after another; the seconds of the processor's time that each took."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        before = process_time()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        yield process_time() - before


@dataclass
class Meeting:
    """A pytest plugin: instead of running the tests once, it has mutants meet those that reach them."""

    modules: Sequence[Module]
    tests: str  # their digest
    #: Which tests have noticed changes of a function, the latest first: they are asked first.
    lately: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Ask of every mutant of which it is not known yet."""
        reached = self.reached(session)
        running: dict[int, tuple[Module, str, str]] = {}

        def wait() -> None:
            child, status = os.wait()
            module, name, function = running.pop(child)
            module.keep(name, self.tests if status == 0 else NOTICED)
            if (said := self.said(child)).exists():
                self.lately[function].insert(0, int(said.read_text()))
                said.unlink()

        for module, name in self.waiting():
            if len(running) == CHILDREN:
                wait()
            mutant = module.mutant(name)
            function = mutant.partition("__mutmut_")[0]
            lately = {i: rank for rank, i in reversed([*enumerate(self.lately[function])])}
            asked = sorted(reached.get(function, []), key=lambda one: (lately.get(one[1], len(lately)), one[0]))
            if child := os.fork():
                running[child] = module, name, function
            else:
                limit = 5 + int(2 * sum(seconds for seconds, _ in asked))
                self.meet(session, mutant, [i for _, i in asked], limit)
        while running:
            wait()
        return True

    def waiting(self) -> list[tuple[Module, str]]:
        """The mutants of which it is not known: every tenth first, so that what a stopped run has tried is a sample,
        and with them those that have survived other tests.
        """
        known = (NOTICED, self.tests, f"all {self.tests}")
        order = (
            (0 if name in module.outcomes else i % 10, module, name)
            for module in self.modules
            for i, name in enumerate(module.made.mutant_names)
            if module.outcomes.get(name) not in known
        )
        return [(module, name) for _, module, name in sorted(order, key=lambda one: one[0])]

    @staticmethod
    def said(child: int) -> Path:
        """Where a process leaves which test has noticed."""
        return WORK / f"noticed-{child}"

    def meet(self, session: pytest.Session, mutant: str, asked: Sequence[int], limit: int) -> NoReturn:
        """End with 1 once a test fails, and with 0 if none does. ``limit``: seconds of the processor's time."""
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            os.environ["MUTANT_UNDER_TEST"] = mutant
            session.config.pluginmanager.unregister(name="terminalreporter")
            for i, _ in zip(asked, run([session.items[i] for i in asked]), strict=True):
                if session.testsfailed:
                    self.said(os.getpid()).write_text(str(i))
                    os._exit(1)
            os._exit(0)
        finally:
            os._exit(1)

    @staticmethod
    def reached(session: pytest.Session) -> dict[str, list[tuple[float, int]]]:
        """The tests that reach each changed function: the seconds that they take, and which they are."""
        found: dict[str, list[tuple[float, int]]] = defaultdict(list)
        if child := os.fork():
            _, status = os.waitpid(child, 0)
            if status:
                sys.exit("the tests fail although nothing is changed")
            return dict(json.loads((WORK / "reached.json").read_text("utf-8")))
        try:
            os.environ["MUTANT_UNDER_TEST"] = "stats"
            state()._stats.clear()
            for i, seconds in enumerate(run(session.items)):
                for function in state()._stats:
                    found[function].append((seconds, i))
                state()._stats.clear()
            (WORK / "reached.json").write_text(json.dumps(found), "utf-8")
            os._exit(session.testsfailed and 1)
        finally:
            os._exit(1)


def lay(modules: Sequence[Module]) -> None:
    """The copy, in which all modules can be changed."""
    shutil.rmtree(TREE, ignore_errors=True)
    skip = shutil.ignore_patterns("__pycache__", "node_modules", ".hypothesis")
    for folder in ("engine", "policies", "examples", "tests", "docs"):
        shutil.copytree(ROOT / folder, TREE / folder, ignore=skip)
    shutil.copy2(ROOT / "pyproject.toml", TREE)
    for module in modules:
        (TREE / "engine" / module.path).write_text(module.made.code, "utf-8")


def digest_of(tests: Sequence[str]) -> str:
    """What identifies the tests, with all that stands in their folders."""
    folders = {TREE / path if (TREE / path).is_dir() else (TREE / path).parent for path in tests}
    files = {f for folder in folders for f in folder.rglob("*.*") if f.suffix in (".py", ".yaml")}
    return _digest("".join(sorted(_digest(f.read_bytes()) for f in files)).encode())


def options(tests: Sequence[str]) -> list[str]:
    """What pytest is asked. What slows its start, and is not of these tests, is left out."""
    return ["--quiet", "--tb=native", "-p", "no:cacheprovider", "-m", "not fuzz and not slow", *tests]


def alone(module: Module, name: str, tests: Sequence[str]) -> bool:
    """Whether those tests, in a process of their own, notice a mutant."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--exitfirst", *options(tests)],
        cwd=TREE, check=False, capture_output=True, env={**os.environ, "MUTANT_UNDER_TEST": module.mutant(name)},
    )  # fmt: skip
    return done.returncode != 0


def counts(module: Module, reasons: Mapping[str, str]) -> dict[str, Any]:
    """How many mutants came out how, with the day and the module they are of."""
    survived = module.survivors()
    explained = sum(change in reasons for change in survived.values())
    return {
        "tried": len(module.outcomes),
        "killed": len(module.outcomes) - len(survived),
        "explained": explained,
        "open": len(survived) - explained,
        "untried": len(module.made.mutant_names) - len(module.outcomes),
        "on": datetime.now(UTC).date().isoformat(),
        "of": module.digest,
        "changed": False,
    }


def report(modules: Sequence[Module], reasons: Mapping[str, str]) -> bool:
    """Write the counts by module, beside those of modules that were not asked for; whether no survivor is open."""
    earlier = OUT / "reliability" / "mutants.json"
    earlier = earlier if earlier.exists() else PUBLISHED
    measured = json.loads(earlier.read_text("utf-8"))["measured"] if earlier.exists() else {}
    for path, earlier_counts in measured.items():
        earlier_counts["changed"] = earlier_counts["of"] != _digest((ROOT / "engine" / path).read_bytes())
    measured |= {m.path: counts(m, reasons) for m in modules if m.made.mutant_names}
    write("mutants", dict(sorted(measured.items())), "mutmut")
    open_ = [
        {"mutant": module.mutant(name), "change": change}
        for module in modules
        for name, change in module.survivors().items()
        if change not in reasons
    ]
    (OUT / "survivors.yaml").write_text(yaml.safe_dump(open_, allow_unicode=True, sort_keys=False), "utf-8")
    return not open_


def named(settings: Mapping[str, Any], only: Sequence[str]) -> Iterator[str]:
    """The modules that are to be changed, or those of them that are asked for."""
    for path in sorted((ROOT / "engine").glob("kiemnhiem/**/*.py")):
        module = path.relative_to(ROOT / "engine").as_posix()
        chosen = any(fnmatch(f"engine/{module}", pattern) for pattern in settings["only_mutate"])
        if chosen and (not only or any(fnmatch(module, f"kiemnhiem/{pattern}") for pattern in only)):
            yield module


def main() -> None:
    """Run all of it, or of the modules given with ``--only``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[], metavar="MODULE", help="such as policy/byplace.py")
    parser.add_argument("--quick", action="store_true", help="do not ask all tests about what survives the quick ones")
    given = parser.parse_args()
    os.chdir(ROOT)  # where mutmut looks for its settings
    settings = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    modules = [Module.read(path) for path in named(settings, given.only)]
    explained = yaml.safe_load(EXPLAINED.read_text("utf-8")) or []
    reasons = {entry["change"].strip(): entry["because"] for entry in explained}
    lay(modules)
    # CI: nothing is kept of what Hypothesis tries, which would be most of the time of a test that fails.
    os.environ |= {"CI": "1", "PYTHONPATH": str(TREE / "engine"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    sys.path.insert(0, str(TREE / "engine"))
    os.chdir(TREE)
    quick, tests = settings["quick_tests"], [*settings["quick_tests"], *settings["other_tests"]]
    digest = digest_of(tests)
    pytest.main(options(quick), plugins=[Meeting(modules, digest)])
    for module in modules:
        for name, change in module.survivors().items():
            if not given.quick and change not in reasons and module.outcomes[name] != f"all {digest}":
                module.keep(name, NOTICED if alone(module, name, tests) else f"all {digest}")
    if not report(modules, reasons):
        sys.exit(f"mutants that survived without a reason: {OUT / 'survivors.yaml'}")


if __name__ == "__main__":
    main()
