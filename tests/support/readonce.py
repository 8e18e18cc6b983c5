"""The libraries of this checkout, which no test changes, read once a process: hundreds of commands and jobs ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiemnhiem.limits import Limits
from kiemnhiem.policy import library
from kiemnhiem.policy.model import Library
from kiemnhiem.problem import Problem

HERE = Path(__file__).parents[2]
#: What was read of a folder, by how it is named, from where, and with which limits.
_READ: dict[tuple[Path, Path, Limits], tuple[Library, list[Problem]]] = {}


@dataclass
class _Remembering(library._Loader):
    def load(self) -> Library:
        if not self.root.resolve().is_relative_to(HERE):
            return super().load()
        key = self.root, Path.cwd(), library.LIMITS  # type: ignore[attr-defined]  # where tests change them
        if key not in _READ:
            _READ[key] = super().load(), self.problems
        found, self.problems = _READ[key][0], [*_READ[key][1]]
        return found


@contextmanager
def read_once() -> Iterator[None]:
    """So long as this lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "_Loader", _Remembering)
        yield
