"""Derived facts from their raw form: the type each gives, then the form itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from kiemnhiem.language import Text
from kiemnhiem.policy import codes
from kiemnhiem.policy.conditions import Always, Constant, FieldRef
from kiemnhiem.policy.constants import parse_constant, parse_day
from kiemnhiem.policy.derived import (
    AddMonths,
    Aggregate,
    Aggregation,
    Combination,
    Combine,
    Derived,
    Elapsed,
    Lookup,
    LookupRow,
    Term,
    Unit,
    When,
)
from kiemnhiem.policy.source import Path_, Raw
from kiemnhiem.policy.typecheck import AS_OF, BOOLEAN, DATE, INTEGER, Checker
from kiemnhiem.policy.types import Field, FieldType, Kind

NUMBER = FieldType(Kind.NUMBER)
_UNITS = tuple(u.value for u in Unit)
_COMBINATIONS = tuple(c.value for c in Combination)
_AGGREGATIONS = tuple(a.value for a in Aggregation)
FORMS = tuple(dict.fromkeys((*_UNITS, "add_months", *_COMBINATIONS, *_AGGREGATIONS, "when", "lookup")))
_FIXED: dict[str, FieldType] = {
    **dict.fromkeys(_UNITS, INTEGER),
    "add_months": DATE,
    "count": INTEGER,
    "distinct": INTEGER,
    "when": BOOLEAN,
    "ratio": NUMBER,
}
_PAIR = Text("một danh sách hai số hạng", "a list of two terms")
TERMS = Text("một danh sách số hạng", "a list of terms")
_OVER = Text("{list: …, field: …, where: {…}}", "{list: …, field: …, where: {…}}")
_TERM = Text("một trường, as_of, {case: trường} hoặc hằng số", "a field, as_of, {case: field} or a constant")

Scope_ = Mapping[str, Field] | None


def result_type(form: str, raw: Raw, known: Mapping[str, FieldType], case: Mapping[str, FieldType]) -> FieldType | None:
    """The type a derived form gives; ``None`` while it depends on fields whose type is not known yet.

    ``known``: types of the fields beside it; ``case``: of the case's fields, for ``{case: x}``.
    """
    if form in _FIXED:
        return _FIXED[form]
    if isinstance(raw, dict):
        name, of = raw.get("field"), known.get(str(raw.get("list")))
        return of.fields[name].type if of and isinstance(name, str) and name in of.fields else None
    types: list[FieldType] = []
    for term in raw if isinstance(raw, list) else []:
        if isinstance(term, dict):
            type_ = case.get(str(term.get("case")))
        elif term == AS_OF:
            type_ = DATE
        else:
            type_ = known.get(str(term)) or constant_type(str(term))
        if type_ is None:
            return None
        types.append(type_)
    if not types:
        return None
    return NUMBER if NUMBER in types else types[0]


def constant_type(text: str) -> FieldType | None:
    """The type a term has as a constant, if it is one."""
    return next((t for t in (INTEGER, NUMBER, DATE) if parse_constant(text, t) is not None), None)


def check_derived(
    checker: Checker, form: str, raw: Raw, path: Path_, type: FieldType, record: Scope_
) -> Derived | None:
    """The typed form at ``path``; ``type``: what it gives; ``record``: the record's fields, inside a list."""
    here = (*path, form)
    if form == "when":
        condition = checker.condition(raw, here, record)
        return When(condition) if condition else None
    if form == "lookup":
        return _lookup(checker, raw, here, type, record)
    if form in _AGGREGATIONS and isinstance(raw, dict):
        return _aggregate(checker, form, raw, here)
    if form in ("count", "distinct"):
        return checker.refuse(codes.WRONG_SHAPE, here, found=form, expected=_OVER)
    pair = form in (*_UNITS, "add_months", "difference", "ratio")
    if not isinstance(raw, list) or not raw or (pair and len(raw) != 2):  # noqa: PLR2004 - a pair is two
        return checker.refuse(codes.WRONG_SHAPE, here, found=form, expected=_PAIR if pair else TERMS)
    terms = [_term(checker, item, (*here, i), record) for i, item in enumerate(raw)]
    typed = tuple(t for t in terms if t is not None)
    if len(typed) < len(terms):
        return None
    return _fitting(checker, form, typed, here)


def _fitting(checker: Checker, form: str, terms: tuple[Term, ...], path: Path_) -> Derived | None:
    kinds = [_kind(t) for t in terms]
    numeric = {Kind.INTEGER, Kind.NUMBER}
    if form in _UNITS:
        fits = all(k is Kind.DATE for k in kinds)
    elif form == "add_months":
        fits = kinds == [Kind.DATE, Kind.INTEGER]
    elif form in ("min", "max"):
        fits = set(kinds) <= numeric or set(kinds) == {Kind.DATE}
    else:
        fits = set(kinds) <= numeric
    if not fits:
        found = ", ".join(k.value for k in kinds)
        return checker.refuse(codes.WRONG_SHAPE, path, found=found, expected=_wanted(form))
    if form in _UNITS:
        return Elapsed(Unit(form), *terms)
    return AddMonths(*terms) if form == "add_months" else Combine(Combination(form), terms)


