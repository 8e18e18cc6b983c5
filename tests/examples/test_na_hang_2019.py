"""The example of Na Hang finds the functions that several sub-boards have."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.examples import EXAMPLES, run, with_cell

HERE = EXAMPLES / "na-hang-2019"
SHEET = "Nhiệm vụ các tiểu ban"
FUNCTION, PLANNED = 4, 5


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("na-hang") / "report.xlsx"
    run(HERE / "make_sub_boards.py", out)
    return out


def figures(workbook: Path) -> list[str]:
    return [line.strip() for line in run(HERE / "overlaps.py", workbook, "en").splitlines()]


def test_the_same_bytes_are_written_every_time(workbook: Path, tmp_path: Path) -> None:
    run(HERE / "make_sub_boards.py", tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == workbook.read_bytes()


def test_four_sub_boards_after_eight_months(workbook: Path) -> None:
    found = figures(workbook)
    assert found[0].endswith(": 8 months at work")
    assert found[1:5] == [
        "Inspection and supervision: 6 functions",
        "Propaganda and mobilisation: 4 functions",
        "Democracy and law: 5 functions",
        "Office of the bloc: 4 functions",
    ]


def test_each_overlap_is_told_with_its_sub_boards(workbook: Path) -> None:
    assert figures(workbook)[5:9] == [
        "Functions given: 19; different ones: 15; given again: 4",
        "Tổng hợp báo cáo công tác khối: Inspection and supervision; Propaganda and mobilisation; Office of the bloc",
        "Phản biện xã hội, góp ý dự thảo văn bản: Inspection and supervision; Democracy and law",
        "Tiếp nhận, theo dõi đơn thư, kiến nghị của hội viên: Inspection and supervision; Democracy and law",
    ]


@pytest.mark.parametrize(("lang", "readme"), [("vi", "README.vi.md"), ("en", "README.md")])
def test_the_readme_shows_what_is_printed(workbook: Path, lang: str, readme: str) -> None:
    printed = run(HERE / "overlaps.py", workbook, lang)
    assert printed in (HERE / readme).read_text(encoding="utf-8")


def test_a_function_given_to_another_sub_board_overlaps(workbook: Path, tmp_path: Path) -> None:
    found = figures(with_cell(workbook, tmp_path / "r.xlsx", SHEET, "Văn thư, lưu trữ", FUNCTION, "Tài chính, kế toán"))
    assert "Functions given: 19; different ones: 14; given again: 5" in found


def test_a_plan_that_is_missing_is_told(workbook: Path, tmp_path: Path) -> None:
    def unplanned(path: Path) -> int:
        return sum(line.startswith("Not planned: ") for line in figures(path))

    assert unplanned(workbook) == 2
    assert unplanned(with_cell(workbook, tmp_path / "r.xlsx", SHEET, "Văn thư, lưu trữ", PLANNED, "Chưa")) == 3


def test_the_whole_example_runs(tmp_path: Path) -> None:
    printed = run(HERE / "run.sh", tmp_path, "en")
    assert "Case NH-01: Not eligible" in printed
    assert "Functions without a plan: 2" in printed
    assert "Times a function is given again: 4" in printed
    assert "Functions given: 19; different ones: 15; given again: 4" in printed
