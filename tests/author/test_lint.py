"""``kiemnhiem lint``: what it says of whole libraries, what an author may ignore, what it corrects."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from support.command import POLICIES, kiemnhiem

from kiemnhiem.author.lint import Options, lint
from kiemnhiem.author.lint.context import read_files
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.library import read_library
from kiemnhiem.policy.model import Evidence
from kiemnhiem.problem import Severity

INVALID = sorted((POLICIES.parent / "invalid").glob("*.yaml"))
TODAY = date(2026, 1, 1)
POLICY = """# what a made-up post asks for
policy: case
schema: 1
title: {vi: Giả định., en: Made up}  # a title
stance: permitted
subject: candidate
in_force: {from: 2018-01-01}
requirements:
  - id: one
    title: {vi: Một, en: One}
    require: {region: {in: [highland]}, education: {in: [primary, secondary, primary]}}  # two tests
    because: {vi: Vì văn bản đòi như vậy., en: Because the text asks for it.}
    source: {document: made-up}
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return Path(shutil.copytree(POLICIES, tmp_path / "library"))


def found(root: Path, **options: object) -> list[tuple[str, int | None]]:
    problems = lint(load_library(root)[0], TODAY, Options(**options))  # type: ignore[arg-type]  # as Options says
    return [(p.code.id, p.place.line) for p in problems if p.place and Path(p.place.file).name == "case.yaml"]


def test_the_shipped_library_is_clean() -> None:
    library, warnings = load_library(shipped_library())
    problems = [*warnings, *lint(library, date.today())]
    assert [str(p.place) for p in problems if p.severity is not Severity.NOTE] == []


def test_every_ignore_in_the_shipped_library_gives_a_reason() -> None:
    comments = [c.text for file in read_files(shipped_library()) for c in file.comments if "lint:" in c.text]
    assert comments
    assert all("—" in text and len(text.split("—", 1)[1].strip()) > 15 for text in comments)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("en: Made up}  # a title", "en: Made up}  # lint: ignore title-punctuation — as the document has it"),
        ("title: {vi: Giả", "# lint: ignore title-punctuation — as the document has it\ntitle: {vi: Giả"),
        ("# what a made", "# lint: ignore title-punctuation — as the documents have it\n# what a made"),
    ],
    ids=["beside it", "above it", "above the file"],
)
def test_what_is_ignored_with_a_reason_is_not_said(library: Path, old: str, new: str) -> None:
    (library / "case.yaml").write_text(POLICY)
    assert "L303" in {code for code, _ in found(library)}
    (library / "case.yaml").write_text(POLICY.replace(old, new))
    assert {"L303", "L001", "L002"}.isdisjoint(code for code, _ in found(library))


def test_an_ignore_is_about_its_rule_and_line_only(library: Path) -> None:
    ignore = "  # lint: ignore repeated-value — as the document has it"
    (library / "case.yaml").write_text(POLICY.replace("schema: 1", "schema: 1" + ignore))
    assert {("L406", 11), ("L002", 3)} <= set(found(library))


def test_evidence_is_asked_for_only_on_request(library: Path) -> None:
    (library / "case.yaml").write_text(POLICY)
    assert not {"L201"} & {code for code, _ in found(library)}
    assert ("L201", 13) in found(library, evidence=Evidence.SECONDARY)
    assert ("L201", 13) not in found(library, evidence=Evidence.MEMORY)


def test_fixing_changes_just_what_it_says_and_keeps_comments(library: Path) -> None:
    case = library / "case.yaml"
    case.write_text(POLICY)
    kiemnhiem("lint", case, "--policies", library, "--fix")
    wanted = POLICY.replace("Giả định.,", "Giả định,").replace("in: [highland]", "is: highland")
    assert case.read_text() == wanted.replace(", secondary, primary]", ", secondary]")
    once = case.read_text()
    kiemnhiem("lint", case, "--policies", library, "--fix")
    assert case.read_text() == once
    assert not {"L303", "L405", "L406"} & {code for code, _ in found(library)}


def test_fixing_leaves_files_that_were_not_named_alone(library: Path) -> None:
    (library / "case.yaml").write_text(POLICY)
    kiemnhiem("lint", library / "plain.yaml", "--policies", library, "--fix")
    assert (library / "case.yaml").read_text() == POLICY


def test_fixing_removes_an_ignore_that_nothing_needs(library: Path) -> None:
    ignored = POLICY.replace("\nsubject", "  # lint: ignore never-true — it was so once\nsubject").replace(
        "requirements:", "# lint: ignore never-true — it was so once\nrequirements:"
    )
    (library / "case.yaml").write_text(ignored)
    kiemnhiem(
        "lint", library / "case.yaml", "--policies", library, "--rule", "unused-ignore", "--rule", "L401", "--fix"
    )
    assert (library / "case.yaml").read_text() == POLICY


