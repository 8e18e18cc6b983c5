"""What a columnar engine runs: stages of columns over a table of cases and tables of their lists' records.

A table of cases has one row a case and these columns, by :mod:`names <kiemnhiem.evaluate.columnar.names>`:

* for a field that is not a list, and for each recorded judgement: its value; null when unknown. A date that may be
  partly known has two: its first and its last possible day, both null when nothing is known of it;
* for a list, whether its records are known at all (never null).

A table of records has the number of the row of the case that each belongs to, and its fields likewise. Values are
whole numbers (ordinals of :class:`kiemnhiem.policy.types.FieldType`), booleans, dates, and texts in the form in which
they are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from kiemnhiem.evaluate.columnar.expression import Expression, Type
from kiemnhiem.policy.types import Field


class Fold(Enum):
    """What becomes of an expression over the records of one case. The first three are 0 over no records; all are null
    where the list is not known.
    """

    #: How many records it is true of.
    COUNT = "count"
    #: The sum, as ``WIDE``, of those that are not null.
    SUM = "sum"
    #: How many different values it has, null not counted.
    DISTINCT = "distinct"
    #: The least and the greatest; null over no records.
    LEAST = "least"
    GREATEST = "greatest"


@dataclass(frozen=True)
class Folded:
    """One expression over records, folded into one column of their case."""

    fold: Fold
    of: Expression


@dataclass(frozen=True)
class Grouped:
    """Records folded first within each value of ``by``, null being one, and then within the case.

    ``inner`` folds within the value. ``columns`` are computed from these and from ``…~0``, the same folds over those
    records of the case whose ``by`` is null (0 where it has none, and for that group itself).
    """

    by: str
    inner: Mapping[str, Folded]
    columns: Mapping[str, Expression]
    outer: Mapping[str, Folded]


@dataclass(frozen=True)
class ListStage:
    """What is asked of the records of one list: columns of the case lent to each record (under
    :func:`~kiemnhiem.evaluate.columnar.names.lent` names), layers of columns computed, and what is folded.
    """

    list: str
    borrowed: tuple[str, ...]
    layers: tuple[Mapping[str, Expression], ...]
    folds: Mapping[str, Folded]
    groups: tuple[Grouped, ...] = ()


@dataclass(frozen=True)
class Stage:
    """Columns that need only those of earlier stages: first what lists are folded into, then what is computed."""

    lists: tuple[ListStage, ...]
    columns: Mapping[str, Expression]


@dataclass(frozen=True)
class Input:
    """A column that the plan reads. ``partial``: with a second one for the last possible day."""

    field: Field
    type: Type
    partial: bool = False


@dataclass(frozen=True)
class Reads:
    """The columns that are read: of cases, and by list of its records."""

    inputs: Mapping[str, Input]
    records: Mapping[str, Mapping[str, Input]]


@dataclass(frozen=True)
class RuleColumns:
    """One requirement: ``met`` is true, false or null; ``waived`` is true where it does not apply (``None``: it always
    does), and ``met`` is true there.
    """

    rule: str
    must: bool
    met: str
    waived: str | None = None


@dataclass(frozen=True)
class PolicyColumns:
    """One policy: its verdict as a position in :class:`~kiemnhiem.evaluate.decision.Verdict`, and whether it concerns
    the case (``None``: it always does).
    """

    key: str
    verdict: str
    concerns: str | None
    rules: tuple[RuleColumns, ...]


@dataclass(frozen=True)
class Plan(Reads):
    """A program for columns. ``verdict``: the column of the case's verdict; ``uncovered``: by post, the column that
    says whether the case holds it and no policy speaks of it.
    """

    stages: tuple[Stage, ...]
    policies: tuple[PolicyColumns, ...]
    verdict: str
    uncovered: Mapping[str, str]

    @property
    def results(self) -> tuple[str, ...]:
        """The columns the plan is run for, in order."""
        found = [self.verdict, *self.uncovered.values()]
        for policy in self.policies:
            found += [policy.verdict, *([policy.concerns] if policy.concerns else [])]
            for rule in policy.rules:
                found += [rule.met, *([rule.waived] if rule.waived else [])]
        return tuple(found)
