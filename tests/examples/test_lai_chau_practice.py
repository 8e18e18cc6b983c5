"""The example of Lai Châu with the province's practice, beside the national text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.examples import EXAMPLES, edited, run

HERE = EXAMPLES / "lai-chau-2018"
LIST = "truong-thon-lai-chau-2018.xlsx"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("practice")
    run(HERE / "make_workbook.py", out / LIST)
    return out


@pytest.fixture(scope="module")
def printed(made: Path) -> list[str]:
    return run(HERE / "compare.sh", made, "en").splitlines()


def test_the_practice_refuses_those_whom_the_national_text_leaves_open(printed: list[str]) -> None:
    assert printed[:3] == [
        "Nation: eligible 104, undetermined 143, not eligible 299, not concerned 623",
        "Lai Châu: eligible 104, undetermined 12, not eligible 430, not concerned 623",
        "1038 cases agree, 131 do not.",
    ]


def test_the_difference_is_the_fourth_child_and_nothing_else(printed: list[str]) -> None:
    kinds = printed[printed.index("How they differ, and on which requirement:") + 1 : printed.index("Case by case:")]
    assert [line.strip() for line in kinds if line.strip()] == [
        "131 × Nation: undetermined | Lai Châu: not eligible",
        "No fourth or later child: not asked for | not met",
    ]


def test_every_head_of_whom_they_disagree_is_named_by_id(printed: list[str]) -> None:
    heads = printed[printed.index("Case by case:") + 1 :]
    assert len(heads) == len(set(heads)) == 131
    assert all(line.startswith("  LC-") for line in heads)


def test_a_head_with_one_child_less_is_no_longer_in_dispute(made: Path, printed: list[str], tmp_path: Path) -> None:
    head = printed[printed.index("Case by case:") + 1].split(":")[0].strip()

    def fewer(sheet: Any) -> None:
        row = next(cells for cells in sheet.iter_rows() if cells[1].value == head)
        children = next(cell for cell in row[18:] if cell.value in (4, "4"))
        children.value = 2

    edited(made / LIST, tmp_path / LIST, "Danh sách trưởng bản", fewer)
    again = run(HERE / "compare.sh", tmp_path, "en").splitlines()
    assert "1039 cases agree, 130 do not." in again
    assert not any(line.startswith(f"  {head}:") for line in again)
