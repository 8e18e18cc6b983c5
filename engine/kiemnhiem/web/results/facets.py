"""What a list can be narrowed down by, with numbers of cases: counted once for each state of a file of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.web.results.index import Filter, Mark, Results


@dataclass(frozen=True)
class Facets:
    """Numbers of all cases that may be seen: by verdict, by area in Vietnamese order, by the names of marks, the most
    frequent first.
    """

    verdicts: Mapping[Verdict, int]
    areas: Sequence[tuple[str, int]]
    marks: Mapping[Mark, Sequence[tuple[str, int]]]

    @property
    def cases(self) -> int:
        """How many may be seen."""
        return sum(self.verdicts.values())


def facets_of(path: Path, places: frozenset[str] | None) -> Facets:
    """Those of a file of results, for somebody who may see these places."""
    state = path.stat()
    return _counted(path, (state.st_mtime_ns, state.st_ino), places)


@lru_cache(maxsize=64)
def _counted(path: Path, _state: tuple[int, int], places: frozenset[str] | None) -> Facets:
    results, everybody = Results(path), Filter(places)
    return Facets(
        results.by_verdict(everybody), results.areas(everybody), {m: results.by_mark(m, everybody) for m in Mark}
    )
