"""What conditions read: the facts behind each, through whatever is derived, and the values they compare them with.

Names are those of fields, ``list.field`` for a field of a list's records, and names of judgement facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kiemnhiem.policy.conditions import Compare, Condition, Constant, CountOf, FieldRef, Holds, Quantified, Scope, parts
from kiemnhiem.policy.derived import AddMonths, Aggregate, Combine, Derived, Elapsed, Lookup, When
from kiemnhiem.policy.typecheck import AS_OF
from kiemnhiem.policy.types import Field, Vocabulary
from kiemnhiem.policy.values import Scalar


@dataclass
class Use:
    """How a fact is used: constants and facts it is compared with; ``feeds``: derived facts computed from it;
    ``counted``: of a list, whether it matters how many records it has.
    """

    constants: set[Scalar] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)
    feeds: set[str] = field(default_factory=set)
    counted: bool = False


class Inputs:
    """The facts that conditions over one vocabulary read."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.fields = vocabulary.fields
        #: What each name met so far is used for.
        self.uses: dict[str, Use] = {}
        self._behind: dict[str, frozenset[str]] = {}

    def of(self, *conditions: Condition) -> frozenset[str]:
        """Every name that conditions read, derived ones and what they are computed from included."""
        direct = {name for c in conditions for name in self._named(c, None)}
        return frozenset().union(*map(self.behind, direct))

    def behind(self, name: str) -> frozenset[str]:
        """A name and all it is computed from."""
        if name not in self._behind:
            self._behind[name] = frozenset({name})
            of = self.field(name)
            inner = set(self._origins(name, of)) if of else set()
            self._behind[name] = frozenset({name}).union(*map(self.behind, inner))
        return self._behind[name]

    def field(self, name: str) -> Field | None:
        """The field of a name; ``None`` for a judgement's fact and for the as-of date."""
        head, _, tail = name.partition(".")
        of = self.fields.get(head)
        return of.type.fields[tail] if of and tail else of

    def _use(self, name: str) -> Use:
        return self.uses.setdefault(name, Use())

    def _named(self, condition: Condition, list_: str | None) -> Iterator[str]:
        """The names a condition reads itself; how they are used is noted."""
        match condition:
            case Compare(ref, _, operands):
                yield from self._compared(_name(ref, list_), operands, list_)
            case Quantified(list=ref, where=where):
                yield ref.name
                yield from self._named(where, ref.name)
            case CountOf(ref, where, _, operands):
                self._use(ref.name).counted = True
                yield ref.name
                yield from self._named(where, ref.name)
                for name in _refs(operands, list_):
                    self._use(name).beside.add(ref.name)
                    yield name
            case Holds(ref, posts):
                yield from (ref.name, f"{ref.name}.post", f"{ref.name}.unit")
                self._use(f"{ref.name}.post").constants.update(posts)
            case _:
                for part in parts(condition):
                    yield from self._named(part, list_)

    def _compared(self, name: str, operands: Iterable[object], list_: str | None) -> Iterator[str]:
        yield name
        for operand in operands:
            if isinstance(operand, Constant):
                self._use(name).constants.add(operand.value)
            elif isinstance(operand, FieldRef):
                other = _name(operand, list_)
                self._use(name).beside.add(other)
                self._use(other).beside.add(name)
                yield other

    def _origins(self, name: str, of: Field) -> Iterator[str]:
        """What a field is computed from, directly, or takes its value from where it has none."""
        list_ = name.partition(".")[0] if "." in name else None
        if of.defaults_to:
            yield of.defaults_to
        yield from of.defaults_by_level.values()
        for origin in self._terms(of.derived, list_) if of.derived else ():
            self._use(origin).feeds.add(name)
            yield origin

    def _terms(self, derived: Derived, list_: str | None) -> Iterator[str]:
        match derived:
            case Elapsed(_, start, end):
                yield from _refs((start, end), list_)
            case AddMonths(start, months):
                yield from _refs((start, months), list_)
            case Combine(_, terms):
                yield from _refs(terms, list_)
            case When(condition):
                yield from self._named(condition, list_)
            case Lookup(rows):
                for row in rows:
                    yield from self._named(row.when, list_)
            case Aggregate(list=of, field=ref, where=where):
                self._use(of.name).counted = True
                yield of.name
                yield from (f"{of.name}.{ref.name}",) if ref else ()
                yield from self._named(where, of.name)


def _refs(terms: Iterable[object], list_: str | None) -> Iterator[str]:
    return (_name(t, list_) for t in terms if isinstance(t, FieldRef))


def _name(ref: FieldRef, list_: str | None) -> str:
    inside = ref.scope is Scope.ITEM and list_ is not None and ref.name != AS_OF
    return f"{list_}.{ref.name}" if inside else ref.name
