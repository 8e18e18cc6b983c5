"""``kiemnhiem diff``: folders and revisions, whose verdict changes, and what a pull request shows."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support.command import POLICIES, kiemnhiem, people

pytest.importorskip("z3")

# Made-up people.
PEOPLE = """Họ tên,Ngày sinh,Chức danh,Đơn vị,Tỉnh
Nguyễn Văn A,05/06/1975,Trưởng thôn,Bản Một,Bắc
Lò Thị Bí Mật,17/03/1999,Trưởng thôn,Bản Hai,Nam
Vàng C,,Trưởng thôn,Bản Ba,Nam
"""
AS_OF = ("--as-of", "2018-12-30")


def changed(folder: Path) -> Path:
    """The base library with a higher age."""
    root = folder / "new"
    shutil.copytree(POLICIES, root)
    policy = root / "plain.yaml"
    policy.write_text(policy.read_text().replace("value: 18", "value: 21"), encoding="utf-8")
    return root


def objects(*args: str | Path) -> dict[str, Any]:
    result = kiemnhiem("diff", *args, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_cases_that_change_verdict_are_named_with_the_requirement(tmp_path: Path) -> None:
    found = objects(POLICIES, changed(tmp_path), *AS_OF, "--cases", people(tmp_path, PEOPLE))
    assert found["cases"]["asked"] == 3
    [flip] = found["cases"]["flips"]
    assert (flip["case"], flip["old"], flip["new"]) == ("3", "eligible", "not_eligible")
    [policy] = flip["policies"]
    assert [r["requirement"] for r in policy["requirements"]] == ["grown-up"]
    assert found["cases"]["counts"] == [
        {"place": "south", "policy": "plain", "old": "eligible", "new": "not_eligible", "cases": 1}
    ]


@pytest.mark.parametrize("form", ["console", "json", "markdown"])
def test_personal_facts_are_never_shown(tmp_path: Path, form: str) -> None:
    result = kiemnhiem(
        "diff", POLICIES, changed(tmp_path), *AS_OF, "--cases", people(tmp_path, PEOPLE), "--format", form
    )
    assert result.exit_code == 0
    assert "Bí Mật" not in result.output
    assert "1999-03-17" not in result.output
    assert "17/03/1999" not in result.output


def test_the_comment_of_a_pull_request_has_a_table_and_folds_the_rest(tmp_path: Path) -> None:
    args = ("--cases", people(tmp_path, PEOPLE), "--format", "markdown", "--lang", "en")
    text = kiemnhiem("diff", POLICIES, changed(tmp_path), *AS_OF, *args).stdout
    shown, folded = text.split("<details>", 1)
    assert "| North province |" not in shown
    assert "| South province | plain | Eligible | Not eligible | 1 |" in shown
    assert "| plain#grown-up: Of age | stricter |" in shown
    assert "grown-up): Met → Not met" in folded
    assert text.count("<details>") == text.count("</details>")


def test_the_console_says_what_a_reader_would_ask(tmp_path: Path) -> None:
    text = kiemnhiem("diff", POLICIES, changed(tmp_path), *AS_OF, "--lang", "en").stdout
    assert "Of age: stricter" in text
    assert "values: 18 (from 2000-01-01) → 21 (from 2000-01-01)" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_a_library_against_itself_is_equal() -> None:
    result = kiemnhiem("diff", POLICIES, POLICIES, "--lang", "en")
    assert result.stdout.strip() == "The two libraries mean the same."


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the base library, and a second commit with a higher age."""

    def git(*args: str) -> None:
        author = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *author, *args], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    root = tmp_path / "law/policies"
    shutil.copytree(POLICIES, root)
    git("add", ".")
    git("commit", "-qm", "one")
    policy = root / "plain.yaml"
    policy.write_text(policy.read_text().replace("value: 18", "value: 21"), encoding="utf-8")
    git("commit", "-qam", "two")
    return root


def test_revisions_are_read_without_touching_the_work_tree(repository: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    (repository / "plain.yaml").write_text("being edited", encoding="utf-8")
    found = objects("HEAD~1", "HEAD", "--policies", repository)
    assert [m["relation"] for m in found["meanings"]] == ["stricter"]
    assert (repository / "plain.yaml").read_text() == "being edited"


def test_what_is_neither_folder_nor_revision_is_wrong_use(repository: Path) -> None:
    result = kiemnhiem("diff", "no-such-branch", "HEAD", "--policies", repository, "--lang", "en")
    assert result.exit_code == 2
    assert "V201" in result.output
    assert "neither a folder nor a git revision" in result.output


def test_an_unknown_place_is_wrong_use() -> None:
    result = kiemnhiem("diff", POLICIES, POLICIES, "--place", "nort", "--lang", "en")
    assert result.exit_code == 2
    assert 'did you mean "north"' in result.output
