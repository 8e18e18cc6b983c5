"""Write a result to a file, in the form its name asks for: whole or not at all, and never over an input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

from kiemnhiem.explain.finding import CaseFinding
from kiemnhiem.report import codes, target
from kiemnhiem.report.delimited import write_csv
from kiemnhiem.report.html_report import write_html
from kiemnhiem.report.run import Run
from kiemnhiem.report.structured import write_json, write_jsonl
from kiemnhiem.report.summary import Summary
from kiemnhiem.report.workbook import write_xlsx

Writer = Callable[[IO[bytes], Iterable[CaseFinding], Run], Summary]

WRITERS: Mapping[str, Writer] = {
    ".xlsx": write_xlsx,
    ".csv": write_csv,
    ".json": write_json,
    ".jsonl": write_jsonl,
    ".html": write_html,
}


def check_target(path: Path, inputs: Sequence[Path] = ()) -> None:
    """See, before the work is done, that a result can be written to ``path``. Raises :class:`UsageError`."""
    target.check(path, WRITERS, codes.UNKNOWN_EXTENSION, inputs)


def write(path: Path, findings: Iterable[CaseFinding], run: Run, inputs: Sequence[Path] = ()) -> Summary:
    """Write the result in the form of ``path``'s extension, and give its figures.

    It is written beside ``path`` and renamed when whole: an existing file stays as it was until then. Raises
    :class:`UsageError` with a problem for whatever stands in the way.
    """
    check_target(path, inputs)
    with target.whole(path) as file:
        summary = WRITERS[path.suffix.lower()](file, findings, run)
        _ = run.receipt  # made, and noted in the audit trail, before the result has its name
    return summary
