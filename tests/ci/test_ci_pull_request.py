"""A pull request on a demo repository: its comment says what changes in meaning, and which candidates flip."""

from pathlib import Path

import pytest
from support.command import kiemnhiem, people
from support.demo import POLICY, TESTS, edit, git, repository

pytest.importorskip("z3")

# Made-up people, holding both posts.
PEOPLE = """Mã CB,Họ tên,Ngày sinh,Đảng viên,Tín nhiệm,Thôn,Chức vụ Đảng,Chức vụ chính quyền
CB-1,Nguyễn Văn Giả,05/06/1980,Chính thức,Có,Thôn Một,Bí thư chi bộ,Trưởng thôn
CB-2,Lò Thị Định,02/01/2001,Chính thức,Có,Thôn Hai,Bí thư chi bộ,Trưởng thôn
CB-3,Vàng A Ví,10/10/2000,Chính thức,,Thôn Ba,Bí thư chi bộ,Trưởng thôn
CB-4,Giàng Thị Dụ,01/01/2001,Dự bị,Có,Thôn Bốn,Bí thư chi bộ,Trưởng thôn
"""
DAY = ("--as-of", "2024-06-01")


@pytest.fixture
def pull_request(tmp_path: Path) -> Path:
    """A repository whose branch raises the age, with its tests; ``main`` has meanwhile gone on."""
    root = repository(tmp_path / "library")
    git(root, "checkout", "-qb", "older")
    edit(root / POLICY, "value: 21,", "value: 25,")
    edit(root / TESTS, "2003-06", "1999-06")
    edit(root / TESTS, "birth_date: 2003}", "birth_date: 1999}")
    git(root, "commit", "-qam", "At least 25")
    git(root, "checkout", "-q", "main")
    edit(root / POLICY, "require: {party_membership: official}", "require: {party_membership: {is_not: none}}")
    git(root, "commit", "-qam", "somebody else's change")
    git(root, "checkout", "-q", "older")
    return root


def comment(root: Path, *args: str | Path, lang: str = "en") -> str:
    path = root.parent / "comment.md"
    result = kiemnhiem("ci", "--policies", root, "--base", "main", "--markdown", path, "--lang", lang, *DAY, *args)
    assert result.exit_code == 0, result.output
    return path.read_text(encoding="utf-8")


def test_the_comment_shows_which_candidates_flip_under_what(pull_request: Path) -> None:
    text = comment(pull_request, "--cases", people(pull_request.parent, PEOPLE, "candidates.csv"))
    assert text.startswith("<!-- kiemnhiem ci -->\n## ✅ Policy library: passed\n")
    assert "**2 of 4 cases change verdict (as of 2024-06-01).**" in text
    assert "| hamlet/secretary-and-head | Eligible | Not eligible | 1 |" in text
    assert "| hamlet/secretary-and-head#of-age: Of age | stricter |" in text
    assert "- **CB-2: Eligible → Not eligible**" in text
    assert "- **CB-3: Undetermined → Not eligible**" in text
    assert text.count("Of age (of-age): Met → Not met") == 2
    assert "CB-1" not in text
    assert "CB-4" not in text


def test_what_happened_on_the_base_branch_since_is_not_taken_for_a_change(pull_request: Path) -> None:
    assert "official-member" not in comment(pull_request)


def test_the_comment_in_vietnamese(pull_request: Path) -> None:
    cases = people(pull_request.parent, PEOPLE, "candidates.csv")
    text = comment(pull_request, "--cases", cases, lang="vi")
    assert "**2 trong 4 hồ sơ đổi kết luận (ngày xét 01/06/2024).**" in text
    assert "- **CB-2: Đủ điều kiện → Không đủ điều kiện**" in text
    assert "Đủ tuổi (of-age): Đạt → Không đạt" in text


@pytest.mark.parametrize("form", ["console", "json"])
def test_personal_facts_of_candidates_are_shown_nowhere(pull_request: Path, form: str) -> None:
    cases = people(pull_request.parent, PEOPLE, "candidates.csv")
    files = {name: pull_request.parent / f"out.{name}" for name in ("junit", "sarif", "markdown")}
    args = [a for name, path in files.items() for a in (f"--{name}", path)]
    where = ("--policies", pull_request, "--base", "main", "--cases", cases)
    result = kiemnhiem("ci", *where, *args, "--format", form, "--annotations", "github", *DAY)
    said = [result.output, *(path.read_text(encoding="utf-8") for path in files.values())]
    for secret in ("Lò Thị Định", "2001-01-02", "02/01/2001"):
        assert not [text for text in said if secret in text]


def test_a_file_of_cases_that_cannot_be_read_fails(pull_request: Path) -> None:
    empty = people(pull_request.parent, "", "candidates.csv")
    result = kiemnhiem("ci", "--policies", pull_request, "--base", "main", "--cases", empty, "--lang", "en")
    assert result.exit_code == 1
    assert "candidates.csv" in result.stdout
