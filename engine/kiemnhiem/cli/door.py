"""The group of commands: each imported when it is called, wrong use told in both languages, output always UTF-8."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from kiemnhiem.cli import ahead
from kiemnhiem.cli.exits import Exit, Terminated, terminable
from kiemnhiem.language import plain

_WRONG_USE = "Dùng sai / wrong use"
_MORE = "Xem / see: {command} --help"


class Door(click.Group):
    """A group whose commands live in modules of their names."""

    def __init__(self, *args: Any, names: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = names

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands, in the order they are told."""
        return list(self._names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """A command, imported now."""
        if cmd_name not in self._names:
            return None
        command: click.Command = getattr(import_module(f"kiemnhiem.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A command and its arguments; the first large workbook of them is already being read."""
        ahead.begin(args)
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line; wrong use ends with 2."""
        _speak_utf8()
        try:
            with terminable():
                return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.UsageError as error:
            command = error.ctx.command_path if error.ctx else "kiemnhiem"
            click.echo(f"{_WRONG_USE}: {_told(error)}\n{_MORE.format(command=command)}", err=True)
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            sys.exit(Exit.INTERRUPTED)
        except Terminated:
            sys.exit(Exit.TERMINATED)
        finally:
            ahead.give_up()


def _told(error: click.UsageError) -> str:
    """What was wrong, in Vietnamese and in click's English."""
    english = plain(error.format_message())
    if isinstance(error, click.NoSuchOption):
        return f"không có tuỳ chọn {error.option_name} / {english}"
    if isinstance(error, click.MissingParameter):
        return f"thiếu tham số / {english}"
    if isinstance(error, click.BadParameter):
        return f"tham số không hợp lệ / {english}"
    return english


def _speak_utf8() -> None:
    """Vietnamese Windows writes redirected output in a code page that lacks letters; a terminal keeps its own."""
    for stream in (sys.stdout, sys.stderr):
        encoding = (getattr(stream, "encoding", None) or "").lower().replace("-", "")
        if encoding and encoding != "utf8" and hasattr(stream, "reconfigure"):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")
