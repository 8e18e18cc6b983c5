"""A Word file as PDF, by LibreOffice where there is one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from kiemnhiem.errors import UsageError
from kiemnhiem.language import Text
from kiemnhiem.problem import Problem
from kiemnhiem.report.documents import codes

#: Seconds that LibreOffice may take for one document.
LIMIT = 180
_NAMES = ("soffice", "libreoffice")
_TOO_LONG = Text("quá {limit} giây", "it took more than {limit} s")
_NOTHING = Text("không có tệp nào được ghi", "nothing was written")


def check_pdf() -> str:
    """The command of LibreOffice. Raises :class:`UsageError` where it is not installed."""
    command = next(filter(None, map(shutil.which, _NAMES)), None)
    if command is None:
        raise UsageError([Problem(codes.NEEDS_LIBREOFFICE)])
    return command


def to_pdf(document: bytes, limit: float = LIMIT) -> bytes:
    """The document as PDF. It is made in a folder of its own with a profile of its own, both gone afterwards.

    :raises UsageError: where LibreOffice is not installed, takes too long, or writes nothing.
    """
    command = check_pdf()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "document.docx").write_bytes(document)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", name]
        said = _run([command, profile, *options, str(folder / "document.docx")], limit)
        written = folder / "document.pdf"
        if not written.is_file():
            raise UsageError([Problem(codes.NO_PDF, None, {"reason": said or _NOTHING})])
        return written.read_bytes()


def _run(command: list[str], limit: float) -> str:
    """What it says. Its whole family is ended where it takes too long: the command is often a script."""
    process = subprocess.Popen(  # noqa: S603 - our own words, and a path of our own
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        said, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise UsageError([Problem(codes.NO_PDF, None, {"reason": _TOO_LONG.format(limit=limit)})]) from None
    return " ".join(said.decode(errors="replace").split())[-200:]
