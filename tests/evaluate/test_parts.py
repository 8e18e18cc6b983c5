"""Cases decided in parts, by whoever has the time, come out as those of the whole file do."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import AS_OF, cases_for, libraries
from support.budget import examples
from support.columnar import frame_of
from support.command import POLICIES

from kiemnhiem.cases.case import Case
from kiemnhiem.evaluate.columnar import parts
from kiemnhiem.evaluate.columnar.parts import File, Key, Part, Work
from kiemnhiem.evaluate.columnar.scan import Scan, open_all
from kiemnhiem.evaluate.columnar.screening import Screening
from kiemnhiem.evaluate.counts import Counts
from kiemnhiem.policy import load_library
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.policy.model import Library

KEY = Key("case", pl.String())


@pytest.fixture(scope="module")
def base() -> Library:
    return load_library(POLICIES)[0]


def whole(scan: Scan, programs: Programs) -> tuple[pl.DataFrame, Counts]:
    """The results of a file read from its beginning to its end."""
    screening, counts, tables = Screening(programs, scan.partial), Counts(), []
    for batch in scan.batches(screening.reads):
        found, figures = screening.screened(batch.frames)
        counts.add(figures)
        tables.append(KEY.beside(found, scan, batch))
    return pl.concat(tables), counts


def in_parts(scan: Scan, programs: Programs, size: int, folder: Path) -> tuple[pl.DataFrame, Counts]:
    """The same from parts, each decided elsewhere and in another order than they stand in."""
    sent = pickle.dumps(Work(programs, [File.of(scan)], KEY, folder))
    work: Work = pickle.loads(sent)  # noqa: S301 - made in the line above
    made = [Part(n, 0, at, min(size, scan.rows - at)) for n, at in enumerate(range(0, scan.rows, size))]
    decided = {part.number: work.decide(part) for part in reversed(made)}
    counts = Counts()
    scan.begin()
    for part in made:
        counts.add(decided[part.number].counts)
        scan.remember(decided[part.number].lost)
    return pl.concat(pl.read_ipc(work.table(part)) for part in made), counts


@pytest.mark.fuzz
@settings(max_examples=examples(10), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_parts_decide_what_the_whole_file_decides(data: st.DataObject, tmp_path_factory: Any) -> None:
    library: Library = data.draw(libraries())
    programs = Programs(library, data.draw(st.sampled_from(AS_OF)))
    cases: list[Case] = data.draw(st.lists(cases_for(library), min_size=2, max_size=6))
    folder = tmp_path_factory.mktemp("parts")
    frame_of(library, cases).write_parquet(folder / "people.parquet")
    [scan], _ = open_all([folder / "people.parquet"], library)
    results, counts = whole(scan, programs)
    told = scan.told()
    again, figures = in_parts(scan, programs, data.draw(st.sampled_from((1, 2, 4))), folder)
    assert again.equals(results)
    assert vars(figures) == vars(counts)
    assert scan.told() == told


def test_what_cannot_be_read_is_told_of_the_file_and_not_of_its_parts(base: Library, tmp_path: Path) -> None:
    """More kinds than are told one by one, those of the first part again in the last."""
    words = [f"lạ {n % 13}" for n in range(30)] + [f"lạ {n}" for n in range(30)]
    frame = pl.DataFrame({"birth_date": words, "name": words, "member_since": ["Chưa"] * 60, "member": [True] * 60})
    frame.write_parquet(tmp_path / "people.parquet")
    [scan], _ = open_all([tmp_path / "people.parquet"], base)
    programs = Programs(base, AS_OF[0])
    whole(scan, programs)
    told = scan.told()
    assert len(told) > 20
    for size in (7, 30, 60):
        in_parts(scan, programs, size, tmp_path)
        assert scan.told() == told


def test_small_files_are_not_cut_up_and_large_ones_into_parts_that_memory_holds(
    base: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_FEWEST", 10)
    monkeypatch.setattr(parts, "BATCH", 25)
    scans = []
    for number, rows in enumerate((5, 0, 60)):
        path = tmp_path / f"people-{number}.parquet"
        pl.DataFrame({"name": [""] * rows}, schema={"name": pl.String}).write_parquet(path)
        scans += open_all([path], base)[0]

    def cut(wanted: int) -> list[tuple[int, int, int]]:
        return [(p.file, p.start, p.rows) for p in parts.parts_of(scans, wanted)]

    assert cut(100) == [(0, 0, 5), *((2, at, 10) for at in range(0, 60, 10))]
    assert cut(1) == [(0, 0, 5), (2, 0, 25), (2, 25, 25), (2, 50, 10)]
