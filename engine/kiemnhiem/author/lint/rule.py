"""What a lint rule is: an id, a code, why it matters, and a check that yields findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiemnhiem.language import Text
from kiemnhiem.problem import Code, Place, Problem, Severity, declare

if TYPE_CHECKING:
    from kiemnhiem.author.lint.context import Context


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace what stands from ``start`` to ``end`` (in characters) of a file by ``text``."""

    file: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Finding:
    """What a check found: where, the values of the rule's message, what was probably meant, and how to put it right
    where that is safe.
    """

    place: Place
    values: Mapping[str, object] = field(default_factory=dict)
    suggestion: str | None = None
    fix: tuple[Edit, ...] = ()


Check = Callable[["Context"], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A lint rule. Its code's advice is the best practice; ``anti_pattern`` says what goes wrong without it."""

    id: str
    code: Code
    anti_pattern: Text
    check: Check

    @property
    def best_practice(self) -> Text:
        """What to do."""
        return self.code.advice

    def problem(self, finding: Finding) -> Problem:
        """A finding as a problem of this rule's code."""
        return Problem(self.code, finding.place, finding.values, finding.suggestion)


def rule(
    id: str, code: str, severity: Severity, *, message: Text, anti_pattern: Text, best_practice: Text
) -> Callable[[Check], Rule]:
    """Make a check a rule, its code declared."""

    def made(check: Check) -> Rule:
        return Rule(id, declare(code, severity, message, best_practice), anti_pattern, check)

    return made
