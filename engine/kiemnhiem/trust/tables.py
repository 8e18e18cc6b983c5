"""The lines of a table of results (:mod:`kiemnhiem.trust.results`), in columns: a digest for each different answer."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from kiemnhiem.evaluate.columnar.table import VERDICT, VERDICTS, Columns, met_column, waived_column
from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.policy.program import REMEDY
from kiemnhiem.trust.results import Policy, answer_digest

#: Bits of a verdict or an outcome, and how many of them a whole number holds.
_BITS, _EACH = 3, 20
_OUTCOMES = (Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE)
#: The place of the case has no such requirement.
_NONE = len(_OUTCOMES)


def _escaped(ids: pl.Series) -> pl.Series:
    ids = ids.cast(pl.String).fill_null("")
    if not ids.str.contains_any(["\\", "\n"]).any():
        return ids
    return ids.str.replace_all("\\", "\\\\", literal=True).str.replace_all("\n", "\\n", literal=True)


@dataclass(frozen=True)
class Table:
    """Some cases: their ``lines``, and how many have which verdict."""

    lines: bytes
    verdicts: Mapping[str, int]


@dataclass
class Tables:
    """Tables of results of one question, whose first column is the case's id."""

    columns: Columns
    _known: dict[tuple[int, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._policies = {id_: p for id_, p in self.columns.policies.items() if not id_.startswith(REMEDY)}

    def of(self, frame: pl.DataFrame) -> Table:
        """The lines of a batch."""
        states = frame.select(self._states(frame))
        names = states.columns
        different = states.unique()
        answers = pl.Series("answer", [self._answer(row) for row in different.iter_rows()], dtype=pl.String)
        found = states.join(different.with_columns(answers), on=names, how="left", maintain_order="left")["answer"]
        out = io.BytesIO()
        pl.DataFrame({"answer": found, "case": _escaped(frame.to_series(0))}).write_csv(
            out, include_header=False, separator=" ", quote_style="never"
        )
        counts = frame[VERDICT].cast(pl.String).value_counts()
        return Table(out.getvalue(), dict(counts.iter_rows()))

    def _states(self, frame: pl.DataFrame) -> Iterator[pl.Expr]:
        """Everything an answer says of a case, in as few whole numbers as hold it."""
        codes = list(self._codes(frame))
        for number, start in enumerate(range(0, len(codes), _EACH)):
            some = codes[start : start + _EACH]
            yield pl.sum_horizontal(code.cast(pl.Int64) * (1 << n * _BITS) for n, code in enumerate(some)).alias(
                f"s{number}"
            )

    def _codes(self, frame: pl.DataFrame) -> Iterator[pl.Expr]:
        yield pl.col(VERDICT).to_physical()
        for id_, policy in self._policies.items():
            yield pl.col(id_).to_physical()
            for rule in policy.rules:
                met, waived = pl.col(met_column(id_, rule.id)), waived_column(id_, rule.id)
                outcome = pl.when(met).then(0).when(~met).then(1).otherwise(2)
                if waived in frame.columns:
                    elsewhere = pl.col(waived)
                    outcome = pl.when(elsewhere).then(3).when(elsewhere.is_null()).then(_NONE).otherwise(outcome)
                yield outcome

    def _answer(self, state: tuple[int, ...]) -> str:
        if state not in self._known:
            codes = [number >> n * _BITS & 7 for number in state for n in range(_EACH)]
            self._known[state] = answer_digest(VERDICTS[codes[0]], self._told(codes))
        return self._known[state]

    def _told(self, codes: Sequence[int]) -> Iterator[Policy]:
        rest = iter(codes[1:])
        for id_, policy in self._policies.items():
            verdict = Verdict(VERDICTS[next(rest)])
            outcomes = tuple((rule.id, code) for rule, code in zip(policy.rules, rest, strict=False))
            yield id_, verdict.value, tuple((rule, _OUTCOMES[code].value) for rule, code in outcomes if code != _NONE)
