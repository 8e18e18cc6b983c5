"""Reading rows at once gives, to the last detail, what reading each of them in full gives."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.budget import examples
from support.messy import RECORDS, sheet
from support.office import Reads, Rows, write_csv, write_xlsx

from kiemnhiem.cases import people, read
from kiemnhiem.cases.case import Case
from kiemnhiem.cases.closed import Cases
from kiemnhiem.cases.grid import Column
from kiemnhiem.cases.plainrows import PlainRows
from kiemnhiem.cases.rowreader import RowReader
from kiemnhiem.errors import InputError
from kiemnhiem.policy.model import Library

CHECKED = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def each_in_full(_: RowReader, __: Sequence[Column], units: Column) -> PlainRows:
    """Stands in for reading rows at once: none of them is plain."""
    rows = PlainRows((), (), len(units.codes))
    rows.unusual.update(range(len(units.codes)))
    return rows


def both(paths: Sequence[Path], library: Library) -> tuple[str, str]:
    """What is read of files at once, and row by row, written out with all types and all order, column by column too."""

    def attempt() -> str:
        try:
            reading = read(paths, library)
        except InputError as error:
            return repr(error.problems)
        columns = shown(reading.cases)  # first, while no row has been looked at
        return repr((columns, reading))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "plain_rows", each_in_full)
        slow = attempt()
    return attempt(), slow


def shown(cases: Sequence[Case]) -> object:
    """What cases tell, column by column; of a part of them too."""

    def columns(of: Cases) -> list[object]:
        found = ((name, of.column(name)) for name in sorted(of.names))
        told = [(name, [column.cells[code] for code in column.codes]) for name, column in found]
        return [of.ids, [(name, values) for name, values in told if any(v is not None for v in values)]]

    assert isinstance(cases, Cases)
    return [columns(cases), columns(cases[1:-1])]


@pytest.mark.fuzz
@CHECKED
@given(seed=st.integers(0, 2**32))
@example(seed=1)
def test_a_workbook_read_at_once_is_read_as_row_by_row(library: Library, tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    sheets: dict[str, Rows] = {"DS": sheet(rng), "DS2": sheet(rng)}
    if rng.random() < 0.7:
        records = [r for r in RECORDS if rng.random() < 0.6]
        sheets["Kỷ luật"] = [["Mã CB", "Hình thức kỷ luật", "Ngày kỷ luật"], *records]
        if rng.random() < 0.3:
            sheets["Discipline"] = sheets["Kỷ luật"]
    if rng.random() < 0.4:
        sheets["Nhận định"] = [["Mã CB", "Yêu cầu", "Kết luận"], ["A1", "Được tín nhiệm", "Có"], ["A2", "Uy tín", "?"]]
    paths = [write_xlsx(tmp_path / "t.xlsx", sheets)]
    if rng.random() < 0.3:
        paths.append(write_xlsx(tmp_path / "t2.xlsx", {"DS": sheet(rng)}))
    fast, slow = both(paths, library)
    assert fast == slow


@pytest.mark.fuzz
@CHECKED
@given(seed=st.integers(0, 2**32))
def test_delimited_text_read_at_once_is_read_as_row_by_row(library: Library, tmp_path: Path, seed: int) -> None:
    rows = [["" if cell is None else cell for cell in row] for row in sheet(Random(seed))]
    fast, slow = both([write_csv(tmp_path / "t.csv", rows, delimiter=";")], library)
    assert fast == slow


def test_a_cell_that_is_true_is_not_taken_for_the_number_before_it(reads: Reads) -> None:
    for first, second in ((1, True), (True, 1)):
        reading = reads.rows(["Mã CB", "Họ tên", "Số con"], ["A1", "Lò", first], ["A2", "Hà", second])
        assert [c.facts.get("children") for c in reading.cases] == [
            1 if cell is not True else None for cell in (first, second)
        ]
        assert len([p for p in reading.problems if p.code.id == "C301"]) == 1


def test_the_collector_of_garbage_works_after_a_reading_whatever_became_of_it(reads: Reads, tmp_path: Path) -> None:
    reads.rows(["Mã CB", "Họ tên"], ["A1", "Lò Mẫu"])
    assert gc.isenabled()
    with pytest.raises(InputError):
        reads(tmp_path / "missing.xlsx")
    assert gc.isenabled()
