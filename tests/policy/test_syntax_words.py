"""What a file that is not YAML is told, to those who do not know YAML."""

import pytest

from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.source import load_document
from kiemnhiem.policy.syntax import told


@pytest.mark.parametrize(
    ("written", "place", "vi", "en"),
    [
        ("a:\n\tb: 1\n", "f:2:1", "phím Tab", "not tabs"),
        ("a: {b: 1\nc: 2\n", "f:2:2", "«}»", "closing }"),
        ("a:\n  - x\n y: 1\n", "f:3:2", "thẳng cột", "indented like"),
        ("a: b: c\n", "f:1:5", "ngoặc kép", "quotation marks"),
        ("a: é\nb: ộộộộộ\x07\n", "f:2:9", "không nhìn thấy", "invisible"),
    ],
)
def test_what_is_wrong_is_said_in_both_languages_where_it_stands(written: str, place: str, vi: str, en: str) -> None:
    document, [problem] = load_document(written, "f")
    assert document is None
    assert str(problem.place) == place
    assert vi in problem.words(Lang.VI)
    assert en in problem.words(Lang.EN)


def test_what_the_parser_seldom_says_is_told_as_it_says_it() -> None:
    assert told("something that nobody has seen") == Text(*["something that nobody has seen"] * 2)
