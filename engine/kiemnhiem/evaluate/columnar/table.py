"""The table of results: what readers of a Parquet file or of a database table find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl
from polars._typing import PolarsDataType

from kiemnhiem.evaluate.columnar.plan import Plan
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.policy.conditions import ALWAYS
from kiemnhiem.policy.program import REMEDY, Program, ResolvedPolicy, Rule

VERDICTS = [v.value for v in Verdict]
_VERDICT = pl.Enum(VERDICTS)
#: The columns that stand beside those of policies and requirements.
VERDICT, UNCOVERED, NOT_MET, UNKNOWN = "verdict", "uncovered_posts", "not_met", "unknown"
SEPARATOR = ";"
_WAIVED = "/not_applicable"
#: Requirements whose state fits one whole number.
_BITS = 62


def met_column(policy: str, rule: str) -> str:
    """Whether a requirement is met: true, false, or null where that is unknown or it does not apply."""
    return f"{policy}#{rule}"


def waived_column(policy: str, rule: str) -> str:
    """Whether a requirement does not apply, or its policy does not concern the case; null where the place has none."""
    return f"{met_column(policy, rule)}{_WAIVED}"


@dataclass(frozen=True)
class Columns:
    """The columns of results of a program. ``blockers``: with the ids of the ``must`` requirements that are not met,
    and of those that are unknown, of the policies that give the verdict.
    """

    program: Program
    blockers: bool = False

    @cached_property
    def policies(self) -> Mapping[str, ResolvedPolicy]:
        """The policies by the column of their verdict."""
        return dict(self.program.all_policies)

    @cached_property
    def schema(self) -> Mapping[str, PolarsDataType]:
        """All columns, in order."""
        found: dict[str, PolarsDataType] = {VERDICT: _VERDICT}
        if not self.program.asked:
            found[UNCOVERED] = pl.String
        if self.blockers:
            found |= {NOT_MET: pl.String, UNKNOWN: pl.String}
        for key, policy in self.policies.items():
            found[key] = _VERDICT
            for rule in policy.rules:
                found[met_column(key, rule.id)] = pl.Boolean
                if may_be_waived(policy, rule):
                    found[waived_column(key, rule.id)] = pl.Boolean
        return found


def may_be_waived(policy: ResolvedPolicy, rule: Rule) -> bool:
    """Whether there may be cases to which a requirement does not apply."""
    return policy.concerns != ALWAYS or rule.when != ALWAYS or rule.amended_by is not None


def table(plan: Plan, results: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The results of a plan as the table that readers find."""
    made = {VERDICT: _verdict(plan.verdict)}
    if plan.uncovered:
        held = (pl.when(pl.col(name)).then(pl.lit(code)) for code, name in sorted(plan.uncovered.items()))
        made[UNCOVERED] = _joined(list(held))
    for policy in plan.policies:
        made[policy.key] = _verdict(policy.verdict)
        elsewhere = (
            pl.lit(value=False) if policy.concerns is None else (~pl.col(policy.concerns)).fill_null(value=False)
        )
        for rule in policy.rules:
            waived = elsewhere if rule.waived is None else elsewhere | pl.col(rule.waived)
            always = policy.concerns is None and rule.waived is None
            met = pl.col(rule.met)
            made[met_column(policy.key, rule.rule)] = met if always else pl.when(~waived).then(met)
            made[waived_column(policy.key, rule.rule)] = waived
    for name, dtype in columns.schema.items():
        if name not in made:  # a requirement of other places
            made[name] = pl.lit(None, dtype=dtype)
    if columns.blockers:
        made |= _blockers(plan, results)
    return results.select(made[name].alias(name) for name in columns.schema)


def _verdict(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.UInt8).cat.to(_VERDICT)


def _joined(words: Sequence[pl.Expr]) -> pl.Expr:
    """Words one after another, without the nulls; null where there is none."""
    text = pl.concat_str(words, separator=SEPARATOR, ignore_nulls=True)
    return pl.when(text != "").then(text)


def _blockers(plan: Plan, results: pl.DataFrame) -> dict[str, pl.Expr]:
    """The requirements that are not met, and those that are unknown, as text: made once for each combination."""
    rules: list[tuple[str, pl.Expr]] = []
    for policy in plan.policies:
        if not policy.key.startswith(REMEDY):
            here = pl.lit(value=True) if policy.concerns is None else pl.col(policy.concerns).fill_null(value=True)
            rules += [
                (f"{policy.key}#{r.rule}", pl.when(here).then(pl.col(r.met)).otherwise(True))
                for r in policy.rules
                if r.must
            ]
    not_met = [(id_, (~met).fill_null(value=False)) for id_, met in rules]
    unknown = [(id_, met.is_null()) for id_, met in rules]
    return {NOT_MET: _all_words(results, not_met), UNKNOWN: _all_words(results, unknown)}


def _all_words(results: pl.DataFrame, tests: Sequence[tuple[str, pl.Expr]]) -> pl.Expr:
    """The ids of the tests that hold in each row."""
    parts = [_words(results, tests[start : start + _BITS]) for start in range(0, len(tests), _BITS)]
    return _joined([pl.lit(p) for p in parts])


def _words(results: pl.DataFrame, tests: Sequence[tuple[str, pl.Expr]]) -> pl.Series:
    """The ids of the tests that hold in each row, as text; null where there is none."""
    state = results.select(
        pl.sum_horizontal(test.cast(pl.Int64) * (1 << n) for n, (_, test) in enumerate(tests)).alias("state")
    )["state"]
    different = state.unique()
    texts = [SEPARATOR.join(id_ for n, (id_, _) in enumerate(tests) if value >> n & 1) for value in different.to_list()]
    return state.replace_strict(
        different, pl.Series([t or None for t in texts], dtype=pl.String), return_dtype=pl.String
    )


def merged(answers: Sequence[pl.DataFrame], columns: Columns) -> pl.DataFrame:
    """The first answer, each verdict of it undetermined unless all give the same."""
    first = answers[0]
    verdicts = [VERDICT, *columns.policies]
    same = {
        name: pl.all_horizontal(pl.lit(first[name]) == pl.lit(other[name]) for other in answers[1:])
        for name in verdicts
    }
    open_ = pl.lit(Verdict.UNDETERMINED.value, dtype=_VERDICT)
    return first.with_columns(pl.when(test).then(pl.col(n)).otherwise(open_).alias(n) for n, test in same.items())
