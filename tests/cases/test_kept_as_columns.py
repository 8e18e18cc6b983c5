"""Rows kept as columns are the rows they were made of, whatever stands in them."""

from __future__ import annotations

import pickle
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.budget import examples
from support.hostile import SHEET, workbook

from kiemnhiem.cases import package
from kiemnhiem.cases.grid import Column, Lines, Rows, rows_of

CELLS = st.sampled_from(
    [date(2020, 1, 2), datetime(2020, 1, 2), datetime(2020, 1, 2, 3), time(3, 4),
     "", "", " ", "\u00a0", "a", "A", "1", 0, 0.0, False, 1, 1.0, True, 2, 2.5, "#N/A"]
)  # fmt: skip
TABLES = st.integers(0, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), max_size=9))


@settings(max_examples=examples(150), deadline=None)
@given(table=TABLES, data=st.data())
def test_rows_are_the_same_to_the_type_of_each_cell(table: list[list[object]], data: st.DataObject) -> None:
    plain = rows_of(table)
    kept: Rows = pickle.loads(pickle.dumps(Rows.of([[*row] for row in table])))  # noqa: S301 - made here
    assert repr(dict(kept)) == repr(dict(kept.items())) == repr(plain)
    assert len(kept) == len(plain)
    assert [n in kept for n in range(12)] == [n in plain for n in range(12)]

    some = [n for n in plain if data.draw(st.booleans())]
    ours, theirs = (Lines(some, plain.__getitem__, whole) for whole in (kept, None))
    assert repr([*ours]) == repr([*theirs])
    for index in range(len(table[0]) + 1 if table else 1):
        first, second = ([c.cells[code] for code in c.codes] for c in (ours.column(index), theirs.column(index)))
        assert repr(first) == repr(second)


@given(cells=st.lists(CELLS, max_size=12))
def test_a_column_tells_equal_cells_of_different_types_apart(cells: list[object]) -> None:
    column = Column.of(cells)
    assert repr([column.cells[code] for code in column.codes]) == repr(cells)
    assert len({(type(cell), cell) for cell in cells}) == len(column.cells)


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 18])
def test_no_tag_of_a_sheet_is_cut_in_two_where_it_is_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(package, "_BLOCK", size)
    path = workbook(tmp_path / "ds.xlsx")
    with zipfile.ZipFile(path) as parts:
        blocks = [*package._blocks(parts, SHEET)]
        whole = parts.read(SHEET)
    assert b"".join(blocks) == whole
    assert all(block.startswith(b"<") for block in blocks[1:] if block)
    assert size > len(whole) or len(blocks) > 1
    survey = package.survey_xlsx(path)
    monkeypatch.undo()
    assert survey == package.survey_xlsx(path)
