"""What a form of facts holds: texts by the names of its controls.

``f.<field>`` a fact, ``l.<list>.<row>.<field>`` a fact of a record, ``l.<list>`` the values of a list of choices,
``n.<list>`` ticked where a list is known to be empty, ``j.<fact>`` the answer to a judgement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from kiemnhiem.cases.case import Case
from kiemnhiem.language import Lang
from kiemnhiem.policy.typecheck import ELEMENT
from kiemnhiem.policy.types import Field, Kind
from kiemnhiem.policy.values import Scalar, Span, Value

#: Texts by the names of controls; several where several are ticked.
State = Mapping[str, Sequence[str]]
YES, NO = "yes", "no"
_SELECTED = (Kind.CHOICE, Kind.SCALE, Kind.BOOLEAN)


def is_selected(of: Field) -> bool:
    """Whether a value is chosen rather than written."""
    return of.type.kind in _SELECTED


def is_ticked(of: Field) -> bool:
    """Whether a list is one of choices, which are ticked."""
    return tuple(of.type.fields) == (ELEMENT,) and bool(of.type.fields[ELEMENT].type.choices)


def state_of(case: Case, fields: Iterable[Field], judgements: Iterable[str], lang: Lang) -> State:
    """A form that says what a case says."""
    state: dict[str, Sequence[str]] = {}
    for of in fields:
        value = case.fact(of.name)
        if of.type.kind is not Kind.LIST:
            state[f"f.{of.name}"] = [written(value, lang)]
        elif isinstance(value, tuple):
            state |= _records(of, value, lang)
    for fact in judgements:
        recorded = case.judgements.get(fact)
        state[f"j.{fact}"] = [written(recorded.answer if recorded else None, lang)]
    return state


def _records(of: Field, records: Sequence[Mapping[str, Scalar | None]], lang: Lang) -> State:
    if not records:
        return {f"n.{of.name}": [YES]}
    if is_ticked(of):
        return {f"l.{of.name}": [written(record.get(ELEMENT), lang) for record in records]}
    return {
        f"l.{of.name}.{row}.{name}": [written(record.get(name), lang)]
        for row, record in enumerate(records)
        for name in written_fields(of)
    }


def written_fields(of: Field) -> list[str]:
    """The fields of a list's records that are not derived."""
    return [name for name, inner in of.type.fields.items() if not inner.derived]


def written(value: Value, lang: Lang) -> str:
    """A value as an officer would write it in a cell; of a choice its code."""
    match value:
        case bool():
            return YES if value else NO
        case date():
            return f"{value:%d/%m/%Y}"
        case Span(low, high) if isinstance(low, date) and isinstance(high, date):
            return f"{low:%m/%Y}" if (low.year, low.month) == (high.year, high.month) else str(low.year)
        case Decimal():
            return f"{value:f}".replace(".", ",") if lang is Lang.VI else f"{value:f}"
        case None | tuple():
            return ""
    return str(value)


def one(state: State, name: str) -> str:
    """The text of a control; nothing where it is not in the form."""
    return (state.get(name) or [""])[0]


def rows_of(state: State, list_: str) -> list[int]:
    """The numbers of a list's rows in a form, in their order."""
    start = f"l.{list_}."
    numbers = (name[len(start) :].partition(".")[0] for name in state if name.startswith(start))
    return sorted({int(n) for n in numbers if n.isascii() and n.isdigit()})


def of_list(state: State, of: Field) -> State:
    """What a form says of one list, without what is left empty."""
    own = (f"l.{of.name}", f"n.{of.name}")
    return {
        name: list(texts)
        for name, texts in state.items()
        if (name in own or name.startswith(f"{own[0]}.")) and any(texts)
    }


def with_row(state: State, of: Field) -> State:
    """The form with one more row in a list."""
    rows = rows_of(state, of.name)
    number = rows[-1] + 1 if rows else 0
    return {**state, **{f"l.{of.name}.{number}.{name}": [""] for name in written_fields(of)}}


def without_row(state: State, of: Field, row: int) -> State:
    """The form without a row of a list."""
    start = f"l.{of.name}.{row}."
    return {name: texts for name, texts in state.items() if not name.startswith(start)}
