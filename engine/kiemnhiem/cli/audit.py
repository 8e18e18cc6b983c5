"""``kiemnhiem audit``: whether the trail is what it was, where it ends, and all of it for an auditor."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import click

from kiemnhiem.cli import options
from kiemnhiem.cli.exits import Exit, guarded
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang, Text
from kiemnhiem.problem import Problem
from kiemnhiem.trust import codes
from kiemnhiem.trust.audit import AuditTrail, Head

F = TypeVar("F", bound=Callable[..., Any])

_SOUND = Text("NGUYÊN VẸN: đã xem {count} bản ghi. Đầu mút: {head}", "SOUND: {count} records looked at. Head: {head}")
_BROKEN = Text(
    "ĐÃ BỊ CAN THIỆP: {fault}. Số bản ghi nguyên vẹn từ đầu: {count}.",
    "TAMPERED WITH: {fault}. Records that are sound, from the first: {count}.",
)
_EVIDENCE = Text(
    "Giữ nguyên nhật ký này làm chứng cứ, và so với các đầu mút, các bản đã xuất được giữ ở nơi khác.",
    "Keep this trail as it is, as evidence, and compare it with heads and exports that were kept elsewhere.",
)
_UNSEEN = Text(
    "Không có --head thì không thấy được nếu phần cuối bị cắt: hãy giữ đầu mút này ở nơi khác cho lần sau.",
    "Without --head a cut end is not seen: keep this head elsewhere for the next time.",
)


@click.group()
def audit() -> None:
    """Nhật ký kiểm toán: kiểm tra, đầu mút, xuất ra.

    The audit trail: verify it, print its head, export it.
    """


def _trail(command: F) -> F:
    return click.argument("trail", metavar="FILE|URL", envvar="KIEMNHIEM_AUDIT")(command)


@audit.command()
@_trail
@click.option("--head", metavar="NUMBER:HASH", help="Đầu mút đã giữ lần trước / the head kept earlier")
@options.language
@guarded
def verify(*, trail: str, head: str | None, lang: str) -> Exit:
    """Tìm bản ghi bị sửa, bị xoá, bị đổi chỗ (mã thoát 1).

    Find records that were altered, removed or reordered (exit code 1).
    """
    language = Lang(lang)
    kept = _head(head) if head else None
    with AuditTrail.open(trail, make=False) as opened:
        found = opened.verify(kept)
    if found.text:
        click.echo(_BROKEN.format(fault=found.text, count=found.checked)[language])
        click.echo(_EVIDENCE[language])
        return Exit.FAILED
    click.echo(_SOUND.format(count=found.checked, head=found.head)[language])
    if kept is None:
        click.echo(_UNSEEN[language])
    return Exit.RAN


def _head(text: str) -> Head:
    try:
        return Head.parsed(text)
    except ValueError:
        raise UsageError([Problem(codes.NO_HEAD, None, {"found": text})]) from None


@audit.command("head")
@_trail
@options.language
@guarded
def head_(*, trail: str, lang: str) -> Exit:  # noqa: ARG001 - guarded reads lang
    """In đầu mút: số và mã băm của bản ghi cuối.

    Print the head: the number and hash of the last record.
    """
    with AuditTrail.open(trail, make=False) as opened:
        click.echo(str(opened.head()))
    return Exit.RAN


@audit.command()
@_trail
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@options.language
@guarded
def export(*, trail: str, form: str, lang: str) -> Exit:  # noqa: ARG001 - guarded reads lang; one form so far
    """Xuất mọi bản ghi, mỗi dòng một bản ghi JSON.

    Export every record, one JSON object a line.
    """
    with AuditTrail.open(trail, make=False) as opened:
        for record in opened.every():
            click.echo(json.dumps(asdict(record), ensure_ascii=False))
    return Exit.RAN
