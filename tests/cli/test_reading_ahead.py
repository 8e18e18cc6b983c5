"""A large workbook is read while the command is still being loaded, and nobody can tell but by the clock."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from support.command import POLICIES, kiemnhiem
from support.office import write_xlsx

from kiemnhiem.cases import codes
from kiemnhiem.cases import workbook as workbooks
from kiemnhiem.cli import ahead

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no process can be forked")

AS_OF = ("--as-of", "2018-12-30", "--policies", POLICIES, "--lang", "en")
HEADINGS = ["Mã CB", "Họ tên", "Ngày sinh"]


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every workbook is large; which processes were forked."""
    found: list[int] = []
    fork = os.fork

    def forked() -> int:
        found.append(fork())
        return found[-1]

    monkeypatch.setattr(ahead, "_LARGE", 0)
    monkeypatch.setattr(os, "fork", forked)
    return found


def people(path: Path, *ids: str) -> Path:
    return write_xlsx(path, {"DS": [HEADINGS, *([id_, "Lò Mẫu", "1975"] for id_ in ids)]})


def ended(child: int) -> bool:
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return True
    return False


def test_what_is_read_ahead_is_read_once_and_says_the_same(
    tmp_path: Path, children: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = people(tmp_path / "ds.xlsx", "A1", "A2")
    early = kiemnhiem("screen", path, *AS_OF, "--format", "json")
    assert [ended(child) for child in children] == [True]
    monkeypatch.setattr(ahead, "begin", lambda _: None)
    late = kiemnhiem("screen", path, *AS_OF, "--format", "json")
    assert (early.exit_code, early.stdout, early.stderr) == (late.exit_code, late.stdout, late.stderr)
    assert '"cases": 2' in early.stdout


@pytest.mark.parametrize("wrong", [["--policy", "no/such"], ["--no-such-option"], ["--as-of", "soon"], ["--help"]])
def test_a_command_used_wrongly_leaves_no_reader_behind(tmp_path: Path, children: list[int], wrong: list[str]) -> None:
    path = people(tmp_path / "ds.xlsx", "A1")
    assert kiemnhiem("screen", path, *AS_OF, *wrong).exit_code == (0 if wrong == ["--help"] else 2)
    assert [ended(child) for child in children] == [True]
    assert not workbooks.is_begun()


def test_files_that_options_name_are_not_read(tmp_path: Path, children: list[int]) -> None:
    old = people(tmp_path / "old.xlsx", "A1")
    assert kiemnhiem("screen", tmp_path / "none.csv", "-o", old, *AS_OF).exit_code != 0
    assert kiemnhiem("places", old).exit_code != 0
    assert children == []


def test_a_file_that_was_replaced_meanwhile_is_read_anew(tmp_path: Path, children: list[int]) -> None:
    path = people(tmp_path / "ds.xlsx", "A1")
    workbooks.begin(path)
    people(tmp_path / "new.xlsx", "B1", "B2").replace(path)
    [grid], problems = workbooks.read_workbook(path, str(path))
    assert [cells[0] for cells in grid.rows.values()] == ["Mã CB", "B1", "B2"]
    assert problems == []
    assert all(map(ended, children))


def test_a_reader_that_dies_early_is_a_problem_of_its_file(
    tmp_path: Path, children: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = people(tmp_path / "ds.xlsx", "A1")
    monkeypatch.setattr(workbooks, "_read", lambda *_: os.kill(os.getpid(), signal.SIGSEGV))
    workbooks.begin(path)
    grids, [problem] = workbooks.read_workbook(path, str(path))
    assert grids == []
    assert problem.code is codes.READER_DIED
    assert len(children) == 1
