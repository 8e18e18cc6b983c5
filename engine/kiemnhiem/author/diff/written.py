"""Whether two libraries write the same thing: conditions and the fields they rest on, without labels and headings."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from kiemnhiem.policy.conditions import (
    AllOf,
    Always,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    Excepted,
    FieldRef,
    Holds,
    NoneOf,
    Operand,
    Quantified,
    Scope,
    fields_of,
)
from kiemnhiem.policy.derived import AddMonths, Aggregate, Combine, Derived, Elapsed, Lookup, When, references
from kiemnhiem.policy.program import ResolvedPolicy, Rule
from kiemnhiem.policy.types import Field, Kind, Vocabulary


def form(condition: Condition) -> Hashable:
    """What a condition says, by names."""
    match condition:
        case Always(value):
            return value
        case Compare(field, operator, operands):
            return _operand(field), operator, tuple(map(_operand, operands))
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            return type(condition).__name__, tuple(map(form, items))
        case Quantified(quantifier, list_, where):
            return quantifier, list_.name, form(where)
        case CountOf(list_, where, operator, operands):
            return "count", list_.name, form(where), operator, tuple(map(_operand, operands))
        case Holds(list_, posts):
            return "holds", list_.name, posts
        case Excepted(base, exceptions):
            return "except", form(base), tuple((form(c), form(r)) for c, r in exceptions)
        case _:
            return repr(condition)


def _operand(operand: Operand) -> Hashable:
    match operand:
        case Constant(value):
            return value
        case FieldRef(name, _, scope):
            return scope, name
        case _:
            return repr(operand)


def rule_form(rule: Rule | None) -> Hashable:
    """What a requirement says."""
    return None if rule is None else (form(rule.when), form(rule.condition))


def policy_form(policy: ResolvedPolicy) -> Hashable:
    """What a policy says."""
    return form(policy.concerns), frozenset((r.id, r.strength, rule_form(r)) for r in policy.rules)


def conditions_of(rule: Rule | None) -> tuple[Condition, ...]:
    """The conditions of a requirement that is there."""
    return () if rule is None else (rule.when, rule.condition)


# --- fields -----------------------------------------------------------------------------------------------------------


def fields_by_path(vocabulary: Vocabulary) -> Mapping[str, Field]:
    """Every field, those of records as ``list.field``."""
    inner = {f"{n}.{m}": g for n, f in vocabulary.fields.items() for m, g in f.type.fields.items()}
    return {**vocabulary.fields, **inner}


def read(condition: Condition, vocabulary: Vocabulary) -> set[str]:
    """The paths of the fields a condition rests on; of a record's field, those of that name in any list."""
    fields, found = fields_by_path(vocabulary), set[str]()
    waiting = list(fields_of(condition))
    while waiting:
        ref = waiting.pop()
        inside = [p for p in fields if p.endswith(f".{ref.name}")] if ref.scope is Scope.ITEM else [ref.name]
        for path in inside:
            if path in fields and path not in found:
                found.add(path)
                derived = fields[path].derived
                waiting += references(derived) if derived else ()
                waiting += [FieldRef(n, vocabulary.fields[n].type) for n in _defaults(fields[path])]
    return found


def _defaults(field: Field) -> set[str]:
    return {n for n in (field.defaults_to, *field.defaults_by_level.values()) if n}


def same_field(old: Vocabulary, new: Vocabulary, path: str) -> bool:
    """Whether a field means the same in both: its kind, how it is computed, the order of the choices both have."""
    one, two = (fields_by_path(v).get(path) for v in (old, new))
    if one is None or two is None:
        return one is two
    if _meant(one) != _meant(two):
        return False
    if one.type.kind is not Kind.SCALE:
        return True
    common = one.type.positions.keys() & two.type.positions.keys()
    return [c for c in one.type.positions if c in common] == [c for c in two.type.positions if c in common]


def _meant(field: Field) -> Hashable:
    defaults = field.defaults_to, tuple(sorted(field.defaults_by_level.items()))
    return field.type.kind, defaults, _derived(field.derived)


def _derived(derived: Derived | None) -> Hashable:
    match derived:
        case Elapsed(unit, start, end):
            return unit, _operand(start), _operand(end)
        case AddMonths(start, months):
            return "add_months", _operand(start), _operand(months)
        case Combine(operation, terms):
            return operation, tuple(map(_operand, terms))
        case Aggregate(operation, list_, field, where):
            return operation, list_.name, field and _operand(field), form(where)
        case When(condition):
            return form(condition)
        case Lookup(rows):
            return tuple((form(r.when), r.value) for r in rows)
        case None:
            return None


def alike(old: Vocabulary, new: Vocabulary, *conditions: Condition) -> bool:
    """Whether every field that conditions rest on means the same in both."""
    paths = {p for c in conditions for v in (old, new) for p in read(c, v)}
    return all(same_field(old, new, p) for p in paths)
