"""YAML as policies have it: every value is text and has a place; what cannot be read is told where it stands."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kiemnhiem.language import Lang
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy import codes
from kiemnhiem.policy.shapes import read_shape
from kiemnhiem.policy.source import Document, Path_, load_document, read_document
from kiemnhiem.problem import Place, Problem

TEXT = """# a remark
name: "12"
empty: ""
list: [a, {b: c}]
deep:
  - x: yes
    y: 0x1F
accents: e\u0301
"""


def one(problems: list[Problem]) -> Problem:
    [problem] = problems
    return problem


def where(problem: Problem) -> tuple[str, int | None, int | None]:
    assert problem.place
    return problem.place.file, problem.place.line, problem.place.column


def test_every_value_is_text_as_it_is_written() -> None:
    document, problems = load_document(TEXT, "f.yaml")
    assert problems == []
    assert document
    assert document.file == "f.yaml"
    assert document.data == {
        "name": "12", "empty": "", "list": ["a", {"b": "c"}], "deep": [{"x": "yes", "y": "0x1F"}], "accents": "\u00e9",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "key", "line", "column"),
    [
        ((), False, 2, 1),
        (("name",), False, 2, 7),
        (("name",), True, 2, 1),
        (("list", 1, "b"), False, 4, 15),
        (("list", 1, "b"), True, 4, 12),
        (("deep", 0), False, 6, 5),
        (("deep", 0, "y"), True, 7, 5),
        (("deep", 0, "z"), False, 6, 5),
        (("deep", 0, "z"), True, 6, 5),
        (("list", 0, "no", "such"), True, 4, 8),
        (("none",), False, 2, 1),
    ],
)
def test_every_value_has_its_place_or_that_of_what_holds_it(path: Path_, key: bool, line: int, column: int) -> None:
    document, _ = load_document(TEXT, "f.yaml")
    assert document
    place = document.place(path, key=key)
    assert (place.file, place.line, place.column) == ("f.yaml", line, column)


def test_what_has_no_place_is_told_of_its_file() -> None:
    assert Document("f.yaml", {}).place(("a", 0)) == Place("f.yaml")


def test_a_byte_order_mark_is_passed_over() -> None:
    document, problems = load_document(b"\xef\xbb\xbfa: b\n", "f.yaml")
    assert (document and document.data, problems) == ({"a": "b"}, [])


@pytest.mark.parametrize(
    ("content", "line", "column", "byte"),
    [(b"\xffa", 1, 1, "0xFF"), (b"a: b\nc: \xe9\n", 2, 4, "0xE9"), (b"a: b\n\nc: d \x80", 3, 6, "0x80")],
)
def test_bytes_that_are_not_utf8_are_told_where_they_stand(content: bytes, line: int, column: int, byte: str) -> None:
    document, problems = load_document(content, "f.yaml")
    assert document is None
    problem = one(problems)
    assert (problem.code, where(problem), problem.values) == (
        codes.NOT_UTF8, ("f.yaml", line, column), {"byte": byte},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a: \x01", 1, 4), ("a: b\nđ: ế\x07", 2, 5), ("a: b\n\x00", 2, 1), ("a: b\nc: d\ne: \x01", 3, 4)],
)
def test_characters_that_yaml_does_not_allow_are_told_where_they_stand(text: str, line: int, column: int) -> None:
    document, problems = load_document(text, "f.yaml")
    assert document is None
    problem = one(problems)
    assert (problem.code, where(problem)) == (codes.SYNTAX, ("f.yaml", line, column))
    assert "an invisible character" in problem.message(Lang.EN)


def test_a_syntax_error_is_told_after_what_was_found_before_it() -> None:
    document, problems = load_document("a: &x b\nc: [d\ne: f", "f.yaml")
    assert document is None
    assert [(p.code, where(p)[1]) for p in problems] == [(codes.ANCHOR, 1), (codes.SYNTAX, 3)]


@pytest.mark.parametrize("content", ["", "# only a remark\n", "---\n", "~x: 1\n---\n"])
def test_a_file_that_says_nothing_or_says_it_twice_is_refused(content: str) -> None:
    document, problems = load_document(content, "f.yaml")
    if content.startswith("~"):
        assert [p.code for p in problems] == [codes.SEVERAL_DOCUMENTS]
        assert where(problems[0]) == ("f.yaml", 2, 1)
    else:
        assert (document, [p.code for p in problems], where(problems[0])) == (
            None,
            [codes.EMPTY_FILE],
            ("f.yaml", 1, 1),
        )


@pytest.mark.parametrize(
    ("name", "limit", "text", "code", "column"),
    [
        ("yaml_nodes", 4, "[a, b, c]", None, 0),
        ("yaml_nodes", 3, "[a, b, c]", codes.TOO_MANY_NODES, 8),
        ("yaml_depth", 2, "{a: [b]}", None, 0),
        ("yaml_depth", 1, "{a: [b]}", codes.TOO_DEEP, 6),
        ("yaml_depth", 1, "[{a: b}]", codes.TOO_DEEP, 3),
        ("yaml_bytes", 6, "a: đ", None, 0),
        ("yaml_bytes", 4, "a: đ", codes.FILE_TOO_LARGE, None),
    ],
)
def test_what_is_at_a_limit_is_read_and_what_is_over_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, limit: int, text: str, code: object, column: int | None
) -> None:
    monkeypatch.setattr(sys.modules["kiemnhiem.policy.source"], "LIMITS", replace(LIMITS, **{name: limit}))
    for content in (text, text.encode()):
        document, problems = load_document(content, "f.yaml")
        assert (document is None) is bool(code)
        assert [p.code for p in problems] == ([code] if code else [])
        for problem in problems:
            assert problem.values == {"limit": limit}
            assert where(problem) == ("f.yaml", 1 if column else None, column)


def test_a_file_is_called_as_told_and_else_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_text("a: [")
    assert where(one(read_document(path, "shown.yaml")[1]))[0] == "shown.yaml"
    assert where(one(read_document(path)[1]))[0] == str(path)
    document, problems = read_document(tmp_path, "folder.yaml")
    assert document is None
    assert where(one(problems)) == ("folder.yaml", None, None)
    os.mkfifo(tmp_path / "pipe.yaml")
    problem = one(read_document(tmp_path / "pipe.yaml", "pipe.yaml")[1])
    assert (problem.code, where(problem)) == (codes.NOT_REGULAR, ("pipe.yaml", None, None))
    document, problems = read_document(tmp_path / "nowhere.yaml", "nowhere.yaml")
    assert document is None
    problem = one(problems)
    assert (problem.code, where(problem)) == (codes.UNREADABLE_FILE, ("nowhere.yaml", None, None))
    assert problem.values == {"reason": "No such file or directory"}


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [("- a\n- b\n", "list", "a map of keys to values"), ("words", "text", "a map of keys to values")],
)
def test_a_file_that_is_no_map_is_refused(text: str, found: str, expected: str) -> None:
    document, _ = load_document(text, "f.yaml")
    assert document
    shape, problems = read_shape(document)
    assert shape is None
    problem = one(problems)
    assert (problem.code, where(problem), problem.values["found"]) == (codes.WRONG_SHAPE, ("f.yaml", 1, 1), found)
    assert expected in problem.message(Lang.EN)
