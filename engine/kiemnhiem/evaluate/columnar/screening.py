"""Batches of frames screened: each case by the rules of its place, the results side by side in one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TypeAlias

import polars as pl

from kiemnhiem.evaluate.columnar.conditions import column_type
from kiemnhiem.evaluate.columnar.missing import missing_plan
from kiemnhiem.evaluate.columnar.names import ROW
from kiemnhiem.evaluate.columnar.plan import Input, Reads
from kiemnhiem.evaluate.columnar.polars import Frames, Runner, run
from kiemnhiem.evaluate.columnar.table import VERDICT, Columns, merged, table
from kiemnhiem.evaluate.columnar.tally import tally
from kiemnhiem.evaluate.columnar.verdicts import plan
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.evaluate.decision import Verdict
from kiemnhiem.policy.byplace import Programs, together
from kiemnhiem.policy.program import Program

#: The rows of the cases that wait for a fact or a judgement, by its name.
Waits: TypeAlias = dict[str, list[pl.Series]]


class Screening:
    """Screens frames for one question.

    :param partial: the dates that may be partly known; ``None``: all.
    :param blockers: whether results name the requirements that are not met, and those that are unknown.
    :param run: what runs a plan.
    """

    def __init__(
        self, programs: Programs, partial: frozenset[str] | None = None, *, blockers: bool = False, run: Runner = run
    ) -> None:
        self.programs = programs.every
        self._run = run
        self.columns = Columns(together(self.programs), blockers=blockers)
        self._by_place = programs
        self._vocabulary = self.programs[0].vocabulary
        self._plans = {id(p): plan(p, partial) for p in self.programs}
        self._missing = {id(p): missing_plan(p, partial) for p in self.programs}

    @cached_property
    def reads(self) -> Reads:
        """What the frames must hold: the inputs of every plan, and the places of cases."""
        inputs: dict[str, Input] = {}
        records: dict[str, dict[str, Input]] = {}
        for planned in (*self._plans.values(), *self._missing.values()):
            inputs.update(planned.inputs)
            for name, of in planned.records.items():
                records.setdefault(name, {}).update(of)
        for name, field in self._vocabulary.fields.items():
            if field.place and name not in inputs:
                inputs[name] = Input(field, column_type(field.type))
        return Reads(inputs, records)

    def screened(self, frames: Frames, waits: Waits | None = None) -> tuple[pl.DataFrame, Counts]:
        """A row of results a case, in order; and their figures.

        :param waits: receives, by the name of each missing fact or judgement, the rows of the cases that wait for it.
        """
        counts = Counts()
        parts: list[pl.DataFrame] = []
        for programs, rows in self._groups(frames):
            whole = len(rows) == frames.cases.height
            part = self._answered(programs, frames if whole else _rows(frames, rows), counts, rows, waits)
            parts.append(part if whole else part.with_columns(rows.alias(ROW)))
        found = parts[0] if len(parts) == 1 else pl.concat(parts).sort(ROW).drop(ROW)
        counts.add(tally(found, self.columns))
        return found, counts

    def _groups(self, frames: Frames) -> Iterator[tuple[Sequence[Program], pl.Series]]:
        """The rows that are asked the same: those of one program, or where the place is not known of several."""
        if len(self.programs) == 1:
            yield self.programs, frames.cases[ROW]
            return
        places = [name for name, of in self._vocabulary.fields.items() if of.place]
        if not places:
            yield self._by_place.possible({}), frames.cases[ROW]
            return
        asked: dict[tuple[int, ...], tuple[Sequence[Program], list[pl.Series]]] = {}
        where = frames.cases.group_by(places, maintain_order=True).agg(ROW)
        for at, rows in zip(where.select(places).iter_rows(), where[ROW], strict=True):
            known = zip(places, at, strict=True)
            facts = {n: self._vocabulary.fields[n].type.choices[v].code for n, v in known if v is not None}
            possible = self._by_place.possible(facts)
            asked.setdefault(tuple(map(id, possible)), (possible, []))[1].append(rows)
        for programs, parts in asked.values():
            yield programs, pl.concat(parts).sort()

    def _answered(
        self, programs: Sequence[Program], frames: Frames, counts: Counts, of: pl.Series, waits: Waits | None
    ) -> pl.DataFrame:
        """The results of the first program; a verdict that another one gives otherwise is undetermined. ``of``: the
        rows of the whole that the frames are.
        """
        answers = [table(self._plans[id(p)], self._run(self._plans[id(p)], frames), self.columns) for p in programs]
        self._count_missing(programs[0], answers[0], frames, counts, of, waits)
        if len(answers) > 1 and self._by_place.place_field:
            differ = pl.any_horizontal(pl.lit(answers[0][VERDICT]) != pl.lit(other[VERDICT]) for other in answers[1:])
            rows = answers[0].select(differ.arg_true()).to_series()
            counts.missing[self._by_place.place_field] += len(rows)
            if waits is not None:
                waits.setdefault(self._by_place.place_field, []).append(of[rows])
        return merged(answers, self.columns) if len(answers) > 1 else answers[0]

    def _count_missing(
        self, program: Program, found: pl.DataFrame, frames: Frames, counts: Counts, of: pl.Series, waits: Waits | None
    ) -> None:
        """Count what undetermined policies wait for, and posts that are held and not known."""
        undetermined = Verdict.UNDETERMINED.value
        open_ = pl.any_horizontal(pl.lit(value=False), *(pl.col(p.id) == undetermined for p in program.screened))
        if not program.asked:
            open_ |= pl.col(VERDICT).is_in([undetermined, Verdict.NOT_ELIGIBLE.value])
        rows = found.select(open_.arg_true().cast(pl.UInt32)).to_series()
        if len(rows):
            planned = self._missing[id(program)]
            waiting = self._run(planned, _rows(frames, rows))
            numbers = waiting.sum()
            for name, column in planned.missing.items():
                (counts.judgements if "#" in name else counts.missing)[name] += numbers[column].item() or 0
                if waits is not None:
                    waits.setdefault(name, []).append(of[rows.filter(waiting[column].fill_null(value=False))])


def _rows(frames: Frames, rows: pl.Series) -> Frames:
    """Some rows, numbered anew, with their records."""
    cases = frames.cases[rows].with_columns(pl.int_range(len(rows), dtype=pl.UInt32).alias(ROW))
    renumbered = pl.DataFrame({ROW: rows, "~new": cases[ROW]})
    records = {
        name: of.join(renumbered, on=ROW, how="inner", maintain_order="left").drop(ROW).rename({"~new": ROW})
        for name, of in frames.records.items()
    }
    return Frames(cases, records)
