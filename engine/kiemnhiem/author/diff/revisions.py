"""A library as a folder, or as it was in a revision of the git repository it lies in. The work tree is not touched."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from kiemnhiem.author.diff.codes import NO_GIT, NO_SUCH_LIBRARY, NOT_IN_REVISION
from kiemnhiem.errors import UsageError
from kiemnhiem.problem import Problem


@contextmanager
def library_folder(named: str, current: Path) -> Iterator[Path]:
    """The folder that ``named`` stands for: itself, or the library in ``current`` as it was in that revision.

    Raises :class:`UsageError` where it is neither.
    """
    folder = Path(named)
    if folder.is_dir():
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="kiemnhiem-") as made:
        yield _extracted(named, current.resolve(), Path(made))


def _extracted(revision: str, current: Path, into: Path) -> Path:
    if shutil.which("git") is None:
        raise UsageError([Problem(NO_GIT, None, {"found": revision})])
    top = _git(current, "rev-parse", "--show-toplevel")
    known = top and _git(current, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not top or not known:
        raise UsageError([Problem(NO_SUCH_LIBRARY, None, {"found": revision, "folder": str(current)})])
    root, commit = Path(top.decode().strip()), known.decode().strip()
    inside = current.relative_to(root.resolve()).as_posix()
    archive = _git(root, "archive", "--format=tar", commit, "--", inside)
    if not archive:
        raise UsageError([Problem(NOT_IN_REVISION, None, {"found": revision, "folder": inside})])
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        files.extractall(into, filter="data")
    return into / inside


def _git(folder: Path, *command: str) -> bytes | None:
    """What git answers; ``None`` where it refuses."""
    done = subprocess.run(["git", "-C", str(folder), *command], capture_output=True, check=False)  # noqa: S603, S607 - git, wherever it is installed
    return done.stdout if done.returncode == 0 else None
