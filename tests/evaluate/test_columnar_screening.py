"""Screening in columns counts what explaining every case one by one counts: verdicts, outcomes, what is missing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import AS_OF, asked_of, cases_for, libraries
from support.budget import examples
from support.screened import assert_counted_alike

from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library

pytest.importorskip("polars")


@pytest.mark.fuzz
@settings(max_examples=examples(30), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_columns_count_what_explaining_counts(data: st.DataObject) -> None:
    library: Library = data.draw(libraries())
    day = data.draw(st.sampled_from(AS_OF))
    programs = Programs(library, day, data.draw(asked_of(library, day)))
    assert_counted_alike(programs, data.draw(st.lists(cases_for(library), min_size=3, max_size=8)))
