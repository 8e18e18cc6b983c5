"""One number in several requirements."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kiemnhiem.author.lint.context import Context
from kiemnhiem.author.lint.rule import Finding, rule
from kiemnhiem.language import Text
from kiemnhiem.policy.conditions import ALWAYS, Compare, Constant, CountOf, walk
from kiemnhiem.policy.model import Requirement
from kiemnhiem.policy.types import Kind
from kiemnhiem.problem import Severity

_NUMBERS = (Kind.INTEGER, Kind.NUMBER)
#: Numbers that say "some" or "none" more than how many.
TRIVIAL = 1


@rule(
    "repeated-threshold",
    "L407",
    Severity.NOTE,
    message=Text(
        "ngưỡng {number} của «{field}» đã có ở yêu cầu «{other}»; nên là một tham số",
        'the threshold {number} of "{field}" stands in "{other}" too; make it a parameter',
    ),
    anti_pattern=Text(
        "Luật đổi một con số thì phải sửa nhiều chỗ, và thế nào cũng sót một chỗ.",
        "When the law changes one number, several places must change, and one is forgotten.",
    ),
    best_practice=Text(
        "Đặt con số vào parameters, có ngày và nguồn, rồi dùng $tên.",
        "Put the number under parameters, with its date and source, and write $name.",
    ),
)
def check(context: Context) -> Iterator[Finding]:
    """The second and later requirements of a policy that compare a field with the same literal."""
    seen: dict[tuple[str, str, str], str] = {}
    for owned in context.requirements:
        for field, number in dict.fromkeys(_thresholds(owned.requirement)):
            other = seen.setdefault((owned.policy.id, field, number), owned.requirement.id)
            if other != owned.requirement.id:
                yield Finding(owned.place("id"), {"number": number, "field": field, "other": other})


def _thresholds(requirement: Requirement) -> Iterator[tuple[str, str]]:
    conditions = [requirement.when, requirement.require or ALWAYS]
    conditions += [c for e in requirement.exceptions for c in (e.when, e.require or ALWAYS)]
    for part in (p for c in conditions for p in walk(c)):
        match part:
            case Compare(field, _, operands) if field.type.kind in _NUMBERS:
                name = field.name
            case CountOf(list=field, operands=operands):
                name = field.name
            case _:
                continue
        for operand in operands:
            value = operand.value if isinstance(operand, Constant) else None
            if isinstance(value, int | Decimal) and not -TRIVIAL <= value <= TRIVIAL:
                yield name, str(value)
