"""Which facts keep a condition from being decided: the inputs a person could still supply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiemnhiem.evaluate.meaning import NO_RECORD, Test, compiled
from kiemnhiem.policy.conditions import Compare, Condition, CountOf, Excepted, FieldRef, Holds, Quantified, Scope, parts
from kiemnhiem.policy.derived import Aggregate, Derived, Lookup, When, references
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.policy.values import Facts, Record, Span


class Missing:
    """Finds missing inputs for one program. A list's field is named ``list.field``; derived facts by their inputs."""

    def __init__(self, program: Program) -> None:
        self._fields = program.vocabulary.fields
        self._library = program.library
        self._tests: dict[int, tuple[Condition, Test]] = {}

    def of(self, condition: Condition, facts: Facts) -> tuple[str, ...]:
        """The names of what is missing to decide ``condition``, in order of appearance; none when it is decided."""
        return tuple(dict.fromkeys(self._open(condition, facts, NO_RECORD, None)))

    def _open(self, condition: Condition, facts: Facts, record: Record, list_: str | None) -> Iterator[str]:
        if self._test(condition)(facts, record) is not None:
            return
        match condition:
            case Compare(field, _, operands):
                for ref in (field, *(o for o in operands if isinstance(o, FieldRef))):
                    yield from self._inputs(ref, facts, record, list_)
            case Quantified(list=ref, where=where) | CountOf(list=ref, where=where):
                records = facts.get(ref.name)
                if not isinstance(records, tuple):
                    yield ref.name
                for r in records if isinstance(records, tuple) else ():
                    yield from self._open(where, facts, r, ref.name)
                if isinstance(condition, CountOf):
                    for operand in condition.operands:
                        if isinstance(operand, FieldRef):
                            yield from self._inputs(operand, facts, record, list_)
            case Excepted(base, exceptions):
                applies = [(self._test(when)(facts, record), when, require) for when, require in exceptions]
                if not any(truth is True for truth, _, _ in applies):
                    yield from self._open(base, facts, record, list_)
                for truth, when, require in applies:
                    if truth is not False:
                        yield from self._open(when, facts, record, list_)
                        yield from self._open(require, facts, record, list_)
            case Holds(ref):
                yield from self._posts(ref, facts)
            case _:
                for part in parts(condition):
                    yield from self._open(part, facts, record, list_)

    def _test(self, condition: Condition) -> Test:
        """The condition compiled, once; it is kept so that its identity stays its own."""
        if id(condition) not in self._tests:
            self._tests[id(condition)] = (condition, compiled(condition))
        return self._tests[id(condition)][1]

    def _posts(self, ref: FieldRef, facts: Facts) -> Iterator[str]:
        records = facts.get(ref.name)
        if not isinstance(records, tuple):
            yield ref.name
            return
        if any(r.get("post") is None for r in records):
            yield f"{ref.name}.post"
        for record in records:
            if record.get("unit") is None:
                yield self._unit(ref, record)

    def _unit(self, ref: FieldRef, record: Record) -> str:
        """What would tell the unit of a record of posts."""
        of = self._fields[ref.name].type.fields["unit"]
        post = self._library.posts.get(str(record.get("post")))
        by_level = of.defaults_by_level.get((post.level if post else None) or "")
        return of.defaults_to or by_level or f"{ref.name}.unit"

    def _inputs(self, ref: FieldRef, facts: Facts, record: Record, list_: str | None) -> Iterator[str]:
        """The inputs behind an open field: itself, or what it is derived from."""
        in_record = ref.scope is Scope.ITEM
        value = record.get(ref.name) if in_record else facts.get(ref.name)
        if value is not None and not isinstance(value, Span):
            return
        name = f"{list_}.{ref.name}" if in_record and list_ else ref.name
        beside: Mapping[str, Field] = self._fields[list_].type.fields if in_record and list_ else self._fields
        of = beside.get(ref.name)
        if of is None or not of.derived:
            yield of.defaults_to if of and of.defaults_to else name
            return
        yield from [*self._behind(of.derived, facts, *((record, list_) if in_record else (NO_RECORD, None)))] or [name]

    def _behind(self, derived: Derived, facts: Facts, record: Record, list_: str | None) -> Iterator[str]:
        """The open inputs of a computation."""
        match derived:
            case When(condition):
                yield from self._open(condition, facts, record, list_)
            case Lookup(rows):
                for row in rows:
                    yield from self._open(row.when, facts, record, list_)
                    if self._test(row.when)(facts, record):
                        break  # no row after it is the first that holds
            case _:
                folded = derived.list.name if isinstance(derived, Aggregate) else None
                for ref in references(derived):
                    yield from self._input(ref, facts, record, list_, folded)

    def _input(
        self, ref: FieldRef, facts: Facts, record: Record, list_: str | None, folded: str | None
    ) -> Iterator[str]:
        """The open inputs behind one that a fact is derived from; ``folded``: from the records of that list."""
        if ref.type.kind is Kind.LIST:
            yield from () if isinstance(facts.get(ref.name), tuple) else (ref.name,)
        elif folded is None or ref.scope is Scope.CASE:
            yield from self._inputs(ref, facts, record, list_)
        else:
            records = facts.get(folded)
            for own in records if isinstance(records, tuple) else ():
                yield from self._inputs(ref, facts, own, folded)
