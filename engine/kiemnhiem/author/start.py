"""A new library: one working policy, its tests, its CI, and what an editor needs."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from kiemnhiem.author.codes import FOLDER_IN_USE
from kiemnhiem.author.schema import write_schemas
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library
from kiemnhiem.problem import Problem

#: Where an editor finds the schemas, from the folder of a library.
SCHEMAS = Path(".vscode/schemas")
#: What stands for the dot of hidden names, which packaging and version control treat in ways of their own.
_DOT = "dot-"
_LANGUAGE = "@lang@"


def template() -> Path:
    """The folder of the files that a new library starts with."""
    return Path(str(resources.files("kiemnhiem"))) / "author" / "template"


def start(folder: Path, lang: Lang) -> Iterator[Path]:
    """Write a new library into a folder, and give each file when it is written.

    Raises :class:`UsageError`, with nothing written, when the folder holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError([Problem(FOLDER_IN_USE, None, {"found": folder})])
    for source in sorted(p for p in template().rglob("*") if p.is_file()):
        parts = (
            part.replace(_DOT, ".", 1) if part.startswith(_DOT) else part
            for part in source.relative_to(template()).parts
        )
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.read_text(encoding="utf-8").replace(_LANGUAGE, lang), encoding="utf-8")
        yield target
    library, _ = load_library(folder)
    yield from write_schemas(library, lang, folder / SCHEMAS)
