"""``kiemnhiem fmt``: the same meaning, every comment, one layout; and formatting twice changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import libraries
from support.budget import examples
from support.command import POLICIES, kiemnhiem

from kiemnhiem.author.formatting import formatted
from kiemnhiem.policy import load_library, printer, shipped_library
from kiemnhiem.policy.model import Policy
from kiemnhiem.policy.source import Raw, load_document

SHIPPED = sorted(shipped_library().rglob("*.yaml"))
HEAD = "policy: case\nschema: 1\ntitle: {vi: Một, en: One}\nstance: permitted\nsubject: candidate\nrequirements: []\n"


def read(text: str) -> Raw:
    document, problems = load_document(text, "case.yaml")
    assert document is not None
    assert not problems
    return document.data


def body(entries: str) -> str:
    """What becomes of some entries of a policy."""
    return (
        formatted(HEAD + entries)
        .removeprefix(HEAD.removesuffix("requirements: []\n"))
        .removesuffix("requirements: []\n")
    )


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_a_shipped_file_keeps_its_meaning_and_comments(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    once = formatted(text)
    assert read(once) == read(text)
    assert formatted(once) == once
    assert [line for line in once.split("\n") if len(line) > 120 and "http" not in line and "#" not in line] == []
    whole_line = [line.strip() for line in text.split("\n") if line.lstrip().startswith("#")]
    assert sorted(line.strip() for line in once.split("\n") if line.lstrip().startswith("#")) == sorted(whole_line)


@st.composite
def oddly_written(draw: st.DrawFn, policy: Policy) -> tuple[str, list[str]]:
    """A policy as YAML in some style, with comments and blank lines strewn in; and the comments."""
    text = yaml.dump(
        printer.policy_map(policy),
        Dumper=printer._Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=draw(st.sampled_from((30, 80, 200))),
        indent=draw(st.sampled_from((2, 4))),
        default_flow_style=draw(st.sampled_from((False, False, None))),
    )
    meant, comments = read(text), []
    for i in range(draw(st.integers(0, 6))):
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 2))
        said = f"# c{i}: 'quoted' {{x}} — é"
        kind = draw(st.integers(0, 3))
        if kind == 0:
            lines[at] += " " * draw(st.integers(1, 3)) + said
        elif kind == 1:
            lines.insert(at, " " * draw(st.integers(0, 6)) + said)
        elif kind == 2:
            lines[at:at] = [""] * draw(st.integers(1, 3))
        else:
            lines[at] = lines[at].replace(", ", "," + " " * draw(st.integers(2, 4)) + said + "\n        ", 1)
        tried = "\n".join(lines)
        document, problems = load_document(tried, "case.yaml")
        if document and not problems and document.data == meant and (kind == 2 or said in tried):
            text = tried
            comments += [said] if kind != 2 else []
    return text, comments


@pytest.mark.fuzz
@settings(max_examples=examples(25), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_policy_however_written_keeps_its_meaning_and_comments(data: st.DataObject) -> None:
    for policy in data.draw(libraries()).policies.values():
        text, comments = data.draw(oddly_written(policy))
        once = formatted(text)
        assert read(once) == read(text)
        assert formatted(once) == once
        for comment in comments:
            assert once.count(comment) == text.count(comment)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ('note: {en: "007", vi: "no"}\n', 'note: {vi: "no", en: "007"}\n'),
        ("note:   {vi: a,en: b}\n", "note: {vi: a, en: b}\n"),
        ('note: {vi: "Một hai", en: \'It is\'}\n', "note: {vi: Một hai, en: It is}\n"),
        ('note:\n    vi: "a: b"\n    en: "#1"\n', 'note:\n  vi: "a: b"\n  en: "#1"\n'),
        ("note:\n  vi: 007\n  en: 12:30\n", "note:\n  vi: 007\n  en: 12:30\n"),
        ("note:\n  vi: >-\n      một\n      hai\n  en: a\n", "note:\n  vi: >-\n    một\n    hai\n  en: a\n"),
        ("note:\n    vi: |\n      x\n       y\n    en: a\n", "note:\n  vi: |\n    x\n     y\n  en: a\n"),
        ("sources:\n-   b # beside\n\n\n\n# above\n- c\n", "sources:\n  - b  # beside\n\n  # above\n  - c\n"),
        ("sources: [a, # first\n  b]\n", "sources: [a,  # first\n          b]\n"),
        ('note: {vi: "x\\ty", en: "l1\\nl2"}\n', 'note: {vi: "x\\ty", en: "l1\\nl2"}\n'),
    ],
)  # fmt: skip
def test_the_layout_of_small_things(written: str, wanted: str) -> None:
    assert body(written) == wanted


def test_long_text_is_folded_and_a_long_map_opened() -> None:
    words = " ".join(["lời"] * 60)
    result = body(f"note: {{vi: {words}, en: {words}}}\n")
    assert result.startswith("note:\n  vi: >-\n    lời")
    assert max(map(len, result.split("\n"))) <= 120


def test_keys_are_put_in_order_and_comments_go_with_them() -> None:
    text = """policy: case
