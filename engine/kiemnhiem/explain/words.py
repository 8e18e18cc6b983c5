"""Conditions and values in the officer's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import zip_longest

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
from kiemnhiem.policy.model import Library, ParameterHistory, ParameterValue, Source
from kiemnhiem.policy.operators import OPERATORS
from kiemnhiem.policy.typecheck import AS_OF, ELEMENT
from kiemnhiem.policy.types import Field, FieldType, Kind, Vocabulary
from kiemnhiem.policy.values import Records, Scalar, Span, Value

_YES, _NO = Text("có", "yes"), Text("không", "no")
_AS_OF = Text("ngày xét", "the as-of date")
_FROM, _UNTIL = Text("từ {day}", "from {day}"), Text("đến {day}", "to {day}")
_UNTIL_ALONE = Text("đến hết {day}", "until {day}")
_OF_DAY = Text("{number} ngày {day}", "{number} of {day}")
_LISTED = Text("theo danh mục «{name}» của từng thời kỳ", 'as listed under "{name}" for each period')
_DATED = Text("{value} ({period})", "{value} ({period})")
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


def listed(texts: Sequence[Text]) -> Text:
    """Alternatives: "A, B hoặc C"; between semicolons where one holds a comma or an alternative itself."""
    return Text(_listed([t.vi for t in texts], "hoặc"), _listed([t.en for t in texts], "or"))


def _listed(words: Sequence[str], or_: str) -> str:
    *first, last = words
    if not first:
        return last
    if any(mark in w for w in words for mark in (", ", f" {or_} ")):
        return f"{'; '.join(first)}; {or_} {last}"
    return f"{', '.join(first)} {or_} {last}"


def together(texts: Sequence[Text], vi: str, en: str) -> Text:
    """Conditions that hold together, by a word of each language; by stronger words where one holds a list itself."""
    strong = Text(", đồng thời ", ", and also ")
    return Text(
        (strong.vi if any("; " in t.vi for t in texts) else vi).join(t.vi for t in texts),
        (strong.en if any("; " in t.en for t in texts) else en).join(t.en for t in texts),
    )


def period_words(start: date | None, until: date | None) -> Text:
    """A period in words, both ends inclusive: "từ 01/07/2025 đến 31/05/2026"; nothing for all time."""
    ends = []
    if start is not None:
        ends.append(_FROM.format(day=day_words(start)))
    if until is not None:
        ends.append((_UNTIL if ends else _UNTIL_ALONE).format(day=day_words(until)))
    return joined(ends, " ", " ")


def day_words(day: date) -> Text:
    """A day: 30/12/2018, in English 2018-12-30."""
    return Text(f"{day:%d/%m/%Y}", day.isoformat())


def document_words(source: Source) -> Text:
    """Number and date of a document: 29-QĐ/TW ngày 25/07/2016; the title for one without a number."""
    return _OF_DAY.format(number=source.number or source.title, day=day_words(source.issued))


def history_words(history: ParameterHistory) -> Text:
    """The values of a parameter, each with its period where there are several; of several lists only their name."""
    if len(history.values) == 1:
        return history_value_words(history, history.values[0])
    if history.many:
        return _LISTED.format(name=history.name)
    ends = [v.start - timedelta(days=1) for v in history.values[1:]]
    said = [
        _DATED.format(value=history_value_words(history, v), period=period_words(v.start, v.until or end))
        for v, end in zip_longest(history.values, ends)
    ]
    return joined(said, ", ", ", ")


def history_value_words(history: ParameterHistory, value: ParameterValue) -> Text:
    """One value of a parameter."""
    values = value.value if isinstance(value.value, tuple) else (value.value,)
    return listed([scalar_words(history.type, v) for v in values])


class Phrases:
    """Words for conditions over one vocabulary. ``parameters``: the histories that stand for ``$name`` in conditions
    not yet resolved for a date.
    """

    def __init__(
        self, library: Library, vocabulary: Vocabulary, parameters: Mapping[str, ParameterHistory] | None = None
    ) -> None:
        self.fields = vocabulary.fields
        self._judgements = library.judgements
        self._posts = library.posts
        self._policies = library.policies
        self._parameters = parameters or {}

    @cached_property
    def _names(self) -> frozenset[str]:
        """The words that labels write with a capital inside: names, which keep it wherever they stand."""
        inner = (f.label for of in self.fields.values() for f in (of, *of.type.fields.values()))
        words = (w for label in inner for lang in (label.vi, label.en) for w in lang.split()[1:])
        return frozenset(w for w in words if w[:1].isupper())

    def inside_sentence(self, label: Text) -> Text:
        """A label without its first capital, unless it is a name or an abbreviation."""

        def lower(words: str) -> str:
            first = words.partition(" ")[0]
            return words[:1].lower() + words[1:] if first[1:2].islower() and first not in self._names else words

        return Text(lower(label.vi), lower(label.en))

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
                chosen = listed(texts) if match[1] == "*" else texts[int(match[1])]
                return str(getattr(chosen, lang))

            return _PLACEHOLDER.sub(one, template)

        return Text(fill(words.vi, "vi"), fill(words.en, "en"))

    def _operand(self, type: FieldType, operand: Operand, record_of: Mapping[str, Field] | None) -> Text:
        match operand:
            case Constant(value):
                return scalar_words(type, value)
            case FieldRef(name, _, scope):
                return self.inside_sentence(self.label(name, record_of if scope == "item" else None))
            case Parameter(name):
                known = self._parameters.get(name)
                return history_words(known) if known else Text(f"${name}", f"${name}")

    def phrase(self, condition: Condition, record_of: Mapping[str, Field] | None = None) -> Text:
        """A whole condition in words."""
        match condition:
            case Always(value):
                return Text("luôn đúng", "always") if value else Text("không bao giờ", "never")
            case Compare(field, operator, operands):
                label = self.label(field.name, record_of if field.scope == "item" else None)
                return self._tested(label, field.type, operator, operands, record_of)
            case AllOf(items):
                return together([self._nested(i, record_of) for i in items], " và ", " and ")
            case AnyOf(items):
                return joined((self._nested(i, record_of) for i in items), " hoặc ", " or ")
            case NoneOf(items):
                inner_text = joined((self._nested(i, record_of) for i in items), " hoặc ", " or ")
                return Text(f"không thuộc trường hợp: {inner_text.vi}", f"none of these: {inner_text.en}")
            case Quantified(quantifier, list_, where):
                return self._quantified(quantifier, list_, where)
            case CountOf(list_, where, operator, operands):
                return self._counted(list_, where, operator, operands)
            case Holds(_, posts):
                held = joined((self._posts[p].label for p in posts), " và ", " and ")
                return Text(f"giữ chức danh {held.vi}", f"holds the post of {held.en}")
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

    def _tested(
        self,
        label: Text,
        type: FieldType,
        operator: str,
        operands: Sequence[Operand],
        record_of: Mapping[str, Field] | None = None,
    ) -> Text:
        """A field and what is asked of it: "tuổi từ 21 trở lên"; plain equality after a colon, "đảng viên: dự bị"."""
        label = self.inside_sentence(label)
        if operator in _EQUALITY:
            values = listed([self._operand(type, o, record_of) for o in operands])
            return Text(f"{label.vi}: {values.vi}", f"{label.en}: {values.en}")
        required = self.required(type, operator, operands, record_of)
        return Text(f"{label.vi} {required.vi}", f"{label.en} {required.en}")

    def _records(self, list_: FieldRef, where: Condition, entry: str = "entry") -> Text:
        """The records that fit: "mục kỷ luật (hình thức: cách chức; số tháng dưới 12)"."""
        label = self.inside_sentence(self.label(list_.name))
        records = Text(f"mục {label.vi}", f"{entry} under {label.en}")
        if where == Always(True):
            return records
        inner = self._inner(where, list_)
        return Text(f"{records.vi} ({inner.vi})", f"{records.en} ({inner.en})")

    def _inner(self, where: Condition, list_: FieldRef) -> Text:
        parts = where.items if isinstance(where, AllOf) else (where,)
        return together([self._nested(p, list_.type.fields) for p in parts], "; ", "; ")

    def _quantified(self, quantifier: Quantifier, list_: FieldRef, where: Condition) -> Text:
        if isinstance(where, Compare) and tuple(list_.type.fields) == (ELEMENT,):
            return self._chosen(quantifier, list_, where)
        records = self._records(list_, where)
        if quantifier is Quantifier.SOME:
            return Text(f"có ít nhất một {records.vi}", f"at least one {records.en}")
        if quantifier is Quantifier.NONE:
            return Text(f"không có {records.vi}", f"no {records.en}")
        label, inner = self.inside_sentence(self.label(list_.name)), self._inner(where, list_)
        return Text(f"mọi mục {label.vi} đều có: {inner.vi}", f"every entry under {label.en} has: {inner.en}")

    def _counted(self, list_: FieldRef, where: Condition, operator: str, operands: Sequence[Operand]) -> Text:
        """A number of records: "số mục kỷ luật từ 2 trở lên", "at least 2 entries under discipline"."""
        several = self._records(list_, where, "entries")
        text = self._tested(Text(f"số {several.vi}", f"number of {several.en}"), _INTEGER, operator, operands)
        if operator not in _LIMITS or not all(isinstance(o, Constant) for o in operands):
            return text
        records = self._records(list_, where) if tuple(operands) == (Constant(1),) else several
        return Text(text.vi, f"{self.required(_INTEGER, operator, operands).en} {records.en}")

    def _chosen(self, quantifier: Quantifier, list_: FieldRef, where: Compare) -> Text:
        """A test on a list of choices."""
        of = self.label(list_.name)
        if quantifier is Quantifier.SOME:
            return self._tested(of, where.field.type, where.operator, where.operands)
        of, plain = self.inside_sentence(of), where.operator in _EQUALITY
        element = (
            listed([self._operand(where.field.type, o, None) for o in where.operands])
            if plain
            else self.required(where.field.type, where.operator, where.operands)
        )
        if quantifier is Quantifier.NONE:
            return Text(f"{of.vi} không có: {element.vi}", f"{of.en} without: {element.en}")
        return Text(f"{of.vi} chỉ có: {element.vi}", f"{of.en} all: {element.en}")


_INTEGER = FieldType(Kind.INTEGER)
_EQUALITY = frozenset({"is", "in"})
#: Tests that stand before what they count: "at least 2 entries".
_LIMITS = frozenset({"at_least", "more_than", "at_most", "less_than", "between"})
_BY_POLICY = {
    True: Text("đủ điều kiện theo «{policy}»", 'eligible under "{policy}"'),
    False: Text("không đủ điều kiện theo «{policy}»", 'not eligible under "{policy}"'),
}
