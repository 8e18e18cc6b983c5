"""Conditions and values in the officer's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from kiemnhiem.language import Text
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
    Parameter,
    PolicyVerdict,
    Quantified,
    Quantifier,
)
from kiemnhiem.policy.operators import OPERATORS
from kiemnhiem.policy.program import Program
from kiemnhiem.policy.typecheck import AS_OF, ELEMENT
from kiemnhiem.policy.types import Field, FieldType, Kind
from kiemnhiem.policy.values import Records, Scalar, Span, Value

_YES, _NO = Text("có", "yes"), Text("không", "no")
_AS_OF = Text("ngày xét", "the as-of date")
_PLACEHOLDER = re.compile(r"\{(\*|\d)\}")


def joined(texts: Iterable[Text], vi: str, en: str) -> Text:
    """Texts joined by a word of each language."""
    parts = tuple(texts)
    return Text(vi.join(t.vi for t in parts), en.join(t.en for t in parts))


def scalar_words(type: FieldType, value: Scalar) -> Text:
    """A value as a reader writes it: choices by their labels, dates dd/mm/yyyy (in English 2018-12-30)."""
    match value:
        case Span(low, high):
            return _span_words(type, low, high)
        case bool():
            return _YES if value else _NO
        case date():
            return Text(f"{value:%d/%m/%Y}", value.isoformat())
        case Decimal():
            return Text(f"{value:f}".replace(".", ","), f"{value:f}")
        case str() if type.choices:
            return type.choices[type.positions[value]].label
        case _:
            return Text(str(value), str(value))


def _span_words(type: FieldType, low: int | Decimal | date | str, high: int | Decimal | date | str) -> Text:
    if isinstance(low, date) and isinstance(high, date):
        whole_year = (low.month, low.day, high.month, high.day) == (1, 1, 12, 31)
        if whole_year and low.year == high.year:
            return Text(f"năm {low.year}", f"{low.year}")
        if low.day == 1 and (low.year, low.month) == (high.year, high.month):
            return Text(f"{low:%m/%Y}", f"{low:%Y-%m}")
    first, last = scalar_words(type, low), scalar_words(type, high)
    return Text(f"{first.vi} đến {last.vi}", f"{first.en} to {last.en}")


def value_words(of: Field, value: Value) -> Text | None:
    """A fact's value in words; ``None`` when unknown."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return _records_words(of.type, value)
    return scalar_words(of.type, value)


def _records_words(type: FieldType, records: Records) -> Text:
    """A list by the first field of each record; by their number where that is personal."""
    first = next(iter(type.fields.values()))
    count = len(records)
    if not records:
        return Text("không có", "none")
    if first.personal:
        return Text(f"{count} mục", f"{count} record{'s' * (count > 1)}")
    named = (r.get(first.name) for r in records)
    return joined((Text("?", "?") if v is None else scalar_words(first.type, v) for v in named), ", ", ", ")


def _inside_sentence(label: Text) -> Text:
    """A label without its first capital, unless it is a name or an abbreviation."""

    def lower(words: str) -> str:
        return words[:1].lower() + words[1:] if words[1:2].islower() else words

    return Text(lower(label.vi), lower(label.en))


