"""Where a policy's parameters are used, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest

from kiemnhiem.author.lint.context import Context, File, common
from kiemnhiem.policy.conditions import ALWAYS, Condition, parameters_of
from kiemnhiem.policy.model import ParameterHistory, Period, Policy, PolicyException, Requirement


@dataclass(frozen=True)
class Use:
    """A condition that uses a parameter in ``period``; ``user``: the id of its requirement, exception or policy."""

    file: File
    policy: Policy
    history: ParameterHistory
    user: str
    period: Period


def spans(history: ParameterHistory) -> list[Period]:
    """When each of its values is in force: until the next begins, at the latest."""
    values = history.values
    found = []
    for value, following in zip_longest(values, values[1:]):
        ends = [e for e in (value.until, following and following.start - timedelta(days=1)) if e]
        end = min(ends, default=None)
        if end is None or end >= value.start:
            found.append(Period(value.start, end))
    return found


def parameter_uses(context: Context) -> Iterator[Use]:
    """Every use of every parameter of the policies."""
    for file, _, policy in context.policies:
        for user, period, condition in _conditions(policy):
            for name in dict.fromkeys(parameters_of(condition)):
                if name in policy.parameters:
                    yield Use(file, policy, policy.parameters[name], user, period)


def _conditions(policy: Policy) -> Iterator[tuple[str, Period, Condition]]:
    yield policy.id, policy.period, policy.when
    for exception in policy.exceptions:
        yield from _excepted(exception, policy.period)
    for requirement in policy.requirements:
        yield from _required(requirement, common(policy.period, requirement.period))


def _required(requirement: Requirement, period: Period | None) -> Iterator[tuple[str, Period, Condition]]:
    if period is None:
        return
    yield requirement.id, period, requirement.when
    yield requirement.id, period, requirement.require or ALWAYS
    for exception in requirement.exceptions:
        yield from _excepted(exception, period)


def _excepted(exception: PolicyException, within: Period) -> Iterator[tuple[str, Period, Condition]]:
    period = common(within, exception.period)
    if period is not None:
        yield exception.id, period, exception.when
        yield exception.id, period, exception.require or ALWAYS
