"""Derived facts as JSON Schema. The vocabulary at hand declares its own fields, so they are offered, not prescribed."""

from __future__ import annotations

from collections.abc import Mapping

from kiemnhiem.author.schema.conditions import CASE, Conditions, field_words
from kiemnhiem.author.schema.pieces import Json, Scalars, either, list_of, map_of, suggested, text
from kiemnhiem.author.schema.words import FORMS, KEYS
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.derivecheck import FORMS as KNOWN_FORMS
from kiemnhiem.policy.derived import Aggregation, Unit
from kiemnhiem.policy.typecheck import AS_OF
from kiemnhiem.policy.types import Field, Kind, Vocabulary

_FORMS = Text("một trong: {forms}", "one of: {forms}")
_PAIRS = (*(u.value for u in Unit), "add_months", "difference", "ratio")
_AGGREGATIONS = tuple(a.value for a in Aggregation)


def derivations(vocabulary: Vocabulary, conditions: Conditions) -> Json:
    """The derived facts of a vocabulary's fields, and of the records of its lists."""
    lists = {f.name: f for f in vocabulary.fields.values() if f.type.kind is Kind.LIST}
    inner = {
        name: {"properties": {"fields": {"additionalProperties": _derived(vocabulary, conditions, name)}}}
        for name in lists
    }
    return {"properties": inner, "additionalProperties": _derived(vocabulary, conditions, CASE)}


def derived_forms(lang: Lang) -> Json:
    """The forms a derived fact can have, whatever they are made of."""
    forms = {
        form: {"description": FORMS[form][lang], "anyOf": [{"type": "array"}, {"type": "object"}]}
        for form in KNOWN_FORMS
    }
    refusal = _FORMS.format(forms=", ".join(forms))[lang]
    return map_of(forms, minProperties=1, maxProperties=1, errorMessage=refusal)


def _derived(vocabulary: Vocabulary, conditions: Conditions, scope: str) -> Json:
    return conditions.define(f"derived:{scope}", lambda: _forms(vocabulary, conditions, scope))


def _forms(vocabulary: Vocabulary, conditions: Conditions, scope: str) -> Json:
    forms = {
        form: {"description": FORMS[form][conditions.lang], **_form(form, vocabulary, conditions, scope)}
        for form in KNOWN_FORMS
    }
    return {"properties": {"derived": {"properties": forms}}}


def _form(form: str, vocabulary: Vocabulary, conditions: Conditions, scope: str) -> Json:
    if form == "when":
        return conditions.condition(scope)
    if form == "lookup":
        return list_of(_row(conditions, scope), 1)
    keys = ("list",) if form == "count" else ("list", "field")
    aggregate = conditions.define("-".join(keys), lambda: _aggregate(vocabulary, conditions, keys))
    if form in ("count", "distinct"):
        return aggregate
    term = conditions.define(f"term:{scope}", lambda: _term(vocabulary, conditions, scope))
    terms = list_of(term, 2) | {"maxItems": 2} if form in _PAIRS else list_of(term, 1)
    return either(aggregate, terms) if form in _AGGREGATIONS else terms


def _offered(fields: Mapping[str, Field], conditions: Conditions) -> dict[str, str]:
    return {name: field_words(of, conditions.lang) for name, of in fields.items()}


def _term(vocabulary: Vocabulary, conditions: Conditions, scope: str) -> Json:
    """A field, ``as_of``, ``{case: field}``, or a constant."""
    fields = vocabulary.fields if scope == CASE else vocabulary.fields[scope].type.fields
    offered = {**_offered(fields, conditions), AS_OF: KEYS[AS_OF][conditions.lang]}
    case = conditions.define("field", lambda: suggested(_offered(vocabulary.fields, conditions), text()))
    return either(map_of({"case": case}, required=["case"]), suggested(offered, text()))


def _aggregate(vocabulary: Vocabulary, conditions: Conditions, keys: tuple[str, ...]) -> Json:
    """``{list, field, where}``; ``where`` is about the list's records."""
    lists = {f.name: f for f in vocabulary.fields.values() if f.type.kind is Kind.LIST}
    of_list = [
        {
            "if": {"properties": {"list": {"const": name}}, "required": ["list"]},
            "then": {"properties": {"where": conditions.condition(name),
                                    "field": suggested(_offered(of.type.fields, conditions), text())}},
        }
        for name, of in lists.items()
    ]  # fmt: skip
    offered = {"list": suggested(_offered(lists, conditions), text()), "field": text()}
    properties = {**{key: offered[key] for key in keys}, "where": {"type": "object"}}
    return map_of(properties, required=list(keys), **({"allOf": of_list} if of_list else {}))


def _row(conditions: Conditions, scope: str) -> Json:
    """``{when, value, from, until}``."""
    day = Scalars(conditions.lang).day
    keys = {"when": conditions.condition(scope), "value": text(), "from": day, "until": day}
    return map_of(keys, required=["when", "value"])
