"""Policies to read in a terminal: one in full, or the list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from kiemnhiem.explain.page import PolicyPage
from kiemnhiem.language import Lang, Text
from kiemnhiem.report import words
from kiemnhiem.report.page_blocks import Block, Style, blocks
from kiemnhiem.report.terminal import indented, said, terminal

if TYPE_CHECKING:
    from rich.console import Console

_INDENT: Mapping[Style, int] = {Style.ITEM: 2, Style.SENTENCE: 5, Style.QUESTION: 5, Style.EXCEPTION: 5, Style.LAW: 5}
_LOOKS: Mapping[Style, str] = {Style.POLICY: "bold", Style.PART: "bold", Style.ITEM: "bold cyan", Style.LAW: "dim"}
_SPACED = frozenset({Style.PART, Style.ITEM})
_COUNT = Text("{count} yêu cầu", "{count} requirements")


def show_page(page: PolicyPage, lang: Lang, console: Console | None = None) -> None:
    """Print a policy as sentences."""
    console = console or terminal()
    for block in blocks(page, lang):
        if block.style in _SPACED:
            console.print()
        console.print(indented(said(_line(block), _LOOKS.get(block.style, "")), _INDENT.get(block.style, 0)))


def _line(block: Block) -> str:
    return f"{block.lead}: {block.text}" if block.lead else block.text


def show_list(
    pages: Sequence[PolicyPage], chapters: Mapping[str, Text], lang: Lang, console: Console | None = None
) -> None:
    """Print the policies by folder: id, title, stance, from when, how many requirements. ``chapters``: what folders are
    called.
    """
    console = console or terminal()
    for folder, group in groupby(pages, key=lambda p: p.id.rpartition("/")[0]):
        title = f" — {chapters[folder][lang]}" if folder in chapters else ""
        console.print(said(f"{folder}/{title}", "bold"))
        for page in group:
            count = _COUNT.format(count=words.count(len(page.requirements), lang))
            about = [*([words.STANCES[page.stance]] if page.combines else []), page.period, count]
            console.print(indented(said(page.id, "cyan"), 2))
            console.print(indented(said(page.title[lang]), 4))
            console.print(indented(said("; ".join(t[lang] for t in about if t.vi), "dim"), 4))
