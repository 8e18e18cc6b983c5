"""The fields of flat facts: short names of our own, and what the parent process must put under them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from kiemnhiem.errors import EngineError
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import FieldRef, Scope
from kiemnhiem.policy.types import ORDERED, FieldType, Kind
from kiemnhiem.policy.values import Scalar, comparable

if TYPE_CHECKING:
    from kiemnhiem.evaluate.rete.formula import Positive

#: The names of the fields that hold the low and the high bound; one name where a type knows no ranges.
Bounded: TypeAlias = tuple[str, str]

#: On every fact, and tested by a rule of its own: a fact that matches no rule at all is refused by durable_rules.
#: (``id`` would not do: the session's own message has one, and a rule that matches it never ends.)
PRESENT = "k"
#: The name of a fact within its session.
ID = "id"


@dataclass(frozen=True)
class Slot:
    """A field of the case or of a record, and where its bounds go."""

    field: str
    type: FieldType
    at: Bounded


@dataclass(frozen=True)
class Counted:
    """Bounds of a number of records: those for which ``true`` holds, those for which ``false`` does not."""

    true: Positive
    false: Positive
    at: Bounded


@dataclass(frozen=True)
class Held:
    """Whether the records of a list hold ``posts``: bounds between 0 and 1."""

    list: str
    posts: tuple[str, ...]
    at: Bounded


@dataclass
class ListUse:
    """What is asked of one list."""

    slots: dict[str, Slot] = field(default_factory=dict)
    counts: dict[tuple[Positive, Positive], Counted] = field(default_factory=dict)


@dataclass
class Names:
    """Names for every field the conditions of a program read. ``at``: the list whose records are being tested."""

    slots: dict[str, Slot] = field(default_factory=dict)
    lists: dict[str, ListUse] = field(default_factory=dict)
    holds: dict[tuple[str, tuple[str, ...]], Held] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    at: str | None = None
    taken: list[str] = field(default_factory=list)

    def inside(self, list: FieldRef) -> Names:
        """The same names, for conditions on the records of ``list``."""
        if self.at is not None:
            raise EngineError(
                Text(
                    f"Mạng Rete: danh sách {list.name} nằm trong bản ghi của danh sách {self.at}",
                    f"Rete network: the list {list.name} is tested inside a record of the list {self.at}",
                )
            )
        self.lists.setdefault(list.name, ListUse())
        return Names(self.slots, self.lists, self.holds, self.texts, list.name, self.taken)

    def field(self, ref: FieldRef) -> Bounded:
        """Where the bounds of a field go."""
        slots = self.lists[self.at].slots if self.at and ref.scope is Scope.ITEM else self.slots
        if ref.name not in slots:
            slots[ref.name] = Slot(ref.name, ref.type, self._bounds("f", ranged=ref.type.kind in ORDERED))
        return slots[ref.name].at

    def counted(self, list: str, true: Positive, false: Positive) -> Bounded:
        """Where the bounds of a number of records go."""
        counts = self.lists[list].counts
        if (true, false) not in counts:
            counts[true, false] = Counted(true, false, self._bounds("c", ranged=True))
        return counts[true, false].at

    def held(self, list: str, posts: tuple[str, ...]) -> Bounded:
        """Where the bounds of "holds these posts" go."""
        if (list, posts) not in self.holds:
            self.holds[list, posts] = Held(list, posts, self._bounds("h", ranged=True))
        return self.holds[list, posts].at

    def constant(self, type: FieldType, value: Scalar) -> int:
        """The ordinal of a constant; a text gets a number of its own."""
        if type.kind is Kind.TEXT:
            return self.texts.setdefault(comparable(str(value)), len(self.texts))
        bounds = type.bounds(value)
        if bounds is None or bounds[0] != bounds[1]:
            raise EngineError(
                Text(
                    f"Mạng Rete: hằng số không rõ giá trị: {value}",
                    f"Rete network: a constant that is no value: {value}",
                )
            )
        return int(bounds[0])

    def _bounds(self, letter: str, *, ranged: bool) -> Bounded:
        names = [f"{letter}{len(self.taken) + n}" for n in range(1 + ranged)]
        self.taken.extend(names)
        return names[0], names[-1]


def check_hashes(names: list[str]) -> None:
    """Refuse two names that durable_rules would take for one: it compares a 32-bit hash of them only.

    :raises EngineError: naming both.
    """
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(fnv(name), name)
        if other != name:
            raise EngineError(
                Text(
                    f"Mạng Rete: không phân biệt được hai tên {other} và {name}",
                    f"Rete network: cannot tell the names {other} and {name} apart",
                )
            )


def fnv(name: str) -> int:
    """The hash by which durable_rules knows a name: 32-bit FNV-1a."""
    value = 2166136261
    for byte in name.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


__all__ = ["ID", "PRESENT", "Bounded", "Counted", "Held", "ListUse", "Names", "Slot", "check_hashes", "fnv"]
