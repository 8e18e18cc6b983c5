"""The same requirement twice."""

from __future__ import annotations

from collections.abc import Iterator

from kiemnhiem.author.lint.context import Context, Owned, common
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS, AllOf, AnyOf, Compare, Condition, CountOf, NoneOf, Quantified
from kiemnhiem.problem import Severity


@rule(
    "duplicate-requirement",
    "L502",
    Severity.WARNING,
    message=Text("«{found}» đòi đúng điều mà «{other}» đã đòi", '"{found}" asks for just what "{other}" asks'),
    anti_pattern=Text(
        "Một lỗi bị đếm hai lần, và khi luật đổi thì chỉ một trong hai được sửa.",
        "One failing is counted twice, and when the law changes only one of them is corrected.",
    ),
    best_practice=Text(
        "Giữ một, ghi đủ các nguồn; hoặc cho hai thời gian nối nhau.",
        "Keep one, with both sources; or let their times follow each other.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """Requirements of a policy that mean the same on a day when both are in force."""
    first: dict[tuple[object, ...], list[Owned]] = {}
    for owned in context.requirements:
        requirement = owned.requirement
        if requirement.require is None:
            continue
        excepted = tuple((normal(e.when), normal(e.require or ALWAYS), e.period) for e in requirement.exceptions)
        key = (owned.policy.id, normal(requirement.require), normal(requirement.when), excepted)
        for other in first.setdefault(key, []):
            if common(owned.period, other.period):
                values = {"found": requirement.id, "other": other.requirement.id}
                yield Finding(owned.place("id"), values)
                break
        first[key].append(owned)


def normal(condition: Condition) -> object:
    """A form that is equal for conditions that differ only by the order of their parts."""
    match condition:
        case AllOf(items) | AnyOf(items) | NoneOf(items):
            parts = frozenset(map(normal, items))
            return (
                next(iter(parts)) if len(parts) == 1 and not isinstance(condition, NoneOf) else (type(condition), parts)
            )
        case Compare(field, "in" | "not_in" as operator, operands):
            return field.name, field.scope, operator, frozenset(map(repr, operands))
        case Compare(field, operator, operands):
            return field.name, field.scope, operator, tuple(map(repr, operands))
        case Quantified(quantifier, list_, where):
            return quantifier, list_.name, normal(where)
        case CountOf(list_, where, operator, operands):
            return list_.name, normal(where), operator, tuple(map(repr, operands))
        case _:
            return condition
