"""The cases of a reading, each made when it is asked for: most runs ask for columns of facts and no more."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any, overload

from kiemnhiem.cases.case import Case, Recorded
from kiemnhiem.cases.draft import Draft, Source
from kiemnhiem.cases.grid import Column
from kiemnhiem.cases.plainrows import PlainRows
from kiemnhiem.policy.types import Vocabulary
from kiemnhiem.policy.values import Facts


class Cases(Sequence[Case]):
    """Closed drafts as cases. A case is always the same object."""

    def __init__(self, drafts: Sequence[Draft] = ()) -> None:
        self._drafts = drafts

    @classmethod
    def of(cls, cases: Sequence[Case]) -> Cases:
        """Any cases, to be seen as columns."""
        if isinstance(cases, Cases):
            return cases
        return cls([Draft(c.id, None, _ANYWHERE, None, ({**c.facts}, {**c.judgements}), _case=c) for c in cases])

    def __len__(self) -> int:
        return len(self._drafts)

    @overload
    def __getitem__(self, index: int) -> Case: ...
    @overload
    def __getitem__(self, index: slice) -> Cases: ...
    def __getitem__(self, index: int | slice) -> Case | Cases:
        return Cases(self._drafts[index]) if isinstance(index, slice) else self._drafts[index].case()

    def __iter__(self) -> Iterator[Case]:
        return (draft.case() for draft in self._drafts)

    def __eq__(self, other: object) -> bool:
        return [*self] == [*other] if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # a list of facts

    def __repr__(self) -> str:
        return repr(tuple(self))

    @property
    def ids(self) -> list[str]:
        """Their ids."""
        return [draft.id for draft in self._drafts]

    @cached_property
    def names(self) -> frozenset[str]:
        """Every fact and judgement that some case tells, and perhaps others."""
        own = frozenset[str]().union(*(names for _, told in self._told for names in told))
        return own.union(*(plain.names for plain in self._spans))

    def column(self, name: str) -> Column:
        """What they tell of one fact or judgement, ``None`` where nothing."""
        values: list[Any] = []
        codes = array("I", bytes(4 * len(self)))
        for plain, spans in self._spans.items():
            column, before = plain.column(name), len(values)
            values += column.cells
            moved = array("I", [code + before for code in column.codes]) if before else column.codes
            for at, start, height in spans:
                codes[at : at + height] = moved[start : start + height]
        numbers: dict[Hashable, int] = {}
        for row, (facts, answers) in self._told:
            value = facts.get(name, answers.get(name))
            known: Hashable = id(value) if isinstance(value, tuple) else value
            if known not in numbers:
                numbers[known] = len(values)
                values.append(value)
            codes[row] = numbers[known]
        return Column(values, codes)

    def places(self, vocabulary: Vocabulary) -> Iterator[Facts]:
        """What they tell of where they belong, most of it once."""
        names = [name for name, of in vocabulary.fields.items() if of.place]
        return (facts for facts, _, _ in self.counted(names, repeat(None, len(self))))

    def counted(self, names: Sequence[str], beside: Iterable[Hashable]) -> Iterator[tuple[Facts, Any, int]]:
        """What they tell of some facts together, what stands ``beside`` them, and how many cases do; in the order in
        which they come first. What different cells tell alike is counted apart.
        """
        columns = [self.column(name) for name in names]
        counts = Counter(zip(beside, *(column.codes for column in columns), strict=True))
        for (other, *codes), count in counts.items():
            told = zip(names, columns, codes, strict=True)
            yield {n: value for n, of, code in told if (value := of.cells[code]) is not None}, other, count

    @cached_property
    def _spans(self) -> dict[PlainRows, list[tuple[int, int, int]]]:
        """Runs of plain rows by their source: the first row here, the first there, and how many."""
        spans: dict[PlainRows, list[tuple[int, int, int]]] = {}
        source, at, start, height = None, 0, 0, 0
        for row, draft in enumerate(self._drafts):
            if draft.source is source and draft.told == start + height:
                height += 1
                continue
            _note(spans, source, at, start, height)
            source, at, height = None, row, 0
            if isinstance(draft.told, int):
                source, start, height = draft.source, draft.told, 1
        _note(spans, source, at, start, height)
        return spans

    @cached_property
    def _told(self) -> list[tuple[int, tuple[Facts, Mapping[str, Recorded]]]]:
        """What those tell by row that are in no such run."""
        others = ((row, draft.case()) for row, draft in enumerate(self._drafts) if not isinstance(draft.told, int))
        return [(row, (case.facts, case.judgements)) for row, case in others]


def _note(
    spans: dict[PlainRows, list[tuple[int, int, int]]], source: Source | None, at: int, start: int, height: int
) -> None:
    if source and source.plain:
        spans.setdefault(source.plain, []).append((at, start, height))


_ANYWHERE = Source("")
