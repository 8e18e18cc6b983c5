"""From raw maps to the typed condition tree. Every name must exist, every type must fit; all problems are collected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiemnhiem.language import Text
from kiemnhiem.policy import codes
from kiemnhiem.policy.conditions import (
    AllOf,
    Always,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    FieldRef,
    NoneOf,
    Operand,
    Parameter,
    PolicyVerdict,
    Quantified,
    Quantifier,
    Scope,
)
from kiemnhiem.policy.constants import expected, parse_constant, parse_day
from kiemnhiem.policy.operators import OPERATORS, Arity, Operator
from kiemnhiem.policy.source import Document, Path_, Raw
from kiemnhiem.policy.types import Field, FieldType, Kind
from kiemnhiem.policy.values import Scalar
from kiemnhiem.problem import Code, Problem, did_you_mean

AS_OF = "as_of"
DATE = FieldType(Kind.DATE)
INTEGER = FieldType(Kind.INTEGER)
BOOLEAN = FieldType(Kind.BOOLEAN)
#: The field of a list of choices' records.
ELEMENT = "value"

_GROUPS: dict[str, Callable[[tuple[Condition, ...]], Condition]] = {"all_of": AllOf, "any_of": AnyOf, "none_of": NoneOf}
_PARTIAL = re.compile(r"[0-9]{4}(-[0-9]{2})?|[0-9]{1,2}/[0-9]{4}")
#: The key of a condition on other policies' verdicts, and the verdicts that are decided.
VERDICTS = "verdicts"
_VERDICTS = ("eligible", "not_eligible")
_LIST_TESTS = (*(q.value for q in Quantifier), "count")
_ELEMENT_TESTS = ("includes", "excludes")
_MAP = Text("một bảng khoá: giá trị", "a map of keys to values")
_LIST = Text("một danh sách có ít nhất một giá trị", "a list of at least one value")


@dataclass
class Uses:
    """The types a policy's parameters are used at: name to (type, stands for a list), in order of use."""

    types: dict[str, list[tuple[FieldType, bool]]] = field(default_factory=dict)


