"""Names, links, pipes and texts that mean harm: nothing waits, nothing outside is read, no terminal is steered."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from support.command import POLICIES, kiemnhiem, people

from kiemnhiem.cases import codes as case_codes
from kiemnhiem.language import Lang, Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy import codes, library
from kiemnhiem.policy.library import read_library
from kiemnhiem.policy.source import load_document
from kiemnhiem.problem import Place, Problem

posix = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of POSIX")
GOOD = "Họ tên,Ngày sinh\nLò Mẫu,1975-01-01\n"
STEERING = "\x1b[31m\x1b]0;owned\x07\x9b2J\u202e\u2066\r"
AS_OF = ("--as-of", "2024-01-01", "--lang", "en", "--policies", POLICIES)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return shutil.copytree(POLICIES, tmp_path / "library")


def found(root: Path) -> list[tuple[str, str]]:
    return [(p.code.id, Path(p.place.file).name if p.place else "") for p in read_library(root)[1]]


def screened(*args: str | Path) -> Result:
    return kiemnhiem("screen", *args, *AS_OF)


# --- policies


@posix
@pytest.mark.parametrize(
    "command", [("lint",), ("test",), ("fmt", "--check"), ("policies", "list"), ("prove",), ("schema", "--check")]
)
def test_a_pipe_in_a_library_holds_up_no_command(root: Path, command: tuple[str, ...]) -> None:
    os.mkfifo(root / "pipe.yaml")
    os.mkfifo(root / "pipe.test.yaml")
    run = [sys.executable, "-m", "kiemnhiem", *command, "--policies", str(root), "--lang", "en"]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr + done.stdout
    if command[0] in ("lint", "policies", "prove"):
        assert codes.NOT_REGULAR.id in done.stdout + done.stderr


@posix
def test_what_became_a_pipe_since_it_was_looked_at_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    script = "import sys; from pathlib import Path; from kiemnhiem.files import opened; opened(Path(sys.argv[1]))"
    run = [sys.executable, "-c", script, str(tmp_path / "pipe.yaml")]
    done = subprocess.run(run, capture_output=True, text=True, timeout=20, check=False)
    assert "NotRegular" in done.stderr


@posix
def test_a_device_and_a_pipe_are_told_and_the_other_files_are_read(root: Path) -> None:
    os.mkfifo(root / "pipe.yaml")
    (root / "zero.yaml").symlink_to("/dev/zero")
    assert found(root) == [("P116", "pipe.yaml"), ("P116", "zero.yaml")]


@posix
def test_links_to_themselves_and_to_nothing_are_told(root: Path) -> None:
    (root / "loop.yaml").symlink_to("loop.yaml")
    (root / "gone.yaml").symlink_to("nowhere.yaml")
    assert found(root) == [("P113", "gone.yaml"), ("P113", "loop.yaml")]
    assert kiemnhiem("lint", "--policies", root, "--lang", "en").exit_code != 0


@posix
def test_a_link_out_of_the_library_is_not_read(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("BIMAT: 1\n", "utf-8")
    (root / "secret.yaml").symlink_to(tmp_path / "secret.yaml")
    (root / "folder").symlink_to(tmp_path)
    assert found(root) == [("P115", "secret.yaml")]
    assert "BIMAT" not in kiemnhiem("lint", "--policies", root).output


@posix
def test_a_link_inside_the_library_is_read(root: Path) -> None:
    kept = root / ".kept"
    kept.mkdir()
    first = next(p for p in sorted(root.glob("*.yaml")) if not p.name.endswith(".test.yaml"))
    first.rename(kept / first.name)
    first.symlink_to(Path(".kept") / first.name)
    assert found(root) == []


def test_a_library_beyond_all_size_is_not_read_to_its_end(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "LIMITS", replace(LIMITS, library_files=2))
    assert ("P114", "library") in found(root)
    monkeypatch.setattr(library, "LIMITS", replace(LIMITS, library_bytes=100))
    assert ("P114", "library") in found(root)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: b\0c\n", codes.SYNTAX),
        ("a: b\n".encode("utf-16"), codes.NOT_UTF8),
        (b"a: \xc3\x28\n", codes.NOT_UTF8),
        (b"a:\n\tb: c\n", codes.SYNTAX),
        (b"a: 1\na: 2\n", codes.DUPLICATE_KEY),
        (b"a: !!python/object/apply:os.system [id]\n", codes.TAG),
        (b"a: &x [1]\nb: *x\n", codes.ANCHOR),
        (b"<<: {a: 1}\n", codes.MERGE_KEY),
        (b"{" * 100_000, codes.TOO_DEEP),
        (b"- " * 100_000, codes.TOO_DEEP),
        (b"[" + b"1," * 500_000 + b"]", codes.TOO_MANY_NODES),
        (b"a: " + b"x" * (1 << 20), codes.FILE_TOO_LARGE),
        (b"--- a\n" * 1000, codes.SEVERAL_DOCUMENTS),
    ],
)
def test_yaml_that_means_harm_is_refused_where_it_stands(content: bytes, code: object) -> None:
    problems = load_document(content, "bad.yaml")[1]
    assert code in [p.code for p in problems]
    assert all(p.place and p.place.file == "bad.yaml" for p in problems)


def test_a_hundred_thousand_problems_of_one_kind_do_not_fill_the_screen(root: Path) -> None:
    (root / "bad.yaml").write_text("a: 1\n" * 40_000, "utf-8")
    told = kiemnhiem("policies", "list", "--policies", root, "--lang", "en").output
    assert len(told.splitlines()) < LIMITS.told + 50
    assert "more P111" in told


# --- cases


@posix
def test_a_pipe_among_the_inputs_is_told_and_the_others_are_screened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    run = [sys.executable, "-m", "kiemnhiem", "screen", str(people(tmp_path, GOOD)), str(tmp_path / "pipe.csv")]
    done = subprocess.run([*run, *map(str, AS_OF)], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "1 case" in done.stdout) == (3, True)
    assert case_codes.NOT_REGULAR.id in done.stdout + done.stderr


@posix
@pytest.mark.parametrize("name", ["loop.csv", "folder.csv", "gone.csv", "zero.csv"])
def test_what_is_no_file_is_told_and_the_others_are_screened(tmp_path: Path, name: str) -> None:
    bad = tmp_path / name
    if name == "folder.csv":
        bad.mkdir()
    else:
        bad.symlink_to({"loop.csv": "loop.csv", "gone.csv": "nowhere", "zero.csv": "/dev/zero"}[name])
    result = screened(people(tmp_path, GOOD), tmp_path / "*.csv" if name in ("loop.csv", "gone.csv") else bad)
    assert result.exit_code == 3
    assert "1 case" in result.output


# --- outputs


@posix
def test_an_input_is_not_written_over_by_any_way_to_it(tmp_path: Path) -> None:
    source = people(tmp_path, GOOD)
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.csv").symlink_to(source)
    os.link(source, tmp_path / "hard.csv")
    for way in (source, tmp_path / "sub" / ".." / "people.csv", tmp_path / "link.csv", tmp_path / "hard.csv"):
        assert screened(source, "-o", way).exit_code == 2
    assert source.read_text("utf-8") == GOOD


@posix
def test_a_result_through_a_link_is_written_where_it_leads_and_the_link_stays(tmp_path: Path) -> None:
    source, link = people(tmp_path, GOOD), tmp_path / "result.csv"
    (tmp_path / "old.csv").write_text("old", "utf-8")
    link.symlink_to(tmp_path / "old.csv")
    assert screened(source, "-o", link).exit_code == 0
    assert link.is_symlink()
    assert "Lò Mẫu" in (tmp_path / "old.csv").read_text("utf-8")


@posix
def test_a_result_is_not_written_in_place_of_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "result.csv")
    result = screened(people(tmp_path, GOOD), "-o", tmp_path / "result.csv")
    assert result.exit_code == 2
    assert "R405" in result.output


# --- what is shown


def steers(text: str) -> set[str]:
    """The characters by which a text would steer a terminal."""
    return {c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs")}


@posix
@pytest.mark.parametrize("lang", list(Lang))
def test_no_cell_heading_or_name_of_a_file_steers_the_terminal(tmp_path: Path, lang: Lang) -> None:
    bad = tmp_path / f"people{STEERING}.csv"
    bad.write_text(f'Điểm,Ngày sinh,"x{STEERING}"\n"A{STEERING}1",1975-13-01{STEERING},"{STEERING}"\n', "utf-8")
    (tmp_path / f"b{STEERING}.xlsx").write_text("no workbook", "utf-8")
    result = kiemnhiem(
        "screen", bad, tmp_path / f"b{STEERING}.xlsx", tmp_path / f"none{STEERING}*.csv", *AS_OF[:2], "--lang", lang,
        "--policies", POLICIES,
    )  # fmt: skip
    assert not steers(result.output + result.stderr)
    shown = kiemnhiem("screen", bad, *AS_OF[:2], "--lang", lang, "--policies", POLICIES)
    assert shown.exit_code == 3
    assert not steers(shown.output + shown.stderr)


@posix
def test_no_policy_file_steers_the_terminal(root: Path) -> None:
    (root / f"bad{STEERING}.yaml").write_text('policy: "x\\e[31m\\u202e"\n', "utf-8")
    for command in (("lint",), ("test",), ("policies", "list"), ("fmt", "--check")):
        result = kiemnhiem(*command, "--policies", root, "--lang", "en")
        assert not steers(result.output + result.stderr), command


def test_a_line_of_its_own_cannot_be_forged_by_the_name_of_a_file() -> None:
    problem = Problem(codes.SYNTAX, Place("a\nError: b.yaml", 1), {"found": f"x{STEERING}"})
    for lang in Lang:
        assert "\n" not in problem.message(lang)
        assert not steers(problem.message(lang))


def test_the_letters_of_vietnamese_are_shown_as_they_are() -> None:
    words = "Bí thư chi bộ — «Trưởng thôn» Đảng uỷ, 12/12 ✓"
    assert Text("{x}", "{x}").format(x=words)[Lang.VI] == words
