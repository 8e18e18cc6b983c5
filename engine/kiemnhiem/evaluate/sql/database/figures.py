"""Counting a table of results, where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import psycopg
from psycopg import sql

from kiemnhiem.evaluate.columnar.table import VERDICT, met_column, waived_column
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.evaluate.sql.database.results import Results
from kiemnhiem.evaluate.sql.database.source import table_of
from kiemnhiem.policy.program import REMEDY

#: How many counts one statement gives.
_MOST = 1000
SQL, Identifier = sql.SQL, sql.Identifier
#: A policy and its verdict; with a requirement, its outcome; with a remedy of it, the remedy's verdict.
_Figure: TypeAlias = tuple[str, Verdict] | tuple[str, str, Outcome] | tuple[str, str, str, Verdict]


def counted(
    connection: psycopg.Connection, output: str, results: Results
) -> tuple[Counts, dict[str, dict[Verdict, int]]]:
    """The figures of a table of results, and by policy the number of cases of each verdict."""
    counts, policies = Counts(), dict[str, dict[Verdict, int]]()
    verdict, table = Identifier(results.names[VERDICT]), table_of(output)
    found = connection.execute(SQL("SELECT {}, count(*) FROM {} GROUP BY 1").format(verdict, table))
    counts.verdicts.update({Verdict(v): n for v, n in found.fetchall()})
    asked = list(_asked(results))
    for start in range(0, len(asked), _MOST):
        some = asked[start : start + _MOST]
        tests = SQL(", ").join(SQL("count(*) FILTER (WHERE {})").format(test) for _, test in some)
        row = connection.execute(SQL("SELECT {} FROM {}").format(tests, table)).fetchone() or ()
        for (figure, _), count in zip(some, row, strict=True):
            match figure:
                case (policy, Verdict() as verdict_):
                    policies.setdefault(policy, {})[verdict_] = count
                case (policy, rule, Outcome() as outcome) if count:
                    counts.outcomes[policy, rule, outcome] = count
                case (policy, rule, str() as remedy, Verdict() as verdict_) if count:
                    counts.remedies[policy, rule, remedy, verdict_] = count
    return counts, policies


def _asked(results: Results) -> Iterator[tuple[_Figure, sql.Composable]]:
    """Figures, and of which rows each is the number."""
    names = results.names
    for key, policy in results.whole.all_policies:
        column = Identifier(names[key])
        for verdict in Verdict:
            yield (key, verdict), SQL("{} = {}").format(column, sql.Literal(verdict))
        for rule in policy.rules if results.split else ():
            met = Identifier(names[met_column(key, rule.id)])
            waived = names.get(waived_column(key, rule.id))
            elsewhere = Identifier(waived) if waived else SQL("false")
            about = SQL("{} <> {}").format(column, sql.Literal(Verdict.NOT_APPLICABLE))
            for outcome, test in (
                (Outcome.MET, SQL("{0}")),
                (Outcome.NOT_MET, SQL("NOT {0}")),
                (Outcome.UNKNOWN, SQL("{0} IS NULL AND NOT {1}")),
                (Outcome.NOT_APPLICABLE, SQL("{1}")),
            ):
                yield (key, rule.id, outcome), SQL("{} AND {}").format(about, test.format(met, elsewhere))
            remedy = rule.remedy.policy if rule.remedy else None
            if remedy is not None and f"{REMEDY}{remedy}" in names:
                cure = Identifier(names[f"{REMEDY}{remedy}"])
                for verdict in Verdict:
                    failed = SQL("NOT {} AND {} = {}").format(met, cure, sql.Literal(verdict))
                    yield (key, rule.id, remedy, verdict), failed
