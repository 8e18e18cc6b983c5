"""Policies as YAML again: what :func:`print_policy` writes, the loader reads back as an equal policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import yaml

from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    FieldRef,
    NoneOf,
    Operand,
    Parameter,
    PolicyVerdict,
    Quantified,
    Scope,
)
from kiemnhiem.policy.constants import print_constant
from kiemnhiem.policy.model import (
    ALL_TIME,
    Citation,
    Judgement,
    ParameterHistory,
    Period,
    Policy,
    PolicyException,
    Requirement,
    Strength,
)
from kiemnhiem.policy.operators import OPERATORS, Arity
from kiemnhiem.policy.typecheck import VERDICTS
from kiemnhiem.policy.types import Mutable

Raw: TypeAlias = Any


class _Dumper(yaml.SafeDumper):
    """Writes every scalar as the text it is: the loader knows no other kind."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML declares it


def print_policy(policy: Policy) -> str:
    """The YAML file of a policy."""
    return yaml.dump(policy_map(policy), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def policy_map(policy: Policy) -> dict[str, Raw]:
    """A policy as the maps and lists of its file."""
    return _without_empty(
        policy=policy.id,
        schema="1",
        title=_text(policy.title),
        stance=policy.stance.value,
        subject=policy.subject,
        posts=list(policy.posts),
        when=_optional(policy.when),
        in_force=_period(policy.period),
        sources=list(policy.sources),
        note=_text(policy.note),
        parameters={name: _history(h) for name, h in policy.parameters.items()},
        requirements=[_requirement(r) for r in policy.requirements],
        **{"except": [_exception(e, stance=True) for e in policy.exceptions]},
    )


def _without_empty(**entries: Raw) -> dict[str, Raw]:
    """The entries that say something; a list of requirements says something even when empty."""
    return {k: v for k, v in entries.items() if v or k == "requirements"}


def _text(text: Text | None) -> dict[str, str] | None:
    return {"vi": text.vi, "en": text.en} if text else None


def _period(period: Period) -> dict[str, str] | None:
    if period == ALL_TIME:
        return None
    dates = {"from": period.start, "until": period.until}
    return {key: day.isoformat() for key, day in dates.items() if day}


def _citations(citations: Iterable[Citation]) -> list[Raw]:
    return [
        _without_empty(
            document=c.document, clause=c.clause, evidence=c.evidence.value if c.evidence else None, note=_text(c.note)
        )
        for c in citations
    ]


def _history(history: ParameterHistory) -> list[Raw]:
    return [
        {
            **_without_empty(**{"from": v.start.isoformat()}, until=v.until.isoformat() if v.until else None),
            "value": [print_constant(i) for i in v.value] if isinstance(v.value, tuple) else print_constant(v.value),
            **_without_empty(source=_citations(v.source)),
        }
        for v in history.values
    ]


def _requirement(requirement: Requirement) -> dict[str, Raw]:
    judgement, remedy = requirement.judgement, requirement.remedy
    return _without_empty(
        id=requirement.id,
        title=_text(requirement.title),
        when=_optional(requirement.when),
        require=condition_map(requirement.require) if requirement.require else None,
        judgement=_judgement(judgement) if judgement else None,
        strength=requirement.strength.value if requirement.strength is not Strength.MUST else None,
        source=_citations(requirement.source),
        because=_text(requirement.because),
        remedy=_without_empty(policy=remedy.policy, **_text(remedy.text) or {}) if remedy else None,
        delegable="true" if requirement.delegable else None,
        **_period(requirement.period) or {},
        **{"except": [_exception(e, stance=False) for e in requirement.exceptions]},
    )


def _judgement(judgement: Judgement) -> dict[str, Raw]:
    return _without_empty(
        **_text(judgement.question) or {},
        headings=list(judgement.headings),
        mutable=mutable_map(judgement.mutable) if judgement.mutable else None,
    )


def mutable_map(mutable: Mutable) -> Raw:
    """How a fact can change, as an author writes it."""
    more = _without_empty(
        weight=str(mutable.weight) if mutable.weight > 1 else None, only=mutable.only.value if mutable.only else None
    )
    return {"how": mutable.how.value, **more} if more else mutable.how.value


def _exception(exception: PolicyException, *, stance: bool) -> dict[str, Raw]:
    require = exception.require
    more = _without_empty(
        require=condition_map(require) if require else None,
        waive="true" if require is None and not stance else None,
        because=_text(exception.because),
        source=_citations(exception.source),
        **_period(exception.period) or {},
    )
    return {"id": exception.id, "when": _optional(exception.when) or {}, **more}


def _optional(condition: Condition) -> dict[str, Raw] | None:
    return None if condition == ALWAYS else condition_map(condition)


def condition_map(condition: Condition, *, in_list: bool = False) -> dict[str, Raw]:
    """A condition as the map a policy author writes. ``in_list``: it is about the records of a list."""
    match condition:
        case Compare(field, operator, operands):
            return {field.name: {operator: _operands(operator, operands, in_list=in_list)}}
        case AllOf(items):
            return {"all_of": [condition_map(i, in_list=in_list) for i in items]}
        case AnyOf(items):
            return {"any_of": [condition_map(i, in_list=in_list) for i in items]}
        case NoneOf(items):
            return {"none_of": [condition_map(i, in_list=in_list) for i in items]}
        case PolicyVerdict(policy, eligible):
            return {VERDICTS: {policy: "eligible" if eligible else "not_eligible"}}
        case Quantified(quantifier, list_, where):
            return {list_.name: {quantifier.value: _where(where)}}
        case CountOf(list_, where, operator, operands):
            return {list_.name: {"count": {"where": _where(where), operator: _operands(operator, operands)}}}
        case _:
            raise ValueError(f"{type(condition).__name__} is not written in policies")


def _where(condition: Condition) -> Mapping[str, Raw]:
    return {} if condition == ALWAYS else condition_map(condition, in_list=True)


def _operands(operator: str, operands: tuple[Operand, ...], *, in_list: bool = False) -> Raw:
    printed = [_operand(o, in_list=in_list) for o in operands]
    whole_list = len(operands) == 1 and isinstance(operands[0], Parameter) and operands[0].many
    return printed[0] if OPERATORS[operator].arity is Arity.ONE or whole_list else printed


def _operand(operand: Operand, *, in_list: bool) -> Raw:
    match operand:
        case Constant(value):
            return print_constant(value)
        case Parameter(name):
            return f"${name}"
        case FieldRef(name, _, scope):
            return {"case" if in_list and scope is Scope.CASE else "field": name}
