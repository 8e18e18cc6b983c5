"""What every report of a run needs besides its findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kiemnhiem.cases import Reading
from kiemnhiem.language import Lang
from kiemnhiem.policy.program import Program


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

    @property
    def library(self) -> str:
        """The policy library by its folder's name and the digest of its content: the same on every machine."""
        library = self.program.library
        return f"{Path(library.root).name}@{library.digest}"
