"""``kiemnhiem user``: accounts of the desk."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.evaluate.sql.extras import needed
from kiemnhiem.language import Lang, Text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kiemnhiem.trust.canonical import JSON

_MADE = Text("Đã tạo tài khoản {name}", "Made the account {name}")
_CHANGED = Text("Đã đổi tài khoản {name}", "Changed the account {name}")
_CLOSED = Text("đã đóng", "closed")
_ROLES = "officer, author, auditor, administrator"
#: The actor of what is done here, in the audit trail: whoever may use the machine's command line.
_ACTOR = "kiemnhiem user"

_role = click.option("--role", "roles", multiple=True, metavar="ROLE", help=f"Vai trò / role: {_ROLES}")
_place = click.option(
    "--place", "places", multiple=True, metavar="ID", help="Địa phương được giao / a place granted, with all inside it"
)
_audit = click.option(
    "--audit", metavar="URL", help="Nhật ký kiểm tra / the audit trail   [mặc định / default: --data]"
)
_stdin = click.option(
    "--password-stdin", "from_stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào chuẩn / the password comes on stdin"
)


@click.group()
def user() -> None:
    """Tài khoản của máy chủ: ai được vào, vai trò gì, địa phương nào.

    Accounts of the server: who may enter, in which role, for which places.
    """


@user.command()
@click.argument("name")
@_role
@_place
@_stdin
@options.data
@options.database
@_audit
@options.policies
@options.language
@guarded
def add(
    *,
    name: str,
    roles: tuple[str, ...],
    places: tuple[str, ...],
    from_stdin: bool,
    data: Path,
    database: str | None,
    audit: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Tạo tài khoản / make an account."""
    language = Lang(lang)
    library = options.library(root, language)
    with _session(data, database) as session:
        from kiemnhiem.trust.audit.actions import ACCOUNT_MADE  # noqa: PLC0415 - as above
        from kiemnhiem.web.access import accounts  # noqa: PLC0415 - heavy

        made = accounts.add(session, name, _password(from_stdin), roles or ("officer",), places, library)
        details: dict[str, JSON] = {"account": name, "roles": made.roles, "places": made.places}
        _note(data, audit, ACCOUNT_MADE, details)
    click.echo(_MADE.format(name=name)[language])
    return Exit.RAN


@user.command(name="set")
@click.argument("name")
@_role
@_place
@click.option("--password", "new", is_flag=True, help="Đổi mật khẩu / change the password")
@_stdin
@click.option("--close/--open", "closed", default=None, help="Đóng, mở tài khoản / close or open the account")
@options.data
@options.database
@_audit
@options.policies
@options.language
@guarded
def set_(
    *,
    name: str,
    roles: tuple[str, ...],
    places: tuple[str, ...],
    new: bool,
    from_stdin: bool,
    closed: bool | None,
    data: Path,
    database: str | None,
    audit: str | None,
    root: Path | None,
    lang: str,
) -> Exit:
    """Đổi tài khoản: vai trò, địa phương, mật khẩu / change an account: what is not named stays."""
    language = Lang(lang)
    library = options.library(root, language)
    with _session(data, database) as session:
        from kiemnhiem.trust.audit.actions import ACCOUNT_CHANGED  # noqa: PLC0415 - as above
        from kiemnhiem.web.access import accounts  # noqa: PLC0415 - heavy

        found = accounts.existing(session, name)
        accounts.change(
            session, found, library, password=_password(from_stdin) if new or from_stdin else None,
            roles=roles or None, places=places or None, active=None if closed is None else not closed,
        )  # fmt: skip
        details: dict[str, JSON] = {
            "account": name, "roles": found.roles, "places": found.places, "active": found.active,
            "password": new or from_stdin,
        }  # fmt: skip
        _note(data, audit, ACCOUNT_CHANGED, details)
    click.echo(_CHANGED.format(name=name)[language])
    return Exit.RAN


@user.command(name="list")
@options.data
@options.database
@options.language
@guarded
def list_(*, data: Path, database: str | None, lang: str) -> Exit:
    """Danh sách tài khoản / the accounts."""
    language = Lang(lang)
    with _session(data, database) as session:
        from sqlalchemy import select  # noqa: PLC0415 - heavy

        from kiemnhiem.web.access.accounts import LOCAL  # noqa: PLC0415 - as above
        from kiemnhiem.web.store.tables import User  # noqa: PLC0415 - as above

        for found in session.scalars(select(User).where(User.name != LOCAL).order_by(User.name)):
            state = "" if found.active else f"  ({_CLOSED[language]})"
            click.echo(f"{found.name}  {', '.join(found.roles)}  {', '.join(found.places) or '—'}{state}")
    return Exit.RAN


@user.command()
@click.argument("name")
@click.option("--label", required=True, help="Dùng cho việc gì / what it is for")
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="Số ngày / days it holds")
@options.data
@options.database
@_audit
@options.language
@guarded
def token(*, name: str, label: str, days: int, data: Path, database: str | None, audit: str | None, lang: str) -> Exit:  # noqa: ARG001 - `lang` is for errors
    """Mã truy cập cho chương trình dùng API; chỉ hiện một lần / a program's token for the API, shown once."""
    with _session(data, database) as session:
        from kiemnhiem.trust.audit.actions import TOKEN_MADE  # noqa: PLC0415 - heavy
        from kiemnhiem.web.access import accounts, visitor  # noqa: PLC0415 - as above

        secret = visitor.token(session, accounts.existing(session, name), label, timedelta(days=days))
        _note(data, audit, TOKEN_MADE, {"account": name, "label": label.strip(), "days": days})
    click.echo(secret)
    return Exit.RAN


@contextmanager
def _session(data: Path, database: str | None) -> Iterator[Session]:
    """The desk's database, brought to this version."""
    with needed("serve"):
        from kiemnhiem.web.settings import Settings  # noqa: PLC0415 - heavy, and may be missing
        from kiemnhiem.web.store.database import Database  # noqa: PLC0415 - as above
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = Database(Settings(data, database=database).database_url)
    try:
        opened.migrate()
        with opened.session() as session:
            yield session
    finally:
        opened.close()


def _note(data: Path, audit: str | None, action: str, details: Mapping[str, JSON]) -> None:
    """Note a change of an account in the audit trail of the server."""
    from kiemnhiem.trust.audit import AuditTrail  # noqa: PLC0415 - heavy
    from kiemnhiem.web.settings import Settings  # noqa: PLC0415 - as above

    with AuditTrail.open(Settings(data, audit=audit).audit_url) as trail:
        trail.record(_ACTOR, action, details=details)


def _password(from_stdin: bool) -> str:
    """The password, typed twice or read from standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Mật khẩu / password", hide_input=True, confirmation_prompt=True))
