"""A small made-up country: the places that drawn libraries have, and the fields that name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from support.vocabularies import words

from kiemnhiem.policy.model import Layer, Locality
from kiemnhiem.policy.types import Choice, Field, FieldType, Kind, Vocabulary

LAYERS = {id_: Layer(id_, words(id_)) for id_ in ("nation", "province", "commune")}
#: Each unit with its layer and the unit it lies in.
UNITS: Mapping[str, tuple[str, str | None]] = {
    "country": ("nation", None),
    "east": ("province", "country"),
    "west": ("province", "country"),
    "north": ("province", "country"),
    "hill": ("commune", "east"),
    "river": ("commune", "west"),
}


def with_places(vocabulary: Vocabulary, localities: Mapping[str, Locality]) -> Vocabulary:
    """The vocabulary with a field for the province and one for the commune of a case, wide to narrow."""
    named = FieldType(Kind.CHOICE, tuple(Choice(p.id, p.label, p.aliases) for p in localities.values()))
    fields = {
        name: Field(name, named, words(name), headings=(f"Cột {name}",), place=True) for name in ("province", "commune")
    }
    return replace(vocabulary, fields={**fields, **vocabulary.fields})
