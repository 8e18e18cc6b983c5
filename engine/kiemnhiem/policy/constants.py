"""Constants in policies: text to a typed value and back."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from kiemnhiem.language import Text
from kiemnhiem.policy.types import FieldType, Kind
from kiemnhiem.policy.values import LIMIT, NUMBER_PLACES, Scalar

WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
DECIMAL = re.compile(rf"-?(0|[1-9][0-9]*)(\.[0-9]{{1,{NUMBER_PLACES}}})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

#: What a constant of each kind looks like.
EXPECTED: dict[Kind, Text] = {
    Kind.TEXT: Text("một đoạn chữ", "text"),
    Kind.INTEGER: Text("một số nguyên trong khoảng ±10¹²", "a whole number inside ±10¹²"),
    Kind.NUMBER: Text("một số thập phân, tối đa 6 chữ số sau dấu chấm", "a decimal number of at most 6 places"),
    Kind.BOOLEAN: Text("true hoặc false", "true or false"),
    Kind.DATE: Text("một ngày dạng 2018-08-28", "a date like 2018-08-28"),
}


def expected(type: FieldType) -> Text:
    """What a constant of this type looks like, in words."""
    if type.kind in (Kind.CHOICE, Kind.SCALE):
        codes = ", ".join(type.positions)
        return Text(f"một trong: {codes}", f"one of: {codes}")
    return EXPECTED[type.kind]


def parse_constant(text: str, type: FieldType) -> Scalar | None:
    """The value a policy's text stands for, or ``None`` if it is not of that type."""
    match type.kind:
        case Kind.TEXT:
            return text or None
        case Kind.CHOICE | Kind.SCALE:
            return text if text in type.positions else None
        case Kind.BOOLEAN:
            return {"true": True, "false": False}.get(text)
        case Kind.INTEGER:
            return _inside(int(text)) if len(text) <= len(str(LIMIT)) + 1 and WHOLE.fullmatch(text) else None
        case Kind.NUMBER:
            return _inside(Decimal(text).normalize()) if DECIMAL.fullmatch(text) else None
        case Kind.DATE:
            return parse_day(text)
    return None


def parse_day(text: str) -> date | None:
    """A whole date, ``year-month-day``."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _inside(number: int | Decimal) -> int | Decimal | None:
    return number if -LIMIT < number < LIMIT else None


def print_constant(value: Scalar) -> str:
    """The text that :func:`parse_constant` reads back."""
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)
