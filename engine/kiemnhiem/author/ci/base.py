"""What to compare with: a folder, a revision, or the branch that a pull request goes into; where it was left."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

#: What says where a pull request goes: GitHub a branch, GitLab a commit.
_GITHUB, _GITLAB = "GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA"
_DEFAULT = "origin/HEAD"


def base_known(environment: Mapping[str, str], folder: Path) -> str | None:
    """The revision to compare with where none was named: of the pull request, else the remote's default branch."""
    if branch := environment.get(_GITHUB):
        return f"origin/{branch}"
    if commit := environment.get(_GITLAB):
        return commit
    return _DEFAULT if exists(_DEFAULT, folder) else None


def exists(revision: str, folder: Path) -> bool:
    """Whether the repository of a folder has a revision."""
    return _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}") is not None


def left_at(revision: str, folder: Path) -> str:
    """The commit at which the branch of ``folder`` left ``revision``, so that what happened there since is not taken
    for a change made here; ``revision`` itself where nothing is shared.
    """
    return _git(folder, "merge-base", "--end-of-options", revision, "HEAD") or revision


def source_root(folder: Path) -> Path:
    """The folder that paths start from: of the repository, else where the command runs, else the library itself."""
    if top := _git(folder, "rev-parse", "--show-toplevel"):
        return Path(top).resolve()
    here, library = Path.cwd().resolve(), folder.resolve()
    return here if library.is_relative_to(here) else library


def _git(folder: Path, *command: str) -> str | None:
    """What git answers; ``None`` where it refuses or is not installed."""
    if shutil.which("git") is None or not folder.is_dir():
        return None
    done = subprocess.run(["git", "-C", str(folder), *command], capture_output=True, check=False)  # noqa: S603, S607 - git, wherever it is installed
    return done.stdout.decode().strip() if done.returncode == 0 else None
