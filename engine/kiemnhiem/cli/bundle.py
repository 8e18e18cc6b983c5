"""``kiemnhiem bundle``: a policy library in one file, signed."""

from __future__ import annotations

from pathlib import Path

import click

from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.cli.keys import ask
from kiemnhiem.language import Lang, Text
from kiemnhiem.policy import shipped_library
from kiemnhiem.report import target
from kiemnhiem.trust import codes
from kiemnhiem.trust.bundle import ENDING, bundle_of
from kiemnhiem.trust.signing import PrivateKey

_MADE = Text("Đã ghi {name}: {count} tệp, thư viện {library}", "Wrote {name}: {count} files, the library {library}")
_SIGNED = Text("Ký bằng khoá {fingerprint}", "Signed by the key {fingerprint}")
_UNSIGNED = Text("Chưa ký: dùng --sign KEY để người nhận tin được", "Not signed: with --sign KEY others can trust it")


@click.command()
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE.knb",
    type=click.Path(path_type=Path),
    help="Tệp gói sẽ ghi / the bundle to write",
)
@click.option(
    "--sign",
    "key",
    metavar="KEY",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Khoá bí mật để ký / the private key that signs: kiemnhiem keys new",
)
@click.option(
    "--policies",
    "root",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Thư mục chính sách / policy library   [mặc định / default: đi kèm / shipped]",
)
@options.language
@guarded
def bundle(*, output: Path, key: Path | None, root: Path | None, lang: str) -> Exit:
    """Đóng gói thư viện chính sách thành một tệp, có ký tên.

    Pack the policy library into one file, signed. The same library gives the same bytes on every machine.
    """
    language = Lang(lang)
    target.check(output, (ENDING,), codes.BUNDLE_NAME, [key] if key else ())
    library = options.library(root, language)  # a broken one is not packed
    made = bundle_of(root or shipped_library())
    if key:
        made = made.signed(PrivateKey.read(key, lambda: ask(language)))
    with target.whole(output) as file:
        file.write(made.bytes)
    click.echo(_MADE.format(name=output, count=len(made.files), library=f"{made.name}@{library.digest}")[language])
    signature = made.signature
    click.echo((_SIGNED.format(fingerprint=signature.key.fingerprint) if signature else _UNSIGNED)[language])
    return Exit.RAN
