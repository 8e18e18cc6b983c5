"""A small library for tests, with one more file in it."""

import shutil
from pathlib import Path

from kiemnhiem.errors import PolicyError
from kiemnhiem.policy import load_library
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem

HERE = Path(__file__).parents[1] / "policies"


def library_with(folder: Path, content: bytes | str, name: str = "case.yaml") -> Library:
    """The base library and one file more."""
    root = folder / "library"
    shutil.copytree(HERE / "base", root, dirs_exist_ok=True)
    (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_library(root)[0]


def problems_with(folder: Path, content: bytes | str) -> list[Problem]:
    """The problems of the base library with one file more."""
    try:
        library_with(folder, content)
    except PolicyError as error:
        return list(error.problems)
    return []
