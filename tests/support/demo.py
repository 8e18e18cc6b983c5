"""A library as ``kiemnhiem init`` starts it, in a git repository of its own where one is asked for."""

import subprocess
from pathlib import Path

from kiemnhiem.author.start import start
from kiemnhiem.language import Lang

POLICY = "hamlet/secretary-and-head.yaml"
TESTS = "hamlet/secretary-and-head.test.yaml"


def demo(folder: Path) -> Path:
    """A new library in ``folder``."""
    for _ in start(folder, Lang.VI):
        pass
    return folder


def edit(path: Path, find: str, replace: str) -> None:
    """One replacement in a file, that must be possible."""
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, replace), encoding="utf-8")


def git(folder: Path, *args: str) -> None:
    """Run git as somebody."""
    author = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *author, *args], cwd=folder, check=True, capture_output=True)


def repository(folder: Path) -> Path:
    """A new library as the first commit of a branch ``main``."""
    demo(folder)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    return folder
