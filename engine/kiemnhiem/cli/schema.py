"""``kiemnhiem schema``: what an editor needs to complete and check the files of a library."""

from __future__ import annotations

from pathlib import Path

import click

from kiemnhiem.author.schema import ENTRY, write_schemas
from kiemnhiem.author.start import SCHEMAS
from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.language import Lang, Text

_WROTE = Text(
    "Đã ghi {count} lược đồ. Phần mở rộng YAML của trình soạn thảo dùng: {entry}",
    "Wrote {count} schemas. The YAML extension of an editor takes: {entry}",
)


@click.command()
@click.option(
    "-o", "--output", metavar="DIR", default=SCHEMAS, show_default=True,
    type=click.Path(path_type=Path, file_okay=False), help="Thư mục ghi lược đồ / the folder to write to",
)  # fmt: skip
@options.policies
@options.language
@guarded
def schema(*, output: Path, root: Path | None, lang: str) -> Exit:
    """Ghi lược đồ để trình soạn thảo gợi ý trường, giá trị, văn bản, mã yêu cầu và gạch chân chỗ sai.

    Write the JSON Schemas by which an editor completes fields, values, sources and requirement ids, and underlines what
    is wrong.
    """
    language = Lang(lang)
    written = write_schemas(options.library(root, language), language, output)
    click.echo(_WROTE.format(count=len(written), entry=output / ENTRY)[language])
    return Exit.RAN
