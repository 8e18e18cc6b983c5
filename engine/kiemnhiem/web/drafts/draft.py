"""A draft: the files of a library that an author has changed or added, by their paths in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kiemnhiem.author.start import template
from kiemnhiem.errors import UsageError
from kiemnhiem.limits import LIMITS
from kiemnhiem.policy.library import TESTS, files_in
from kiemnhiem.problem import Problem
from kiemnhiem.web.drafts import codes

#: A path of a file in a library: nothing that leads out of it, nothing hidden.
_PART = r"[a-z0-9][a-z0-9_-]{0,63}"
_PATH = re.compile(rf"{_PART}(/{_PART}){{0,7}}(\.test)?\.yaml")
_YAML = ".yaml"
#: What messages and patches call the library's folder.
FOLDER = "policies"


@dataclass(frozen=True)
class Draft:
    """``files``: the texts by path, with line ends as files have them. ``policy``: the one whose tests are run."""

    files: Mapping[str, str]
    policy: str = ""

    @classmethod
    def of(cls, paths: Iterable[str], texts: Iterable[str], policy: str, root: Path) -> Draft:
        """A draft as a page sent it; files that are new and empty are left out.

        :raises UsageError: for names that no file of the library can have, for too much text.
        """
        files = {path: as_written(text) for path, text in zip(paths, texts, strict=False)}
        bad = [path for path in files if not _PATH.fullmatch(path)]
        if bad:
            raise UsageError([Problem(codes.BAD_FILE, None, {"found": path[:80]}) for path in bad])
        if sum(len(text.encode(errors="replace")) for text in files.values()) > LIMITS.yaml_bytes:
            raise UsageError([Problem(codes.TOO_LARGE, None, {"limit": LIMITS.yaml_bytes >> 10})])
        return cls({path: text for path, text in files.items() if text.strip() or (root / path).exists()}, policy)


def as_written(text: str) -> str:
    """A text as files have it: browsers send CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def paths_of(policy: str) -> tuple[str, str]:
    """The files of a policy and of its tests. Raises :class:`UsageError` for an id that no policy can have."""
    paths = f"{policy}{_YAML}", f"{policy}{TESTS}"
    if not all(map(_PATH.fullmatch, paths)):
        raise UsageError([Problem(codes.BAD_FILE, None, {"found": policy[:80]})])
    return paths


def known_files(root: Path) -> tuple[str, ...]:
    """The paths of a library's files."""
    return tuple(path.relative_to(root).as_posix() for path in files_in(root))


def opened(root: Path, path: str) -> str:
    """The text of a file of the library; nothing where there is none. Raises :class:`UsageError` for a bad name."""
    if not _PATH.fullmatch(path):
        raise UsageError([Problem(codes.BAD_FILE, None, {"found": path[:80]})])
    if path not in known_files(root):
        return ""
    return as_written((root / path).read_text(encoding="utf-8-sig", errors="replace"))


def begun(policy: str) -> dict[str, str]:
    """A new policy and its tests, from those that ``kiemnhiem init`` writes. Raises as :func:`paths_of`."""
    sample = next(p for p in sorted(template().rglob(f"*{TESTS}")))
    first = sample.relative_to(template()).as_posix().removesuffix(TESTS)
    texts = (sample.with_name(sample.name.replace(TESTS, _YAML)), sample)
    return {
        path: text.read_text(encoding="utf-8").replace(f": {first}\n", f": {policy}\n", 1)
        for path, text in zip(paths_of(policy), texts, strict=True)
    }
