"""The workload for engines that know only true and false: of each requirement, when it is certainly true and when it is
certainly false.

Facts become integers, codes and booleans: dates as 20260601, scales as ranks, numbers as millionths, so that every
engine compares what it compares best. An age against the day asked for becomes a test of the date of birth, worked out
once; the peers are spared that arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from kiemnhiem.cases.case import Case
from kiemnhiem.policy import conditions as of
from kiemnhiem.policy.derived import Aggregate, Elapsed, Unit
from kiemnhiem.policy.program import Program, Rule
from kiemnhiem.policy.types import Field, FieldType, Kind
from kiemnhiem.policy.values import comparable, number_ordinal

Plain: TypeAlias = int | str | bool


@dataclass(frozen=True, slots=True)
class Name:
    """A field; ``item``: of the record at hand."""

    name: str
    item: bool = False


@dataclass(frozen=True, slots=True)
class Test:
    """``left`` and ``right`` are known, and ``left operator right``: one of ``== != < <= > >=``, or ``in`` and
    ``not in`` several.
    """

    left: Name
    operator: str
    right: Plain | Name | tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """All parts."""

    parts: tuple[Logic, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Some part."""

    parts: tuple[Logic, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """The list is known and some record fits."""

    list: str
    where: Logic


@dataclass(frozen=True, slots=True)
class Every:
    """The list is known and every record fits."""

    list: str
    where: Logic


@dataclass(frozen=True, slots=True)
class Counted:
    """The list is known, and the number of records that fit (or, ``unfit``, that do not) is ``operator number``."""

    list: str
    where: Logic
    operator: str
    number: int
    unfit: bool = False


Logic: TypeAlias = Test | Both | Either | Some | Every | Counted

NEVER, ANYHOW = Either(()), Both(())
_OPERATORS = {
    "is": "==", "is_not": "!=", "in": "in", "not_in": "not in",
    "at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<",
    "on_or_after": ">=", "after": ">", "on_or_before": "<=", "before": "<",
}  # fmt: skip
_OPPOSITE = {"==": "!=", "in": "not in", ">=": "<", ">": "<="}
_OPPOSITE |= {v: k for k, v in _OPPOSITE.items()}


@dataclass(frozen=True)
class Requirement:
    """When a requirement's value is true, and when it is false; neither: it is unknown."""

    id: str
    true: Logic
    false: Logic


def requirements(program: Program) -> tuple[Requirement, ...]:
    """The requirements of a program of one policy. A requirement that does not apply is true."""
    [policy] = program.screened
    translate = _Translator(program)
    return tuple(Requirement(r.id, translate(_value(r), True), translate(_value(r), False)) for r in policy.rules)


def _value(rule: Rule) -> of.Condition:
    return rule.condition if rule.when == of.ALWAYS else of.AnyOf((of.NoneOf((rule.when,)), rule.condition))


class _Translator:
    def __init__(self, program: Program) -> None:
        self.fields, self.as_of = program.vocabulary.fields, program.as_of

    def __call__(self, condition: of.Condition, truth: bool) -> Logic:
        match condition:
            case of.Always(value):
                return ANYHOW if value is truth else NEVER
            case of.AllOf(items):
                return _joined(Both if truth else Either, (self(i, truth) for i in items))
            case of.AnyOf(items):
                return _joined(Either if truth else Both, (self(i, truth) for i in items))
            case of.NoneOf(items):
                return _joined(Both if truth else Either, (self(i, not truth) for i in items))
            case of.Quantified(quantifier, list_, where):
                return self.quantified(quantifier, list_.name, where, truth)
            case of.CountOf(list_, where, operator, (of.Constant(int(number)),)):
                return self.counted(list_.name, where, _OPERATORS[operator], number, truth)
            case of.Compare(field, "between", (low, high)):
                ends = (of.Compare(field, "at_least", (low,)), of.Compare(field, "at_most", (high,)))
                return self(of.AllOf(ends), truth)
            case of.Compare():
                return self.test(condition, truth)
            case of.Excepted(base, ((when, require),)):
                required, unexcepted = self(require, truth), self(base, truth)
                pairs = ((self(when, True), required), (self(when, False), unexcepted), (required, unexcepted))
                return _joined(Either, (_joined(Both, pair) for pair in pairs))
            case _:
                raise ValueError(f"not in the workload: {condition}")

    def quantified(self, quantifier: of.Quantifier, name: str, where: of.Condition, truth: bool) -> Logic:
        if quantifier is of.Quantifier.EVERY:
            return Every(name, self(where, True)) if truth else Some(name, self(where, False))
        if truth is (quantifier is of.Quantifier.SOME):
            return Some(name, self(where, True))
        return Every(name, self(where, False))

    def counted(self, name: str, where: of.Condition, operator: str, number: int, truth: bool) -> Logic:
        operator = operator if truth else _OPPOSITE[operator]
        if operator in {">=", ">"}:  # already those that certainly fit are enough
            return Counted(name, self(where, True), operator, number)
        return Counted(name, self(where, False), operator, number, unfit=True)

    def test(self, test: of.Compare, truth: bool) -> Logic:
        derived = self.field(test.field).derived
        operator = _OPERATORS[test.operator]
        if isinstance(derived, Aggregate):
            return self.counted(derived.list.name, derived.where, operator, self.constant(test), truth)
        operator = operator if truth else _OPPOSITE[operator]
        if isinstance(derived, Elapsed):
            return self.elapsed(derived, operator, self.constant(test))
        name = Name(test.field.name, test.field.scope is of.Scope.ITEM)
        operands = [self.operand(test.field.type, o) for o in test.operands]
        if operator in {"in", "not in"}:
            return Test(name, operator, tuple(o for o in operands if not isinstance(o, Name)))
        return Test(name, operator, operands[0])

    def elapsed(self, derived: Elapsed, operator: str, years: int) -> Test:
        """At least n whole years ago: on this day n years ago or before."""
        if derived.unit is not Unit.YEARS or not isinstance(derived.start, of.FieldRef):
            raise ValueError(f"not in the workload: {derived}")
        day = plain_date(self.as_of)
        start = Name(derived.start.name, derived.start.scope is of.Scope.ITEM)
        match operator:
            case ">=":
                return Test(start, "<=", day - 10_000 * years)
            case ">":
                return Test(start, "<=", day - 10_000 * (years + 1))
            case "<":
                return Test(start, ">", day - 10_000 * years)
            case "<=":
                return Test(start, ">", day - 10_000 * (years + 1))
        raise ValueError(f"not in the workload: years {operator}")

    def field(self, ref: of.FieldRef) -> Field:
        if ref.scope is of.Scope.CASE:
            return self.fields[ref.name]
        return next(f.type.fields[ref.name] for f in self.fields.values() if f.type.fields.get(ref.name))

    def constant(self, test: of.Compare) -> int:
        [operand] = test.operands
        if isinstance(operand, of.Constant) and isinstance(operand.value, int):
            return operand.value
        raise ValueError(f"not in the workload: {test}")

    def operand(self, type: FieldType, operand: of.Operand) -> Plain | Name:
        match operand:
            case of.Constant(value):
                return plain(type, value)
            case of.FieldRef(name, _, scope):
                return Name(name, scope is of.Scope.ITEM)
        raise ValueError(f"not resolved: {operand}")


def _joined(join: type[Both | Either], parts: Iterable[Logic]) -> Logic:
    """Flat, and without constants: ``join(())`` changes nothing, its opposite decides."""
    flat = tuple(p for part in parts for p in (part.parts if isinstance(part, join) else (part,)))
    decisive = NEVER if join is Both else ANYHOW
    if decisive in flat:
        return decisive
    return flat[0] if len(flat) == 1 else join(flat)


# --- facts


def plain_date(day: date) -> int:
    """20260601 for 01/06/2026."""
    return day.year * 10_000 + day.month * 100 + day.day


def plain(type: FieldType, value: Any) -> Plain:
    """A known value as an integer, code or boolean."""
    match type.kind:
        case Kind.DATE:
            return plain_date(value)
        case Kind.NUMBER:
            return number_ordinal(value)
        case Kind.SCALE:
            return type.positions[value]
        case Kind.TEXT:
            return comparable(value)
        case _:
            return value  # type: ignore[no-any-return]  # a choice's code, an integer or a boolean


def encoded(program: Program, case: Case) -> dict[str, Any]:
    """The facts of a case, but for its key; ``None`` where unknown."""
    return {
        name: _encoded(of.type, case.fact(name))
        for name, of in program.vocabulary.fields.items()
        if not of.derived and not of.key
    }


def _encoded(type: FieldType, value: Any) -> Any:
    if value is None or type.kind is not Kind.LIST:
        return None if value is None else plain(type, value)
    given = [(name, f.type) for name, f in type.fields.items() if not f.derived]
    return [{n: None if r.get(n) is None else plain(t, r[n]) for n, t in given} for r in value]


def encoder(program: Program) -> Callable[[Case], dict[str, Any]]:
    """:func:`encoded` made quick: only the fields that need it are converted."""
    scalars, lists = [], []
    for name, field in program.vocabulary.fields.items():
        if field.derived or field.key:
            continue
        if field.type.kind is not Kind.LIST:
            scalars.append((name, _converter(field.type)))
        else:
            given = [(n, _converter(f.type)) for n, f in field.type.fields.items() if not f.derived]
            lists.append((name, [(n, c) for n, c in given if c]))
    converted = [(name, c) for name, c in scalars if c]

    def encode(case: Case) -> dict[str, Any]:
        facts: dict[str, Any] = dict(case.facts)
        for name, convert in converted:
            if (value := facts[name]) is not None:
                facts[name] = convert(value)
        for name, fields in lists:
            if (records := facts[name]) is not None:
                facts[name] = [_converted(r, fields) for r in records] if fields else list(records)
        return facts

    return encode


def _converted(record: Mapping[str, Any], fields: list[tuple[str, Callable[[Any], Plain]]]) -> dict[str, Any]:
    changed = dict(record)
    for name, convert in fields:
        if changed[name] is not None:
            changed[name] = convert(changed[name])
    return changed


def _converter(type: FieldType) -> Callable[[Any], Plain] | None:
    match type.kind:
        case Kind.DATE:
            return plain_date
        case Kind.NUMBER:
            return lambda value: int(value * 1_000_000)
        case Kind.SCALE:
            return type.positions.__getitem__
        case Kind.TEXT:
            return comparable
        case _:
            return None


# --- for engines without lists: what the host decides of them


def flattened(required: tuple[Requirement, ...]) -> tuple[tuple[Requirement, ...], Mapping[str, Logic]]:
    """The requirements with a boolean in place of every condition over a list, and what each boolean stands for."""
    flags: dict[Logic, str] = {}

    def flat(logic: Logic) -> Logic:
        match logic:
            case Some() | Every() | Counted():
                return Test(Name(flags.setdefault(logic, f"list_{len(flags)}")), "==", True)
            case Both(parts):
                return Both(tuple(map(flat, parts)))
            case Either(parts):
                return Either(tuple(map(flat, parts)))
            case _:
                return logic

    made = tuple(Requirement(r.id, flat(r.true), flat(r.false)) for r in required)
    return made, {name: logic for logic, name in flags.items()}


def holds(logic: Logic, facts: Mapping[str, Any], record: Mapping[str, Any] | None = None) -> bool:
    """Whether it does, of encoded facts."""
    match logic:
        case Both(parts):
            return all(holds(p, facts, record) for p in parts)
        case Either(parts):
            return any(holds(p, facts, record) for p in parts)
        case Some(name, where):
            return any(holds(where, facts, r) for r in facts[name] or ())
        case Every(name, where):
            return facts[name] is not None and all(holds(where, facts, r) for r in facts[name])
        case Counted(name, where, operator, number, unfit):
            if facts[name] is None:
                return False
            count = sum(holds(where, facts, r) is not unfit for r in facts[name])
            return bool(_COMPARED[operator](count, number))
        case Test(left, operator, right):
            sides = [_side(left, facts, record), _side(right, facts, record)]
            return None not in sides and bool(_COMPARED[operator](*sides))


def _side(side: Any, facts: Mapping[str, Any], record: Mapping[str, Any] | None) -> Any:
    if not isinstance(side, Name):
        return side
    return (record or {}).get(side.name) if side.item else facts[side.name]


_COMPARED: Mapping[str, Any] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "in": lambda a, b: a in b,
    "not in": lambda a, b: a not in b,
}
