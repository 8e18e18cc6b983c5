"""What a test file may say: tables of cases, bases that several files share, explanations."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.libraries import library_with

from kiemnhiem.author.testing import PolicyTest, find_tests, run_tests
from kiemnhiem.errors import PolicyError

Read = Callable[..., list[PolicyTest]]

TESTS = """tests: plain
schema: 1
as_of: 2018-12-30
base: {birth_date: 1975-01-01}
cases:
  - name: grown up
    expect: eligible
"""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(tests: str, **others: str) -> list[PolicyTest]:
        library = library_with(tmp_path, tests, "plain.test.yaml")
        for name, content in others.items():
            (tmp_path / "library" / f"{name}.test.yaml").write_text(content)
        return find_tests(library)

    return read


def failures(tmp_path: Path, tests: list[PolicyTest]) -> list[str]:
    library = library_with(tmp_path, "", "plain.test.yaml")
    return [f"{r.test.place}: {r.test.name}" for r in run_tests(library, tests) if not r.passed]


TABLE = (
    TESTS
    + """  - name: how old
    expect: {not_eligible: [grown-up]}
    table:
      - {with: {birth_date: 2000-12-31}}
      - {with: {birth_date: 2000-12-30}, expect: eligible}
      - {name: later, as_of: 2020-01-01, with: {birth_date: 2000-12-31}, expect: eligible}
"""
)


def test_each_row_of_a_table_is_a_test(read: Read, tmp_path: Path) -> None:
    tests = read(TABLE)
    assert len(tests) == 4
    assert failures(tmp_path, tests) == []


def test_a_row_that_fails_is_named_with_its_line(read: Read, tmp_path: Path) -> None:
    (failed,) = failures(
        tmp_path, read(TABLE.replace("2000-12-30}, expect: eligible", "2000-12-31}, expect: eligible"))
    )
    assert failed.endswith("plain.test.yaml:12:9: how old — birth_date: 2000-12-31")


def test_a_row_keeps_the_name_its_author_gave_it(read: Read) -> None:
    assert [t.name for t in read(TABLE)][-1] == "how old — later"


SHARED = """bases: people
schema: 1
named:
  adult: {birth_date: 1975-01-01, member: true}
  child: {birth_date: 2015-01-01}
"""


def test_files_share_bases_and_the_later_one_holds(read: Read, tmp_path: Path) -> None:
    tests = read(
        """tests: plain
schema: 1
as_of: 2018-12-30
use: adult
cases:
  - name: as the base has it
    expect: eligible
    remarks: []
  - {name: another base, use: child, expect: {not_eligible: [grown-up]}}
  - {name: with what it says itself, use: [child], with: {birth_date: 1990-01-01}, expect: eligible}
  - {name: without what the base says, without: [birth_date], expect: {undetermined: [grown-up]}}
""",
        people=SHARED,
    )
    assert len(tests) == 4
    assert failures(tmp_path, tests) == []


@pytest.mark.parametrize(
    ("tests", "others", "code", "place"),
    [
        (TESTS.replace("base:", "use: adul\nbase:"), {"people": SHARED}, "T101", "plain.test.yaml:4:6"),
        (TESTS, {"people": SHARED, "more": SHARED}, "P209", "people.test.yaml:4:3"),
        (TABLE.replace("expect: {not_eligible: [grown-up]}", "place: nowhere"), {}, "P312", "plain.test.yaml:9:12"),
        (TABLE.replace("    expect: {not_eligible: [grown-up]}\n", ""), {}, "P203", "plain.test.yaml:10:9"),
        (TABLE.replace("{with: {birth_date: 2000-12-31}}", "{wth: {}}"), {}, "P202", "plain.test.yaml:11:10"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    read: Read, tests: str, others: dict[str, str], code: str, place: str
) -> None:
    with pytest.raises(PolicyError) as error:
        read(tests, **others)
    assert any(p.code.id == code and str(p.place).endswith(place) for p in error.value.problems), error.value


def test_a_misspelt_base_suggests_the_one_that_was_meant(read: Read) -> None:
    with pytest.raises(PolicyError, match='did you mean "adult"'):
        read(TESTS.replace("base:", "use: adul\nbase:"), people=SHARED)


def test_a_wrong_fact_of_a_shared_base_is_told_where_it_stands(read: Read) -> None:
    with pytest.raises(PolicyError) as error:
        read(TESTS.replace("base:", "use: child\nbase:").replace("base: {birth_date: 1975-01-01}\n", ""),
             people=SHARED.replace("2015-01-01", "2015-13-01"))  # fmt: skip
    assert {str(p.place).rpartition("/")[2] for p in error.value.problems} == {"people.test.yaml:5:23"}
