"""The smallest pieces of the JSON Schemas: text, days, names, constants.

An editor types the scalars of a file by YAML's core schema (18 is a number, true a truth value) while the reader takes
all as text; so each piece allows every type in which an editor may see what the reader accepts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.constants import DAY, DECIMAL, EXPECTED, WHOLE, expected
from kiemnhiem.policy.shape import ID
from kiemnhiem.policy.types import FieldType, Kind
from kiemnhiem.policy.values import LIMIT, NUMBER_PLACES

Json: TypeAlias = dict[str, Any]

#: Of more choices than this, an editor shows the one that is written and not all of them.
LISTED = 20
_CORE = {"true": True, "false": False, "null": None}
_SYNTAX = re.compile(r"[\\^$.*+?()\[\]{}|/]")

ID_EXPECTED = Text("mã viết bằng chữ thường không dấu, số, dấu - _ / .", "an id of small letters, digits, - _ / .")


def ref(name: str) -> Json:
    """A reference to a definition of the same schema."""
    return {"$ref": f"#/definitions/{name}"}


def called(policy: str) -> str:
    """A policy's name among definitions, where a slash would part them, and no subject has that name."""
    return "@" + policy.replace("/", ":")


def defined(definitions: dict[str, Json], name: str, make: Callable[[], Json]) -> Json:
    """A reference to a definition, made when first needed; it may refer to itself."""
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = make()
    return ref(name)


def whole(pattern: str) -> str:
    """A pattern that must fit all of a text."""
    return f"^(?:{pattern})$"


def one_of_words(words: Iterable[str]) -> str:
    """A pattern that fits just these texts."""
    return whole("|".join(_SYNTAX.sub(r"\\\g<0>", w) for w in words))


def typed(text: str) -> object:
    """What an editor takes a plain scalar for: ``2016`` is a number, ``official`` text."""
    if text in _CORE:
        return _CORE[text]
    return int(text) if re.fullmatch("[0-9]+", text) else text


def text(pattern: str = r"\S") -> Json:
    """Any scalar, as the text it is. Truth values are allowed in a way that does not offer them."""
    scalar = {"type": ["string", "number"], "pattern": pattern}
    return {"anyOf": [scalar, {"not": {"type": ["string", "number", "object", "array", "null"]}}]}


def list_of(item: Json, least: int = 0) -> Json:
    """A list; ``least``: how many items it has at least."""
    return {"type": "array", "items": item} | ({"minItems": least} if least else {})


def one_or_list(item: Json) -> Json:
    """One item, or a list of them. The one that is a map comes first: see :func:`either`."""
    return either(item, list_of(item))


def has(key: str, *values: str) -> Json:
    """That a map has a key with one of these values. By a pattern: an editor shows an ``enum`` to the reader."""
    return {"properties": {key: {"pattern": one_of_words(values)}}, "required": [key]}


def either(*alternatives: Json) -> Json:
    """One of alternatives of different types, maps first: a fault is then told of the one that was meant."""
    return {"oneOf": list(alternatives)}


def map_of(properties: Mapping[str, Json], **more: object) -> Json:
    """A map with these keys and no others. Keys that an editor takes for truth values it knows by pattern only."""
    schema: Json = {"type": "object", "properties": dict(properties), "additionalProperties": False, **more}
    if odd := [key for key in properties if not isinstance(typed(key), str)]:
        schema["patternProperties"] = {one_of_words(odd): {}} | schema.get("patternProperties", {})
    return schema


def entry(value: str, words: str) -> list[Json]:
    """One value with its words, as an editor offers it."""
    return [{"type": "string", "const": value, "description": words}, *_as_number(value, words)]


def _as_number(value: str, words: str) -> list[Json]:
    number = typed(value)
    return [] if isinstance(number, str) else [{"const": number, "description": words}]


def choice(values: Mapping[str, str], refusal: str) -> Json:
    """One of a few values, each with its words."""
    pairs = [(v, words) for value, words in values.items() for v in dict.fromkeys((typed(value), value))]
    return {
        "enum": [v for v, _ in pairs],
        "markdownEnumDescriptions": [words for _, words in pairs],
        "errorMessage": refusal,
    }


def named(values: Mapping[str, str], refusal: str) -> Json:
    """One of many names, each with its words. An editor shows the words of the one that is written."""
    types = ["string", "number"] if any(isinstance(typed(v), int) for v in values) else "string"
    return {
        "type": types,
        "pattern": one_of_words(values),
        "errorMessage": refusal,
        "anyOf": [*(piece for value, words in values.items() for piece in entry(value, words)), {"type": types}],
    }


def suggested(values: Mapping[str, str], other: Json) -> Json:
    """Names to complete, where another one may be right too."""
    return {"anyOf": [*(piece for value, words in values.items() for piece in entry(value, words)), other]}


class Scalars:
    """Pieces with words of one language in them."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.id: Json = {"type": ["string", "number"], "pattern": whole(ID.pattern), "errorMessage": ID_EXPECTED[lang]}
        self.day: Json = self._day()
        self.flag: Json = self._flag()

    def _day(self) -> Json:
        message = EXPECTED[Kind.DATE][self.lang]
        return {"type": "string", "format": "date", "pattern": whole(DAY.pattern), "errorMessage": message}

    def _flag(self) -> Json:
        message = EXPECTED[Kind.BOOLEAN][self.lang]
        return {"type": ["boolean", "string"], "pattern": "^(?:true|false)$", "errorMessage": message}

    def number(self, kind: Kind, least: int | None = None, most: int | None = None) -> Json:
        """A whole number, or a number. An editor's are binary: the greatest decimals look like the limit itself."""
        inside = LIMIT - 1 if kind is Kind.INTEGER else LIMIT
        return {
            "type": [kind.value, "string"],
            "minimum": -inside if least is None else least,
            "maximum": inside if most is None else most,
            "pattern": whole((WHOLE if kind is Kind.INTEGER else DECIMAL).pattern),
            "errorMessage": EXPECTED[kind][self.lang],
            **({"multipleOf": 10**-NUMBER_PLACES} if kind is Kind.NUMBER else {}),
        }

    def constant(self, type: FieldType) -> Json:
        """A constant of a type, as policies write it."""
        match type.kind:
            case Kind.CHOICE | Kind.SCALE:
                words = {c.code: c.label[self.lang] for c in type.choices}
                return (choice if len(words) <= LISTED else named)(words, expected(type)[self.lang])
            case Kind.INTEGER | Kind.NUMBER:
                return self.number(type.kind)
            case Kind.BOOLEAN:
                return self.flag
            case Kind.DATE:
                return self.day
            case _:
                return text(r"^[^$]")
