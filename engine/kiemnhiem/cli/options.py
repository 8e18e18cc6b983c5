"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from kiemnhiem.cases.case import Case
from kiemnhiem.cases.codes import MASKED
from kiemnhiem.cases.dates import read_date
from kiemnhiem.cli.codes import NO_SUCH_CASE
from kiemnhiem.cli.exits import ended, tell
from kiemnhiem.cli.sources import Source
from kiemnhiem.errors import KiemnhiemError, UsageError
from kiemnhiem.language import Lang
from kiemnhiem.policy import load_library, shipped_library
from kiemnhiem.policy.model import Library
from kiemnhiem.policy.types import Vocabulary
from kiemnhiem.problem import Problem, did_you_mean

F = TypeVar("F", bound=Callable[..., Any])

#: What files are about unless a policy that was named says otherwise.
SUBJECT = "candidate"
#: Where "today" comes from; tests set it.
today: Callable[[], date] = date.today


class Day(click.ParamType[date]):
    """A date: 2018-12-30 or 30/12/2018."""

    name = "ngày/date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date that was typed."""
        day = value if isinstance(value, date) else read_date(str(value))
        if isinstance(day, date) and not str(value).strip().isdigit():
            return day
        return self.fail(f"{value!r}: cần / expected 2018-12-30, 30/12/2018", param, ctx)


def language(command: F) -> F:
    """``--lang``."""
    return click.option(
        "--lang", type=click.Choice([v.value for v in Lang]), default=Lang.VI.value, show_default=True, is_eager=True,
        help="Ngôn ngữ kết quả / language of the output",
    )(command)  # fmt: skip


def policies(command: F) -> F:
    """``--policies``, and ``--require-signed`` for it. The command gets a folder, whatever was named."""
    signed = click.option(
        "--require-signed", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="PUBKEY",
        envvar="KIEMNHIEM_REQUIRE_SIGNED", show_envvar=True, is_eager=True, expose_value=False, callback=_require,
        help="Chỉ nhận thư viện do khoá này ký / take only a library signed by this key",
    )(command)  # fmt: skip
    return click.option(
        "--policies", "root", type=click.Path(path_type=Path, exists=True), metavar="DIR|FILE.knb", callback=_opened,
        help="Thư mục hoặc gói chính sách / policy library   [mặc định / default: đi kèm / shipped]",
    )(signed)  # fmt: skip


#: Where a command keeps the key that must have signed its library.
_KEY = "kiemnhiem.require-signed"


def _require(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:  # noqa: ARG001 - click's signature
    ctx.meta[_KEY] = value


def _opened(ctx: click.Context, param: click.Parameter, value: Path | None) -> Path | None:  # noqa: ARG001 - as above
    """The folder of the library that was named; a bundle is unpacked until the command ends."""
    required = ctx.meta.get(_KEY)
    if required is None and (value is None or value.is_dir()):
        return value
    from kiemnhiem.trust.library import Opened  # noqa: PLC0415 - start-up

    try:
        library = Opened(value or shipped_library(), required)
    except KiemnhiemError as error:
        sys.exit(ended(error, Lang(ctx.params.get("lang", Lang.VI))))
    ctx.call_on_close(library.close)
    return library.folder


def as_of(command: F) -> F:
    """``--as-of``."""
    return click.option(
        "--as-of", type=Day(), metavar="DATE",
        help="Ngày xét / the date to decide for   [mặc định / default: hôm nay / today]",
    )(command)  # fmt: skip


def place(command: F) -> F:
    """``--place``."""
    return click.option(
        "--place", metavar="ID",
        help="Địa phương của mọi hồ sơ / the place of all cases   "
             "[mặc định / default: của từng hồ sơ / each case's own]",
    )(command)  # fmt: skip


def subject(command: F) -> F:
    """``--subject``."""
    return click.option(
        "--subject", metavar="NAME",
        help="Loại đối tượng trong tệp / what the files are about   "
             f"[mặc định / default: của chính sách / the policy's, {SUBJECT}]",
    )(command)  # fmt: skip


def inputs(command: F) -> F:
    """``INPUT...``."""
    return click.argument(
        "inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True)
    )(command)


def sources(command: F) -> F:
    """``INPUT...``: also folders, globs, and addresses of databases."""
    return click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=Source())(command)


def personal(command: F) -> F:
    """``--show-personal``."""
    return click.option(
        "--show-personal", is_flag=True, help="Hiện dữ liệu cá nhân / show personal facts"
    )(command)  # fmt: skip


def data(command: F) -> F:
    """``--data``."""
    return click.option(
        "--data", type=click.Path(path_type=Path, file_okay=False), default=click.get_app_dir("kiemnhiem"),
        envvar="KIEMNHIEM_DATA", metavar="DIR",
        help="Thư mục dữ liệu của máy chủ / the server's data   "
             "[mặc định / default: của người dùng / the user's own]",
    )(command)  # fmt: skip


def database(command: F) -> F:
    """``--database``."""
    return click.option(
        "--database", envvar="KIEMNHIEM_DATABASE", metavar="URL",
        help="Tài khoản và danh mục việc / accounts and screenings: postgresql://…   "
             "[mặc định / default: SQLite, --data]",
    )(command)  # fmt: skip


def subject_of(library: Library, asked: tuple[str, ...], named: str | None) -> str:
    """What the files are about: as named, else as the first policy that was asked."""
    if named is not None:
        return named
    first = library.policies.get(asked[0]) if asked else None
    return first.subject if first else SUBJECT


def library(root: Path | None, lang: Lang) -> Library:
    """The library that was asked for; warnings about it are told."""
    found, warnings = load_library(root or shipped_library())
    tell(warnings, lang)
    return found


def chosen(cases: Sequence[Case], wanted: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Case, ...]:
    """The cases that were named by id; all of them when none was. Raises :class:`UsageError` for ids nobody has."""
    key, known = vocabulary.key, {case.id for case in cases}
    masked = bool(key and key.personal)
    unknown = [
        Problem(NO_SUCH_CASE, None, {"found": MASKED if masked else id_}, None if masked else did_you_mean(id_, known))
        for id_ in wanted
        if id_ not in known
    ]
    if unknown:
        raise UsageError(unknown)
    return tuple(case for case in cases if not wanted or case.id in wanted)