@dataclass
class Checker:
    """Types the conditions of one document. ``fields``: the case's; ``parameters``: those the policy declares;
    ``policies``: the library's.
    """

    document: Document
    fields: Mapping[str, Field]
    parameters: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    uses: Uses = field(default_factory=Uses)

    def condition(self, raw: Raw, path: Path_, record: Mapping[str, Field] | None = None) -> Condition | None:
        """The condition at ``path``; ``record``: the fields of the list's record it is about, inside a list."""
        if not isinstance(raw, dict):
            return self.refuse(codes.WRONG_SHAPE, path, found=_found(raw), expected=_MAP)
        if not raw:
            return self.refuse(codes.EMPTY_CONDITION, path)
        return self._together([self._entry(key, value, (*path, key), record) for key, value in raw.items()])

    def refuse(self, code: Code, path: Path_, *, key: bool = False, near: str | None = None, **values: object) -> None:
        """Note a problem at ``path``; ``near``: what was probably meant."""
        self.problems.append(Problem(code, self.document.place(path, key=key), values, near))

    @staticmethod
    def _together(items: list[Condition | None]) -> Condition | None:
        typed = tuple(i for i in items if i is not None)
        if len(typed) < len(items):
            return None
        return typed[0] if len(typed) == 1 else AllOf(typed)

    def _entry(self, key: str, raw: Raw, path: Path_, record: Mapping[str, Field] | None) -> Condition | None:
        if key in _GROUPS:
            return self._group(key, raw, path, record)
        if key == VERDICTS and record is None:
            return self._verdicts(raw, path)
        ref = self.reference(key, path, record, key=True)
        if ref is None:
            return None
        if ref.type.kind is Kind.LIST:
            return self._list_tests(ref, raw, path)
        return self._tests(ref, raw, path, record)

    def _group(self, key: str, raw: Raw, path: Path_, record: Mapping[str, Field] | None) -> Condition | None:
        if not isinstance(raw, list) or not raw:
            return self.refuse(codes.WRONG_SHAPE, path, found=_found(raw), expected=_LIST)
        items = [self.condition(item, (*path, i), record) for i, item in enumerate(raw)]
        typed = tuple(i for i in items if i is not None)
        return _GROUPS[key](typed) if len(typed) == len(items) else None

    def reference(
        self, name: str, path: Path_, record: Mapping[str, Field] | None, *, key: bool = False
    ) -> FieldRef | None:
        """The field ``name``, of the record if there is one, else of the case."""
        fields, scope = (self.fields, Scope.CASE) if record is None else (record, Scope.ITEM)
        if name in fields:
            return FieldRef(name, fields[name].type, scope)
        if name == AS_OF:
            return FieldRef(AS_OF, DATE)
        words = () if not key else _GROUPS if record else (*_GROUPS, VERDICTS)
        known = [*fields, *words]
        return self.refuse(codes.UNKNOWN_FIELD, path, key=key, near=did_you_mean(name, known), found=name)

    def _verdicts(self, raw: Raw, path: Path_) -> Condition | None:
        """Verdicts of other policies for the same case."""
        if not isinstance(raw, dict) or not raw:
            return self.refuse(codes.WRONG_SHAPE, path, found=_found(raw), expected=_MAP)
        return self._together([self._verdict(policy, value, (*path, policy)) for policy, value in raw.items()])

    def _verdict(self, policy: str, raw: Raw, path: Path_) -> Condition | None:
        if policy not in self.policies:
            near = did_you_mean(policy, self.policies)
            return self.refuse(codes.UNKNOWN_POLICY, path, key=True, near=near, found=policy)
        if raw not in _VERDICTS:
            near = did_you_mean(raw, _VERDICTS) if isinstance(raw, str) else None
            options = ", ".join(_VERDICTS)
            either = Text(f"một trong: {options}", f"one of: {options}")
            return self.refuse(codes.WRONG_SHAPE, path, near=near, found=_found(raw), expected=either)
        return PolicyVerdict(policy, raw == _VERDICTS[0])

    # --- tests on scalars

    def _tests(self, ref: FieldRef, raw: Raw, path: Path_, record: Mapping[str, Field] | None) -> Condition | None:
        if raw == {}:
            return self.refuse(codes.EMPTY_CONDITION, path)
        if isinstance(raw, dict):
            return self._together([self._test(ref, name, raw[name], (*path, name), record) for name in raw])
        operator = OPERATORS["in" if isinstance(raw, list) else "is"]
        operands = self._operands(ref.type, operator, raw, path, record)
        return Compare(ref, operator.name, operands) if operands else None

    def _test(
        self, ref: FieldRef, name: str, raw: Raw, path: Path_, record: Mapping[str, Field] | None
    ) -> Condition | None:
        known = [o.name for o in OPERATORS.values() if ref.type.kind in o.kinds]
        if name not in known:
            return self._unknown_test(ref, name, path, known)
        operands = self._operands(ref.type, OPERATORS[name], raw, path, record)
        return Compare(ref, name, operands) if operands else None

    def _unknown_test(self, ref: FieldRef, name: str, path: Path_, known: list[str]) -> None:
        kind, near = ref.type.kind.value, did_you_mean(name, known)
        self.refuse(codes.UNKNOWN_OPERATOR, path, key=True, near=near, found=name, kind=kind, expected=", ".join(known))

    def _operands(
        self, type: FieldType, operator: Operator, raw: Raw, path: Path_, record: Mapping[str, Field] | None
    ) -> tuple[Operand, ...] | None:
        if operator.arity is Arity.ONE:
            operand = self._operand(type, raw, path, record)
            return (operand,) if operand else None
        if operator.arity is Arity.MANY and isinstance(raw, str) and raw.startswith("$"):
            return self._parameter(type, raw, path, many=True)
        wanted = len(raw) >= 1 if operator.arity is Arity.MANY and isinstance(raw, list) else None
        if not isinstance(raw, list) or not (wanted if wanted is not None else len(raw) == operator.arity.value):
            two = Text("một danh sách hai giá trị: [thấp, cao]", "a list of two values: [low, high]")
            return self.refuse(
                codes.WRONG_SHAPE, path, found=_found(raw), expected=two if operator.arity is Arity.TWO else _LIST
            )
        constants_only = operator.arity is Arity.MANY
        operands = [
            self._constant(type, item, (*path, i)) if constants_only else self._operand(type, item, (*path, i), record)
            for i, item in enumerate(raw)
        ]
        typed = tuple(o for o in operands if o is not None)
        if len(typed) < len(operands):
            return None
        return typed if constants_only or self._forward(type, typed, path) else None

    def _forward(self, type: FieldType, operands: tuple[Operand, ...], path: Path_) -> bool:
        low, high = (type.bounds(o.value) if isinstance(o, Constant) else None for o in operands)
        if low and high and low > high:  # type: ignore[operator]  # both on one type's axis
            first, second = (str(o.value) for o in operands if isinstance(o, Constant))
            self.refuse(codes.REVERSED_BETWEEN, path, found=first, expected=second)
            return False
        return True

    def _operand(self, type: FieldType, raw: Raw, path: Path_, record: Mapping[str, Field] | None) -> Operand | None:
        if isinstance(raw, dict):
            return self._field_operand(type, raw, path, record)
        if isinstance(raw, str) and raw.startswith("$"):
            parameter = self._parameter(type, raw, path, many=False)
            return parameter[0] if parameter else None
        return self._constant(type, raw, path)

    def _field_operand(
        self, type: FieldType, raw: Mapping[str, Raw], path: Path_, record: Mapping[str, Field] | None
    ) -> FieldRef | None:
        word = next(iter(raw), "")
        name = raw.get(word)
        if len(raw) != 1 or word not in ("field", "case") or not isinstance(name, str):
            shape = Text("{field: tên} hoặc {case: tên}", "{field: name} or {case: name}")
            return self.refuse(codes.WRONG_SHAPE, path, found=_found(dict(raw)), expected=shape)
        ref = self.reference(name, (*path, word), record if word == "field" else None)
        if ref is None:
            return None
        if not _comparable(ref.type, type):
            kind = ref.type.kind.value
            return self.refuse(codes.WRONG_KIND, (*path, word), found=name, kind=kind, expected=type.kind.value)
        return ref

    def _parameter(self, type: FieldType, raw: str, path: Path_, *, many: bool) -> tuple[Parameter] | None:
        name = raw[1:]
        if name not in self.parameters:
            near = did_you_mean(name, self.parameters)
            return self.refuse(codes.UNKNOWN_PARAMETER, path, near=near and f"${near}", found=name)
        self.uses.types.setdefault(name, []).append((type, many))
        return (Parameter(name, many),)

    def _constant(self, type: FieldType, raw: Raw, path: Path_) -> Constant | None:
        value = self.value(type, raw, path)
        return None if value is None else Constant(value)

    def value(self, type: FieldType, raw: Raw, path: Path_) -> Scalar | None:
        """A constant of ``type`` at ``path``."""
        if not isinstance(raw, str):
            return self.refuse(codes.WRONG_SHAPE, path, found=_found(raw), expected=expected(type))
        value = parse_constant(raw, type)
        if value is not None:
            return value
        if type.kind is Kind.DATE and _PARTIAL.fullmatch(raw) and not parse_day(raw):
            return self.refuse(codes.PARTIAL_DATE_IN_POLICY, path, found=raw)
        near = did_you_mean(raw, type.positions) if type.choices else None
        return self.refuse(codes.WRONG_VALUE, path, near=near, found=raw, expected=expected(type))

    # --- tests on lists

    def _list_tests(self, ref: FieldRef, raw: Raw, path: Path_) -> Condition | None:
        known = [*_LIST_TESTS, *(_ELEMENT_TESTS if ELEMENT in ref.type.fields else ())]
        if not isinstance(raw, dict) or not raw:
            shape = Text(f"một trong: {', '.join(known)}", f"one of: {', '.join(known)}")
            return self.refuse(codes.WRONG_SHAPE, path, found=_found(raw), expected=shape)
        return self._together([self._list_test(ref, name, raw[name], (*path, name), known) for name in raw])

    def _list_test(self, ref: FieldRef, name: str, raw: Raw, path: Path_, known: list[str]) -> Condition | None:
        if name not in known:
            return self._unknown_test(ref, name, path, known)
        if name in _ELEMENT_TESTS:
            element = self._constant(ref.type.fields[ELEMENT].type, raw, path)
            if element is None:
                return None
            inside = Compare(FieldRef(ELEMENT, ref.type.fields[ELEMENT].type, Scope.ITEM), "is", (element,))
            return Quantified(Quantifier.SOME if name == "includes" else Quantifier.NONE, ref, inside)
        if name == "count":
            return self._count(ref, raw, path)
        where = self.where(ref, raw, path)
        return Quantified(Quantifier(name), ref, where) if where else None

    def where(self, ref: FieldRef, raw: Raw, path: Path_) -> Condition | None:
        """A condition on the records of a list; an empty map fits every record."""
        return Always(True) if raw == {} else self.condition(raw, path, ref.type.fields)

    def _count(self, ref: FieldRef, raw: Raw, path: Path_) -> Condition | None:
        known = [o.name for o in OPERATORS.values() if Kind.INTEGER in o.kinds]
        if not isinstance(raw, dict) or not any(name in raw for name in known):
            shape = Text("{where: {…}, at_most: 1}", "{where: {…}, at_most: 1}")
            return self.refuse(codes.WRONG_SHAPE, path, found=_found(raw), expected=shape)
        where = self.where(ref, raw.get("where", {}), (*path, "where"))
        tests = [self._count_test(ref, name, value, (*path, name)) for name, value in raw.items() if name != "where"]
        if where is None or None in tests:
            return None
        return self._together([CountOf(ref, where, t.operator, t.operands) for t in tests if isinstance(t, Compare)])

    def _count_test(self, ref: FieldRef, name: str, raw: Raw, path: Path_) -> Condition | None:
        if name not in OPERATORS or Kind.INTEGER not in OPERATORS[name].kinds:
            known = ["where", *(o.name for o in OPERATORS.values() if Kind.INTEGER in o.kinds)]
            return self._unknown_test(ref, name, path, known)
        return self._test(FieldRef(ref.name, INTEGER), name, raw, path, None)


def _comparable(one: FieldType, other: FieldType) -> bool:
    return one.kind is other.kind is not Kind.LIST and tuple(one.positions) == tuple(other.positions)


def _found(raw: Raw) -> object:
    match raw:
        case None:
            return Text("không có gì", "nothing")
        case dict():
            return Text("một bảng", "a map") if raw else Text("một bảng trống", "an empty map")
        case list():
            return Text("một danh sách", "a list") if raw else Text("một danh sách trống", "an empty list")
        case _:
            return f"«{raw}»"
