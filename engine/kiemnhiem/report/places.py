"""Verdicts by place, over cases that were read one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import cast

from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.explain.words import scalar_words
from kiemnhiem.language import Text
from kiemnhiem.policy.types import Field, Vocabulary
from kiemnhiem.policy.values import Facts, Scalar, Span, comparable
from kiemnhiem.report import words

_NOT_KNOWN = Text("(không rõ)", "(not known)")


@dataclass(frozen=True)
class PlaceCount:
    """The cases of one place by verdict."""

    place: Text
    verdicts: Mapping[Verdict, int]

    @property
    def cases(self) -> int:
        """All of them."""
        return sum(self.verdicts.values())


@dataclass(frozen=True)
class PlaceCounts:
    """``by``: what kind of place; ``places``: those with most cases first."""

    by: Text
    places: tuple[PlaceCount, ...]


class PlaceTally:
    """Counts cases as they pass, under each field that says where they belong: places, and the names of units that
    stand on rows of their own.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        fields = [of for of in vocabulary.fields.values() if (of.place or of.section) and not of.personal]
        #: The names of the fields.
        self.fields = [of.name for of in fields]
        self._groups = [_Group(of) for of in fields]

    def add(self, facts: Facts, verdict: Verdict, cases: int = 1) -> None:
        """Count one case, or several that are alike."""
        for group in self._groups:
            group.add(facts, verdict, cases)

    @property
    def counts(self) -> PlaceCounts | None:
        """By the first of the fields, declared from wide to narrow, in which the cases differ; ``None``: in none."""
        return next((group.counts for group in self._groups if group.differs), None)


class _Group:
    def __init__(self, of: Field) -> None:
        self._of = of
        self._named: dict[Hashable, Text] = {None: _NOT_KNOWN}
        self._counted: dict[Hashable, Counter[Verdict]] = {}

    def add(self, facts: Facts, verdict: Verdict, cases: int) -> None:
        value = facts.get(self._of.name)
        known = None if isinstance(value, Span | tuple) else value
        key = comparable(known) if isinstance(known, str) else known
        if key not in self._named:
            self._named[key] = scalar_words(self._of.type, cast("Scalar", known))
        self._counted.setdefault(key, Counter())[verdict] += cases

    @property
    def differs(self) -> bool:
        return len(self._counted.keys() - {None}) > 1

    @property
    def counts(self) -> PlaceCounts:
        rows = (
            PlaceCount(self._named[key], {verdict: counted[verdict] for verdict in words.VERDICTS})
            for key, counted in self._counted.items()
        )
        return PlaceCounts(self._of.label, tuple(sorted(rows, key=lambda row: (-row.cases, row.place.vi))))
