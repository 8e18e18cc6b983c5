"""The facts of a case as test files write them, as JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable

from kiemnhiem.author.schema.conditions import field_words
from kiemnhiem.author.schema.pieces import (
    LISTED,
    Json,
    Scalars,
    choice,
    either,
    list_of,
    map_of,
    named,
    one_of_words,
    text,
)
from kiemnhiem.cases.cells import FieldReader
from kiemnhiem.cases.dates import FIRST_YEAR, LAST_YEAR
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.types import Field, Kind, Vocabulary

#: Days, months and years as dates are written, before their numbers are looked at.
_DATE = r"[0-9]{4}([/.-][0-9]{1,2}){0,2}|([0-9]{1,2} *[/.-] *){1,2}[0-9]{4}|.*tháng.*"
_NOT_A_FIELD = Text(
    "cần dữ kiện: tên trường của từ vựng; dữ kiện được tính ra thì không ghi",
    "facts: names of the vocabulary's fields; what is computed from others is not written",
)
_NUMBER = r"[+-]?[0-9]+([.,][0-9]+)?"


class Facts:
    """What a case of a vocabulary can say of its fields. Derived facts are not among them."""

    def __init__(self, vocabulary: Vocabulary, lang: Lang) -> None:
        self.lang = lang
        self._vocabulary = vocabulary
        self._scalars = Scalars(lang)
        self.said = {name: of for name, of in vocabulary.fields.items() if of.derived is None}

    def case(self, judged: Iterable[str]) -> Json:
        """The facts of a case; ``judged``: other words by which judgements may be answered among them."""
        return self._record(self.said.values(), judged)

    def names(self, refusal: str) -> Json:
        """The fields a case can leave out, by any of their names."""
        said = self.said.values()
        piece = named({of.name: field_words(of, self.lang) for of in said}, refusal)
        others = (w for of in said for w in (of.name, of.label.vi, of.label.en, *of.headings))
        return {**piece, "pattern": f"(?i){one_of_words(dict.fromkeys(others))}"}

    def _record(self, fields: Iterable[Field], more: Iterable[str] = ()) -> Json:
        said = [of for of in fields if of.derived is None]
        properties = {of.name: {"description": field_words(of, self.lang), **self._value(of)} for of in said}
        others = [w for of in said for w in (of.label.vi, of.label.en, *of.headings)]
        known: Json = {f"(?i){one_of_words(dict.fromkeys((*others, *more)))}": {}}
        return map_of(properties, patternProperties=known, errorMessage=_NOT_A_FIELD[self.lang])

    def _value(self, of: Field) -> Json:
        if of.type.kind is Kind.LIST:
            return self._list(of)
        words = self._words(of)
        expected = FieldReader(of, self._vocabulary.words, strict=True).expected[self.lang]
        if of.type.choices:
            codes = {c.code: c.label[self.lang] for c in of.type.choices}
            return {
                "anyOf": [
                    (choice if len(codes) <= LISTED else named)(codes, expected),
                    {"type": "string", "pattern": words},
                ]
            }
        match of.type.kind:
            case Kind.BOOLEAN:
                return {"type": ["boolean", "string"], "pattern": words, "errorMessage": expected}
            case Kind.DATE:
                written = f"{words}|^(?:{_DATE})$"
                return {"type": ["string", "integer"], "minimum": FIRST_YEAR, "maximum": LAST_YEAR,
                        "pattern": written, "errorMessage": expected}  # fmt: skip
            case Kind.INTEGER | Kind.NUMBER:
                limits = {k: float(v) for k, v in (("minimum", of.least), ("maximum", of.most)) if v is not None}
                kinds = [of.type.kind.value, "string"]
                return {"type": kinds, **limits, "pattern": f"{words}|^(?:{_NUMBER})$", "errorMessage": expected}
            case _:
                return text()

    def _words(self, of: Field) -> str:
        """Texts that cells use for a field's values."""
        common = self._vocabulary.words
        truths = ("true", "false", *common.true, *common.false) if of.type.kind is Kind.BOOLEAN else ()
        values = (w for c in of.type.choices for w in (c.code, c.label.vi, c.label.en, *c.aliases))
        return f"(?i){one_of_words(dict.fromkeys((*of.cells, *common.unknown, *truths, *values)))}"

    def _list(self, of: Field) -> Json:
        """Records, or the values of their first field; a word for an empty list."""
        records = self._record(of.type.fields.values())
        first = next(f for f in of.type.fields.values() if f.derived is None)
        empty = f"(?i){one_of_words(['none', *of.cells, *self._vocabulary.words.unknown])}"
        item = either(records, self._value(first))
        return {"anyOf": [list_of(item), {"type": "string", "pattern": empty}]}
