"""Facts of a case as flat small integers: days, ranks, positions, millionths; what is unknown is left out.

A text becomes a number that holds within one case: enough to tell whether two texts are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiemnhiem.errors import EngineError
from kiemnhiem.evaluate.rete.fields import Held, Names, Slot
from kiemnhiem.language import Text
from kiemnhiem.policy.types import Kind
from kiemnhiem.policy.values import Facts, Record, Value, comparable

#: A fact by field name.
Flat = dict[str, int]

#: The list that holds the posts of a case, and its fields.
POSTS, POST, UNIT = "posts", "post", "unit"


@dataclass(frozen=True, slots=True)
class Encoded:
    """One case. ``lists`` has the records of each list the plan names, ``None`` where the list is unknown; ``held`` the
    posts known to be held, ``hidden`` how many more are held and not known.
    """

    case: Flat
    lists: tuple[list[Flat] | None, ...]
    held: tuple[str, ...]
    hidden: int


class Encoder:
    """Writes cases with the names of one program."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def encode(self, facts: Facts) -> Encoded:
        """One case's completed facts."""
        texts = dict(self._names.texts)
        case = _flat(self._names.slots.values(), facts, texts)
        for held in self._names.holds.values():
            records = facts.get(held.list)
            if isinstance(records, tuple):
                case.update(zip(held.at, _together(records, held), strict=True))
        lists = tuple(_records(facts.get(name), use.slots.values(), texts) for name, use in self._names.lists.items())
        posts = facts.get(POSTS)
        hidden = sum(r.get(POST) is None for r in posts) if isinstance(posts, tuple) else 0
        return Encoded(case, lists, _posts(posts), hidden)


def _flat(slots: Iterable[Slot], facts: Facts, texts: dict[str, int]) -> Flat:
    flat: Flat = {}
    for slot in slots:
        value = facts.get(slot.field)
        if value is None:
            continue
        if slot.type.kind is Kind.TEXT:
            bounds = (texts.setdefault(comparable(str(value)), len(texts)),) * 2
        else:
            bounds = slot.type.bounds(value)  # type: ignore[arg-type,assignment]  # a scalar that is not a text
        if bounds[0] != bounds[1] and slot.at[0] == slot.at[1]:
            raise EngineError(
                Text(
                    f"Mạng Rete: trường {slot.field} chỉ được có một giá trị, không thể là một khoảng",
                    f"Rete network: the field {slot.field} must have one value, not a range",
                )
            )
        flat.update(zip(slot.at, bounds, strict=True))
    return flat


def _records(records: Value, slots: Iterable[Slot], texts: dict[str, int]) -> list[Flat] | None:
    if not isinstance(records, tuple):
        return None
    slots = tuple(slots)
    return [_flat(slots, record, texts) for record in records]


def _posts(records: Value) -> tuple[str, ...]:
    if not isinstance(records, tuple):
        return ()
    return tuple(sorted({str(r[POST]) for r in records if r.get(POST) is not None}))


# --- several posts in one unit ------------------------------------------------------------------------------------


def _alike(unit: object) -> str | None:
    """A unit's name as texts are compared."""
    return None if unit is None else comparable(str(unit))


def _together(records: Sequence[Record], held: Held) -> tuple[int, int]:
    """Bounds of whether distinct records hold the posts in one unit.

    Records are pairwise in one unit when all the units known among them are the same, and certainly so when all are
    known; so it is enough to try each unit that occurs, and the one nobody knows.
    """
    records = [{**r, UNIT: _alike(r.get(UNIT))} for r in records]
    units = {r[UNIT] for r in records}
    alone = len(held.posts) == 1
    certain = any(
        _assigned([[n for n, r in enumerate(records) if r.get(POST) == p and (alone or r.get(UNIT) == unit)]
                   for p in held.posts])
        for unit in units if alone or unit is not None
    )  # fmt: skip
    possible = any(
        _assigned([[n for n, r in enumerate(records)
                    if r.get(POST) in (p, None) and (alone or r.get(UNIT) in (unit, None))]
                   for p in held.posts])
        for unit in units
    )  # fmt: skip
    return int(certain), int(possible)


def _assigned(candidates: Sequence[Sequence[int]]) -> bool:
    """Whether each row can have a candidate of its own (Kuhn's augmenting paths)."""
    taken: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for candidate in candidates[row]:
            if candidate not in tried:
                tried.add(candidate)
                if candidate not in taken or place(taken[candidate], tried):
                    taken[candidate] = row
                    return True
        return False

    return all(place(row, set()) for row in range(len(candidates)))