def test_it_fails_on_warnings_and_not_on_notes(library: Path) -> None:
    (library / "case.yaml").write_text(POLICY)
    assert kiemnhiem("lint", "--policies", library, "--rule", "title-punctuation").exit_code == 1
    result = kiemnhiem("lint", "--policies", library, "--rule", "single-choice", "--lang", "en")
    assert result.exit_code == 0
    assert "notes: 1" in result.output


def test_errors_of_the_library_come_first_and_what_loads_is_looked_at_all_the_same(library: Path) -> None:
    (library / "case.yaml").write_text(POLICY)
    (library / "broken.yaml").write_text(POLICY.replace("case", "broken").replace("region", "regoin"))
    result = kiemnhiem("lint", "--policies", library, "--lang", "en")
    assert result.exit_code == 1
    assert result.output.index("broken.yaml:11:15") < result.output.index("case.yaml:4:13")
    assert 'did you mean "region"?' in result.output


IGNORED = "# lint: ignore repeated-value — the decree names it twice\n"


@pytest.mark.parametrize(
    ("old", "new"), [("region: {in", "regoin: {in"), ("require: {", "\trequire: {"), ("id: one", "id:")]
)
def test_one_mistake_is_told_once_and_not_through_what_refers_to_it(library: Path, old: str, new: str) -> None:
    policy = POLICY.replace("    require:", f"    {IGNORED}    require:").replace(", primary]", "]")
    (library / "case.yaml").write_text(policy.replace(old, new))
    (library / "case.test.yaml").write_text(
        "tests: case\nschema: 1\nas_of: 2020-01-01\ncases: [{name: one, expect: eligible}]\n"
    )
    (library / "other.yaml").write_text(
        POLICY.replace("policy: case", "policy: other") + "    remedy: {policy: case}\n"
    )
    result = kiemnhiem("lint", "--policies", library, "--lang", "en", "--format", "json")
    errors = [p for p in json.loads(result.stdout)["problems"] if p["severity"] == "error" and p["code"][0] == "P"]
    assert {Path(p["file"]).name for p in errors} == {"case.yaml"}


def test_an_ignore_is_not_called_useless_where_files_cannot_be_read(library: Path) -> None:
    (library / "case.yaml").write_text(POLICY.replace("    require:", f"    {IGNORED}    require:"))
    (library / "plain.yaml").write_text("policy: [")
    kept = POLICY.replace("    require:", "    # lint: ignore never-true — looked at\n    require:")
    (library / "kept.yaml").write_text(kept.replace("policy: case", "policy: kept"))
    result = kiemnhiem("lint", "--policies", library, "--lang", "en")
    assert "P101" in result.output
    assert "L002" not in result.output


def test_a_broken_test_file_is_told(library: Path) -> None:
    (library / "plain.test.yaml").write_text("tests: plane\nschema: 1\ncases: []\n")
    result = kiemnhiem("lint", "--policies", library, "--lang", "en")
    assert result.exit_code == 1
    assert "plain.test.yaml:1:8" in result.output
    assert "L601" not in result.output


@pytest.mark.parametrize("path", INVALID, ids=lambda p: p.stem)
def test_whatever_is_wrong_with_a_file_the_rest_is_looked_at(library: Path, path: Path) -> None:
    (library / "broken.yaml").write_bytes(path.read_bytes())
    found, problems = read_library(library)
    assert problems
    assert any(p.code.id == "L110" for p in lint(found, TODAY))


def test_json_has_rule_place_words_and_advice(library: Path) -> None:
    (library / "case.yaml").write_text(POLICY)
    result = kiemnhiem("lint", "--policies", library, "--rule", "L303", "--format", "json")
    (problem,) = json.loads(result.output)["problems"]
    assert (problem["rule"], problem["line"], problem["column"]) == ("title-punctuation", 4, 13)
    assert problem["severity"] == "warning"
    assert set(problem["message"]) == set(problem["advice"]) == {"vi", "en"}


def test_a_misspelt_rule_or_a_path_elsewhere_is_wrong_use(library: Path, tmp_path: Path) -> None:
    result = kiemnhiem("lint", "--rule", "never-tru", "--lang", "en")
    assert result.exit_code == 2
    assert 'did you mean "never-true"?' in result.output
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    result = kiemnhiem("lint", elsewhere, "--policies", library)
    assert result.exit_code == 2
    assert "U562" in result.output


def test_the_list_names_every_rule() -> None:
    result = kiemnhiem("lint", "--list")
    assert result.exit_code == 0
    assert "L401  warning  never-true" in result.output
