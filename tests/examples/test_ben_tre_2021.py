"""The example of Bến Tre gives the document's figures, from its data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.command import kiemnhiem
from support.examples import EXAMPLES, edited, run

HERE = EXAMPLES / "ben-tre-2021"
LEVELS = "indicator/concurrent-posts"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("ben-tre")
    return out, run(HERE / "run.sh", out, "en")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    run(HERE / "make_register.py", path)
    return path


def counted(register: Path) -> dict[str, list[int]]:
    """By level and in all."""
    args = ("--indicator", LEVELS, "--as-of", "2021-09-24", "--place", "ben-tre", "--format", "json")
    result = kiemnhiem("indicators", register, *args)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return {**{g["value"]: g["counted"] for g in found["groups"]}, "total": found["counted"]}


def cells(line: str) -> list[str]:
    return line.split()


def test_the_figures_of_the_document_are_printed(ran: tuple[Path, str]) -> None:
    lines = [cells(line)[:2] for line in ran[1].splitlines()]
    for level, people in (("province", "2"), ("district", "26"), ("commune", "180"), ("hamlet", "809")):
        assert [level, people] in lines
    assert ["Total", "1017"] in lines


def test_the_three_shares_that_the_document_calls_low_miss_their_targets(ran: tuple[Path, str]) -> None:
    assert ran[1].count(": not reached") == 3


def test_remarks_bar_nobody_and_are_counted(ran: tuple[Path, str]) -> None:
    assert "Remarks on 571 cell secretaries who are head:" in ran[1]
    assert "Family means allow it: 47 not met, 0 unknown" in ran[1]
    assert "Working rules amended for the combined post: 86 not met, 12 unknown" in ran[1]


def test_the_parts_are_counted_from_the_register(register: Path) -> None:
    assert counted(register) == {
        "province": [2, 2], "district": [26, 26], "commune": [180, 180], "hamlet": [809, 809], "total": [1017, 1017],
    }  # fmt: skip


def test_who_gives_up_a_post_is_no_longer_counted(register: Path, tmp_path: Path) -> None:
    def give_up(sheet: Any) -> None:
        last = next(r for r in range(sheet.max_row, 1, -1) if sheet.cell(r, 2).value == "Trưởng ban CTMT")
        sheet.delete_rows(last)

    found = counted(edited(register, tmp_path / "less.xlsx", "Chức danh", give_up))
    assert (found["hamlet"], found["total"]) == ([808, 808], [1016, 1016])


def test_a_level_that_nobody_wrote_is_counted_in_the_total_alone(register: Path, tmp_path: Path) -> None:
    def forget(sheet: Any) -> None:
        sheet.cell(4, 5).value = None

    found = counted(edited(register, tmp_path / "other.xlsx", "Danh sách", forget))
    assert (found["province"], found[None], found["total"]) == ([1, 1], [1, 1], [1017, 1017])  # type: ignore[index]  # no level


def test_another_family_in_need_is_another_remark(ran: tuple[Path, str], register: Path, tmp_path: Path) -> None:
    def need(sheet: Any) -> None:
        column = next(c.column for c in sheet[3] if c.value == "Kinh tế gia đình")
        row = next(r for r in range(4, sheet.max_row) if sheet.cell(r, column).value == "Có")
        sheet.cell(row, column).value = "Không"

    other = edited(register, tmp_path / "other.xlsx", "Danh sách", need)
    said = run(HERE / "remarks.py", other, ran[0] / "policies-ben-tre-2021", "en")
    assert "Family means allow it: 48 not met" in said


def test_the_same_bytes_are_written_every_time(register: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    run(HERE / "make_register.py", again)
    assert again.read_bytes() == register.read_bytes()
