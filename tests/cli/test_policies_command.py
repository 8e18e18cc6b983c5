import json
from pathlib import Path

import pytest
from support.command import POLICIES, kiemnhiem

LIBRARY = ("--policies", POLICIES)


@pytest.mark.parametrize(("lang", "words"), [("vi", "Chính sách giả định"), ("en", "A made-up policy")])
def test_policies_are_listed(lang: str, words: str) -> None:
    result = kiemnhiem("policies", "list", *LIBRARY, "--lang", lang)
    assert result.exit_code == 0
    assert words in result.stdout
    assert "plain" in result.stdout


def test_a_policy_is_shown_as_sentences_with_its_source() -> None:
    result = kiemnhiem("policies", "show", "plain", *LIBRARY, "--as-of", "2024-01-01", "--lang", "en")
    assert result.exit_code == 0
    assert "Age at least 18." in result.stdout
    assert "01-XX of 2018-01-01" in result.stdout
    assert "not binding" in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


def test_a_misspelt_policy_is_wrong_use_with_the_name_that_was_meant() -> None:
    result = kiemnhiem("policies", "show", "plian", *LIBRARY, "--lang", "en")
    assert result.exit_code == 2
    assert 'did you mean "plain"' in result.stderr


@pytest.mark.parametrize("name", ["book.html", "book.docx"])
def test_the_book_is_written(tmp_path: Path, name: str) -> None:
    result = kiemnhiem("policies", "book", "-o", tmp_path / name, *LIBRARY)
    assert result.exit_code == 0
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).stat().st_size > 1000


@pytest.mark.parametrize(("name", "code"), [("book.pdf", "R411"), ("no/book.html", "R403")])
def test_a_book_that_cannot_be_written_is_wrong_use(tmp_path: Path, name: str, code: str) -> None:
    result = kiemnhiem("policies", "book", "-o", tmp_path / name, *LIBRARY)
    assert result.exit_code == 2
    assert code in result.stderr


def test_evidence_is_counted_and_listed() -> None:
    result = kiemnhiem("policies", "evidence", *LIBRARY, "--format", "json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["count"], told["evidence"]["memory"], told["without_source"]) == (2, 2, 0)
    shown = kiemnhiem("policies", "evidence", *LIBRARY, "--lang", "en").stdout
    assert "Every requirement and exception has a source." in shown
    assert "plain / grown-up" in shown
