"""``--template`` and ``--fill``: how an office wants its documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from kiemnhiem.errors import UsageError
from kiemnhiem.language import Lang
from kiemnhiem.problem import Problem
from kiemnhiem.report.documents import Paper, check_paper, codes
from kiemnhiem.report.documents.letterhead import FILLS, pairs

F = TypeVar("F", bound=Callable[..., Any])


def options(command: F) -> F:
    """Both."""
    template = click.option(
        "--template", "template", metavar="DOCX", type=click.Path(path_type=Path),
        help="Mẫu riêng của cơ quan / the office's own template, for .docx .pdf .zip",
    )  # fmt: skip
    fill = click.option(
        "--fill", "fills", metavar="NAME=TEXT", multiple=True,
        help="Điền thể thức văn bản / fill in the letterhead: " + ", ".join(FILLS),
    )  # fmt: skip
    return template(fill(command))


def paper(
    template: Path | None,
    fills: tuple[str, ...],
    documents: Sequence[Path],
    inputs: Sequence[Path],
    lang: Lang,
    forms: Sequence[str],
) -> Paper:
    """How the documents are wanted; that they can be written so is seen before the work is done. Raises
    :class:`UsageError`.
    """
    if (template or fills) and not documents:
        raise UsageError([Problem(codes.NO_DOCUMENT)])
    wanted = Paper(template, pairs(fills))
    for path in documents:
        check_paper(path, wanted, lang, inputs, forms=forms)
    return wanted