schema: 1
# why it is permitted
stance: permitted
subject: candidate
title: {en: One, vi: Một}  # what it is called
requirements:
  - source: {clause: Điều 1, document: made-up}
    # the name of it
    id: one
    title: {vi: Một, en: One}
    require: {age: 18}
"""
    assert (
        formatted(text)
        == """policy: case
schema: 1
title: {vi: Một, en: One}  # what it is called
# why it is permitted
stance: permitted
subject: candidate
requirements:
  # the name of it
  - id: one
    title: {vi: Một, en: One}
    source: {document: made-up, clause: Điều 1}
    require: {age: 18}
"""
    )


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return Path(shutil.copytree(POLICIES, tmp_path / "library"))


def test_a_library_means_the_same_afterwards_and_a_second_run_changes_nothing(library: Path) -> None:
    before = load_library(library)[0]
    (library / "plain.yaml").write_text((library / "plain.yaml").read_text().replace(": {", ":    {"))
    assert kiemnhiem("fmt", library, "--check").exit_code == 1
    assert kiemnhiem("fmt", library).exit_code == 0
    assert load_library(library)[0].policies == before.policies
    result = kiemnhiem("fmt", library, "--check", "--lang", "en")
    assert result.exit_code == 0
    assert "files to change: 0" in result.output


def test_the_shipped_library_is_laid_out() -> None:
    result = kiemnhiem("fmt", "--check", "--lang", "en")
    assert result.exit_code == 0, result.output


def test_check_and_diff_write_nothing(library: Path) -> None:
    plain = library / "plain.yaml"
    plain.write_text(plain.read_text().replace("stance: permitted", "stance:   permitted"))
    before = plain.read_text()
    result = kiemnhiem("fmt", plain, "--diff")
    assert result.exit_code == 1
    assert "-stance:   permitted\n+stance: permitted\n" in result.output
    kiemnhiem("fmt", plain, "--check")
    assert plain.read_text() == before


@pytest.mark.parametrize("content", [b"policy: [", b"policy: a\npolicy: b\n", b"\xff\xfe", b"strange: 1\n", b""])
def test_a_broken_file_is_told_and_left_alone(library: Path, content: bytes) -> None:
    broken = library / "broken.yaml"
    broken.write_bytes(content)
    result = kiemnhiem("fmt", broken)
    assert result.exit_code == 4
    assert "broken.yaml" in result.output
    assert broken.read_bytes() == content


def test_a_link_to_nowhere_is_told_and_the_rest_is_laid_out(library: Path) -> None:
    (library / "gone.yaml").symlink_to("nowhere.yaml")
    result = kiemnhiem("fmt", library, "--lang", "en")
    assert result.exit_code == 4
    assert "P113" in result.output
    assert "left as they are:" in result.output


def test_a_file_that_cannot_be_written_is_named(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = library / "plain.yaml"
    plain.write_text(plain.read_text().replace("stance: permitted", "stance:   permitted"))

    def refused(path: Path, _: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "write_bytes", refused)
    result = kiemnhiem("fmt", plain, "--lang", "en")
    assert result.exit_code == 2
    assert "plain.yaml: Permission denied" in result.output


def test_a_file_beyond_the_limit_is_told_at_once_and_left_alone(library: Path) -> None:
    large = library / "plain.yaml"
    content = large.read_text(encoding="utf-8") + "# x\n" * (1 << 18)
    large.write_text(content, encoding="utf-8")
    result = kiemnhiem("fmt", large, "--lang", "en")
    assert result.exit_code == 4
    assert "P104" in result.output
    assert large.read_text(encoding="utf-8") == content


def test_line_ends_of_windows_and_a_byte_order_mark_become_plain(library: Path) -> None:
    plain = library / "plain.yaml"
    unix = formatted(plain.read_text(encoding="utf-8"))
    plain.write_bytes(b"\xef\xbb\xbf" + unix.replace("\n", "\r\n").encode())
    assert kiemnhiem("fmt", plain).exit_code == 0
    assert plain.read_bytes() == unix.encode()
