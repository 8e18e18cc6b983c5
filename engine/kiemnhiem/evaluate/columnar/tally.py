"""Counting a table of results."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from kiemnhiem.evaluate.columnar.table import VERDICT, Columns, met_column, waived_column
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.policy.conditions import ALWAYS
from kiemnhiem.policy.program import REMEDY, Program, ResolvedPolicy, Rule

_NEVER = pl.lit(value=False)


def tally(table: pl.DataFrame, columns: Columns) -> Counts:
    """The figures of a table of results; what is missing is not in it."""
    counts = Counts()
    counts.verdicts.update({Verdict(v): n for v, n in table[VERDICT].value_counts().iter_rows()})
    named = _with_remedies(table, columns.program)
    wanted: dict[tuple[object, ...], pl.Expr] = {}
    for key, policy in columns.program.all_policies:
        for rule in policy.rules:
            for outcome, test in _outcomes(key, rule, columns).items():
                wanted[key, rule.id, outcome] = test & pl.col(_asked(key))
            if rule.remedy and rule.remedy.policy in columns.program.remedies:
                remedy = f"{REMEDY}{rule.remedy.policy}"
                failed = _failed(key, rule)
                for verdict in Verdict:
                    here = failed & (pl.col(remedy) == verdict.value)
                    wanted[key, rule.id, rule.remedy.policy, verdict] = here
    if not wanted:
        return counts
    found = named.select(test.sum().alias(str(n)) for n, test in enumerate(wanted.values())).row(0)
    for key_, number in zip(wanted, found, strict=True):
        if number:
            (counts.outcomes if len(key_) == 3 else counts.remedies)[key_] = number  # type: ignore[index]  # noqa: PLR2004 - as made above
    return counts


def _asked(key: str) -> str:
    return f"~asked~{key}"


def _outcomes(key: str, rule: Rule, columns: Columns) -> dict[Outcome, pl.Expr]:
    """By outcome, whether a requirement came out so (where its policy concerns the case)."""
    met, waived = pl.col(met_column(key, rule.id)), waived_column(key, rule.id)
    elsewhere = pl.col(waived) if waived in columns.schema else _NEVER
    return {
        Outcome.MET: met,
        Outcome.NOT_MET: ~met,
        Outcome.UNKNOWN: met.is_null() & ~elsewhere,
        Outcome.NOT_APPLICABLE: elsewhere,
    }


def _failed(key: str, rule: Rule) -> pl.Expr:
    return (~pl.col(met_column(key, rule.id))).fill_null(value=False) & pl.col(_asked(key))


def _with_remedies(table: pl.DataFrame, program: Program) -> pl.DataFrame:
    """The table with, for each policy, whether it was asked of the case and may concern it; a remedy is asked where a
    requirement that is not met names it.
    """
    table = table.with_columns(_concerns(p.id, p).alias(_asked(p.id)) for p in program.screened)
    table = table.with_columns(_NEVER.alias(_asked(f"{REMEDY}{name}")) for name in program.remedies)
    for _ in program.remedies:  # a remedy may name another one
        table = table.with_columns(_named(program, name).alias(_asked(f"{REMEDY}{name}")) for name in program.remedies)
    return table


def _concerns(key: str, policy: ResolvedPolicy) -> pl.Expr:
    return pl.lit(value=True) if policy.concerns == ALWAYS else pl.col(key) != Verdict.NOT_APPLICABLE.value


def _named(program: Program, remedy: str) -> pl.Expr:
    tests = [_failed(key, rule) for key, rule in _naming(program, remedy)]
    concerns = _concerns(f"{REMEDY}{remedy}", program.remedies[remedy])
    return pl.any_horizontal(tests) & concerns if tests else _NEVER


def _naming(program: Program, remedy: str) -> Iterator[tuple[str, Rule]]:
    policies: tuple[tuple[str, ResolvedPolicy], ...] = program.all_policies
    for key, policy in policies:
        yield from ((key, rule) for rule in policy.rules if rule.remedy and rule.remedy.policy == remedy)
