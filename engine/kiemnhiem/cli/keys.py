"""``kiemnhiem keys``: keys that sign libraries."""

from __future__ import annotations

import os
import warnings
from getpass import GetPassWarning
from pathlib import Path

import click

from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Place, Problem
from kiemnhiem.trust import codes
from kiemnhiem.trust.signing import PrivateKey

_PASSPHRASE = Text("Mật khẩu của khoá", "Passphrase of the key")
_AGAIN = Text("Nhập lại mật khẩu", "The passphrase again")
_MADE = Text(
    "Đã tạo khoá {fingerprint}.\n"
    "  {private}  khoá bí mật: giữ riêng, ai có nó thì ký được thay bạn\n"
    "  {public}  khoá công khai: gửi cho người dùng thư viện, họ chạy với --require-signed",
    "Made the key {fingerprint}.\n"
    "  {private}  the private key: keep it to yourself, whoever has it signs for you\n"
    "  {public}  the public key: give it to those who use the library, for --require-signed",
)
_PRIVATE_MODE = 0o600
_PUBLIC_MODE = 0o644


@click.group()
def keys() -> None:
    """Khoá ký thư viện chính sách (Ed25519).

    Keys that sign policy libraries (Ed25519).
    """


@keys.command()
@click.argument("name", metavar="NAME", type=click.Path(path_type=Path))
@click.option(
    "--no-passphrase", is_flag=True, help="Không đặt mật khẩu cho khoá bí mật / leave the private key unlocked"
)
@options.language
@guarded
def new(*, name: Path, no_passphrase: bool, lang: str) -> Exit:
    """Tạo NAME.key (bí mật) và NAME.pub (công khai).

    Make NAME.key (private) and NAME.pub (public).
    """
    language = Lang(lang)
    private, public = (name.with_name(name.name + ending) for ending in (".key", ".pub"))
    taken = [Problem(codes.KEY_EXISTS, Place(str(path))) for path in (private, public) if os.path.lexists(path)]
    if taken:
        raise UsageError(taken)
    passphrase = None if no_passphrase else ask(language, again=True)
    key = PrivateKey.new()
    _write(private, key.pem(passphrase), _PRIVATE_MODE)
    _write(public, key.public.pem, _PUBLIC_MODE)
    click.echo(_MADE.format(fingerprint=key.public.fingerprint, private=private, public=public)[language])
    return Exit.RAN


@keys.command()
@click.argument("key", metavar="KEY", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@options.language
@guarded
def public(*, key: Path, lang: str) -> Exit:
    """In khoá công khai của một khoá bí mật.

    Print the public key of a private one.
    """
    found = PrivateKey.read(key, lambda: ask(Lang(lang)))
    click.echo(found.public.pem.decode(), nl=False)
    return Exit.RAN


def ask(lang: Lang, *, again: bool = False) -> str:
    """A passphrase, typed unseen. Raises :class:`UsageError` where nobody can be asked, or it would be seen."""
    confirmed: str | bool = _AGAIN[lang] if again else False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", GetPassWarning)
            return str(click.prompt(_PASSPHRASE[lang], hide_input=True, confirmation_prompt=confirmed, err=True))
    except (click.Abort, GetPassWarning):
        raise UsageError([Problem(codes.NO_TERMINAL)]) from None


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a new file that only its owner may read from the first moment, where ``mode`` says so."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
