"""``kiemnhiem test`` with coverage, mutation and drafts."""

import json
import shutil
from pathlib import Path

import pytest
from support.command import POLICIES, kiemnhiem

WEAK = """tests: plain
schema: 1
as_of: 2018-12-30
base: {birth_date: 1975-01-01, member: true}
cases:
  - {name: grown up, expect: eligible, remarks: []}
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    root = Path(shutil.copytree(POLICIES, tmp_path / "library"))
    (root / "plain.test.yaml").write_text(WEAK)
    return root


def run(library: Path, *args: str | Path) -> tuple[int, str]:
    result = kiemnhiem("test", *args, "--policies", library, "--lang", "en")
    return result.exit_code, result.output


def test_holes_fail_the_command_and_are_told_in_words_and_with_their_line(library: Path) -> None:
    code, output = run(library, "--coverage")
    assert code == 1
    assert "plain: coverage 33.3 % (2/6)" in output
    assert "plain.yaml:12:21 T110" in output
    assert '"Of age": age at least 18 — not known' in output
    assert 'unreachable: {requirement: grown-up, atom: "age: {at_least: 18}", never: unknown}' in output


def test_without_coverage_holes_do_not_matter(library: Path) -> None:
    assert run(library)[0] == 0


def test_survivors_fail_the_command(library: Path) -> None:
    code, output = run(library, "plain", "--mutate")
    assert code == 1
    assert '"age at least 18" becomes "age more than 18"' in output
    assert 'explained: {mutant: "grown-up: require: age: {at_least: $least} -> age: {more_than: $least}"}' in output


def test_results_as_json(library: Path) -> None:
    found = json.loads(run(library, "--coverage", "--mutate", "--format", "json")[1])
    assert [t["passed"] for t in found["tests"]] == [True]
    (plain,) = found["coverage"]["policies"]
    assert (plain["shown"], plain["total"], len(plain["holes"])) == (2, 6, 4)
    assert ("grown-up", "unknown") in {(h["requirement"], h["never"]) for h in plain["holes"]}
    assert found["mutation"]["policies"][0]["survivors"]


def test_drafts_go_to_files_of_their_own_and_complete_the_tests(library: Path) -> None:
    by_hand = (library / "plain.test.yaml").read_text()
    code, output = run(library, "--coverage", "--mutate", "--fill", "-o", library)
    assert code == 1
    assert "plain.draft.test.yaml" in output
    assert (library / "plain.test.yaml").read_text() == by_hand
    assert run(library, "--coverage", "--mutate")[0] == 0


def test_a_draft_is_never_written_over_a_file(library: Path) -> None:
    (library / "plain.draft.test.yaml").write_text(WEAK)
    code, output = run(library, "--fill", "-o", library)
    assert code == 2
    assert "T131" in output
    assert (library / "plain.draft.test.yaml").read_text() == WEAK


def test_without_a_folder_drafts_are_printed_and_nothing_else(library: Path) -> None:
    code, output = run(library, "--fill")
    assert code == 0
    assert output.startswith("# Drafted by kiemnhiem test --fill")
    assert "expect: {undetermined: [grown-up]}" in output


def test_a_policy_without_tests_gets_its_first_drafts(library: Path) -> None:
    (library / "plain.test.yaml").unlink()
    assert run(library)[0] == 1
    drafted = run(library, "plain", "--fill")[1]
    assert "tests: plain" in drafted
    assert "not_eligible: [grown-up]" in drafted


def test_a_wrong_explanation_fails_the_command(library: Path) -> None:
    (library / "plain.test.yaml").write_text(WEAK + 'explained: [{mutant: "no such", because: {vi: x, en: x}}]\n')
    code, output = run(library, "--mutate")
    assert code == 1
    assert 'T112 there is nothing that answers to "no such"' in output