def _wanted(form: str) -> Text:
    if form in _UNITS:
        return Text("hai ngày", "two dates")
    if form == "add_months":
        return Text("một ngày và một số nguyên", "a date and a whole number")
    return Text("các số", "numbers")


def _kind(term: Term) -> Kind:
    if isinstance(term, FieldRef):
        return term.type.kind
    if isinstance(term.value, date):
        return Kind.DATE
    return Kind.INTEGER if isinstance(term.value, int) else Kind.NUMBER


def _term(checker: Checker, raw: Raw, path: Path_, record: Scope_) -> Term | None:
    if isinstance(raw, dict):
        name = raw.get("case")
        if len(raw) == 1 and isinstance(name, str):
            return checker.reference(name, (*path, "case"), None)
        return checker.refuse(codes.WRONG_SHAPE, path, found=str(next(iter(raw), "")), expected=_TERM)
    if not isinstance(raw, str):
        return checker.refuse(codes.WRONG_SHAPE, path, found="[]", expected=_TERM)
    type_ = constant_type(raw)
    if type_ and (value := parse_constant(raw, type_)) is not None:
        return Constant(value)
    return checker.reference(raw, path, record)


def _aggregate(checker: Checker, form: str, raw: dict[str, Raw], path: Path_) -> Derived | None:
    extra = [key for key in raw if key not in ("list", "field", "where")]
    for key in extra:
        checker.refuse(codes.UNKNOWN_KEY, (*path, key), key=True, found=key, expected="list, field, where")
    name, field_name = raw.get("list"), raw.get("field")
    needs_field = form != "count"
    if extra or not isinstance(name, str) or isinstance(field_name, str) != needs_field:
        return None if extra else checker.refuse(codes.WRONG_SHAPE, path, found=form, expected=_OVER)
    of = checker.reference(name, (*path, "list"), None)
    if of is None:
        return None
    if of.type.kind is not Kind.LIST:
        kind = of.type.kind.value
        return checker.refuse(codes.WRONG_KIND, (*path, "list"), found=name, kind=kind, expected=Kind.LIST.value)
    field = checker.reference(str(field_name), (*path, "field"), of.type.fields) if needs_field else None
    where = checker.where(of, raw["where"], (*path, "where")) if "where" in raw else Always(True)
    if where is None or (needs_field and field is None):
        return None
    allowed = {Kind.INTEGER, Kind.NUMBER} | ({Kind.DATE} if form in ("min", "max") else set())
    if field and form != "distinct" and field.type.kind not in allowed:
        here, kind = (*path, "field"), field.type.kind.value
        return checker.refuse(codes.WRONG_KIND, here, found=field.name, kind=kind, expected=_wanted(form))
    return Aggregate(Aggregation(form), of, field, where)


def _lookup(checker: Checker, raw: Raw, path: Path_, type: FieldType, record: Scope_) -> Derived | None:
    if not isinstance(raw, list) or not raw:
        rows_shape = Text("[{when: {…}, value: …}, …]", "[{when: {…}, value: …}, …]")
        return checker.refuse(codes.WRONG_SHAPE, path, found="lookup", expected=rows_shape)
    rows = [_row(checker, item, (*path, i), type, record) for i, item in enumerate(raw)]
    typed = tuple(r for r in rows if r is not None)
    return Lookup(typed) if len(typed) == len(rows) else None


def _row(checker: Checker, raw: Raw, path: Path_, type: FieldType, record: Scope_) -> LookupRow | None:
    known = ("when", "value", "from", "until")
    if not isinstance(raw, dict) or "when" not in raw or "value" not in raw or any(key not in known for key in raw):
        expected = Text(f"các khoá {', '.join(known)}", f"the keys {', '.join(known)}")
        found = ", ".join(raw) if isinstance(raw, dict) else str(raw)
        return checker.refuse(codes.WRONG_SHAPE, path, found=found, expected=expected)
    when = Always(True) if raw["when"] == {} else checker.condition(raw["when"], (*path, "when"), record)
    value = checker.value(type, raw["value"], (*path, "value"))
    days: list[date | None] = []
    for key in ("from", "until"):
        day = parse_day(str(raw[key])) if key in raw else None
        if key in raw and day is None:
            checker.value(DATE, raw[key], (*path, key))
            return None
        days.append(day)
    return None if when is None or value is None else LookupRow(when, value, *days)
