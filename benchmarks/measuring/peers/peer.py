"""What a peer is to the harness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from kiemnhiem.cases.case import Case

#: The value of each requirement, in order: true, false, unknown.
Values: TypeAlias = Sequence[bool | None]


class Peer(Protocol):
    """An engine that decides one record after another. Compiling is done when it is made."""

    name: str

    def prepare(self, cases: Sequence[Case]) -> Sequence[Any]:
        """The cases as this engine takes them; not timed."""
        ...

    def decide(self, prepared: Sequence[Any]) -> list[Values]:
        """The values of the requirements of each case."""
        ...


def decided(true: bool, false: bool) -> bool | None:
    """Certainly true, certainly false, or neither."""
    return True if true else False if false else None
