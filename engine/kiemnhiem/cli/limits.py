"""``kiemnhiem limits``: how much is read at most; ``docs/limits.md`` is its output."""

from __future__ import annotations

from itertools import groupby

import click

from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.language import Lang, Text
from kiemnhiem.limits import Listed, listed

_HEAD = {
    Lang.VI: "# Giới hạn\n\nIn lại bằng: `kiemnhiem limits`. Điều gì vượt giới hạn thì bị từ chối bằng vấn đề ghi bên "
    "cạnh; phần còn lại vẫn được đọc.\n",
    Lang.EN: "# Limits\n\nReprinted by: `kiemnhiem limits --lang en`. What is over a limit is refused by the problem "
    "named beside it; everything else is still read.\n",
}
_COLUMNS = Text(
    "| tên | nhiều nhất | là của | vấn đề |\n|---|---|---|---|", "| name | at most | of | problem |\n|---|---|---|---|"
)


@click.command()
@options.language
@guarded
def limits(*, lang: str) -> Exit:
    """Các giới hạn khi đọc tệp và tính toán.

    The limits on what is read and worked through.
    """
    language = Lang(lang)
    click.echo(_HEAD[language])
    for room, group in groupby(listed(), lambda limit: limit.room):
        click.echo(f"## {room.value[language]}\n\n{_COLUMNS[language]}")
        for limit in group:
            click.echo(_row(limit, language))
        click.echo()
    return Exit.RAN


def _row(limit: Listed, lang: Lang) -> str:
    return f"| `{limit.name}` | {limit.amount[lang]} | {limit.what[lang]} | {', '.join(limit.codes)} |"
