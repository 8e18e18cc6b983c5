"""Drafted cases: they run as they stand, and they fill what they were drafted for."""

from pathlib import Path

from support.policytests import Bench, bench, requirement

from kiemnhiem.author.testing import draft, run_tests
from kiemnhiem.language import Lang

REQUIREMENTS = (
    requirement("age", "require: {age: {at_least: 18}}, from: 2015-01-01")
    + requirement(
        "clean", "when: {member: true}, require: {discipline: {none: {form: dismissal, months: {at_most: 11}}}}"
    )
    + requirement("wish", "strength: should, judgement: {vi: Có nên không?, en: Is it wise?}")
    + requirement("area", "require: {any_of: [{areas: {includes: border}}, {education: {at_least: secondary}}]}")
)
CASES = """as_of: 2020-01-01
base: {birth_date: 1980-01-01, member: true, discipline: [], areas: [], education: secondary}
cases:
  - {name: all is well, expect: eligible}
"""


def filled(tmp_path: Path, start: Bench) -> Bench:
    """The bench with the drafted cases in a test file beside the one written by hand."""
    (found,) = draft(start.library, start.suites, start.coverage(), start.mutation())
    assert found.problems == ()
    (tmp_path / "library" / "hire.draft.test.yaml").write_text(found.text(Lang.EN))
    return bench(tmp_path, REQUIREMENTS, CASES)


def test_drafts_pass_and_leave_nothing_open(tmp_path: Path) -> None:
    start = bench(tmp_path, REQUIREMENTS, CASES)
    assert start.holes()
    assert start.survivors()
    after = filled(tmp_path, start)
    assert len(after.suites.tests) > len(start.suites.tests)
    assert all(r.passed for r in run_tests(after.library, after.suites.tests))
    assert after.holes() == set()
    assert after.survivors() == set()


def test_a_draft_says_no_more_than_it_needs(tmp_path: Path) -> None:
    start = bench(tmp_path, requirement("age", "require: {age: {at_least: 18}}"), CASES)
    (found,) = draft(start.library, start.suites, start.coverage())
    assert found.cases(Lang.EN) == (
        "  - name: what is not known\n"
        "    table:\n"
        "      - {without: [birth_date], expect: {undetermined: [age]}}  # age\n"
        "  - name: each condition on its own\n"
        "    table:\n"
        "      - {with: {birth_date: 2002-01-02}, expect: {not_eligible: [age]}}  # age"
    )


def test_what_no_case_can_show_is_told(tmp_path: Path) -> None:
    never = requirement("never", "require: {all_of: [{age: {at_least: 18}}, {age: {at_least: 16}}]}")
    start = bench(tmp_path, never, CASES)
    (found,) = draft(start.library, start.suites, start.coverage())
    assert {p.code.id for p in found.problems} == {"T130"}
    assert any("age at least 16 — not true" in p.words(Lang.EN) for p in found.problems)
