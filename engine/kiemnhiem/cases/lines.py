"""Lines of a text, none longer than may be: a file without line breaks must not fill the memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import IO

_ENDS = ("\n", "\r")


def bounded(file: IO[str], most: int, tell: Callable[[int], None]) -> Iterator[str]:
    """The lines of a file. In place of one with over ``most`` characters comes an empty one, and its number is told."""
    for number, line in enumerate(iter(partial(file.readline, most + 1), ""), 1):
        if len(line) <= most:
            yield line
            continue
        rest = line
        while rest and not rest.endswith(_ENDS):
            rest = file.readline(most)
        tell(number)
        yield "\n"
