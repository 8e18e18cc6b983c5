"""The declared workload: one policy of thirty requirements, and policies grown from it to any number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from kiemnhiem.policy.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Constant,
    CountOf,
    NoneOf,
    Operand,
    Quantified,
)
from kiemnhiem.policy.library import load_library
from kiemnhiem.policy.model import Library, Policy, Requirement
from kiemnhiem.policy.printer import print_policy
from kiemnhiem.policy.program import Program, ResolvedPolicy
from kiemnhiem.policy.resolve import resolve
from kiemnhiem.policy.types import Kind

LIBRARY = Path(__file__).parents[1] / "workload"
POLICY = "bench/thirty"
#: The day all questions are asked for.
AS_OF = date(2026, 6, 1)


def program(library: Path = LIBRARY) -> Program:
    """The workload's policy, resolved."""
    return resolve(load_library(library)[0], AS_OF, (POLICY,))


def policy_of(program: Program) -> ResolvedPolicy:
    """The one policy of the workload."""
    [policy] = program.screened
    return policy


def conditional(program: Program) -> tuple[str, ...]:
    """The requirements that do not apply to every case."""
    thirty = load_library(LIBRARY)[0].policies[POLICY]
    with_when = {r.id for r in thirty.requirements if r.when != thirty.when}
    return tuple(r.id for r in policy_of(program).rules if r.id in with_when)


def write_grown(folder: Path, requirements: int) -> None:
    """A library with that many requirements: the thirty over and over, each time with other numbers and dates, so that
    no engine finds the same test twice where the thirty do not have it twice.
    """
    thirty = load_library(LIBRARY)[0]
    (folder / POLICY).parent.mkdir(parents=True, exist_ok=True)
    for name in ("vocabulary.yaml", "sources.yaml"):
        (folder / name).write_text((LIBRARY / name).read_text(encoding="utf-8"), encoding="utf-8")
    grown = replace(thirty.policies[POLICY], requirements=tuple(_varied(thirty, requirements)))
    (folder / f"{POLICY}.yaml").write_text(print_policy(grown), encoding="utf-8")


def _varied(library: Library, number: int) -> Iterable[Requirement]:
    policy: Policy = library.policies[POLICY]
    for i in range(number):
        again, which = divmod(i, len(policy.requirements))
        of = policy.requirements[which]
        yield replace(
            of,
            id=of.id if not again else f"{of.id}-{again}",
            require=of.require and varied(of.require, again),
            when=varied(of.when, again),
            exceptions=tuple(
                replace(e, when=varied(e.when, again), require=e.require and varied(e.require, again))
                for e in of.exceptions
            ),
        )


def varied(condition: Condition, by: int) -> Condition:
    """The same condition about other numbers and dates; choices stay."""

    def inner(items: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(varied(i, by) for i in items)

    match condition:
        case Compare(field, operator, operands):
            return Compare(field, operator, tuple(_moved(field.type.kind, o, by) for o in operands))
        case CountOf(list_, where, operator, operands):
            return CountOf(list_, varied(where, by), operator, operands)
        case Quantified(quantifier, list_, where):
            return Quantified(quantifier, list_, varied(where, by))
        case AllOf(items):
            return AllOf(inner(items))
        case AnyOf(items):
            return AnyOf(inner(items))
        case NoneOf(items):
            return NoneOf(inner(items))
        case _:
            return condition


def _moved(kind: Kind, operand: Operand, by: int) -> Operand:
    if not isinstance(operand, Constant):
        return operand
    match kind, operand.value:
        case Kind.INTEGER, int(value):
            return Constant(value + by)
        case Kind.NUMBER, Decimal() | int() as value:
            return Constant(value + Decimal(by) / 100)
        case Kind.DATE, date() as value:
            return Constant(value + timedelta(days=11 * by))
        case _:
            return operand
