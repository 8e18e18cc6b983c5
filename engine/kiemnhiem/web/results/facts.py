"""Facts and recorded judgements as JSON, exactly: what is read back is what was kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kiemnhiem.cases.case import Recorded
from kiemnhiem.policy.values import Facts, Scalar, Span, Value


def to_json(facts: Facts) -> dict[str, Any]:
    """Known facts; dates, numbers, spans and lists marked as such."""
    return {name: _out(value) for name, value in facts.items() if value is not None}


def from_json(raw: Mapping[str, Any]) -> dict[str, Value]:
    """The facts that :func:`to_json` kept."""
    return {name: _records(value["list"]) if _is_list(value) else _in(value) for name, value in raw.items()}


def answers_to_json(judgements: Mapping[str, Recorded]) -> dict[str, Any]:
    """Recorded answers: the answer, who, which day."""
    return {f: [r.answer, r.by, r.on.isoformat() if r.on else None] for f, r in judgements.items()}


def answers_from_json(raw: Mapping[str, Any]) -> dict[str, Recorded]:
    """The answers that :func:`answers_to_json` kept."""
    return {f: Recorded(answer, by, date.fromisoformat(on) if on else None) for f, (answer, by, on) in raw.items()}


def _out(value: Value) -> Any:
    if isinstance(value, tuple):
        return {"list": [{name: _out(v) for name, v in record.items() if v is not None} for record in value]}
    if isinstance(value, Span):
        return {"span": [_out(value.low), _out(value.high)]}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def _is_list(value: Any) -> bool:
    return isinstance(value, dict) and "list" in value


def _records(items: Any) -> tuple[dict[str, Scalar | None], ...]:
    return tuple({name: _in(value) for name, value in item.items()} for item in items)


def _in(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "date" in value:
        return date.fromisoformat(value["date"])
    if "number" in value:
        return Decimal(value["number"])
    return Span(*map(_in, value["span"]))
