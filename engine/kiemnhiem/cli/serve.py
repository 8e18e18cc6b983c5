"""``kiemnhiem serve``: the officer's desk in a browser."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import click

from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.evaluate.sql.extras import needed
from kiemnhiem.language import Lang, Text

_AT = Text("Mở trình duyệt tại {address} — dừng bằng Ctrl-C", "Open {address} in a browser — stop with Ctrl-C")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ / the address to listen on")
@click.option("--port", type=click.IntRange(1, 65535), default=8710, show_default=True, help="Cổng / the port")
@options.data
@options.database
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="NAME",
    help="Tên máy chủ mà trình duyệt dùng / a name by which browsers call the server",
)  # fmt: skip
@click.option(
    "--keep", type=click.IntRange(1, 3650), default=30, show_default=True, metavar="DAYS",
    help="Số ngày giữ tệp và kết quả / days that files and results are kept",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True,
    help="Số việc làm cùng lúc / jobs done at the same time",
)  # fmt: skip
@click.option("--secure", is_flag=True, help="Trình duyệt vào bằng HTTPS / browsers come by HTTPS")
@click.option("--audit", metavar="URL", help="Nhật ký kiểm tra / the audit trail   [mặc định / default: --data]")
@click.option(
    "--log-format", "log", type=click.Choice(["json", "plain"]),
    help="Dạng nhật ký kỹ thuật / form of the log   [mặc định / default: json; plain trên màn hình / in a terminal]",
)  # fmt: skip
@options.policies
@options.language
@guarded
def serve(
    *,
    host: str,
    port: int,
    data: Path,
    database: str | None,
    hosts: tuple[str, ...],
    keep: int,
    workers: int,
    secure: bool,
    audit: str | None,
    log: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Bàn làm việc trên trình duyệt, chạy trên máy này, không cần Internet.

    The officer's desk in a browser, on this machine, without the internet. Beyond 127.0.0.1 it asks for accounts: see
    kiemnhiem user.
    """
    language = Lang(lang)
    library = options.library(root, language)
    with needed("serve"):
        import uvicorn  # noqa: PLC0415 - heavy, and may be missing

        from kiemnhiem.web import logs  # noqa: PLC0415 - as above
        from kiemnhiem.web.app import create_app  # noqa: PLC0415 - as above
        from kiemnhiem.web.desk import Desk  # noqa: PLC0415 - as above
        from kiemnhiem.web.settings import Settings  # noqa: PLC0415 - as above
        from kiemnhiem.web.store.alone import alone  # noqa: PLC0415 - as above
    settings = Settings(
        data, root, host, port, database, hosts, language, timedelta(days=keep), workers, secure=secure, audit=audit,
        today=options.today,
    )  # fmt: skip
    logs.begin(as_json=log == "json" or (log is None and not sys.stderr.isatty()))
    desk = Desk.open(settings, library)
    name = f"[{host}]" if ":" in host else host
    try:
        with alone(desk.database):
            click.echo(_AT.format(address=f"http://{name}:{port}")[language], err=True)
            uvicorn.run(
                create_app(desk), host=host, port=port, log_config=None, access_log=False, server_header=False,
                timeout_graceful_shutdown=30,
            )  # fmt: skip
    finally:
        desk.close()
    return Exit.RAN
