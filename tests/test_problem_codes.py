"""Every problem has words in both languages and advice, and docs/problems.md lists just these."""

import string
from pathlib import Path

import pytest
from support.command import kiemnhiem

from kiemnhiem.cli import problems as _every_room  # noqa: F401 - declares the codes of all rooms
from kiemnhiem.language import Lang
from kiemnhiem.problem import CODES, Code

DOCS = Path(__file__).parents[1] / "docs" / "problems.md"


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("code", CODES.values(), ids=lambda c: c.id)
def test_a_code_says_the_same_in_both_languages(code: Code) -> None:
    assert names(code.message.vi) == names(code.message.en)
    for lang in Lang:
        assert code.message[lang].strip()
        assert code.advice[lang].strip()


def test_the_docs_list_every_code_as_the_command_prints_it() -> None:
    assert kiemnhiem("problems", "--lang", "en").output == DOCS.read_text(encoding="utf-8")


def test_one_code_is_explained_and_an_unknown_one_is_wrong_use() -> None:
    assert "did you mean" in kiemnhiem("problems", "P211x", "--lang", "en").output
    result = kiemnhiem("problems", "P202")
    assert result.exit_code == 0
    assert "P202" in result.output
    assert "P203" not in result.output
