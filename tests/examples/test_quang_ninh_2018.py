"""The example of Quảng Ninh prints the report's figures, and prints others when its rows say so."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.examples import EXAMPLES, run, with_cell

HERE = EXAMPLES / "quang-ninh-2018"
SHEET, HA_LONG = "Cơ quan TC-NV", "Thành phố Hạ Long"
MERGED_ON, STAFF_AFTER, DEPUTIES_BEFORE = 7, 10, 11


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("quang-ninh") / "list.xlsx"
    run(HERE / "make_offices.py", out)
    return out


def figures(workbook: Path, lang: str = "en") -> list[str]:
    return run(HERE / "reductions.py", workbook, lang).splitlines()


def test_the_same_bytes_are_written_every_time(workbook: Path, tmp_path: Path) -> None:
    run(HERE / "make_offices.py", tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == workbook.read_bytes()


def test_the_figures_are_those_of_the_report(workbook: Path) -> None:
    assert figures(workbook) == [
        "Districts merged: 13 of 14",
        "Not merged: Thị xã Đông Triều",
        "Staff: 166 → 145, 21 fewer (12.65 %)",
        "Most: Thành phố Hạ Long, 20 → 15 staff",
        "Deputy heads: 46 → 32, 14 fewer",
    ]


def test_they_are_told_in_vietnamese_too(workbook: Path) -> None:
    assert "Cán bộ: 166 → 145, giảm 21 (12,65%)" in figures(workbook, "vi")


@pytest.mark.parametrize(("lang", "readme"), [("vi", "README.vi.md"), ("en", "README.md")])
def test_the_readme_shows_what_is_printed(workbook: Path, lang: str, readme: str) -> None:
    printed = run(HERE / "reductions.py", workbook, lang)
    assert printed in (HERE / readme).read_text(encoding="utf-8")


def test_another_number_in_a_row_gives_other_figures(workbook: Path, tmp_path: Path) -> None:
    found = figures(with_cell(workbook, tmp_path / "list.xlsx", SHEET, HA_LONG, STAFF_AFTER, 17))
    assert "Staff: 166 → 147, 19 fewer (11.45 %)" in found
    assert "Most: Thành phố Hạ Long, 20 → 15 staff" not in found


def test_another_number_of_deputies_as_well(workbook: Path, tmp_path: Path) -> None:
    found = figures(with_cell(workbook, tmp_path / "list.xlsx", SHEET, HA_LONG, DEPUTIES_BEFORE, 6))
    assert "Deputy heads: 48 → 32, 16 fewer" in found


def test_an_office_that_merged_after_the_meeting_is_not_counted(workbook: Path, tmp_path: Path) -> None:
    found = figures(with_cell(workbook, tmp_path / "list.xlsx", SHEET, HA_LONG, MERGED_ON, "09/11/2018"))
    assert found[:2] == ["Districts merged: 12 of 14", "Not merged: Thành phố Hạ Long, Thị xã Đông Triều"]
    assert "Staff: 146 → 130, 16 fewer (10.96 %)" in found


def test_what_is_not_known_is_named_and_not_added_up(workbook: Path, tmp_path: Path) -> None:
    found = figures(with_cell(workbook, tmp_path / "list.xlsx", SHEET, HA_LONG, STAFF_AFTER, None))
    assert "Staff: 146 → 130, 16 fewer (10.96 %)" in found
    assert "Numbers not known, left out: Thành phố Hạ Long" in found


def test_a_district_of_which_it_is_not_known_is_not_called_unmerged(workbook: Path, tmp_path: Path) -> None:
    found = figures(with_cell(workbook, tmp_path / "list.xlsx", SHEET, HA_LONG, MERGED_ON, None))
    assert "Whether merged is not known: Thành phố Hạ Long" in found
    assert "Not merged: Thị xã Đông Triều" in found


def test_the_whole_example_runs(tmp_path: Path) -> None:
    printed = run(HERE / "run.sh", tmp_path, "en")
    assert "Total       13  14  92.9%" in printed
    assert "Not eligible   10" in printed
    assert "Not concerned   1" in printed
    assert "Staff: 166 → 145, 21 fewer (12.65 %)" in printed
    assert (tmp_path / "ket-qua-to-chuc-noi-vu-quang-ninh-2018.xlsx").stat().st_size > 0
