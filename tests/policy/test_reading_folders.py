"""A folder of policies: which files are read, in what order their problems are told, what one broken file hides."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.libraries import HERE

from kiemnhiem.language import Text
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy import codes, load_library
from kiemnhiem.policy.library import display_name, files_in, read_library
from kiemnhiem.problem import Problem

TITLED = "title: {vi: Giả định, en: Made up}"
POLICY = f"""policy: case
schema: 1
{TITLED}
stance: permitted
subject: candidate
requirements:
  - {{id: one, {TITLED}, require: {{member: true}}, source: {{document: made-up}}}}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / "base", tmp_path / "library"))


def told(root: Path) -> list[tuple[str, str, int | None]]:
    """Each problem: its code, its file in the library, its line."""
    return [(p.code.id, Path(p.place.file).name, p.place.line) for p in problems(root) if p.place]


def problems(root: Path) -> list[Problem]:
    return read_library(root)[1]


# --- which files


def test_yaml_files_are_found_sorted_without_hidden_ones(root: Path) -> None:
    for name in ("b/z.yaml", "b/a.yml", "a/x.yaml", ".hidden/x.yaml", "b/.x.yaml", "b/notes.txt", "b/x.yaml.bak"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("x")
    found = [path.relative_to(root).as_posix() for path in files_in(root)]
    base = ["places.yaml", "plain.yaml", "posts.yaml", "sources.yaml", "vocabulary.yaml"]
    assert found == [*base, "a/x.yaml", "b/a.yml", "b/z.yaml"]


def test_links_out_of_the_folder_and_pipes_are_not_read(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(POLICY)
    (root / "a-link.yaml").symlink_to(tmp_path / "outside.yaml")
    (root / "b-link.yaml").symlink_to(root / "plain.yaml")
    os.mkfifo(root / "c-pipe.yaml")
    names = [path.name for path in files_in(root)]
    assert "a-link.yaml" not in names
    assert "c-pipe.yaml" not in names
    assert "b-link.yaml" in names
    assert [(code, name) for code, name, _ in told(root)] == [
        (codes.LINK_OUTSIDE.id, "a-link.yaml"), (codes.WRONG_FILE_NAME.id, "b-link.yaml"),
        (codes.NOT_REGULAR.id, "c-pipe.yaml"),
    ]  # fmt: skip
    assert problems(root)[0].place


def test_files_of_tests_are_not_policies_and_other_endings_are_told(root: Path) -> None:
    (root / "plain.test.yaml").write_text("a: [")
    (root / "other.yml").write_text("a: [")
    [problem] = problems(root)
    assert problem.place
    assert (problem.code, Path(problem.place.file).name, problem.values) == (
        codes.UNUSED_FILE, "other.yml", {"found": ".yml"},
    )  # fmt: skip
    assert load_library(root)[1] == [problem], "a warning, not an error"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    [problem] = problems(tmp_path / "nowhere")
    assert problem.place
    assert (problem.code, problem.place.file) == (codes.UNREADABLE_FILE, str(tmp_path / "nowhere"))
    assert problem.values == {"reason": Text("không có thư mục này", "there is no such folder")}


def test_a_folder_without_policies_is_told_by_its_name(root: Path) -> None:
    (root / "plain.yaml").unlink()
    [problem] = problems(root)
    assert problem.place
    assert (problem.code, problem.place.file, problem.place.line) == (codes.EMPTY_LIBRARY, str(root), None)
    (root / "broken.yaml").write_text("a: [")
    assert [code for code, *_ in told(root)] == ["P101"], "with an error among the files nothing is said of it"


@pytest.mark.parametrize(("files", "size", "refused"), [(5, 2, False), (4, 2, True), (5, 0, True)])
def test_a_library_over_its_limits_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch, files: int, size: int, refused: bool
) -> None:
    whole = sum(path.stat().st_size for path in root.iterdir())
    limits = replace(LIMITS, library_files=files, library_bytes=whole if size else whole - 1)
    monkeypatch.setattr(sys.modules["kiemnhiem.policy.library"], "LIMITS", limits)
    found = [p for p in problems(root) if p.code is codes.LIBRARY_TOO_LARGE]
    assert bool(found) is refused
    for problem in found:
        assert problem.place
        assert problem.place.file == str(root)
        assert problem.values == {"files": files, "limit": limits.library_bytes >> 20}


def test_a_file_below_the_working_folder_is_called_by_its_path_from_there(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root.parent)
    assert display_name(root / "plain.yaml") == "library/plain.yaml"
    monkeypatch.chdir(HERE)
    assert display_name(root / "plain.yaml") == str(root / "plain.yaml")
    monkeypatch.chdir(root.parent)
    (root / "plain.yaml").write_text("a: [")
    (root / "posts.yaml").write_text("posts: base\nschema: 2\n")
    assert {str(p.place).partition(":")[0] for p in problems(root)} == {"library/plain.yaml", "library/posts.yaml"}


# --- what is told, and what is not


def test_problems_come_by_file_line_and_column(root: Path) -> None:
    (root / "z.yaml").write_text(POLICY.replace("policy: case", "policy: z").replace("made-up", "mad"))
    (root / "a.yaml").write_text(POLICY.replace("policy: case", "policy: b").replace("member", "membr"))
    assert told(root) == [("P207", "a.yaml", 1), ("P301", "a.yaml", 7), ("P303", "z.yaml", 7)]
    assert [p.values for p in problems(root)] == [
        {"found": "b", "expected": "a"}, {"found": "membr"}, {"found": "mad"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("amendment", "amends: plain\nplace: north\n"),
        ("indicator", f"{TITLED}\nsubject: candidate\ncount: {{}}\n"),
        ("policy", POLICY.partition("schema: 1\n")[2]),
    ],
)
def test_what_is_asked_for_by_name_must_be_called_like_its_file(root: Path, kind: str, more: str) -> None:
    (root / "deep").mkdir()
    (root / "deep/case.yaml").write_text(f"{kind}: case\nschema: 1\n{more}")
    [problem] = problems(root)
    assert problem.place
    assert (problem.code, problem.values, problem.place.line, problem.place.column) == (
        codes.WRONG_FILE_NAME, {"found": "case", "expected": "deep/case"}, 1, len(kind) + 3,
    )  # fmt: skip
    (root / "deep/case.yaml").write_text(f"{kind}: deep/case\nschema: 1\n{more}")
    assert problems(root) == []


def test_what_a_broken_file_would_declare_is_not_missed_elsewhere(root: Path) -> None:
    (root / "case.yaml").write_text(POLICY.replace("member: true", "late: true, verdicts: {other: eligible}"))
    (root / "other.yaml").write_text("policy: other\n\ta: [")
    vocabulary = root / "vocabulary.yaml"
    vocabulary.write_text(f"{vocabulary.read_text()}  late: {{type: bolean, label: {{vi: Muộn, en: Late}}}}\n")
    assert {(name, code) for code, name, _ in told(root)} == {("other.yaml", "P101"), ("vocabulary.yaml", "P204")}


@pytest.mark.parametrize("broken", ["vocabulary", "posts", "sources", "places"])
def test_a_broken_register_blames_none_that_refer_to_it(root: Path, broken: str) -> None:
    (root / f"{broken}.yaml").write_text((root / f"{broken}.yaml").read_text().replace("schema: 1", "schema: 2", 1))
    assert told(root) == [("P205", f"{broken}.yaml", 2)]
    (root / f"{broken}.yaml").write_text((root / f"{broken}.yaml").read_text() + "\t- x: [\n")
    assert {name for _, name, _ in told(root)} == {f"{broken}.yaml"}


def test_a_policy_that_names_a_missing_cure_or_itself_is_told_where(root: Path) -> None:
    text = POLICY.replace("source: {document: made-up}}", "source: {document: made-up}, remedy: {policy: plan}}")
    (root / "case.yaml").write_text(text)
    [problem] = problems(root)
    assert problem.place
    assert (problem.code, problem.values, problem.suggestion, problem.place.line) == (
        codes.UNKNOWN_POLICY, {"found": "plan"}, "plain", 7,
    )  # fmt: skip
    (root / "case.yaml").write_text(text.replace("plan}", "plain}"))
    assert problems(root) == []


def test_a_policy_whose_file_has_another_name_is_not_missed_under_either(root: Path) -> None:
    (root / "a.yaml").write_text(POLICY.replace("policy: case", "policy: b"))
    asking = POLICY.replace("member: true", "verdicts: {a: eligible, b: eligible}")
    (root / "case.yaml").write_text(asking)
    assert told(root) == [("P207", "a.yaml", 1)]


def test_two_policies_that_ask_for_each_other_are_told_once(root: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (root / f"{one}.yaml").write_text(
            POLICY.replace("policy: case", f"policy: {one}").replace("member: true", f"verdicts: {{{other}: eligible}}")
        )
    [problem] = problems(root)
    assert problem.code is codes.VERDICT_CYCLE
    assert problem.values["found"] in ("a → b → a", "b → a → b")
    assert problem.place
    assert (Path(problem.place.file).stem, problem.place.line) == (str(problem.values["found"])[0], 1)


def test_a_vocabulary_declared_twice_is_told_with_the_first(root: Path) -> None:
    shutil.copy(root / "vocabulary.yaml", root / "z-again.yaml")
    [problem] = problems(root)
    assert problem.place
    assert (problem.code, problem.values["found"], Path(problem.place.file).name, problem.place.line) == (
        codes.DUPLICATE_NAME, "candidate", "z-again.yaml", 1,
    )  # fmt: skip
    assert str(problem.values["first"]).endswith("vocabulary.yaml:1:13")


# --- what identifies a library


def test_the_digest_is_of_what_each_file_says_and_where_it_stands(root: Path) -> None:
    before = load_library(root)[0]
    assert set(before.digests) == {f"{n}.yaml" for n in ("places", "plain", "posts", "sources", "vocabulary")}
    plain = root / "plain.yaml"
    plain.write_text("# only a remark\n" + plain.read_text())
    assert load_library(root)[0].digests == before.digests
    assert load_library(root)[0].digest == before.digest
    plain.write_text(plain.read_text().replace("value: 18", "value: 19"))
    changed = load_library(root)[0]
    assert {n for n, d in changed.digests.items() if d != before.digests[n]} == {"plain.yaml"}
    assert changed.digest != before.digest
    assert all(len(d) == len(hashlib.sha256().hexdigest()) for d in (changed.digest, *changed.digests.values()))
    shutil.move(root / "posts.yaml", root / "titles.yaml")
    assert load_library(root)[0].digest not in (before.digest, changed.digest)
    assert before.root == str(root)


def test_of_a_file_that_is_too_long_no_more_is_looked_at_than_of_any(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "case.yaml").write_text(POLICY.replace("member: true", "early: true, late: true"))
    long = max(path.stat().st_size for path in root.iterdir())
    limits = replace(LIMITS, yaml_bytes=long)
    for module in ("library", "source"):
        monkeypatch.setattr(sys.modules[f"kiemnhiem.policy.{module}"], "LIMITS", limits)
    (root / "long.yaml").write_text(f"vocabulary: other\nearly: {'x' * long}\nlate: y\n")
    assert [(code, name) for code, name, _ in told(root)] == [("P301", "case.yaml"), ("P104", "long.yaml")]
    assert [p.values["found"] for p in problems(root)[:1]] == ["late"]
