"""A terminal, or whatever the output is piped to: width, colour, and the marks it can show."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING

from kiemnhiem.evaluate.decision import Outcome, Verdict
from kiemnhiem.report import words

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text as RichText

#: Colours of a terminal; words always stand beside them.
VERDICT_STYLES: Mapping[Verdict, str] = {
    Verdict.ELIGIBLE: "bold cyan",
    Verdict.UNDETERMINED: "bold yellow",
    Verdict.NOT_ELIGIBLE: "bold red",
    Verdict.NOT_APPLICABLE: "dim",
    Verdict.NO_POLICY: "bold magenta",
}
OUTCOME_STYLES: Mapping[Outcome, str] = {
    Outcome.MET: "cyan",
    Outcome.NOT_MET: "bold red",
    Outcome.UNKNOWN: "bold yellow",
    Outcome.NOT_APPLICABLE: "dim",
}
_MARKS: Mapping[Outcome, str] = {
    Outcome.MET: "✓",
    Outcome.NOT_MET: "✗",
    Outcome.UNKNOWN: "?",
    Outcome.NOT_APPLICABLE: "–",
}
_PLAIN_MARKS: Mapping[Outcome, str] = {
    Outcome.MET: "+",
    Outcome.NOT_MET: "x",
    Outcome.UNKNOWN: "?",
    Outcome.NOT_APPLICABLE: "-",
}


def terminal(file: IO[str] | None = None, width: int | None = None) -> Console:
    """Where results are shown: standard output unless ``file``. Colours only on a terminal, and never with NO_COLOR;
    80 columns where nothing says how many there are. What an old terminal lacks becomes a question mark.
    """
    from rich.console import Console  # noqa: PLC0415 - start-up of the commands that show nothing

    file = file or sys.stdout
    if isinstance(file, io.TextIOWrapper) and not _is_unicode(file.encoding):
        file.reconfigure(errors="replace")
    return Console(file=file, width=width, highlight=False, markup=False, emoji=False)


def speaks_unicode(console: Console) -> bool:
    """Whether it can show more than the letters of an old code page."""
    return _is_unicode(console.encoding)


def _is_unicode(encoding: str) -> bool:
    return encoding.lower().startswith("utf")


def mark(outcome: Outcome, console: Console) -> str:
    """✓ ✗ ? –, or letters that an old terminal has."""
    return (_MARKS if speaks_unicode(console) else _PLAIN_MARKS)[outcome]


def said(text: str, style: str = "") -> RichText:
    """Words of a policy or a file: never taken for markup or for a terminal's commands."""
    from rich.text import Text as RichText  # noqa: PLC0415 - as above

    return RichText(words.plain(text), style=style)


def indented(text: RenderableType, by: int) -> RenderableType:
    """A paragraph or a table, all of its lines indented."""
    from rich.padding import Padding  # noqa: PLC0415 - as above

    return Padding(text, (0, 0, 0, by))
