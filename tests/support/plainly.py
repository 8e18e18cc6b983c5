"""What was read of a library as plain maps, without what is as it is when nothing is said; for tests to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, get_args

from support.said import said

from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import Condition, FieldRef
from kiemnhiem.policy.types import FieldType
from kiemnhiem.problem import Place


def plainly(thing: Any) -> Any:
    """A value as maps, lists and text."""
    match thing:
        case Text(vi, en):
            return f"{vi} / {en}"
        case Place(file, line, column):
            return f"{file.rsplit('/', 1)[-1]}:{line}:{column}"
        case FieldRef(name, type_, scope):
            return f"{scope}'s {name}: {type_.kind}"
        case FieldType(kind, choices, inner) if not inner:
            codes = [f"{c.code} = {'; '.join((plainly(c.label), *c.aliases))}" for c in choices]
            return f"{kind} of {', '.join(codes)}" if codes else str(kind)
        case Mapping():
            return {str(k): plainly(v) for k, v in thing.items()}
        case tuple() | list():
            return [plainly(item) for item in thing]
        case None | bool():
            return thing
    if isinstance(thing, get_args(Condition)):
        return said(thing)
    if is_dataclass(thing):
        shown = {f.name: getattr(thing, f.name) for f in fields(thing) if getattr(thing, f.name) != _default(f)}
        return {type(thing).__name__: {name: plainly(value) for name, value in shown.items()}}
    return str(thing)


def _default(field: Field[Any]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
