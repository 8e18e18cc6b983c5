"""Columns of Parquet files are read as cells of workbooks are, and mean the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import AS_OF, cases_for, libraries
from support.budget import examples
from support.columnar import frame_of
from support.vocabularies import readable

from kiemnhiem.cases.case import Case
from kiemnhiem.cases.matching import clean
from kiemnhiem.cases.readers import Readers
from kiemnhiem.evaluate.columnar.convert import Converter, Wanted
from kiemnhiem.evaluate.columnar.scan import open_all
from kiemnhiem.evaluate.columnar.screening import Screening
from kiemnhiem.evaluate.columnar.uncolumned import cases_of
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.explain.question import Question
from kiemnhiem.language import Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Field, FieldType, Kind, Vocabulary
from kiemnhiem.report.run import Run
from kiemnhiem.report.summary import Tally


def as_files_tell(case: Case) -> Case:
    """The case without dates of years that no file can have, and without marks of forced text."""
    return replace(case, facts={n: _told(v) for n, v in case.facts.items()})


def _told(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple({n: _told(v) for n, v in record.items()} for record in value)
    if isinstance(value, str):
        return clean(value)
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
@settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_file_of_typed_columns_says_what_its_cases_say(data: st.DataObject, tmp_path_factory: Any) -> None:
    library: Library = data.draw(libraries())
    programs = Programs(library, data.draw(st.sampled_from(AS_OF)))
    cases = [as_files_tell(c) for c in data.draw(st.lists(cases_for(library), min_size=1, max_size=6))]
    path = tmp_path_factory.mktemp("drawn") / "people.parquet"
    frame_of(library, cases).write_parquet(path)
    verdicts, counts, read = scanned(path, programs, size=data.draw(st.sampled_from((2, 100))))
    wanted, figures = explained(programs, cases)
    assert verdicts == wanted
    assert vars(counts) == vars(figures)
    assert explained(programs, read) == (wanted, figures)


@pytest.mark.fuzz
@settings(max_examples=examples(100))
@given(
    kind=st.sampled_from((Kind.NUMBER, Kind.INTEGER)),
    values=st.lists(
        st.floats()
        | st.integers(-(10**13), 10**13).map(float)
        | st.decimals(-(10**12), 10**12, places=7).map(float)
        | st.integers(-(2**53), 2**53).map(lambda n: (2 * n + 1) / 2e6),  # halfway between two millionths
        min_size=1,
        max_size=5,
    ),
    dtype=st.sampled_from((pl.Float64, pl.Float32)),
)
def test_a_column_of_floats_is_read_as_its_cells_are(kind: Kind, values: list[float], dtype: Any) -> None:
    field = Field("f", FieldType(kind), Text("f", "f"), least=-3 if len(values) % 2 else None)
    readers = Readers(Vocabulary("candidate", Text("v", "v"), {"f": field}), Library("l", {}, {}, {}, {}))
    column = pl.Series("f", values, dtype=pl.Float64).cast(dtype)
    rows = pl.int_range(len(column), dtype=pl.UInt32, eager=True)
    read = Converter(readers, "f.parquet", ("f",)).converted(column.to_frame(), [Wanted("f", "f", field)], rows)["f"]
    cells = [readers.of(field, strict=True).read(value).meaning for value in column.to_list()]
    bounds = [field.type.bounds(c) if isinstance(c, int | Decimal) else None for c in cells]
    assert read.to_list() == [b[0] if b else None for b in bounds]
