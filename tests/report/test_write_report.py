"""A result is written whole or not at all, never over an input, and what stands in the way is said."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiemnhiem.cases import Reading, Table
from kiemnhiem.cases.case import Case, Origin
from kiemnhiem.errors import UsageError
from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.language import Lang
from kiemnhiem.problem import Place
from kiemnhiem.report import WRITERS, Run, check_target, show_case, show_summary, summarise, terminal, write

Findings = tuple[CaseFinding, ...]


def _refused(path: Path, *inputs: Path) -> tuple[str, str]:
    with pytest.raises(UsageError) as raised:
        check_target(path, inputs)
    (problem,) = raised.value.problems
    return problem.code.id, problem.message(Lang.EN)


def test_an_unknown_extension_is_refused_with_what_was_meant(tmp_path: Path) -> None:
    code, message = _refused(tmp_path / "kq.xslx")
    assert code == "R401"
    assert message.endswith('no way to write a result as .xslx — did you mean ".xlsx"?')
    assert _refused(tmp_path / "kq")[0] == "R401"


def test_an_extension_may_be_in_capitals(run: Run, findings: Findings, tmp_path: Path) -> None:
    write(tmp_path / "KQ.CSV", findings, run)
    assert (tmp_path / "KQ.CSV").stat().st_size > 0


def test_an_input_is_never_written_over_by_any_name(tmp_path: Path) -> None:
    source = tmp_path / "ds.csv"
    source.write_text("x", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(source)
    (tmp_path / "hard.csv").hardlink_to(source)
    (tmp_path / "sub").mkdir()
    for path in (source, tmp_path / "sub" / ".." / "ds.csv", tmp_path / "link.csv", tmp_path / "hard.csv"):
        assert _refused(path, tmp_path / "other.csv", source)[0] == "R402"
    assert source.read_text(encoding="utf-8") == "x"


def test_a_missing_folder_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "dir.csv").mkdir()
    assert _refused(tmp_path / "none" / "kq.csv")[0] == "R403"
    assert _refused(tmp_path / "dir.csv")[0] == "R404"


@pytest.mark.parametrize("name", ["a" * 300 + ".csv", "a\0b.csv"])
def test_a_name_no_file_can_have_is_a_problem(run: Run, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as raised:
        write(tmp_path / name, [], run)
    assert [p.code.id for p in raised.value.problems] == ["R405"]


@pytest.mark.parametrize("extension", WRITERS)
def test_a_folder_that_takes_no_files_is_a_problem(run: Run, findings: Findings, extension: str) -> None:
    with pytest.raises(UsageError) as raised:
        write(Path("/proc/self") / f"kq{extension}", findings, run)
    assert [p.code.id for p in raised.value.problems] == ["R405"]


@pytest.mark.parametrize("extension", WRITERS)
def test_half_characters_of_file_names_and_ids_stop_nothing(
    run: Run, findings: Findings, tmp_path: Path, extension: str
) -> None:
    file = os.fsdecode("danh-sách.csv".encode("cp1258", "replace"))
    case = Case("CB\ud800", {}, origin=Origin(file, None, 2))
    table = Table(file, None, ("Mã", "Tên"), {2: ("CB\ud800", "x\udfff")})
    problem = replace(run.reading.problems[1], place=Place(file, 2, 1))
    odd = replace(run, reading=Reading((case,), (problem,), (table,)))
    write(tmp_path / f"kq{extension}", [replace(findings[5], case=case)], odd)
    assert (tmp_path / f"kq{extension}").stat().st_size > 0
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    show_summary(summarise([replace(findings[5], case=case)], odd), Lang.VI, terminal(out))
    show_case(replace(findings[5], case=case), odd, terminal(out))


def _breaking(findings: Findings) -> Iterator[CaseFinding]:
    yield from findings
    raise RuntimeError("an engine fell over")


@pytest.mark.parametrize("extension", WRITERS)
def test_a_crash_leaves_the_old_result_and_no_other_trace(
    run: Run, findings: Findings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    scratch, results = tmp_path / "scratch", tmp_path / "results"
    scratch.mkdir()
    results.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    target = results / f"kq{extension}"
    target.write_text("the old result", encoding="utf-8")
    with pytest.raises(RuntimeError, match="fell over"):
        write(target, _breaking(findings), run)
    assert target.read_text(encoding="utf-8") == "the old result"
    assert list(results.iterdir()) == [target]
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("extension", WRITERS)
def test_a_result_replaces_an_older_one(run: Run, findings: Findings, tmp_path: Path, extension: str) -> None:
    target = tmp_path / f"kq{extension}"
    target.write_text("the old result", encoding="utf-8")
    summary = write(target, findings, run)
    assert summary.cases == len(findings)
    assert b"the old result" not in target.read_bytes()
    assert list(tmp_path.iterdir()) == [target]


_ON_A_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from conftest import FINDINGS, PROGRAM, PROBLEMS, TABLE
from kiemnhiem.cases import Reading
from kiemnhiem.cases import Reading, Table
from kiemnhiem.cases.case import Case, Origin
from kiemnhiem.errors import UsageError
from kiemnhiem.report import Run, write
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))
run = Run(PROGRAM, "reference", Reading(tuple(f.case for f in FINDINGS), PROBLEMS, (TABLE,)))
try:
    write(Path(sys.argv[2]), FINDINGS * 50, run)
except UsageError as error:
    print([p.code.id for p in error.problems])
"""


@pytest.mark.parametrize("extension", WRITERS)
def test_a_full_disk_is_a_problem_and_leaves_no_half_file(tmp_path: Path, extension: str) -> None:
    target = tmp_path / f"kq{extension}"
    done = subprocess.run(
        [sys.executable, "-c", _ON_A_FULL_DISK, str(Path(__file__).parent), str(target)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "['R405']", done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_shows_and_writes_nothing_does_not_load_what_would() -> None:
    code = "import sys, kiemnhiem.report; print({'rich', 'xlsxwriter'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
