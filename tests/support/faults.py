"""Faults planted in a copy of the shipped library, what catches each, and the table of them in the docs.

``python -m support.faults > ../docs/planted-faults.md``, in ``tests/``, prints the table.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from kiemnhiem.author.ci.codes import TEST_FAILED
from kiemnhiem.author.ci.run import test_problem
from kiemnhiem.author.diff import words as diff_words
from kiemnhiem.author.diff.compare import difference
from kiemnhiem.author.lint import lint
from kiemnhiem.author.prove.run import prove
from kiemnhiem.author.testing import find_suites, run_tests
from kiemnhiem.errors import PolicyError
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.library import read_library
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Place, Problem, errors_in

FAULTS = Path(__file__).parents[1] / "author" / "faults.yaml"
#: The day the faults are looked for.
DAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Fault:
    """One entry of the file: how it is planted, and by which command it is caught where, with which code and words."""

    name: Text
    edits: tuple[dict[str, Any], ...]
    by: str
    ask: str
    day: date | None
    code: str
    file: str
    line: str
    says: Text


@dataclass(frozen=True)
class Caught:
    """What a command said, and the line it said it of."""

    code: str
    file: str
    line: str
    says: Text


def faults() -> list[Fault]:
    """Every fault of the file."""
    return [
        Fault(
            Text(**f["name"]), tuple(f["edits"]), f["by"], f.get("ask", ""), f.get("day"), f["code"],
            f["at"]["file"], f["at"]["line"], Text(**f["says"]),
        )
        for f in yaml.safe_load(FAULTS.read_text(encoding="utf-8"))
    ]  # fmt: skip


def plant(fault: Fault, root: Path) -> None:
    """A copy of the shipped library with the fault in it."""
    shutil.copytree(shipped_library(), root)
    for edit in fault.edits:
        path = root / edit["file"]
        if "create" in edit:
            path.write_text(edit["create"], encoding="utf-8")
        elif edit.get("remove"):
            path.unlink()
        else:
            text = path.read_text(encoding="utf-8")
            assert edit["find"] in text, f"{edit['file']} has changed: {edit['find']}"
            path.write_text(text.replace(edit["find"], edit["replace"], 1), encoding="utf-8")


def caught(fault: Fault, root: Path) -> list[Caught]:
    """What the command that catches it says of the library."""
    library, problems = read_library(root)
    if fault.by == "diff":
        return list(_compared(library, root))
    if fault.by == "lint" and not errors_in(problems):
        problems = [*problems, *lint(library, DAY)]
    elif fault.by == "test":
        problems = [*problems, *_tested(library, fault.ask)]
    elif fault.by == "prove":
        problems = [*problems, *(p.problem for p in prove(library, [fault.ask], fault.day))]
    return [_caught(p.code.id, p.place, Text(*(p.words(lang) for lang in Lang)), root) for p in problems]


def _tested(library: Library, policy: str) -> list[Problem]:
    try:
        suites = find_suites(library, policy)
    except PolicyError as error:
        return list(error.problems)
    return [test_problem(r) for r in run_tests(library, suites.tests) if not r.passed]


def _compared(library: Library, root: Path) -> Iterator[Caught]:
    """A relation stands for a code: what changed in meaning is no problem by itself."""
    for meaning in difference(load_library(shipped_library())[0], library).meanings:
        relation = diff_words.RELATIONS[meaning.relation]
        says = Text(*(f"{diff_words.subject(meaning, lang)}: {relation[lang]}" for lang in Lang))
        yield _caught(meaning.relation.value, meaning.at, says, root)


def _caught(code: str, place: Place | None, says: Text, root: Path) -> Caught:
    if place is None:
        return Caught(code, "", "", says)
    path = Path(place.file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    line = lines[place.line - 1].strip() if place.line else ""
    return Caught(code, path.resolve().relative_to(root.resolve()).as_posix(), line, says)


# --- the table

_HEAD = """# Planted faults

Reprinted by: `cd tests && python -m support.faults > ../docs/planted-faults.md`.

Each of these {count} faults was planted in a copy of the shipped library, one at a time; a test plants them again and
asks for just this message at just this line. `lint` tells what the loader finds too. Where a policy was changed
together with its tests, only `diff` can speak.
"""


def table() -> str:
    """The page."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    known = faults()
    yield _HEAD.format(count=len(known))
    yield "| | fault | caught by | at | message |"
    yield "|---:|---|---|---|---|"
    for number, fault in enumerate(known, 1):
        asked = f"`kiemnhiem {fault.by}{' ' + fault.ask if fault.ask and fault.by != 'diff' else ''}`"
        name = f"{fault.name.en}<br>*{fault.name.vi}*"
        at = f"`{fault.file}`<br>`{_cell(fault.line)}`"
        says = f"{_cell(fault.says.en)}<br>*{_cell(fault.says.vi)}*"
        yield f"| {number} | {name} | {asked} {fault.code if fault.code != TEST_FAILED.id else ''} | {at} | {says} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(table(), end="")
