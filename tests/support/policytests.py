"""A small policy with its test file, beside the base library."""

from dataclasses import dataclass
from pathlib import Path

from support.libraries import library_with

from kiemnhiem.author.testing import Coverage, Mutation, Suites, coverage, find_suites, mutate
from kiemnhiem.policy.model import Library

HEAD = """policy: hire
schema: 1
title: {vi: Chính sách giả định, en: A made-up policy}
stance: permitted
subject: candidate
in_force: {from: 2010-01-01}
"""


def requirement(id_: str, rest: str) -> str:
    """A requirement as an entry of a file; ``rest`` in flow style."""
    return f"  - {{id: {id_}, title: {{vi: {id_}, en: {id_}}}, source: {{document: made-up}}, {rest}}}\n"


def exception(id_: str, rest: str) -> str:
    """An exception in flow style."""
    return f"{{id: {id_}, source: {{document: made-up}}, {rest}}}"


@dataclass(frozen=True)
class Bench:
    """A library with the policy ``hire`` and its tests."""

    library: Library
    suites: Suites

    def coverage(self) -> Coverage:
        """How much its tests show."""
        return coverage(self.library, self.suites, policies=["hire"])

    def mutation(self) -> Mutation:
        """Which mutants its tests notice."""
        return mutate(self.library, self.suites, policies=["hire"])

    def holes(self) -> set[tuple[str, str]]:
        """What no case shows: atom or exception, and in which way."""
        return {(h.point.text, h.need.value) for h in self.coverage().holes}

    def survivors(self) -> set[str]:
        """The mutants that no case notices."""
        return {s.mutant.id for s in self.mutation().survivors}


def bench(folder: Path, requirements: str, cases: str, head: str = HEAD, **others: str) -> Bench:
    """The policy made of ``requirements``, tested by ``cases`` (lines of a test file after its first two)."""
    tests = f"tests: hire\nschema: 1\n{cases}"
    root = folder / "library"
    root.mkdir(parents=True, exist_ok=True)
    (root / "hire.test.yaml").write_text(tests)
    for name, content in others.items():
        (root / f"{name}.yaml").write_text(content)
    library = library_with(folder, f"{head}requirements:\n{requirements}", "hire.yaml")
    return Bench(library, find_suites(library, "hire"))
