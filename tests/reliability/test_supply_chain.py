"""What the project is made of: locked by version and hash, as asked for, listed, and scanned."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def locked() -> dict[str, tuple[str, list[str]]]:
    """Version and hashes by package."""
    found: dict[str, tuple[str, list[str]]] = {}
    for entry in re.split(r"\n(?=\S)", LOCK.read_text("utf-8")):
        if pinned := re.match(r"([\w.-]+)==(\S+)", entry):
            found[canonicalize_name(pinned[1])] = pinned[2], re.findall(r"--hash=sha256:[0-9a-f]{64}", entry)
    return found


def asked_for() -> Iterator[Requirement]:
    """What the project and its extras ask for on the Python that the lock is for."""
    everything = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    for requirement in map(Requirement, (line for lines in everything for line in lines)):
        here = requirement.marker is None or requirement.marker.evaluate({"python_version": "3.11"})
        if here and canonicalize_name(requirement.name) != "kiemnhiem":
            yield requirement


def test_every_locked_package_has_a_version_and_hashes() -> None:
    packages = locked()
    assert len(packages) > len(PROJECT["dependencies"])
    assert [name for name, (_, hashes) in packages.items() if not hashes] == []
    unpinned = [line for line in LOCK.read_text("utf-8").splitlines() if re.match(r"[\w.-]", line) and "==" not in line]
    assert unpinned == []


def test_the_lock_satisfies_what_the_project_asks_for() -> None:
    packages = locked()
    for requirement in asked_for():
        version, _ = packages.get(canonicalize_name(requirement.name), ("missing", []))
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement}: {version}; run make lock"


def test_the_list_of_what_the_lock_brings_is_valid_and_whole(tmp_path: Path) -> None:
    listed = tmp_path / "sbom.cdx.json"
    command = ["cyclonedx_py", "requirements", "--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible"]
    subprocess.run([sys.executable, "-m", *command, "--of", "JSON", "-o", str(listed), str(LOCK)], check=True)
    text = listed.read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    names = set(re.findall(r'"purl": "pkg:pypi/([^@"]+)@', text))
    assert names == set(locked())


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import hashlib\nhashlib.md5(b'x')\n", "B324"),
        ("import yaml\nimport tarfile\ntarfile.open('x').extractall()\n", "B202"),
        ("print('a')  # \u202e\n", "B613"),
        ("import re\nprint(re.escape('a'))\n", ""),
    ],
)
def test_the_scanner_finds_what_its_settings_do_not_leave_to_ruff(tmp_path: Path, code: str, found: str) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(code, "utf-8")
    command = ["bandit", "--quiet", "--format", "csv", "--configfile", str(ROOT / "pyproject.toml"), str(planted)]
    done = subprocess.run([sys.executable, "-m", *command], check=False, capture_output=True, text=True)
    assert done.returncode == bool(found)
    assert found in done.stdout


def test_each_rule_that_the_scanner_leaves_out_is_judged_by_ruff_or_explained() -> None:
    settings = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.bandit]")[2].partition("\n[")[0]
    lines = [line for line in settings.splitlines() if '"B' in line]
    assert lines
    assert [line for line in lines if "  # " not in line] == []
