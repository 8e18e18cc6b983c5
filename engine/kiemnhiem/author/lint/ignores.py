"""``# lint: ignore rule-id — reason``: at the end of the line of a finding, or alone on the line above it; above the
first line of a file it is about the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kiemnhiem.author.comments import Comment
from kiemnhiem.problem import Place

_IGNORE = re.compile(r"#\s*lint:\s*ignore\b\s*+(?P<rule>[\w-]*)\s*+(?:[—–:-]+\s*(?P<reason>.*))?$")


@dataclass(frozen=True)
class Ignore:
    """A finding that the author has looked at and means to keep. ``line``: that of the finding;
    ``None``: any of the file.
    """

    file: str
    rule: str
    reason: str
    line: int | None
    comment: Comment
    #: Places of the findings it silenced.
    used: list[Place] = field(default_factory=list, compare=False)

    @property
    def place(self) -> Place:
        """Where the comment stands."""
        return Place(self.file, self.comment.line, self.comment.column)


def ignores(file: str, text: str, comments: Iterable[Comment]) -> Iterator[Ignore]:
    """The ignores among a file's comments."""
    lines = text.split("\n")
    for comment in comments:
        said = _IGNORE.match(comment.text)
        if said:
            line: int | None = _next_content(lines, comment.line) if comment.alone else comment.line
            if comment.alone and line == _next_content(lines, 0):
                line = None
            yield Ignore(file, said["rule"], (said["reason"] or "").strip(), line, comment)


def _next_content(lines: list[str], after: int) -> int:
    """The next line that holds more than a comment; lines count from 1."""
    for number in range(after + 1, len(lines) + 1):
        content = lines[number - 1].strip()
        if content and not content.startswith("#"):
            return number
    return after


def silenced(place: Place, rule: str, ignores: Iterable[Ignore]) -> bool:
    """Whether a finding is ignored; the ignore remembers it."""
    by = [i for i in ignores if (i.file, i.rule) == (place.file, rule) and i.line in (None, place.line)]
    for ignore in by:
        ignore.used.append(place)
    return bool(by)
