"""The comments of a YAML file: what the parser skips, with where it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from kiemnhiem.policy.source import LOADER

_START = re.compile(r"(?<![^ \t\n\r])#")


@dataclass(frozen=True, slots=True)
class Comment:
    """``text`` from its ``#`` to the end of the line. ``line`` and ``column`` from 1; ``index`` from 0 in the file;
    ``alone``: nothing stands before it on its line.
    """

    text: str
    line: int
    column: int
    index: int
    alone: bool


def comments(text: str) -> Iterator[Comment]:
    """The comments of a file that parses, in order. Raises :class:`yaml.YAMLError` for one that does not."""
    if "#" not in text:
        return
    starts, ends = _scalars(text)
    begin = 0
    for number, line in enumerate(text.split("\n"), 1):
        for found in _START.finditer(line):
            index = begin + found.start()
            inside = bisect_right(starts, index) - 1
            if inside >= 0 and index < ends[inside]:
                continue
            said = line[found.start() :].rstrip()
            yield Comment(said, number, found.start() + 1, index, not line[: found.start()].strip())
            break
        begin += len(line) + 1


def _scalars(text: str) -> tuple[list[int], list[int]]:
    """Where the scalars of a file begin and end; of a block scalar, its text without the line of its ``>-``."""
    starts, ends = [], []
    for token in yaml.scan(text, Loader=LOADER):
        if isinstance(token, yaml.ScalarToken):
            start = token.start_mark.index
            starts.append(text.find("\n", start) + 1 if token.style in ("|", ">") else start)
            ends.append(token.end_mark.index)
    return starts, ends
