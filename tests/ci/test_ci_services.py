"""The files by which GitHub, GitLab and pre-commit run us: as their schemas ask, and run as they run them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.demo import POLICY, demo, edit, git, repository

from kiemnhiem.author.ci.markdown import MARK
from kiemnhiem.author.start import template
from kiemnhiem.cli.ci import ci

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
BIN = Path(sys.executable).parent


def environment(**more: str) -> dict[str, str]:
    """Our commands first on the path."""
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", **more}


def hooks() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-actions", ACTION),
        ("vendor.github-workflows", template() / "dot-github" / "workflows" / "policies.yml"),
        ("vendor.gitlab-ci", ROOT / ".gitlab" / "kiemnhiem.gitlab-ci.yml"),
        ("vendor.gitlab-ci", template() / "dot-gitlab-ci.yml"),
    ],
    ids=lambda v: v.name if isinstance(v, Path) else v,
)
def test_a_file_is_as_its_service_asks(schema: str, path: Path) -> None:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", schema, str(path)]
    if schema == "vendor.gitlab-ci":
        command += ["--data-transform", "gitlab-ci"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", [ACTION, ROOT / ".gitlab" / "kiemnhiem.gitlab-ci.yml", HOOKS], ids=lambda p: p.name)
def test_it_uses_only_options_that_there_are(path: Path) -> None:
    known = {name for parameter in ci.params for name in parameter.opts}
    used = set(re.findall(r"(?<![\w-])--[a-z]+(?=[ \"])", path.read_text(encoding="utf-8"))) - {"--quiet"}
    assert used <= known


class TestAction:
    """The steps of the action that are shell, run by the shell."""

    @pytest.fixture
    def step(self) -> str:
        steps = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
        [script] = [s["run"] for s in steps if s.get("id") == "check"]
        assert isinstance(script, str)
        return script

    def run(self, step: str, library: Path, **inputs: str) -> dict[str, str]:
        """The outputs of the step, as GitHub would read them."""
        output = library.parent / "output"
        output.write_text("")
        given = {"POLICIES": ".", "BASE": "", "CASES": "", "BASELINE": "", "SKIP": "prove mutation", **inputs}
        variables = environment(
            RUNNER_TEMP=str(library.parent), GITHUB_OUTPUT=str(output), REPORT_LANG="en", GITHUB_ACTIONS="true", **given
        )
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step]
        done = subprocess.run(shell, cwd=library, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return dict(line.split("=", 1) for line in output.read_text().splitlines())

    def test_it_keeps_the_code_and_names_its_reports(self, step: str, tmp_path: Path) -> None:
        library = repository(tmp_path / "library")
        passed = self.run(step, library, BASE="HEAD")
        assert passed["code"] == "0"
        assert passed["written"] == "true"
        assert Path(passed["markdown"]).read_text(encoding="utf-8").startswith(MARK + "\n")
        assert all(Path(passed[name]).stat().st_size for name in ("junit", "sarif"))
        edit(library / POLICY, "value: 21", "value: 22")
        assert self.run(step, library, BASE="HEAD")["code"] == "1"

    def test_it_gives_every_file_of_cases_and_names_with_spaces(self, step: str, tmp_path: Path) -> None:
        library = repository(tmp_path / "library")
        for name in ("one two.csv", "three.csv"):
            (tmp_path / name).write_text("Mã CB,Ngày sinh\nX-1,1980-01-01\n", encoding="utf-8")
        cases = f"{tmp_path}/one two.csv\n{tmp_path}/three.csv\n"
        outputs = self.run(step, library, BASE="HEAD", CASES=cases)
        assert "0 of 2 cases change verdict" in Path(outputs["markdown"]).read_text(encoding="utf-8")

    def test_it_comments_only_where_there_is_a_comment(self, step: str, tmp_path: Path) -> None:
        library = repository(tmp_path / "library")
        outputs = self.run(step, library, BASELINE="none.json")
        assert outputs["code"] == "2"
        assert "written" not in outputs


class TestPreCommit:
    """pre-commit runs the hooks of our file. Only `language: python`, which would install us from the network, is
    replaced: what is installed here is run.
    """

    @pytest.fixture
    def library(self, tmp_path: Path) -> Path:
        if shutil.which("git") is None and not os.environ.get("CI"):
            pytest.skip("git is not installed")
        root = demo(tmp_path / "library")
        git(root, "init", "-q", "-b", "main")
        local = [{**hook, "language": "system"} for hook in hooks()]
        config = {"repos": [{"repo": "local", "hooks": local}]}
        (root / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
        git(root, "add", ".")
        return root

    def run(self, library: Path, *hook: str) -> subprocess.CompletedProcess[str]:
        command = [str(BIN / "pre-commit"), "run", "--all-files", "--color", "never", *hook]
        home = environment(PRE_COMMIT_HOME=str(library.parent / "home"))
        return subprocess.run(command, cwd=library, env=home, capture_output=True, text=True, check=False)

    def test_the_file_of_hooks_is_one(self) -> None:
        done = subprocess.run([BIN / "pre-commit", "validate-manifest", HOOKS], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
        assert [h["id"] for h in hooks()] == ["kiemnhiem-fmt", "kiemnhiem-lint", "kiemnhiem-test"]

    def test_a_library_in_order_passes_all(self, library: Path) -> None:
        done = self.run(library)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.count("Passed") == len(hooks())

    def test_a_file_out_of_layout_is_laid_out_and_told(self, library: Path) -> None:
        before = (library / POLICY).read_text(encoding="utf-8")
        edit(library / POLICY, "require: {party_membership: official}", "require: {party_membership:   official}")
        done = self.run(library, "kiemnhiem-fmt")
        assert done.returncode == 1
        assert "files were modified by this hook" in done.stdout
        assert (library / POLICY).read_text(encoding="utf-8") == before

    def test_what_is_suspicious_stops_the_commit(self, library: Path) -> None:
        edit(library / POLICY, "from: 2017-10-25", "from: 2107-10-25")
        git(library, "add", ".")
        done = self.run(library, "kiemnhiem-lint")
        assert done.returncode == 1
        assert f"{POLICY}:7" in done.stdout

    def test_a_failing_test_stops_the_commit(self, library: Path) -> None:
        edit(library / POLICY, "value: 21", "value: 22")
        done = self.run(library, "kiemnhiem-test")
        assert done.returncode == 1
        assert "21 years old on the day" in done.stdout
