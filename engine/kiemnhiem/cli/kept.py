"""What is kept of a run beside its results: the receipt alone, and records in the audit trail."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import click

from kiemnhiem.cases.case import Case
from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang, Text
from kiemnhiem.trust.audit.actions import DECIDED, JUDGEMENT_READ, RESULTS_FAILED
from kiemnhiem.trust.carry import check_receipt, write_receipt
from kiemnhiem.trust.receipt import Receipt
from kiemnhiem.trust.seal import Seal

if TYPE_CHECKING:
    from kiemnhiem.trust.audit import AuditTrail, Entry

F = TypeVar("F", bound=Callable[..., Any])

_WROTE = Text("Đã ghi biên nhận {name} ({short})", "Wrote the receipt {name} ({short})")


def audit(command: F) -> F:
    """``--audit``."""
    return click.option(
        "--audit", "trail", metavar="FILE|URL", envvar="KIEMNHIEM_AUDIT", show_envvar=True,
        help="Nhật ký kiểm toán / audit trail: tệp / a file, postgresql://…",
    )(command)  # fmt: skip


def options(command: F) -> F:
    """``--receipt`` and ``--audit``."""
    return click.option(
        "--receipt", "receipt_file", metavar="FILE", type=click.Path(path_type=Path),
        help="Ghi biên nhận của lần chạy / write the run's receipt, for replay",
    )(audit(command))  # fmt: skip


class Kept:
    """Keeps the receipt of a run, and notes in the trail who ran it.

    Before the work begins it is seen that the trail is sound at its end and can be added to. The run is noted when its
    receipt is made, before results have their names: there is none of a run that is not in the trail. Where results
    could not be written after that, this is noted too.
    """

    def __init__(self, seal: Seal, receipt: Path | None, trail: str | None, inputs: Sequence[Path], lang: Lang) -> None:
        self._seal, self._path, self._url, self._inputs, self._lang = seal, receipt, trail, inputs, lang
        self._trail: AuditTrail | None = None
        self._noted: Receipt | None = None

    def __enter__(self) -> Self:
        if self._path:
            check_receipt(self._path, self._inputs)
        if self._url:
            from kiemnhiem.trust.audit import AuditTrail  # noqa: PLC0415 - needs SQLAlchemy

            self._trail = AuditTrail.open(self._url)
            self._trail.check()
            self._seal.note = self._note
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._trail and self._noted and error:
            with suppress(UsageError):  # then the record of the run stands alone
                details = {"command": self._noted.command}
                self._trail.record(user(), RESULTS_FAILED, receipt=self._noted.id, details=details)
        if self._trail:
            self._trail.close()

    def _note(self, receipt: Receipt) -> None:
        if self._trail and (self._noted is None or self._noted.id != receipt.id):
            self._trail.record_all(list(_entries(self._seal.judged, receipt)))
            self._noted = receipt

    def __call__(self, receipt: Receipt) -> None:
        """Keep the receipt of this run."""
        if self._path:
            write_receipt(self._path, receipt)
            click.echo(_WROTE.format(name=self._path, short=receipt.short)[self._lang], err=True)


def _entries(cases: Sequence[Case], receipt: Receipt) -> Iterator[Entry]:
    """The run, and every answer to a judgement that its cases brought with them."""
    from kiemnhiem.trust.audit import Entry  # noqa: PLC0415 - as above

    actor, results = user(), receipt.results
    details = {
        "command": receipt.command,
        "as_of": receipt.as_of.isoformat(),
        "library": f"{receipt.library}@{receipt.library_digest}",
        "policies": list(receipt.asked),
        "place": receipt.place,
        "engine": receipt.engine,
        "verdicts": dict(results.verdicts),
        "results": results.digest,
    }
    yield Entry(actor, DECIDED, receipt=receipt.id, details=details)
    for case in cases:
        for judgement, given in case.judgements.items():
            told = {"judgement": judgement, "answer": given.answer, "on": given.on.isoformat() if given.on else None}
            yield Entry(actor, JUDGEMENT_READ, case=case.id, receipt=receipt.id, details=told)


def user() -> str:
    """The account of the operating system that runs this process; what variables of the environment say counts not."""
    import pwd  # noqa: PLC0415 - not on Windows

    uid = os.getuid()
    try:
        return f"{pwd.getpwuid(uid).pw_name} ({uid})"
    except KeyError:
        return str(uid)
