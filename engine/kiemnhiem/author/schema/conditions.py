"""Conditions over one vocabulary as JSON Schema: its fields, per type the right operators and values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from kiemnhiem.author.schema.pieces import (
    Json,
    Scalars,
    choice,
    defined,
    either,
    entry,
    list_of,
    map_of,
    named,
    ref,
    suggested,
    text,
    whole,
)
from kiemnhiem.author.schema.words import CASE_OPERAND, FIELD_OPERAND, GROUPS, KEYS, LIST_TESTS, TYPES
from kiemnhiem.explain.words import history_words
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.conditions import Quantifier
from kiemnhiem.policy.model import ParameterHistory
from kiemnhiem.policy.operators import OPERATORS, Arity, Operator
from kiemnhiem.policy.shape import ID
from kiemnhiem.policy.typecheck import AS_OF, DATE, ELEMENT, INTEGER, VERDICTS
from kiemnhiem.policy.types import Field, FieldType, Kind, Vocabulary

_HEADINGS = Text("Cột: {headings}", "Headings: {headings}")
_DERIVED = Text("Được tính từ các trường khác.", "Computed from other fields.")
_NO_FIELD = Text("từ vựng không có trường nào như vậy cùng kiểu", "the vocabulary has no such field of the same type")
_NOT_A_FIELD = Text(
    "cần điều kiện: trường của «{label}», hoặc {groups}", 'a condition: fields of "{label}", or {groups}'
)
_OF_LIST = Text("một trong: {known}", "one of: {known}")
_PARAMETER = Text("tham số: {values}", "parameter: {values}")
#: Whose fields a condition is about, when not a list's records.
CASE = "case"


def field_words(of: Field, lang: Lang) -> str:
    """A field for whoever points at it: label, type, note, headings."""
    lines = [f"{of.label[lang]} ({TYPES[of.type.kind][lang]})"]
    lines += [of.note[lang]] if of.note else []
    lines += [_DERIVED[lang]] if of.derived else []
    lines += [_HEADINGS.format(headings="; ".join(of.headings))[lang]] if of.headings else []
    return "\n".join(lines)


@dataclass
class Conditions:
    """Definitions of the conditions over a vocabulary, under ``name``. ``parameters``: those to complete as ``$name``;
    ``verdicts``: what may stand under ``verdicts:``. ``open``: the file at hand may declare further fields.
    """

    lang: Lang
    definitions: dict[str, Json]
    name: str
    vocabulary: Vocabulary
    verdicts: Json
    parameters: Mapping[str, ParameterHistory] = field(default_factory=dict)
    open: bool = False

    def __post_init__(self) -> None:
        self._scalars = Scalars(self.lang)
        self._define_condition(CASE, self.vocabulary.fields)
        for of in self.vocabulary.fields.values():
            if of.type.kind is Kind.LIST:
                self._define_condition(of.name, of.type.fields)

    def condition(self, scope: str = CASE) -> Json:
        """A condition; an empty map says nothing, and holds."""
        return ref(f"{self.name}:{scope}")

    def _some(self, scope: str) -> Json:
        """A condition that is not empty."""
        return {"type": "object", "minProperties": 1, "allOf": [self.condition(scope)]}

    def _define_condition(self, scope: str, fields: Mapping[str, Field]) -> None:
        properties = {
            name: {"description": field_words(of, self.lang), **self._tests(scope, of)} for name, of in fields.items()
        }
        as_of = {"description": KEYS[AS_OF][self.lang], **self._scalar_tests(scope, DATE)}
        groups = {
            key: {"description": words[self.lang], **list_of(self._some(scope), 1)} for key, words in GROUPS.items()
        }
        verdicts = {VERDICTS: self.verdicts} if scope == CASE else {}
        refusal = _NOT_A_FIELD.format(label=self._label(scope), groups=", ".join(groups))[self.lang]
        schema = map_of({**properties, AS_OF: as_of, **groups, **verdicts}, errorMessage=refusal)
        if self.open:
            schema["additionalProperties"] = True
        self.definitions[f"{self.name}:{scope}"] = schema

    def _label(self, scope: str) -> Text:
        return self.vocabulary.label if scope == CASE else self.vocabulary.fields[scope].label

    def _tests(self, scope: str, of: Field) -> Json:
        return self._list_tests(of) if of.type.kind is Kind.LIST else self._scalar_tests(scope, of.type)

    # --- scalars

    def _scalar_tests(self, scope: str, type: FieldType) -> Json:
        """The tests of a field of this type."""
        return self._shared("tests", scope, type, lambda: self._any_test(scope, type))

    def _any_test(self, scope: str, type: FieldType) -> Json:
        tests = self._operators(scope, type)
        operators = map_of(tests, minProperties=1, errorMessage=_OF_LIST.format(known=", ".join(tests))[self.lang])
        return either(operators, self._scalar(type), list_of(self._constant(type), 1))

    def _shared(self, what: str, scope: str, type: FieldType, make: Callable[[], Json]) -> Json:
        """A definition for all fields of one type in one scope."""
        return defined(self.definitions, f"{self.name}:{scope}:{what}:{_type_name(type)}", make)

    def define(self, what: str, make: Callable[[], Json]) -> Json:
        """A definition that does not depend on parameters: one for all conditions over a vocabulary."""
        owner = f"{'own:' if self.open else ''}{self.vocabulary.subject}"
        return defined(self.definitions, f"{owner}:{what}", make)

    def _constant(self, type: FieldType) -> Json:
        """A constant: the same for all vocabularies."""
        return defined(self.definitions, f"constant:{_type_name(type)}", lambda: self._scalars.constant(type))

    def _operators(self, scope: str, type: FieldType) -> dict[str, Json]:
        known = (o for o in OPERATORS.values() if type.kind in o.kinds)
        return {o.name: {"description": self._said(o, type), **self._operands(scope, type, o)} for o in known}

    def _said(self, operator: Operator, type: FieldType) -> str:
        words = operator.words_for(type.kind)[self.lang]
        return words.replace("{0}", "…").replace("{1}", "…").replace("{*}", "…")

    def _operands(self, scope: str, type: FieldType, operator: Operator) -> Json:
        if operator.arity is Arity.MANY:
            many = {"anyOf": [list_of(self._constant(type), 1), self._parameter(type, many=True)]}
            return self._shared("many", CASE, type, lambda: many)
        operand = self._shared("operand", scope, type, lambda: self._operand(scope, type))
        return operand if operator.arity is Arity.ONE else {**list_of(operand, 2), "maxItems": 2}

    def _operand(self, scope: str, type: FieldType) -> Json:
        fields = {"field": {"description": FIELD_OPERAND[self.lang], **self._names(scope, type)}}
        case = {"case": {"description": CASE_OPERAND[self.lang], **self._names(CASE, type)}}
        return either(map_of({**fields, **case}, minProperties=1, maxProperties=1), self._scalar(type))

    def _fields(self, scope: str) -> Mapping[str, Field]:
        return self.vocabulary.fields if scope == CASE else self.vocabulary.fields[scope].type.fields

    def _names(self, scope: str, type: FieldType) -> Json:
        """The names of the fields that compare with a type."""
        return self.define(f"names:{scope}:{_type_name(type)}", lambda: self._named(self._fields(scope), type))

    def _named(self, fields: Mapping[str, Field], type: FieldType) -> Json:
        fitting = {n: field_words(of, self.lang) for n, of in fields.items() if _same(of.type, type)}
        if type.kind is Kind.DATE:
            fitting[AS_OF] = KEYS[AS_OF][self.lang]
        return suggested(fitting, text()) if self.open else named(fitting, _NO_FIELD[self.lang])

    def _scalar(self, type: FieldType) -> Json:
        return self._shared("scalar", CASE, type, lambda: self._constant_or_parameter(type))

    def _constant_or_parameter(self, type: FieldType) -> Json:
        return {"anyOf": [self._constant(type), self._parameter(type, many=False)]}

    def _parameter(self, type: FieldType, *, many: bool) -> Json:
        """``$name``: the policy's own parameters of this type to complete; the file may declare others by now."""
        known = [
            piece
            for p in self.parameters.values()
            if p.many is many and _same(p.type, type)
            for piece in entry(f"${p.name}", _PARAMETER.format(values=history_words(p))[self.lang])
        ]
        return {"type": "string", "pattern": whole(rf"\${ID.pattern}"), "anyOf": [*known, {}]}

    # --- lists

    def _list_tests(self, of: Field) -> Json:
        return defined(self.definitions, f"{self.name}:{of.name}:list", lambda: self._any_list_test(of))

    def _any_list_test(self, of: Field) -> Json:
        tests = {q.value: self.condition(of.name) for q in Quantifier} | {"count": self._count(of)}
        if ELEMENT in of.type.fields:
            element = self._constant(of.type.fields[ELEMENT].type)
            tests |= {"includes": element, "excludes": element}
        said = {key: {"description": LIST_TESTS[key][self.lang], **test} for key, test in tests.items()}
        known = _OF_LIST.format(known=", ".join(said))[self.lang]
        return map_of(said, minProperties=1, errorMessage=known)

    def _count(self, of: Field) -> Json:
        where = {"description": LIST_TESTS["where"][self.lang], **self.condition(of.name)}
        tests = self._operators(CASE, INTEGER)
        known = _OF_LIST.format(known=", ".join(("where", *tests)))[self.lang]
        counted = [{"required": [name]} for name in tests]
        return map_of({"where": where, **tests}, anyOf=counted, errorMessage=known)


def verdicts(policies: Mapping[str, str], words: str, unknown: str, lang: Lang) -> Json:
    """Other policies and the verdicts that may be asked of them."""
    known = ("eligible", "not_eligible")
    refusal = _OF_LIST.format(known=", ".join(known))[lang]
    asked = {
        id_: {"description": title, **choice(dict.fromkeys(known, ""), refusal)} for id_, title in policies.items()
    }
    return {"description": words, **map_of(asked, minProperties=1, errorMessage=unknown)}


def _same(one: FieldType, other: FieldType) -> bool:
    return one.kind is other.kind and tuple(one.positions) == tuple(other.positions)


def _type_name(type: FieldType) -> str:
    """A name for a type: fields of one type share their tests."""
    if not type.choices:
        return type.kind.value
    codes = "\n".join((type.kind.value, *type.positions))
    return f"{type.kind.value}-{sha256(codes.encode()).hexdigest()[:8]}"
