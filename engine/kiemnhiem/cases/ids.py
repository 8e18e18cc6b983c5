"""The ids of all people of a reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property


@dataclass
class Ids:
    """Which ids people bear. ``twice``: those that several people do."""

    taken: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)

    def add(self, ids: Iterable[str | None]) -> None:
        """Ids of more people; ``None`` is somebody without one."""
        for id_ in ids:
            if id_ is not None:
                (self.twice if id_ in self.taken else self.taken).add(id_)

    def join(self, others: Ids) -> None:
        """The ids of others too."""
        self.twice |= others.twice | (self.taken & others.taken)
        self.taken |= others.taken

    @cached_property
    def _by_number(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id_ in self.taken:
            if id_.isdecimal():
                found.setdefault(id_.lstrip("0"), []).append(id_)
        return found

    def called(self, id_: str) -> list[str]:
        """The id; of digits, if nobody has it, those that differ from it in leading zeros."""
        if id_ in self.taken:
            return [id_]
        return self._by_number.get(id_.lstrip("0"), []) if id_.isdecimal() else []
