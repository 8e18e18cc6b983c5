"""What a job's process is told, and what it tells: lines of JSON on its standard input and output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

from kiemnhiem.language import Lang, Text

#: Tells how far the work is: the stage, cases done, cases in all (0 where that is not known).
Tell = Callable[[str, int, int], None]

STAGES: Mapping[str, Text] = {
    "waiting": Text("Đang chờ đến lượt", "Waiting for its turn"),
    "reading": Text("Đang đọc tệp", "Reading the file"),
    "deciding": Text("Đang xét", "Deciding"),
    "saving": Text("Đang lưu kết quả", "Saving the results"),
    "writing": Text("Đang viết", "Writing"),
}


@dataclass(frozen=True)
class Progress:
    """How far a job is: its stage, and cases done of those there are (0 where that is not known)."""

    stage: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Order:
    """One job. ``folder``: where the upload is and the work goes; ``upload``: the file's name in it; ``name``: as its
    owner calls it. ``library``: the policies' folder; none: the shipped ones; ``digest``: its content as the server has
    it, where the job must have the same. ``headings``: fields by the headings that were mapped by hand (an empty one:
    not to be read). ``answers``: judgements answered at the desk, by case and fact: the answer, who, which day.
    ``places``: the places whose cases may be written; ``None``: all.
    """

    kind: str
    folder: str
    upload: str
    name: str
    subject: str
    policies: list[str]
    place: str | None
    as_of: str
    library: str | None = None
    digest: str = ""
    headings: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, tuple[bool | None, str, str]]] = field(default_factory=dict)
    places: list[str] | None = None
    lang: str = Lang.VI.value
    show_personal: bool = False
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The uploaded file."""
        return Path(self.folder) / self.upload

    @property
    def results(self) -> Path:
        """The file of results."""
        return Path(self.folder) / "results.sqlite"

    @property
    def day(self) -> date:
        """The as-of date."""
        return date.fromisoformat(self.as_of)

    def object(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Self:
        """From JSON."""
        return cls(**raw)
