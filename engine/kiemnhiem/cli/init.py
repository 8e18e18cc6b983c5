"""``kiemnhiem init``: a new policy library."""

from __future__ import annotations

from pathlib import Path

import click

from kiemnhiem.author.start import SCHEMAS, start
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.language import Lang, Text

_WROTE = Text("Đã ghi {name}", "Wrote {name}")
_SCHEMAS = Text("Đã ghi {name} ({count} lược đồ cho trình soạn thảo)", "Wrote {name} ({count} schemas for an editor)")
_NEXT = Text(
    "Thử: kiemnhiem test --policies {folder}\n"
    "Văn bản và yêu cầu trong mẫu theo nguồn thứ cấp: đối chiếu trước khi dùng.",
    "Try: kiemnhiem test --policies {folder}\n"
    "The sample's documents and requirements are known from secondary sources: compare before use.",
)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@options.language
@guarded
def init(*, folder: Path, lang: str) -> Exit:
    """Bắt đầu một thư viện mới: một chính sách chạy được, kiểm thử, CI, và thiết lập cho VS Code.

    Start a new library: one working policy, its tests, its CI, and settings for VS Code.
    """
    language = Lang(lang)
    schemas = 0
    for path in start(folder, language):
        if path.parent == folder / SCHEMAS:
            schemas += 1
        else:
            click.echo(_WROTE.format(name=path)[language])
    click.echo(_SCHEMAS.format(name=folder / SCHEMAS, count=schemas)[language])
    click.echo(_NEXT.format(folder=folder)[language])
    return Exit.RAN