class Phrases:
    """Words for the conditions of one program."""

    def __init__(self, program: Program) -> None:
        self.fields = program.vocabulary.fields
        self._judgements = program.library.judgements
        self._posts = program.library.posts
        self._policies = program.library.policies

    def label(self, name: str, record_of: Mapping[str, Field] | None = None) -> Text:
        """A field's label; of a judgement's fact, its question."""
        fields = self.fields if record_of is None else record_of
        if name in fields:
            return fields[name].label
        if name in self._judgements:
            _, requirement = self._judgements[name]
            return requirement.judgement.question if requirement.judgement else requirement.title
        head, _, tail = name.partition(".")
        if tail and head in self.fields:
            inner = self.fields[head].type.fields[tail].label
            return joined((self.fields[head].label, inner), ": ", ": ")
        return _AS_OF if name == AS_OF else Text(name, name)

    def required(
        self, type: FieldType, operator: str, operands: Sequence[Operand], record_of: Mapping[str, Field] | None = None
    ) -> Text:
        """What a test asks, without the field's name: "từ 21 trở lên"."""
        texts = [self._operand(type, o, record_of) for o in operands]
        words = OPERATORS[operator].words_for(type.kind)

        def fill(template: str, lang: str) -> str:
            def one(match: re.Match[str]) -> str:
                chosen = texts if match[1] == "*" else [texts[int(match[1])]]
                return ", ".join(getattr(t, lang) for t in chosen)

            return _PLACEHOLDER.sub(one, template)

        return Text(fill(words.vi, "vi"), fill(words.en, "en"))

    def _operand(self, type: FieldType, operand: Operand, record_of: Mapping[str, Field] | None) -> Text:
        match operand:
            case Constant(value):
                return scalar_words(type, value)
            case FieldRef(name, _, scope):
                return self.label(name, record_of if scope == "item" else None)
            case Parameter(name):
                return Text(f"${name}", f"${name}")

    def phrase(self, condition: Condition, record_of: Mapping[str, Field] | None = None) -> Text:
        """A whole condition in words."""
        match condition:
            case Always(value):
                return Text("luôn đúng", "always") if value else Text("không bao giờ", "never")
            case Compare(field, operator, operands):
                inner = record_of if field.scope == "item" else None
                return joined((self.label(field.name, inner), self.required(field.type, operator, operands, record_of)),
                              " ", " ")  # fmt: skip
            case AllOf(items):
                return joined((self._nested(i, record_of) for i in items), " và ", " and ")
            case AnyOf(items):
                return joined((self._nested(i, record_of) for i in items), " hoặc ", " or ")
            case NoneOf(items):
                inner_text = joined((self._nested(i, record_of) for i in items), " hoặc ", " or ")
                return Text(f"không phải: {inner_text.vi}", f"not: {inner_text.en}")
            case Quantified(quantifier, list_, where):
                return self._quantified(quantifier, list_, where)
            case CountOf(list_, where, operator, operands):
                counted = self._records(list_, where)
                required = self.required(_INTEGER, operator, operands)
                return Text(f"số {counted.vi}: {required.vi}", f"number of {counted.en}: {required.en}")
            case Holds(_, posts):
                held = joined((self._posts[p].label for p in posts), " + ", " + ")
                return Text(f"giữ chức danh {held.vi}", f"holds {held.en}")
            case PolicyVerdict(policy, eligible):
                return _BY_POLICY[eligible].format(policy=self._policies[policy].title)
            case Excepted(base, exceptions):
                options = [self.phrase(base, record_of)]
                for when, require in exceptions:
                    if_, then = self.phrase(when), self.phrase(require)
                    options.append(Text(f"nếu {if_.vi} thì {then.vi}", f"if {if_.en}, {then.en}"))
                return joined(options, "; ", "; ")

    def _nested(self, condition: Condition, record_of: Mapping[str, Field] | None) -> Text:
        text = self.phrase(condition, record_of)
        if isinstance(condition, AllOf | AnyOf) and len(condition.items) > 1:
            return Text(f"({text.vi})", f"({text.en})")
        return text

    def _records(self, list_: FieldRef, where: Condition) -> Text:
        label = self.label(list_.name)
        if where == Always(True):
            return label
        label, inner = _inside_sentence(label), self.phrase(where, list_.type.fields)
        return Text(f"{label.vi} mà {inner.vi}", f"{label.en} where {inner.en}")

    def _quantified(self, quantifier: Quantifier, list_: FieldRef, where: Condition) -> Text:
        records = self._records(list_, where)
        if isinstance(where, Compare) and tuple(list_.type.fields) == (ELEMENT,):  # a list of choices
            of, element = self.label(list_.name), self.required(where.field.type, where.operator, where.operands)
            if quantifier is Quantifier.NONE:
                return Text(f"{of.vi} không có mục nào {element.vi}", f"no {of.en} {element.en}")
            return Text(f"{of.vi} {element.vi}", f"{of.en} {element.en}")
        if quantifier is Quantifier.SOME:
            return Text(f"có ít nhất một {records.vi}", f"at least one {records.en}")
        if quantifier is Quantifier.NONE:
            return Text(f"không có {records.vi}", f"no {records.en}")
        label, inner = self.label(list_.name), self.phrase(where, list_.type.fields)
        return Text(f"mọi {label.vi} đều: {inner.vi}", f"every {label.en}: {inner.en}")


_INTEGER = FieldType(Kind.INTEGER)
_BY_POLICY = {
    True: Text("đủ điều kiện theo «{policy}»", 'eligible under "{policy}"'),
    False: Text("không đủ điều kiện theo «{policy}»", 'not eligible under "{policy}"'),
}
