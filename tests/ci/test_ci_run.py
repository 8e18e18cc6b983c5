"""``kiemnhiem ci``: every step runs or says why not, and each way out says the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from support.command import kiemnhiem
from support.demo import POLICY, TESTS, demo, edit, git, repository

from kiemnhiem.author import solver

FAST = ("--skip", "prove", "--skip", "mutation")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return demo(tmp_path / "library")


def ci(library: Path, *args: str | Path, code: int) -> dict[str, Any]:
    """The run as an object."""
    result = kiemnhiem("ci", "--policies", library, "--lang", "en", "--format", "json", *args)
    assert result.exit_code == code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def steps(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {s["step"]: s for s in report["steps"]}


def findings(report: dict[str, Any]) -> list[tuple[str, str, int]]:
    return [(f["code"], f["file"], f["line"]) for s in report["steps"] for f in s["findings"] if f["open"]]


def outputs(library: Path, tmp_path: Path, *args: str) -> dict[str, str]:
    """What each way out says of one run."""
    paths = {name: tmp_path / f"out.{name}" for name in ("junit", "sarif", "markdown")}
    files = [a for name, path in paths.items() for a in (f"--{name}", str(path))]
    result = kiemnhiem("ci", "--policies", library, "--lang", "en", "--annotations", "github", *files, *args)
    console, _, commands = result.stdout.partition("\n::")
    said = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    return {"console": " ".join(console.split()), "annotations": commands, **said}


def test_a_library_in_order_passes_and_every_step_tells_its_time(library: Path) -> None:
    pytest.importorskip("z3")
    report = ci(library, code=0)
    assert report["passed"]
    ran = {name for name, step in steps(report).items() if step["ran"]}
    assert ran == {"load", "lint", "test", "coverage", "mutation", "prove"}
    assert all(step["seconds"] > 0 for step in report["steps"] if step["ran"])
    assert steps(report)["diff"]["not_run"]["code"] == "K103"


def test_a_broken_library_stops_with_the_loaders_problems_everywhere(library: Path, tmp_path: Path) -> None:
    edit(library / POLICY, "party_membership: official", "party_membrship: official")
    report = ci(library, code=4)
    assert ("P301", POLICY, 23) in findings(report)
    assert {s["not_run"]["code"] for name, s in steps(report).items() if name != "load"} == {"K102"}
    for name, text in outputs(library, tmp_path).items():
        assert "party_membrship" in text or "party\\_membrship" in text, name


def test_a_failing_test_is_a_finding_at_its_line(library: Path, tmp_path: Path) -> None:
    edit(library / POLICY, "value: 21", "value: 22")
    report = ci(library, *FAST, code=1)
    assert findings(report) == [("K110", TESTS, 15), ("K110", TESTS, 21)]
    for name, text in outputs(library, tmp_path, *FAST).items():
        assert "21 years old on the day" in text, name


def test_failing_tests_are_not_measured_so_that_the_fault_is_not_buried(library: Path) -> None:
    edit(library / POLICY, "value: 21", "value: 99")
    report = ci(library, "--skip", "prove", code=1)
    assert {code for code, _, _ in findings(report)} == {"K110"}
    assert {steps(report)[name]["not_run"]["code"] for name in ("coverage", "mutation")} == {"K102"}


def test_test_files_that_cannot_be_read_are_told_once(library: Path) -> None:
    edit(library / TESTS, "  - name: not trusted\n", "  - nmae: not trusted\n")
    report = ci(library, *FAST, code=1)
    told = findings(report)
    assert ("P202", TESTS, 24) in told
    assert len(told) == len(set(told))
    assert steps(report)["coverage"]["not_run"]["code"] == "K102"


def test_many_findings_alike_are_shown_by_the_first_few(library: Path, tmp_path: Path) -> None:
    edit(library / POLICY, "from: 2017-10-25", "from: 2107-10-25")
    for name, text in outputs(library, tmp_path, *FAST).items():
        if name in {"console", "markdown", "annotations"}:
            assert text.count("K110") == 6 + (name == "annotations"), name
            assert "3 more K110" in text, name


def test_without_the_solver_that_is_said_everywhere(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "available", lambda: False)
    report = ci(library, code=0)
    assert steps(report)["prove"]["not_run"]["code"] == "V120"
    assert report["title"] == "Policy library: passed; not run: prove, diff"
    for name, text in outputs(library, tmp_path).items():
        assert "z3" in text, name


def test_a_step_left_out_is_said(library: Path, tmp_path: Path) -> None:
    assert "skipped as asked" in outputs(library, tmp_path, *FAST)["console"]
    assert steps(ci(library, *FAST, code=0))["prove"]["not_run"]["code"] == "K101"


def test_a_base_that_is_named_and_is_not_there_fails(tmp_path: Path) -> None:
    library = repository(tmp_path / "library")
    report = ci(library, *FAST, "--base", "no-such-branch", code=1)
    assert [f["code"] for f in steps(report)["diff"]["findings"]] == ["V201"]


def test_the_base_of_a_pull_request_that_was_not_fetched_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    library = repository(tmp_path / "library")
    assert steps(ci(library, *FAST, code=0))["diff"]["not_run"]["code"] == "K104"
    git(library, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert steps(ci(library, *FAST, code=0))["diff"]["ran"]


def test_a_base_that_cannot_be_read_stops_only_the_comparison(tmp_path: Path) -> None:
    library = demo(tmp_path / "library")
    old = demo(tmp_path / "old")
    edit(old / POLICY, "posts: [party", "posts: [parti")
    diff = steps(ci(library, *FAST, "--base", old, code=0))["diff"]
    assert diff["not_run"]["code"] == "K105"
    assert "parti_cell_secretary" in diff["not_run"]["message"]["en"]


def test_the_summary_of_a_github_job_is_added_to(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    edit(library / POLICY, "value: 21", "value: 22")
    result = kiemnhiem("ci", "--policies", library, *FAST, "--lang", "en")
    assert f"::error file={TESTS},line=15,col=5,title=kiemnhiem K110::" in result.stdout
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert "| ❌ test | 6 passed, 2 failed |" in text


def test_the_console_fits_80_columns_in_both_languages(library: Path) -> None:
    edit(library / POLICY, "from: 2017-10-25", "from: 2107-10-25")
    for lang in ("vi", "en"):
        result = kiemnhiem("ci", "--policies", library, *FAST, "--lang", lang)
        lines = [line for line in result.stdout.splitlines() if not line.startswith(str(library))]
        assert max(map(len, lines)) <= 80


class TestBaseline:
    def test_what_is_known_does_not_fail_and_what_is_new_does(self, library: Path, tmp_path: Path) -> None:
        baseline = tmp_path / "known.json"
        edit(library / POLICY, "value: 21", "value: 22")
        report = ci(library, *FAST, "--baseline", baseline, "--update-baseline", code=0)
        assert [f["accepted"]["en"] for f in steps(report)["test"]["findings"]] == ["in the baseline"] * 2
        edit(library / TESTS, "judgements: {trusted: false}", "judgements: {trusted: true}")
        assert ("K110", TESTS, 24) in findings(ci(library, *FAST, "--baseline", baseline, code=1))

    def test_it_knows_findings_again_when_lines_move(self, library: Path, tmp_path: Path) -> None:
        baseline = tmp_path / "known.json"
        edit(library / POLICY, "value: 21", "value: 22")
        ci(library, *FAST, "--baseline", baseline, "--update-baseline", code=0)
        edit(library / TESTS, "tests: hamlet", "# one\n# two\ntests: hamlet")
        ci(library, *FAST, "--baseline", baseline, code=0)

    def test_a_second_finding_alike_is_new(self, library: Path, tmp_path: Path) -> None:
        baseline = tmp_path / "known.json"
        edit(library / POLICY, "value: 21", "value: 22")
        ci(library, *FAST, "--baseline", baseline, "--update-baseline", code=0)
        text = (library / TESTS).read_text(encoding="utf-8")
        again = "  - name: 21 years old on the day\n    with: {birth_date: 2003-06-01}\n    expect: eligible\n"
        assert again in text
        (library / TESTS).write_text(text + again.replace("06-01", "06-1"), encoding="utf-8")
        assert [code for code, _, _ in findings(ci(library, *FAST, "--baseline", baseline, code=1))]

    def test_entries_that_answer_to_nothing_are_told_unless_their_step_did_not_run(
        self, library: Path, tmp_path: Path
    ) -> None:
        baseline = tmp_path / "known.json"
        edit(library / POLICY, "value: 21", "value: 22")
        ci(library, *FAST, "--baseline", baseline, "--update-baseline", code=0)
        edit(library / POLICY, "value: 22", "value: 21")
        report = ci(library, *FAST, "--baseline", baseline, code=0)
        assert [p["code"] for p in report["told"]] == ["K121", "K121"]
        assert "21 years old on the day" in report["told"][0]["message"]["en"]
        assert ci(library, *FAST, "--skip", "test", "--baseline", baseline, code=0)["told"] == []

    def test_it_never_hides_that_the_library_cannot_be_read(self, library: Path, tmp_path: Path) -> None:
        baseline = tmp_path / "known.json"
        edit(library / POLICY, "posts: [party", "posts: [parti")
        ci(library, "--baseline", baseline, "--update-baseline", code=4)
        assert not baseline.exists()

    @pytest.mark.parametrize("content", ["", "[]", '{"version": 2, "findings": []}', "\xff"])
    def test_a_file_that_is_no_baseline_is_wrong_use(self, library: Path, tmp_path: Path, content: str) -> None:
        baseline = tmp_path / "known.json"
        baseline.write_text(content, encoding="latin-1")
        result = kiemnhiem("ci", "--policies", library, "--baseline", baseline, "--lang", "en")
        assert result.exit_code == 2
        assert "K120" in result.stderr

    def test_one_that_is_not_there_is_wrong_use(self, library: Path, tmp_path: Path) -> None:
        result = kiemnhiem("ci", "--policies", library, "--baseline", tmp_path / "none.json")
        assert result.exit_code == 2
        assert "K120" in result.stderr

    def test_to_update_needs_a_file(self, library: Path) -> None:
        assert kiemnhiem("ci", "--policies", library, "--update-baseline").exit_code == 2
