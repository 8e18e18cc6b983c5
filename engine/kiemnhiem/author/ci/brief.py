"""What a reader is shown: of findings alike, a few and how many more. One fault can make fifty tests fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiemnhiem.author.ci.model import Finding, Report
from kiemnhiem.language import Text

#: How many of one code in one file are shown.
SHOWN = 5
_MORE = Text("… và {count} mục {code} nữa trong {file}", "… and {count} more {code} in {file}")


@dataclass(frozen=True)
class Rest:
    """How many more there are of one code in one file."""

    code: str
    file: str
    count: int

    @property
    def words(self) -> Text:
        """As a sentence."""
        return _MORE.format(count=self.count, code=self.code, file=self.file or "—")


def brief(report: Report) -> Iterator[Finding | Rest]:
    """The open findings, step by step and errors first, of each code in each file the first few."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for _, finding in report.open:
        place = finding.problem.place
        groups.setdefault((finding.problem.code.id, report.path(place) if place else ""), []).append(finding)
    for (code, file), group in groups.items():
        yield from group[:SHOWN]
        if len(group) > SHOWN:
            yield Rest(code, file, len(group) - SHOWN)
