"""A draft as a patch that ``git apply`` takes."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from kiemnhiem.web.drafts.draft import FOLDER, Draft, opened

_NO_END = "\\ No newline at end of file\n"


def patch(root: Path, draft: Draft) -> str:
    """What the draft changes in the library at ``root``; empty where nothing."""
    return "".join(line for path, text in draft.files.items() for line in _file(root, path, text))


def _file(root: Path, path: str, text: str) -> Iterator[str]:
    name, old = f"{FOLDER}/{path}", opened(root, path)
    if old == text:
        return
    is_new = not (root / path).exists()
    yield f"diff --git a/{name} b/{name}\n"
    if is_new:
        yield "new file mode 100644\n"
    before = "/dev/null" if is_new else f"a/{name}"
    for line in unified_diff(_lines(old), _lines(text), before, f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n{_NO_END}"


def _lines(text: str) -> list[str]:
    """The lines as git counts them: by LF alone."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + ([last] if (last := text.rpartition("\n")[2]) else [])
