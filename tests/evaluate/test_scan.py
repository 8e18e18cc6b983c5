"""Columns of Parquet files are read as cells of workbooks are, and mean the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import AS_OF, cases_for, libraries
from support.budget import examples
from support.vocabularies import readable

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.explain.question import Question
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.values import Value
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Tally

pytest.importorskip("polars")

from support.columnar import frame_of

from kiemnhiem.evaluate.columnar.scan import open_all
from kiemnhiem.evaluate.columnar.screening import Screening
from kiemnhiem.evaluate.columnar.uncolumned import cases_of


def within_years(case: Case) -> Case:
    """The case without dates of years that no file can have."""
    return replace(case, facts={n: _within(v) for n, v in case.facts.items()})


def _within(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple({n: v if readable(v) else None for n, v in record.items()} for record in value)
    return value if readable(value) else None


def explained(programs: Programs, cases: list[Case]) -> tuple[list[str], Counts]:
    question, tally = Question(programs), Tally(Run(programs.whole, "reference"))
    return [f.verdict.value for f in tally.watch(map(question.explain, cases))], tally.counts


def scanned(path: Path, programs: Programs, size: int) -> tuple[list[str], Counts, list[Case]]:
    [scan], problems = open_all([path], programs.library)
    screening, counts, verdicts, cases = Screening(programs, scan.partial), Counts(), list[str](), list[Case]()
    for batch in scan.batches(screening.reads, keep=tuple(scan.schema), size=size):
        found, figures = screening.screened(batch.frames)
        counts.add(figures)
        verdicts += found["verdict"].to_list()
        cases += cases_of(scan, batch)
    assert not [p.message for p in (*problems, *scan.told())]
    return verdicts, counts, cases


@pytest.mark.fuzz
@settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_file_of_typed_columns_says_what_its_cases_say(data: st.DataObject, tmp_path_factory: Any) -> None:
    library: Library = data.draw(libraries())
    programs = Programs(library, data.draw(st.sampled_from(AS_OF)))
    cases = [within_years(c) for c in data.draw(st.lists(cases_for(library), min_size=1, max_size=6))]
    path = tmp_path_factory.mktemp("drawn") / "people.parquet"
    frame_of(library, cases).write_parquet(path)
    verdicts, counts, read = scanned(path, programs, size=data.draw(st.sampled_from((2, 100))))
    wanted, figures = explained(programs, cases)
    assert verdicts == wanted
    assert vars(counts) == vars(figures)
    assert explained(programs, read) == (wanted, figures)
