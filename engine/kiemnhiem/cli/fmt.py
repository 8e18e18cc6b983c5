"""``kiemnhiem fmt``: the one layout of library files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

import click

from kiemnhiem.author.formatting import formatted
from kiemnhiem.author.formatting.codes import DIFFERS
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded, tell
from kiemnhiem.errors import PolicyError
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import shipped_library
from kiemnhiem.policy.library import display_name, files_in
from kiemnhiem.policy.source import read_document
from kiemnhiem.problem import Place, Problem

_DONE = Text("đã trình bày lại: {file}", "laid out: {file}")
_COUNT = Text("{changed} tệp đổi, {same} tệp giữ nguyên", "files changed: {changed}, left as they are: {same}")
_WOULD = Text("{changed} tệp cần đổi, {same} tệp đã đúng", "files to change: {changed}, already right: {same}")


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, exists=True))
@options.policies
@click.option(
    "--check",
    is_flag=True,
    help="Không ghi; kết thúc bằng 1 nếu có tệp cần đổi / write nothing; end with 1 where files would change",
)
@click.option("--diff", is_flag=True, help="Không ghi; in những chỗ sẽ đổi / write nothing; print what would change")
@options.language
@guarded
def fmt(*, paths: tuple[Path, ...], root: Path | None, check: bool, diff: bool, lang: str) -> Exit:  # fmt: skip
    """Trình bày lại các tệp của thư viện theo một cách chung: PATH, hoặc tất cả. Nghĩa và ghi chú giữ nguyên.

    Lay out a library's files in one way: those of PATHs, or all. Meaning and comments stay as they are.
    A file with errors is left alone.
    """
    language, broken, changed, same = Lang(lang), list[Problem](), 0, 0
    for path in _files(paths or (root or shipped_library(),)):
        name = display_name(path)
        try:
            before = path.read_bytes().decode("utf-8")
            after = formatted(before, name)
        except PolicyError as error:
            broken += error.problems
            continue
        except (OSError, UnicodeDecodeError):
            broken += read_document(path, name)[1]
            continue
        if after == before:
            same += 1
            continue
        changed += 1
        if diff:
            click.echo("".join(_difference(name, before, after)), nl=False)
        elif check:
            click.echo(Problem(DIFFERS, Place(name)).message(language))
        else:
            path.write_bytes(after.encode("utf-8"))
            click.echo(_DONE.format(file=name)[language])
    tell(broken, language)
    said = _WOULD if check or diff else _COUNT
    click.echo(said.format(changed=changed, same=same)[language], err=diff)
    if broken:
        return Exit.BROKEN_POLICY
    return Exit.FAILED if changed and (check or diff) else Exit.RAN


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The YAML files of folders, and files that were named."""
    for path in dict.fromkeys(paths):
        if path.is_dir():
            yield from (p for p in files_in(path) if p.suffix == ".yaml")
        else:
            yield path


def _difference(name: str, before: str, after: str) -> Iterator[str]:
    lines = unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name)
    return (line if line.endswith("\n") else line + "\n" for line in lines)
