import shutil
from pathlib import Path

import pytest
from support.command import POLICIES, kiemnhiem

SHIPPED = Path(__file__).parents[2] / "policies"
TESTS = """tests: plain
schema: 1
as_of: 2018-12-30
base: {birth_date: 1975-01-01}
cases:
  - name: grown up
    expect: eligible
  - name: a child
    with: {birth_date: 2010-01-01}
    expect: {not_eligible: [grown-up]}
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return Path(shutil.copytree(POLICIES, tmp_path / "library"))


def run(library: Path, tests: str, *args: str) -> tuple[int, str]:
    (library / "plain.test.yaml").write_text(tests)
    result = kiemnhiem("test", *args, "--policies", library, "--lang", "en")
    return result.exit_code, result.output


def test_the_shipped_policies_pass_their_tests() -> None:
    result = kiemnhiem("test", "--policies", SHIPPED, "--lang", "en")
    assert result.exit_code == 0
    assert ", 0 failed" in result.output


def test_passing_tests_are_counted(library: Path) -> None:
    code, output = run(library, TESTS)
    assert code == 0
    assert "plain: 2/2" in output


def test_a_failure_names_the_test_and_the_difference(library: Path) -> None:
    code, output = run(library, TESTS.replace("expect: eligible", "expect: {undetermined: [grown-up]}"))
    assert code == 1
    assert "plain.test.yaml:6:5 plain: grown up" in output
    assert "expected undetermined, got eligible" in output
    assert "- grown-up: expected, but it came out met" in output


def test_a_requirement_that_fails_without_being_named_fails_the_test(library: Path) -> None:
    code, output = run(library, TESTS.replace("birth_date: 1975-01-01", "birth_date: 2015-01-01"))
    assert code == 1
    assert "+ grown-up: not named" in output


@pytest.mark.parametrize("selection", ["plain", "plain.test.yaml", "."])
def test_tests_are_selected_by_policy_file_or_folder(library: Path, selection: str) -> None:
    chosen = selection if selection == "plain" else str(library / selection)
    assert run(library, TESTS, chosen)[0] == 0


@pytest.mark.parametrize("selection", ["plane", "no/such/folder"])
def test_a_misspelt_selection_fails(library: Path, selection: str) -> None:
    code, output = run(library, TESTS, selection)
    assert code == 1
    assert "P604" in output


def test_no_tests_at_all_fail(library: Path) -> None:
    assert kiemnhiem("test", "--policies", library).exit_code == 1


@pytest.mark.parametrize(
    ("wrong", "code", "place"),
    [
        (TESTS.replace("tests: plain", "tests: plane"), "P601", ":1:8"),
        (TESTS.replace("eligible\n", "eligable\n", 1), "P602", ":7:13"),
        (TESTS.replace("[grown-up]", "[grownup]"), "P607", ":10:29"),
        (TESTS.replace("expect: {not_eligible: [grown-up]}", "expect: not_eligible"), "P606", ":10:13"),
        (TESTS + "    without: [sex]\n", "P603", ":11:15"),
        (TESTS.replace("with: {birth_date", "with: {birthdate"), "C211", ":9:23"),
        (TESTS[: TESTS.index("cases:")] + "cases: []\n", "P605", ":5:8"),
        ("", "P102", ":1:1"),
        (TESTS.replace("name: grown up", "nme: grown up"), "P202", ":6:5"),
        (TESTS.replace("    expect: eligible\n", ""), "P203", ":6:5"),
    ],
)
def test_a_broken_test_file_is_an_error_with_its_place(library: Path, wrong: str, code: str, place: str) -> None:
    exit_code, output = run(library, wrong)
    assert exit_code == 4
    assert f"plain.test.yaml{place}: {code}" in output
