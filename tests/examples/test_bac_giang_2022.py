"""The example of Bắc Giang shows where three made-up provinces disagree, from its data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from support.command import kiemnhiem
from support.examples import EXAMPLES, edited, run

HERE = EXAMPLES / "bac-giang-2022"
HAMLET = "hamlet/secretary-and-head"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("bac-giang")
    return out, run(HERE / "run.sh", out, "en")


def compared(folder: Path, library: Path, workbook: Path, first: tuple[str, ...], second: tuple[str, ...]) -> list[str]:
    """What compare.py prints of two screenings."""
    results = []
    for name, options in (("1", first), ("2", second)):
        results.append(f"{name}={folder / name}.jsonl")
        done = kiemnhiem("screen", workbook, "--policies", library, *options, "-o", folder / f"{name}.jsonl")
        assert done.exit_code == 0, done.output
    return run(EXAMPLES / "compare.py", "--lang", "en", "--policies", library, *results).splitlines()


def test_what_comes_out_is_what_the_readme_tells(ran: tuple[Path, str]) -> None:
    parts = dict(re.findall(r"^== (\S+).*?\n(.*?)(?=^== |\Z)", ran[1], re.MULTILINE | re.DOTALL))
    assert [re.search(r"(\d+) cases agree, (\d+) do not", part).groups() for part in parts.values()] == [  # type: ignore[union-attr]  # a missing line fails the test
        ("14", "34"), ("9", "21"), ("5", "13"), ("63", "45"),
    ]  # fmt: skip
    eligible = [re.findall(r"^\S+: eligible (\d+)", part, re.MULTILINE) for part in parts.values()]
    assert eligible == [["35", "18", "39"], ["27", "10", "16"], ["18", "14", "7"], ["69", "51"]]
    assert "13 × 1: eligible | 2: not eligible | 3: eligible" in parts[HAMLET]
    assert "no policy 30" in ran[1]


def test_whoever_disagrees_is_told_with_the_requirement(ran: tuple[Path, str]) -> None:
    assert "Upper secondary school: not asked for | not met | not asked for" in ran[1]
    assert re.search(r"^  T-002: 1: eligible \| 2: not eligible \| 3: eligible$", ran[1], re.MULTILINE)


def test_who_has_more_schooling_is_no_longer_in_dispute(ran: tuple[Path, str], tmp_path: Path) -> None:
    def study(sheet: Any) -> None:
        row = next(cells[0].row for cells in sheet.iter_rows() if cells[0].value == "T-002")
        column = next(c.column for c in sheet[3] if c.value == "Trình độ văn hóa")
        sheet.cell(row, column).value = "12/12"

    out = ran[0]
    question = ("--as-of", "2022-01-14", "--policy", HAMLET)
    places = ((*question, "--place", "gia-dinh-mot"), (*question, "--place", "gia-dinh-hai"))
    workbook, library = out / "de-xuat-kiem-nhiem-2022.xlsx", out / "policies-bac-giang-2022"
    before = compared(tmp_path, library, workbook, *places)
    after = compared(tmp_path, library, edited(workbook, tmp_path / "list.xlsx", "Danh sách", study), *places)
    assert "  T-002: 1: eligible | 2: not eligible" in before
    assert [line for line in before if "T-002" not in line and line.startswith("  T-")] == [
        line for line in after if line.startswith("  T-")
    ]


def test_after_the_merger_the_third_province_follows_the_first(ran: tuple[Path, str], tmp_path: Path) -> None:
    out = ran[0]
    workbook, library = out / "de-xuat-kiem-nhiem-2022.xlsx", out / "policies-bac-giang-2022"
    day = ("--as-of", "2025-07-01", "--policy", HAMLET)
    same = compared(tmp_path, library, workbook, (*day, "--place", "gia-dinh-ba"), (*day, "--place", "gia-dinh-mot"))
    assert same[2] == "108 cases agree, 0 do not."
    day = ("--as-of", "2025-06-30", "--policy", HAMLET)
    other = compared(tmp_path, library, workbook, (*day, "--place", "gia-dinh-ba"), (*day, "--place", "gia-dinh-mot"))
    assert not other[2].endswith(" 0 do not.")


def test_the_same_bytes_are_written_every_time(ran: tuple[Path, str], tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    run(HERE / "make_candidates.py", again)
    assert again.read_bytes() == (ran[0] / "de-xuat-kiem-nhiem-2022.xlsx").read_bytes()
