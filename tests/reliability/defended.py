"""What defends the program, and the tests that fail without it. ``make defences`` shows that they do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reliability.defended_desk import DESK
from reliability.defended_files import FILES
from reliability.defended_trust import TRUST
from reliability.defended_work import WORK


@dataclass(frozen=True)
class Defence:
    """``name``: what it is against. In ``file``, ``text`` (which stands there once) is what defends; ``without`` stands
    there where it has been taken out. ``tests``: those that must fail then.
    """

    name: str
    file: str
    text: str
    without: str
    tests: tuple[str, ...]

    def removed(self, whole: str) -> str:
        """The file without the defence. Raises :class:`ValueError` where that does not stand there once."""
        if whole.count(self.text) != 1:
            raise ValueError(f"{self.file} has {self.text!r} {whole.count(self.text)} times")
        return whole.replace(self.text, self.without)

    def outcome(self, *, noticed: bool) -> dict[str, object]:
        """As results have it."""
        return {"file": self.file, "tests": [*self.tests], "noticed": noticed}


def _all() -> Iterator[Defence]:
    for part in (FILES, TRUST, DESK, WORK):
        for file, defences in part.items():
            for name, text, without, *tests in defences:
                yield Defence(name, file, text, without, tuple(f"tests/{test}" for test in tests))


DEFENCES = tuple(_all())
