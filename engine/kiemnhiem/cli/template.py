"""``kiemnhiem template``: an input workbook made from the vocabulary."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy.byplace import Programs
from kiemnhiem.report.template import DEFAULT_ROWS, MAX_ROWS, plan, write_template

_WROTE = Text(
    "Đã ghi {name}: {sheets} trang, {columns} cột để điền",
    "Wrote {name}: {sheets} sheets, {columns} columns to fill in",
)


@click.command()
@click.option(
    "-o", "--output", required=True, metavar="FILE.xlsx", type=click.Path(path_type=Path),
    help="Tệp mẫu sẽ ghi / the template to write",
)  # fmt: skip
@click.option(
    "--policy", "asked", multiple=True, metavar="ID",
    help="Chỉ các cột mà chính sách này cần / only what this policy needs   [mặc định / default: mọi cột / all]",
)  # fmt: skip
@click.option(
    "--rows", type=click.IntRange(1, MAX_ROWS), default=DEFAULT_ROWS, show_default=True, metavar="N",
    help="Số hàng có danh sách chọn / rows that have drop-down lists",
)  # fmt: skip
@click.option(
    "--examples", is_flag=True,
    help="Thêm trang ví dụ, không bao giờ được xét / add a sheet of examples, which is never screened",
)  # fmt: skip
@options.as_of
@options.subject
@options.policies
@options.language
@guarded
def template(
    *,
    output: Path,
    asked: tuple[str, ...],
    rows: int,
    examples: bool,
    as_of: date | None,
    subject: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Ghi tệp Excel mẫu để điền: tiêu đề, danh sách chọn, ghi chú từng cột, trang cho từng bảng kèm theo.

    Write a workbook to fill in: headings, drop-down lists, a note at each column, a sheet for each list.
    """
    language = Lang(lang)
    library = options.library(root, language)
    about = options.subject_of(library, asked, subject)
    programs = Programs(library, as_of or options.today(), asked, about)
    made = plan(programs, language, only_asked=bool(asked))
    write_template(output, made, rows=rows, examples=examples)
    columns = sum(len(sheet.columns) for sheet in made.sheets)
    click.echo(_WROTE.format(name=output, sheets=len(made.sheets), columns=columns)[language], err=True)
    return Exit.RAN
