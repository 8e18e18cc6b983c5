"""Every command of every tutorial runs, and prints what the tutorial shows."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from support.tutorials import Command, Kept, Reader, steps

HERE = Path(__file__).parents[2] / "docs" / "tutorials"
TUTORIALS = sorted(p for p in HERE.glob("*.md") if not p.name.startswith("index"))


def test_there_is_a_tutorial_for_each_kind_of_user() -> None:
    kinds = {p.name.partition(".")[0] for p in TUTORIALS}
    assert kinds == {"officer", "author", "ci", "administrator", "auditor"}
    assert (HERE / "officer.vi.md").exists()


@pytest.mark.slow
@pytest.mark.parametrize("path", TUTORIALS, ids=lambda p: p.name)
def test_every_command_prints_what_is_shown(path: Path, tmp_path: Path) -> None:
    told = list(steps(path.read_text(encoding="utf-8")))
    assert any(isinstance(step, Command) for step in told)
    reader = Reader(tmp_path)
    try:
        for step in told:
            reader.do(step)
    finally:
        reader.close()


def test_a_command_that_prints_otherwise_is_noticed(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    wrong = '```console\n$ echo "một  hai"\nmột hai\n$ echo ba\nbốn\n```\n'
    first, second = steps(wrong)
    reader.do(first)
    with pytest.raises(AssertionError, match="does not print\nbốn\nbut\nba"):
        reader.do(second)


@pytest.mark.parametrize(
    ("shown", "is_shown"),
    [
        ("1\n2\n3", True),
        ("…\n2\n…", True),
        ("1\n…", True),
        ("1\n3", False),
        ("2\n…", False),
        ("1\n2", False),
        ("3\n…\n1", False),
        ("1\n2\n3…", True),
    ],
)
def test_what_is_left_out_is_marked(shown: str, is_shown: bool, tmp_path: Path) -> None:
    (step,) = steps(f"```console\n$ seq 3\n{shown}\n```\n")
    with nullcontext() if is_shown else pytest.raises(AssertionError, match="does not print"):
        Reader(tmp_path).do(step)


def test_a_command_that_ends_otherwise_is_noticed(tmp_path: Path) -> None:
    fine, wrong = steps("```console\n$ exit 3 # ends with 3\n$ exit 3\n```\n")
    Reader(tmp_path).do(fine)
    with pytest.raises(AssertionError, match="ended with 3"):
        Reader(tmp_path).do(wrong)


def test_files_are_written_as_they_stand(tmp_path: Path) -> None:
    (kept,) = steps('    ```csv title="a/b.csv"\n    x,y\n    1,2\n    ```\n')
    assert isinstance(kept, Kept)
    Reader(tmp_path).do(kept)
    assert (tmp_path / "a" / "b.csv").read_text(encoding="utf-8") == "x,y\n1,2\n"
