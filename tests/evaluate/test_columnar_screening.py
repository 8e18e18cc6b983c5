"""Screening in columns counts what explaining every case one by one counts: verdicts, outcomes, what is missing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import AS_OF, cases_for, libraries
from support.budget import examples

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.explain.question import Question
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Tally

pytest.importorskip("polars")


def explained(programs: Programs, cases: list[Case]) -> tuple[Counts, list[str]]:
    """What the reference evaluator finds, one case after another."""
    question, tally = Question(programs), Tally(Run(programs.whole, "reference"))
    findings = list(tally.watch(map(question.explain, cases)))
    return tally.counts, [f.verdict.value for f in findings]


def in_columns(programs: Programs, cases: list[Case]) -> tuple[Counts, list[str]]:
    """What screening them together finds."""
    from kiemnhiem.evaluate.columnar.frames import frames_of
    from kiemnhiem.evaluate.columnar.screening import Screening

    screening = Screening(programs)
    table, counts = screening.screened(frames_of(cases, screening.reads))
    return counts, table["verdict"].to_list()


@pytest.mark.fuzz
@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_columns_count_what_explaining_counts(data: st.DataObject) -> None:
    library: Library = data.draw(libraries())
    day = data.draw(st.sampled_from(AS_OF))
    in_force = [p.id for p in library.policies.values() if day in p.period]
    asked = data.draw(st.lists(st.sampled_from(in_force), unique=True, max_size=2)) if in_force else []
    programs = Programs(library, day, asked)
    cases = data.draw(st.lists(cases_for(library), min_size=3, max_size=8))
    counts, verdicts = explained(programs, cases)
    found, same = in_columns(programs, cases)
    assert same == verdicts
    assert found.verdicts == counts.verdicts
    assert +found.outcomes == +counts.outcomes
    assert +found.remedies == +counts.remedies
    assert +found.missing == +counts.missing
    assert +found.judgements == +counts.judgements
