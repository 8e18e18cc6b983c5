"""``kiemnhiem init`` starts a library that works at once, and touches nothing that is there."""

import json
from pathlib import Path

import pytest
import yaml
from support.command import kiemnhiem

from kiemnhiem.author.start import template
from kiemnhiem.policy import load_library, shipped_library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("somewhere") / "chinh-sach"
    result = kiemnhiem("init", folder, "--lang", "en")
    assert result.exit_code == 0, result.output
    (folder / "said.txt").write_text(result.output, encoding="utf-8")
    return folder


def test_each_file_it_writes_is_told(library: Path) -> None:
    said = (library / "said.txt").read_text(encoding="utf-8").replace("\n", "")
    written = [p for p in library.rglob("*") if p.is_file() and p.name != "said.txt"]
    schemas = [p for p in written if p.parent.name == "schemas"]
    assert len(written) > len(schemas) > 5
    assert all(str(p) in said for p in written if p not in schemas)
    assert f"{library / '.vscode' / 'schemas'} ({len(schemas)} schemas" in said


def test_the_new_library_is_read_without_a_warning_and_passes_its_tests(library: Path) -> None:
    assert load_library(library)[1] == []
    result = kiemnhiem("test", "--policies", library, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "0 failed" in result.output


def test_its_law_is_that_of_the_shipped_library(library: Path) -> None:
    shipped, new = load_library(shipped_library())[0], load_library(library)[0]
    assert dict(new.sources) == {id_: shipped.sources[id_] for id_ in new.sources}
    cited = {(c.document, c.clause) for p in new.policies.values() for r in p.requirements for c in r.source}
    known = {(c.document, c.clause) for p in shipped.policies.values() for r in p.requirements for c in r.source}
    assert cited
    assert cited <= known


def test_its_editor_settings_name_schemas_that_are_there(library: Path) -> None:
    settings = json.loads((library / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert [(library / path).is_file() for path in settings["yaml.schemas"]] == [True]
    extensions = json.loads((library / ".vscode" / "extensions.json").read_text(encoding="utf-8"))
    assert extensions["recommendations"] == ["redhat.vscode-yaml"]
    tasks = json.loads((library / ".vscode" / "tasks.json").read_text(encoding="utf-8"))
    assert {"kiemnhiem schema --policies . --lang en"} <= {task["command"] for task in tasks["tasks"]}


@pytest.mark.parametrize("name", [".github/workflows/policies.yml", ".gitlab-ci.yml"])
def test_its_ci_checks_this_library(library: Path, name: str) -> None:
    ci = (library / name).read_text(encoding="utf-8")
    assert yaml.safe_load(ci)
    assert "kiemnhiem ci --policies ." in ci


def test_schemas_are_made_again_and_not_kept_in_version_control(library: Path) -> None:
    assert ".vscode/schemas/" in (library / ".gitignore").read_text(encoding="utf-8").split()


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    result = kiemnhiem("init", tmp_path, "--lang", "en")
    assert result.exit_code == 2
    assert "E101" in result.output
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_nothing_of_the_template_is_left_to_fill_in(library: Path) -> None:
    texts = {p: p.read_text(encoding="utf-8") for p in template().rglob("*") if p.is_file()}
    assert any("@lang@" in text for text in texts.values())
    assert not any("@lang@" in p.read_text(encoding="utf-8") for p in library.rglob("*") if p.is_file())


def test_the_docs_show_what_it_prints_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "editor.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert f"```text\n{kiemnhiem('init', 'library', '--lang', 'en').output}```" in docs
    settings = (tmp_path / "library" / ".vscode" / "settings.json").read_text(encoding="utf-8")
    assert f"```json\n{settings}```" in docs


def test_lint_finds_nothing_in_it_but_law_to_look_at_again(library: Path) -> None:
    result = kiemnhiem("lint", "--policies", library, "--notes", "--format", "json")
    assert result.exit_code == 0, result.output
    assert {found["rule"] for found in json.loads(result.output)["problems"]} <= {"check-overdue"}


def test_it_is_laid_out_as_fmt_would(library: Path) -> None:
    assert kiemnhiem("fmt", "--check", "--policies", library).exit_code == 0
