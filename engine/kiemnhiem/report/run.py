"""What every report of a run needs besides its findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from kiemnhiem.cases import Reading
from kiemnhiem.language import Lang
from kiemnhiem.policy.program import Program


class Receipt(Protocol):
    """What a run was asked and what came out, to be carried by its results: :mod:`kiemnhiem.trust.receipt`."""

    @property
    def id(self) -> str:
        """The same for every run that is the same."""

    @property
    def short(self) -> str:
        """The beginning of the id, for a reader."""

    def object(self) -> dict[str, Any]:
        """As JSON has it, without the time: results of equal runs are equal."""


class Sealing(Protocol):
    """What makes the receipt of a run whose answers it has seen: :mod:`kiemnhiem.trust.seal`."""

    def receipt(self, program: Program, engine: str) -> Receipt:
        """The receipt of the answers so far."""


@dataclass(frozen=True)
class Run:
    """One question asked of some cases. ``engine``: who decided; ``reading``: the cases, the officer's own columns, and
    the problems met in reading them. Personal facts are masked unless ``show_personal``.
    """

    program: Program
    engine: str
    reading: Reading = field(default_factory=lambda: Reading((), (), ()))
    lang: Lang = Lang.VI
    show_personal: bool = False
    seal: Sealing | None = None

    @property
    def receipt(self) -> Receipt | None:
        """The receipt, when every case has passed; ``None`` where nobody asked for one."""
        return self.seal.receipt(self.program, self.engine) if self.seal else None

    @property
    def library(self) -> str:
        """The policy library by its folder's name and the digest of its content: the same on every machine."""
        library = self.program.library
        return f"{Path(library.root).resolve().name}@{library.digest}"
