"""The command line: a thin door to the rooms behind it. Exit codes are in :mod:`kiemnhiem.cli.exits`."""

from __future__ import annotations

import click

import kiemnhiem
from kiemnhiem.cli.door import Door

_HELP = """Ai được kiêm nhiệm chức danh, ai không, còn thiếu gì, theo văn bản nào.

Who may hold two or more posts at once, who may not, what is missing to decide, and on what law.

\b
Mã thoát / exit codes:
  0  đã chạy / ran
  1  --fail-on, kiểm thử không đạt, có điều đáng ngờ / --fail-on, a failed test, a finding
  2  dùng sai / wrong use
  3  có ô không đọc được, phần còn lại vẫn làm / unreadable cells, the rest was done
  4  chính sách lỗi / broken policies
  5  bộ máy quyết định lỗi, không có kết luận / engine error, no verdict given
"""

COMMANDS = (
    "screen",
    "check",
    "replay",
    "timeline",
    "policies",
    "indicators",
    "places",
    "test",
    "lint",
    "fmt",
    "prove",
    "diff",
    "ci",
    "bundle",
    "keys",
    "audit",
    "template",
    "schema",
    "init",
    "serve",
    "user",
    "problems",
    "limits",
)


@click.group(
    cls=Door,
    names=COMMANDS,
    help=_HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(kiemnhiem.__version__, prog_name="kiemnhiem")
def main() -> None:
    """The command ``kiemnhiem``."""


__all__ = ["main"]
