"""The shapes of the files as JSON Schema: the same keys, needed and not, as the reader has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from kiemnhiem.author.schema.pieces import (
    Json,
    Scalars,
    choice,
    defined,
    either,
    has,
    list_of,
    map_of,
    one_of_words,
    one_or_list,
    ref,
    text,
)
from kiemnhiem.author.schema.words import ENUMS, KEYS, KEYWORDS
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.model import Stance
from kiemnhiem.policy.shape import Day, Flag, Id, Said, Schema, Shape
from kiemnhiem.policy.shapes import (
    Changes,
    ExceptionShape,
    FieldShape,
    MutableShape,
    PolicyFile,
    RemedyShape,
    RequirementShape,
    StanceExceptionShape,
)
from kiemnhiem.policy.types import Kind

#: What stands in place of the type of one key: conditions, facts, names of the library.
Special = Mapping[tuple[type[Shape], str], Json]

_ONE_OF = Text("một trong: {keys}", "one of: {keys}")
_EITHER = Text("chỉ một trong: {keys}", "only one of: {keys}")
_WITH_CHOICES = (Kind.CHOICE, Kind.SCALE)
_PLAIN = (*(k for k in Kind if k not in (*_WITH_CHOICES, Kind.LIST)), "post", "place")
_UNNUMBERED = (*(k for k in Kind if k not in (Kind.INTEGER, Kind.NUMBER)), "post", "place")
_KEYS = Text("các khoá: {keys} (*: phải có)", "keys: {keys} (*: needed)")
_COMMA = Text(
    "chỉ có các khoá: {keys}; chữ có dấu phẩy phải đặt trong ngoặc kép",
    "only the keys {keys}; words with a comma in them need quotes",
)
#: Shapes that people write on one line, where a comma in the words starts a new key.
_SAID = {"vi", "en"}


#: What the reader asks of a shape beyond its keys.
_MORE: Mapping[type[Shape], Json] = {
    RequirementShape: {"required": ["source"]},
    ExceptionShape: {"required": ["source"]},
    StanceExceptionShape: {"required": ["source"]},
    RemedyShape: {"dependencies": {"vi": ["en"], "en": ["vi"]}, "minProperties": 1},
    PolicyFile: {
        "if": has("stance", Stance.PROHIBITED),
        "else": {"properties": {"except": False, "requirements": {"minItems": 1}}},
    },
    FieldShape: {
        "allOf": [
            {"if": has("type", *_WITH_CHOICES), "then": {"required": ["values"]}},
            {"if": has("type", *_PLAIN), "then": {"properties": {"values": False}}},
            {"if": has("type", *_UNNUMBERED), "then": {"properties": {"least": False, "most": False}}},
            {
                "if": has("type", Kind.LIST),
                "then": {"if": {"required": ["values"]}, "then": {"properties": {"fields": False}},
                         "else": {"required": ["fields"]}},
            },
            {"if": {"required": ["derived"]}, "else": {"required": ["type"]}},
        ]
    },
}  # fmt: skip


def key_words(shape: type[Shape], key: str) -> Text | None:
    """What a key of a shape means, if the words have it."""
    own = (KEYS.get(f"{cls.__name__}.{key}") for cls in shape.__mro__)
    return next((words for words in own if words), KEYS.get(key))


def keyed(shape: type[Shape]) -> Iterator[tuple[str, str, object, bool]]:
    """(key in the file, name in Python, type, needed) of each entry of a shape."""
    hints = get_type_hints(shape, include_extras=True)
    for name, info in shape.model_fields.items():
        yield info.alias or name, name, hints[name], info.is_required()


def shape_name(shape: type[Shape]) -> str:
    """What the definition of a shape is called: an editor shows it."""
    return shape.__name__.removesuffix("Shape").removesuffix("File").lower()


def special(of: Special, shape: type[Shape], name: str) -> Json | None:
    """What stands for a key of a shape, or of one it is a kind of."""
    return next((of[cls, name] for cls in shape.__mro__ if (cls, name) in of), None)


@dataclass
class Shapes:
    """Definitions of shapes. ``special``: what stands for single keys, wherever the file is."""

    lang: Lang
    definitions: dict[str, Json]
    special: Special = field(default_factory=dict)

    def ref(self, shape: type[Shape]) -> Json:
        """A reference to a shape, defined when first needed."""
        return defined(self.definitions, shape_name(shape), lambda: self._shape(shape))

    def overlay(self, shape: type[Shape], own: Special, name: str) -> Json:
        """What holds of a shape besides, in one context, called ``name``: ``own`` stands for single keys."""
        called = f"{shape_name(shape)}~{name}"
        if called not in self.definitions:
            self.definitions[called] = {}
            properties = {}
            for key, field_name, hint, _ in keyed(shape):
                if piece := special(own, shape, field_name) or self._laid(hint, own, name):
                    properties[key] = {**self._described(shape, key), **piece}
            self.definitions[called] = {"properties": properties} if properties else {}
        return ref(called)

    def _laid(self, hint: Any, own: Special, name: str) -> Json:
        """The overlays of the shapes inside a type, if they have any."""
        origin, arguments = get_origin(hint), get_args(hint)
        if isinstance(hint, type) and issubclass(hint, Shape):
            laid = self.overlay(hint, own, name)
            return laid if self.definitions[f"{shape_name(hint)}~{name}"] else {}
        if origin in (Union, UnionType):
            return next((laid for a in arguments if (laid := self._laid(a, own, name))), {})
        inner = self._laid(arguments[-1 if origin is dict else 0], own, name) if origin in (tuple, dict) else {}
        return {"items" if origin is tuple else "additionalProperties": inner} if inner else {}

    def _shape(self, shape: type[Shape]) -> Json:
        properties, required = {}, []
        for key, name, hint, needed in keyed(shape):
            own = special(self.special, shape, name)
            properties[key] = {**self._described(shape, key), **(self.piece(hint) if own is None else own)}
            required += [key] if needed else []
        more = dict(next((_MORE[cls] for cls in shape.__mro__ if cls in _MORE), {}))
        required += more.pop("required", [])
        schema = map_of(
            properties, **({"required": required} if required else {}), **more, **self._refusal(properties, required)
        )
        if shape.one_of:
            schema["allOf"] = [*schema.get("allOf", []), self._exactly_one(shape.one_of)]
        return schema

    def _described(self, shape: type[Shape], key: str) -> Json:
        words = key_words(shape, key)
        return {"description": words[self.lang]} if words else {}

    def _refusal(self, keys: Iterable[str], required: Collection[str]) -> Json:
        """What is said of a key that a shape does not have, or lacks."""
        if {*keys} >= _SAID:
            said = _COMMA.format(keys=", ".join(keys))[self.lang]
            return {"propertyNames": {"pattern": one_of_words(keys), "errorMessage": said}}
        marked = (f"{key}*" if key in required else key for key in keys)
        return {"errorMessage": _KEYS.format(keys=", ".join(marked))[self.lang]}

    def _exactly_one(self, keys: tuple[str, ...]) -> Json:
        """Just one of these keys, a fault told at the second of them."""
        first, *rest = keys
        if not rest:
            return {"required": [first]}
        only = _EITHER.format(keys=", ".join(keys))[self.lang]
        others = {"properties": dict.fromkeys(rest, False), "errorMessage": only}
        return {"if": {"required": [first]}, "then": others, "else": self._exactly_one(tuple(rest))}

    def piece(self, hint: Any) -> Json:
        """What values of a type look like."""
        simple = self._simple(hint)
        if simple is not None:
            return simple
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            inner = self.piece(arguments[0])
            return one_or_list(inner["items"]) if get_origin(arguments[0]) is tuple else inner
        if origin in (Union, UnionType):
            return self.piece(next(a for a in arguments if a is not NoneType))
        if origin is tuple:
            return list_of(self.piece(arguments[0]))
        if origin is dict:
            names = self._scalars.id if arguments[0] == Id else text()
            return {"type": "object", "propertyNames": names, "additionalProperties": self.piece(arguments[1])}
        if origin is Literal:
            return self._keywords({str(v): KEYWORDS[str(v)] for v in arguments})
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return self._keywords({v.value: words for v, words in ENUMS[hint].items()})
        if isinstance(hint, type) and issubclass(hint, Shape):
            return self.ref(hint)
        return {}

    def _simple(self, hint: object) -> Json | None:
        if hint == Id:
            return self._scalars.id
        if hint == Day:
            return self._scalars.day
        if hint == Flag:
            return self._scalars.flag
        if hint == Schema:
            return {"const": 1}
        if hint == Changes:
            hows = self.piece(get_type_hints(MutableShape)["how"])
            return either(self.ref(MutableShape), hows)
        return text(r"") if hint is str else text() if hint == Said else None

    def _keywords(self, values: Mapping[str, Text]) -> Json:
        refusal = _ONE_OF.format(keys=", ".join(values))[self.lang]
        return choice({value: words[self.lang] for value, words in values.items()}, refusal)

    @property
    def _scalars(self) -> Scalars:
        return Scalars(self.lang)
